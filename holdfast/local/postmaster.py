"""The server process: launching it, seeing that it is ready, ending it."""

import contextlib
import os
import signal
import socket
import struct
import subprocess
import time
from collections.abc import Callable

from holdfast.local.binaries import Binaries
from holdfast.local.cluster import ONLY_WITH_PASSWORD
from holdfast.local.place import SOCKET_NAME, Place
from holdfast.local.troubles import DatabaseDidNotStart, Say, explained
from holdfast.local.watcher import watch

DO_YOU_ENCRYPT = struct.pack("!ii", 8, 80877103)
"""The shortest question that PostgreSQL answers to anybody, by one letter, and does not log."""
ANSWER_SECONDS = 2.0
STEP_SECONDS = 0.005
FALLEN = "all server processes terminated"
"""What the server writes when it falls while it starts, and would try again for ever."""
RECOVERY_SECONDS = 3.0
"""A start that takes longer is said to be reading back what was written before."""
LONGEST_LOG = 10_000_000
"""Bytes."""

ALWAYS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "log_min_error_statement": "panic",  # a statement in the log could hold what a person wrote
    "log_error_verbosity": "terse",  # so could the detail of an error
    "cluster_name": "holdfast",
}
DURABLE = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}
THROWAWAY = {
    "fsync": "off",
    "synchronous_commit": "on",
    "full_page_writes": "off",
    "io_method": "sync",
    "autovacuum": "off",  # plans then hang on what is asked, not on when statistics were last taken
}
"""Loses nothing when processes are killed, perhaps everything when the power goes."""


def listens(place: Place) -> bool:
    """Whether a server answers on the socket, not only a last process of it that still holds it open."""
    with socket.socket(socket.AF_UNIX) as tried:
        tried.settimeout(ANSWER_SECONDS)
        try:
            tried.connect(str(place.socket / SOCKET_NAME))
            tried.sendall(DO_YOU_ENCRYPT)
            return tried.recv(1) != b""
        except OSError:
            return False


def recorded(place: Place) -> tuple[int, str]:
    """The process and its condition (starting, ready, stopping) as the server wrote them; (0, "") if none."""
    try:
        lines = (place.data / "postmaster.pid").read_text().splitlines()
        return int(lines[0]), lines[7].strip() if len(lines) > 7 else "starting"
    except (OSError, ValueError, IndexError):
        return 0, ""


def launched(place: Place, binaries: Binaries, *, durable: bool, say: Say) -> subprocess.Popen[bytes]:
    """Start the server and wait until it takes connections.

    Raises:
        StillInUse: processes of an earlier server hold its files.
        DatabaseDidNotStart: it ended for another reason.
    """
    if place.log.exists() and place.log.stat().st_size > LONGEST_LOG:
        place.log.replace(place.log.with_suffix(".log.1"))
    since = place.log.stat().st_size if place.log.exists() else 0
    process = _launch(place, binaries, durable=durable)
    _wait_until_ready(place, process, since=since, say=say)
    return process


def _launch(place: Place, binaries: Binaries, *, durable: bool) -> subprocess.Popen[bytes]:
    """Start the server; it ends with the process that called this, however that ends."""
    folder = place.new_socket_folder()
    for left_over in (folder / SOCKET_NAME, folder / f"{SOCKET_NAME}.lock"):
        left_over.unlink(missing_ok=True)
    with place.log.open("ab") as log:
        process = subprocess.Popen(  # noqa: S603
            _command(place, binaries, durable=durable),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd="/",
            env=binaries.environment() | _not_alive_any_more(place),
            start_new_session=True,
            **place.user.arguments(),
        )
    watch(process.pid, signal.SIGINT, signal.SIGQUIT)
    return process


def _command(place: Place, binaries: Binaries, *, durable: bool) -> list[str]:
    access = place.home / "access.conf"
    access.write_text(ONLY_WITH_PASSWORD)
    access.chmod(0o644)
    settings = {
        **ALWAYS,
        **(DURABLE if durable else THROWAWAY),
        "unix_socket_directories": str(place.socket),
        "hba_file": str(access),
    }
    command = [binaries.program("postgres"), "-D", str(place.data), "-p", "5432"]
    return command + [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]


def _not_alive_any_more(place: Place) -> dict[str, str]:
    """Tell PostgreSQL that the process number left by a killed server is not its own any more.

    After a restart of the computer another program can have that number, and PostgreSQL would
    refuse to start. We know that nobody listens; its check of shared memory still protects the data.
    """
    pid, _ = recorded(place)
    return {"PG_GRANDPARENT_PID": str(pid)} if pid else {}


def _wait_until_ready(place: Place, process: subprocess.Popen[bytes], *, since: int, say: Say) -> None:
    """Wait; `since` is the length of the log before the launch (bytes), to read only what is new."""
    said, started = False, time.monotonic()
    while recorded(place) != (process.pid, "ready"):
        late = time.monotonic() - started > RECOVERY_SECONDS
        if late and FALLEN in _news(place, since):
            end(place, process)
        if process.poll() is not None:
            raise explained(_news(place, since), home=place.home, log=place.log)
        if late and not said:
            said = True
            say("The database was not stopped in order and reads back what was written. It can take minutes.")
        time.sleep(0.2 if late else STEP_SECONDS)


def _news(place: Place, since: int) -> str:
    with place.log.open("rb") as log:
        log.seek(since)
        return log.read(20_000).decode(errors="replace")


def wait_for(happened: Callable[[], bool], *, seconds: float) -> bool:
    """Look again and again until it happened or the time is over."""
    until = time.monotonic() + seconds
    while not happened():
        if time.monotonic() > until:
            return False
        time.sleep(STEP_SECONDS)
    return True


def end(place: Place, process: subprocess.Popen[bytes] | None) -> None:
    """Stop the server: in order, else at once (it then recovers at the next start)."""
    if gone(place, process):
        return
    pid = process.pid if process else recorded(place)[0]
    for number, patience in ((signal.SIGINT, 4.0), (signal.SIGQUIT, 2.0), (signal.SIGKILL, 2.0)):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, number)
        if wait_for(lambda: _has_ended(place, process, pid), seconds=patience):
            return
    raise DatabaseDidNotStart(f"The database server (process {pid}) does not end.")


def gone(place: Place, process: subprocess.Popen[bytes] | None) -> bool:
    """Whether no server serves any more; one that another process started is known by its socket."""
    if process is not None:
        return process.poll() is not None
    return recorded(place)[0] == 0 or not listens(place)


def _has_ended(place: Place, process: subprocess.Popen[bytes] | None, pid: int) -> bool:
    """Whether the server has let go of its files: it removes its record last."""
    if process is not None:
        return process.poll() is not None
    return recorded(place)[0] != pid
