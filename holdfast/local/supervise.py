"""Keeps the processes of Holdfast running together until somebody asks for the end."""

import contextlib
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from types import FrameType

from holdfast.local.address import answers
from holdfast.local.child import Child, Kept
from holdfast.local.say import say as say_line
from holdfast.local.server import Server
from holdfast.local.troubles import DatabaseDidNotStart, Say

__all__ = ["Child", "run"]

STEP_SECONDS = 0.1
PATIENCE_SECONDS = 3.0
"""Between asking the children to end and ending them."""
DEATHS_AT_START = 4
"""Deaths of one child before anything was ready that show it will not get up."""
DATABASE_STEP_SECONDS = 0.3
DATABASE_PAUSE_SECONDS = 2.0
ASKING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Asked:
    """How often somebody asked for the end: once is kind, twice is now."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self, number: int, frame: FrameType | None) -> None:
        self.times += 1

    @contextlib.contextmanager
    def listening(self) -> Iterator[None]:
        """Let the signals count here, and nowhere else, while the block runs."""
        before = {number: signal.signal(number, self) for number in ASKING}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


def run(
    children: Sequence[Child],
    *,
    ready_url: str | None = None,
    on_ready: Callable[[], object] | None = None,
    server: Server | None = None,
    say: Say = say_line,
) -> int:
    """Run the children until Ctrl-C, SIGTERM or SIGHUP; start again what dies.

    Args:
        ready_url: the page that answers when everything is up; none means ready at once.
        on_ready: called once, then.
        server: an embedded database to keep running as well. Its owner stops it afterwards.

    Returns:
        The exit code: 0 when asked to end, 1 when a child did not get up.
    """
    asked = Asked()
    kept = [Kept(child) for child in children]
    with asked.listening():
        try:
            return Watch(kept, asked, server, say).until_the_end(ready_url, on_ready)
        finally:
            end_all(kept, asked)


class Watch:
    """The rounds from the first start to the end."""

    def __init__(self, kept: Sequence[Kept], asked: Asked, server: Server | None, say: Say) -> None:
        self.kept, self.asked, self.server, self.say = kept, asked, server, say
        self.database_due = 0.0

    def until_the_end(self, ready_url: str | None, on_ready: Callable[[], object] | None) -> int:
        ready = False
        while not self.asked.times:
            self._keep_database()
            self._keep_children()
            if not ready and self._given_up():
                return 1
            if not ready and (ready_url is None or answers(ready_url)):
                ready = True
                if on_ready:
                    on_ready()
            time.sleep(STEP_SECONDS)
        return 0

    def _keep_children(self) -> None:
        for kept in self.kept:
            if news := kept.look(now=time.monotonic()):
                self.say(news)

    def _keep_database(self) -> None:
        if self.server is None or time.monotonic() < self.database_due:
            return
        self.database_due = time.monotonic() + DATABASE_STEP_SECONDS
        if self.server.alive():
            return
        self.say("The database stopped and starts again")
        try:
            self.server.ensure()
        except DatabaseDidNotStart as error:
            self.say(str(error))
            self.database_due = time.monotonic() + DATABASE_PAUSE_SECONDS

    def _given_up(self) -> bool:
        lost = [kept.child.name for kept in self.kept if kept.deaths >= DEATHS_AT_START]
        for name in lost:
            self.say(f"{name} did not start; what it wrote above says why")
        return bool(lost)


def end_all(kept: Sequence[Kept], asked: Asked) -> None:
    """Ask every child to end, wait a little, then end what is left."""
    until, before = time.monotonic() + PATIENCE_SECONDS, asked.times
    for one in kept:
        one.ask_to_end()
    while not all(one.ended() for one in kept) and time.monotonic() < until and asked.times == before:
        time.sleep(0.02)
    for one in kept:
        one.end_now()
