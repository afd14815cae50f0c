"""Programs that run beside the tests, and waiting for what they do."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

REPOSITORY = Path(__file__).parents[2]


class Program:
    """Python lines in a process of their own, which a test may kill."""

    def __init__(self, lines: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", lines],
            cwd=REPOSITORY,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def read(self) -> str:
        """The next line it prints."""
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def end(self, number: signal.Signals) -> tuple[int, str]:
        """Send a signal; the exit code and what it said on stderr."""
        self.process.send_signal(number)
        _, said = self.process.communicate(timeout=10)
        return self.process.returncode, said


def eventually(happened: Callable[[], bool], *, seconds: float = 5.0) -> bool:
    """Whether it happens within the time."""
    until = time.monotonic() + seconds
    while not happened():
        if time.monotonic() > until:
            return False
        time.sleep(0.02)
    return True


def is_running(pid: int) -> bool:
    """Whether a process does anything still; one that ended and was not yet waited for does not."""
    listed = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return listed.stdout.strip()[:1] not in ("", "Z")
