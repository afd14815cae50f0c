import os
import signal
import socket
import time
from pathlib import Path

import psycopg
import pytest

from holdfast.local.address import answers, open_page, refuse_busy_port
from holdfast.local.troubles import PortInUse
from tests.local.programs import Program, eventually, is_running

CHILD = """
import http.server, os, pathlib, subprocess, sys
grandchild = subprocess.Popen(["sleep", "60"])
pathlib.Path(sys.argv[2]).write_text(f"{os.getpid()} {grandchild.pid}")
http.server.SimpleHTTPRequestHandler.log_message = lambda *said: None
address = ("127.0.0.1", int(sys.argv[1]))
http.server.ThreadingHTTPServer(address, http.server.SimpleHTTPRequestHandler).serve_forever()
"""
SUPERVISOR = """
import sys
from holdfast.local import supervise
child = supervise.Child("web", [sys.executable, "-c", {child!r}, "{port}", {notes!r}])
up = lambda: print("ready", flush=True)
sys.exit(supervise.run([child], ready_url="http://localhost:{port}/", on_ready=up))
"""
STUBBORN = """
import sys
from holdfast.local import supervise
lines = "import signal, time; signal.signal(15, signal.SIG_IGN); print('up', flush=True); time.sleep(60)"
sys.exit(supervise.run([supervise.Child("web", [sys.executable, "-c", lines])]))
"""
FAILING = """
import sys
from holdfast.local import child, supervise
child.PAUSES_SECONDS = (0.0,)
sys.exit(supervise.run([supervise.Child("web", {argv!r})], ready_url="http://localhost:{port}/"))
"""
WITH_DATABASE = """
import pathlib, sys
from holdfast.local import postgres, supervise
with postgres.running(pathlib.Path({state!r})) as server:
    up = lambda: print(server.process.pid, server.web_url, flush=True)
    sys.exit(supervise.run([], on_ready=up, server=server))
"""


@pytest.fixture
def port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


@pytest.fixture
def notes(tmp_path) -> Path:
    return tmp_path / "pids"


@pytest.fixture
def supervisor(program, port, notes) -> Program:
    """A supervisor whose one child is up and has a child of its own."""
    started = program(SUPERVISOR.format(child=CHILD, port=port, notes=str(notes)))
    assert started.read() == "ready"
    return started


def pids(notes: Path) -> list[int]:
    return [int(pid) for pid in notes.read_text().split()]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_asked_to_end_it_ends_children_and_grandchildren_within_five_seconds(supervisor, notes, number):
    began = time.monotonic()

    status, said = supervisor.end(number)

    assert (status, said) == (0, "")
    assert time.monotonic() - began < 5
    assert [pid for pid in pids(notes) if is_running(pid)] == []


def test_killed_itself_it_leaves_nobody_behind(supervisor, notes):
    supervisor.end(signal.SIGKILL)

    assert eventually(lambda: not any(map(is_running, pids(notes))))


def test_a_killed_child_starts_again_and_its_children_end(supervisor, notes, port):
    child, grandchild = pids(notes)

    os.kill(child, signal.SIGKILL)

    assert eventually(lambda: not is_running(grandchild))
    assert eventually(lambda: pids(notes)[:1] not in ([], [child]) and answers(f"http://localhost:{port}/"))
    status, said = supervisor.end(signal.SIGINT)
    assert (status, said) == (0, "web was ended by SIGKILL and starts again in 0.1 s\n")


def test_a_child_that_does_not_listen_is_ended_all_the_same(program):
    supervisor = program(STUBBORN)
    supervisor.read()
    began = time.monotonic()

    supervisor.process.send_signal(signal.SIGINT)
    time.sleep(0.3)
    status, _ = supervisor.end(signal.SIGINT)

    assert status == 0
    assert time.monotonic() - began < 10


@pytest.mark.parametrize(
    ("argv", "how"),
    [
        (["false"], "ended with status 1"),
        (["/no/such/program"], "could not be run (No such file or directory: /no/such/program)"),
    ],
)
def test_a_child_that_never_gets_up_ends_it_with_a_sentence(program, port, argv, how):
    supervisor = program(FAILING.format(argv=argv, port=port))

    _, said = supervisor.process.communicate(timeout=10)

    assert supervisor.process.returncode == 1
    assert said.splitlines() == [
        *[f"web {how} and starts again in 0 s"] * 4,
        "web did not start; what it wrote above says why",
    ]


def test_a_killed_database_starts_again_beside_the_children(program, state):
    supervisor = program(WITH_DATABASE.format(state=str(state)))
    pid, url = supervisor.read().split()

    os.kill(int(pid), signal.SIGKILL)

    assert eventually(lambda: connects(url))
    status, said = supervisor.end(signal.SIGTERM)
    first, *later = said.splitlines()
    assert (status, first) == (0, "The database stopped and starts again")
    assert [line for line in later if not line.startswith("The database was not stopped in order")] == []
    assert not connects(url)


def connects(url: str) -> bool:
    try:
        psycopg.connect(url).close()
    except psycopg.OperationalError:
        return False
    return True


def test_a_port_that_is_taken_is_refused_with_another_one_named(monkeypatch):
    monkeypatch.setattr("holdfast.local.address.PREDECESSOR_SECONDS", 0)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        with pytest.raises(PortInUse, match=f"Port {port} is used by another program. Choose another one"):
            refuse_busy_port(port)


def test_a_port_that_comes_free_is_taken(port):
    refuse_busy_port(port)

    with socket.create_server(("127.0.0.1", port)) as taken:
        assert taken.getsockname()[1] == port


def test_no_browser_opens_where_nobody_sits_at_a_screen(monkeypatch):
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.setattr("webbrowser.open", lambda address: True)

    assert open_page("http://localhost:8000") is False
