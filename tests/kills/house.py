"""The whole of Holdfast on one computer, as `holdfast serve` runs it, on free ports, to be killed piece by piece.

Its database is durable. What dies is started again by the product's own keeper of processes and of the database.
"""

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from pathlib import Path

import psycopg

from holdfast.local import postgres, postmaster
from holdfast.local.child import Child, Kept
from holdfast.local.say import say
from holdfast.local.server import DATABASE, Server
from holdfast.local.troubles import DatabaseDidNotStart
from holdfast.start import queue_workers, web
from tests.kills.points.sitecustomize import kill
from tests.kills.post import Post
from tests.template import filled_by_dump

HERE = Path(__file__).parent
REPOSITORY = HERE.parent.parent
STEP_SECONDS = 0.1
READY_SECONDS = 60.0
LAST_WORDS = 20_000  # signs
FORGOTTEN = ("HOLDFAST_DEMO", "HOLDFAST_PUBLIC_URL", "HOLDFAST_KEYRING", "HOLDFAST_AUDIT_COPY", "HOLDFAST_OWNER_URL")
WRITING_ALL = 'exec "$@" >>"$0" 2>&1'
"""What the shell does for us: the log takes what a process says; the process keeps its number."""


class House:
    """The processes, the folder in which points are armed, and the mail that was taken."""

    def __init__(self, state: Path, server: Server, post: Post) -> None:
        self.state, self.server, self.post = state, server, post
        self.points, self.log = state / "points", state / "processes.log"
        self.points.mkdir()
        self.port = free_port()
        self.kept = {child.name: Kept(child) for child in map(self.ours, (web(self.port, 2), *queue_workers()))}
        self.doomed: dict[str, int] = {}
        self.killed_at = 0.0  # seconds since 1970
        self.ended = threading.Event()
        self.keeper = threading.Thread(target=self.keep_all, name="keeper", daemon=True)

    def ours(self, child: Child) -> Child:
        """The product's own command, with our environment and its words in our log."""
        argv = ["sh", "-c", WRITING_ALL, str(self.log), *child.argv]
        path = os.pathsep.join([str(HERE / "points"), str(REPOSITORY)])
        points = {"HOLDFAST_KILLS": str(self.points), "PYTHONPATH": path, "PYTHONUNBUFFERED": "1"}
        return replace(child, argv=argv, env={**self.environment(), **points})

    def environment(self) -> dict[str, str]:
        """What a process of this house is told: nothing of the database that the other tests use."""
        known = {name: value for name, value in os.environ.items() if name not in FORGOTTEN}
        return {
            **known,
            "DJANGO_SETTINGS_MODULE": "holdfast.settings",
            "HOLDFAST_STATE": str(self.state),
            "HOLDFAST_DATABASE_URL": self.server.web_url,
            "HOLDFAST_SMTP_URL": f"smtp://127.0.0.1:{self.post.controller.port}",
        }

    def prepare(self) -> None:
        """Make the tables and the hub. What a dump has made is not migrated again."""
        filled_by_dump(self.server, DATABASE)
        environment = {**self.environment(), "HOLDFAST_OWNER_URL": self.server.owner_url}
        subprocess.run([sys.executable, "-m", "tests.kills.ground"], cwd=REPOSITORY, env=environment, check=True)

    def keep_all(self) -> None:
        """Start again what dies, as the supervisor does."""
        while not self.ended.wait(STEP_SECONDS):
            for kept in self.kept.values():
                kept.look(now=time.monotonic())
            with suppress(DatabaseDidNotStart):
                self.server.ensure()

    def forgive(self) -> None:
        """As if everything had lived for long: the keeper waits longer after each death in a row."""
        for kept in self.kept.values():
            kept.deaths = 0

    def root(self, victim: str) -> int:
        """The process that the others of a victim descend from, once there is one."""
        until = time.monotonic() + READY_SECONDS
        while time.monotonic() < until:
            process = self.server.process if victim == "database" else self.kept[victim].process
            if process is not None and process.poll() is None:
                return process.pid
            time.sleep(STEP_SECONDS)
        raise AssertionError(f"the {victim} did not come back")

    def arm(self, point: str, victims: frozenset[str] | set[str]) -> None:
        """From now on whoever gets to this point kills these; `itself` is whoever gets there."""
        self.taken(point).unlink(missing_ok=True)
        self.doomed = {victim: self.root(victim) for victim in victims - {"itself"}}
        order = {"roots": list(self.doomed.values()), "itself": "itself" in victims}
        half = self.points / "half"
        half.write_text(json.dumps(order))
        half.rename(self.points / point)

    def kill_now(self, *victims: str) -> None:
        """Kill them from outside, with everything they started."""
        self.doomed = {victim: self.root(victim) for victim in victims}
        self.killed_at = time.time()
        kill({"roots": list(self.doomed.values()), "itself": False})

    def taken(self, point: str) -> Path:
        """The file that says that a point was reached."""
        return self.points / f"{point}.taken"

    def wait_for_death(self, point: str) -> None:
        """Wait until somebody got to the armed point."""
        if not postmaster.wait_for(self.taken(point).exists, seconds=READY_SECONDS):
            raise AssertionError(f"nobody got to {point}")
        self.killed_at = self.taken(point).stat().st_mtime

    def wait_for_heirs(self) -> None:
        """Wait until whoever was to be killed is another process now: it has happened, and not only begun."""
        if not postmaster.wait_for(self._have_heirs, seconds=READY_SECONDS):
            raise AssertionError(f"of {self.doomed} somebody lives, or has no heir")

    def _have_heirs(self) -> bool:
        return all(self.root(victim) != pid for victim, pid in self.doomed.items())

    def superuser(self) -> psycopg.Connection:
        """A connection that sees every hub's rows, as soon as the database answers."""
        until = time.monotonic() + READY_SECONDS
        while True:
            try:
                return psycopg.connect(self.server.superuser_url, autocommit=True)
            except psycopg.OperationalError:
                if time.monotonic() > until:
                    raise
                time.sleep(STEP_SECONDS)

    def last_words(self) -> str:
        """The end of what the processes wrote, for whoever looks for the cause of a failure."""
        return self.log.read_text(errors="replace")[-LAST_WORDS:] if self.log.exists() else ""

    def close(self) -> None:
        """End what we started, by its number."""
        self.ended.set()
        self.keeper.join()
        for kept in self.kept.values():
            kept.end_now()


@contextmanager
def running() -> Iterator[House]:
    """Have a house, with its hub, while the block runs."""
    with ExitStack() as stack:
        state = Path(tempfile.mkdtemp(prefix="holdfast-kills-"))
        stack.callback(shutil.rmtree, state, ignore_errors=True)
        server = stack.enter_context(postgres.running(state, durable=True, say=lambda line: None))
        stack.callback(shutil.rmtree, server.home, ignore_errors=True)
        post = Post(free_port())
        post.controller.start()
        stack.callback(post.controller.stop)
        house = House(state, server, post)
        house.prepare()
        stack.callback(house.close)
        house.keeper.start()
        try:
            yield house
        except Exception:
            say(house.last_words())  # the log goes with the folder
            raise


def free_port() -> int:
    """A port of this computer that nobody listens on."""
    with socket.socket() as tried:
        tried.bind(("127.0.0.1", 0))
        return tried.getsockname()[1]
