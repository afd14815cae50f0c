"""One process that is kept running: started, started again when it dies, ended."""

import contextlib
import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from holdfast.local.watcher import forget, watch

PAUSES_SECONDS = (0.1, 0.5, 1.0, 2.0, 5.0, 10.0)
"""Before the first, second, ... start in a row after a death."""
HEALTHY_SECONDS = 20.0
"""After a life of this length the next death counts as the first."""


@dataclass(frozen=True)
class Child:
    """What to run, under a name that people see; no `env` means our own environment."""

    name: str
    argv: Sequence[str]
    env: Mapping[str, str] | None = None


class Kept:
    """A child while it is kept running."""

    def __init__(self, child: Child) -> None:
        self.child = child
        self.deaths = 0
        self.due = 0.0
        self.born = 0.0
        self.process: subprocess.Popen[bytes] | None = None

    def look(self, *, now: float) -> str:
        """Start it when it is due; when it has just died, a sentence that says so.

        Args:
            now: seconds of the monotonic clock.
        """
        if self.process is None:
            return self._start(now) if now >= self.due else ""
        if self.process.poll() is None:
            return ""
        self._clear(self.process)
        return self._died(ending(self.process.returncode), now)

    def _start(self, now: float) -> str:
        """In a session of its own, so that Ctrl-C reaches it through us and in order."""
        self.born = now
        try:
            self.process = subprocess.Popen(self.child.argv, env=self.child.env, start_new_session=True)  # noqa: S603
        except OSError as error:
            return self._died(f"could not be run ({error.strerror}: {error.filename})", now)
        watch(self.process.pid, signal.SIGTERM, signal.SIGKILL)
        return ""

    def _died(self, how: str, now: float) -> str:
        self.deaths = 1 if now - self.born >= HEALTHY_SECONDS else self.deaths + 1
        pause = PAUSES_SECONDS[min(self.deaths, len(PAUSES_SECONDS)) - 1]
        self.due, self.process = now + pause, None
        return f"{self.child.name} {how} and starts again in {pause:g} s"

    def ask_to_end(self) -> None:
        """Send the kind signal."""
        if self.process and self.process.poll() is None:
            self.process.terminate()

    def ended(self) -> bool:
        """Whether no process of it is left to wait for."""
        return self.process is None or self.process.poll() is not None

    def end_now(self) -> None:
        """End it and everything it started."""
        if self.process:
            self._clear(self.process)
            self.process = None

    def _clear(self, process: subprocess.Popen[bytes]) -> None:
        """End what is left of its process group: a killed server leaves its own workers behind."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        forget(process.pid)


def ending(status: int) -> str:
    """How a process ended, in words."""
    if status < 0:
        return f"was ended by {signal.Signals(-status).name}"
    return f"ended with status {status}"
