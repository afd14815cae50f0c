"""Ends what a process started, also when that process was killed with -9.

A small second process holds the other end of a pipe. While the first lives it only notes which
processes to look after; when the pipe closes, for whatever reason, it ends those that are left.
It is run by its path, without site packages, so that it starts in a few milliseconds.
"""

import contextlib
import os
import signal
import subprocess
import sys
import time

PATIENCE_SECONDS = 3.0
"""Between the kind signal and the last one."""


class Watcher:
    """The first process's side."""

    def __init__(self) -> None:
        self.owner = os.getpid()
        self.process = subprocess.Popen(  # noqa: S603
            [sys.executable, "-I", "-S", __file__],
            stdin=subprocess.PIPE,
            cwd="/",
            start_new_session=True,
        )

    def tell(self, line: str) -> None:
        """Send one line; a watcher that was killed cannot be told anything."""
        assert self.process.stdin is not None
        with contextlib.suppress(BrokenPipeError):
            self.process.stdin.write(f"{line}\n".encode())
            self.process.stdin.flush()


_watchers: list[Watcher] = []


def _watcher() -> Watcher:
    """The watcher of this very process: one forked from it, or a killed one, gets a new one."""
    mine = [watcher for watcher in _watchers if watcher.owner == os.getpid()]
    if not mine or mine[-1].process.poll() is not None:
        _watchers.append(Watcher())
    return _watchers[-1]


def watch(pid: int, first: signal.Signals, last: signal.Signals) -> None:
    """From now on end that process with us: `first` to itself, later `last` to its whole group."""
    _watcher().tell(f"watch {pid} {first.value} {last.value}")


def forget(pid: int) -> None:
    """The process has ended, or may outlive us."""
    _watcher().tell(f"forget {pid}")


def main() -> None:
    """The second process's side: note, wait for the end of the pipe, end what is left."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    left: dict[int, tuple[int, int]] = {}
    for line in sys.stdin:
        verb, pid, *signals = line.split()
        left.pop(int(pid), None)
        if verb == "watch":
            first, last = map(int, signals)
            left[int(pid)] = (first, last)
    end(left)


def end(left: dict[int, tuple[int, int]]) -> None:
    """End each process kindly, then whatever remains of its group at once."""
    alive = {pid for pid, (first, _) in left.items() if sent(os.kill, pid, first)}
    until = time.monotonic() + PATIENCE_SECONDS
    while alive and time.monotonic() < until:
        time.sleep(0.02)
        alive = {pid for pid in alive if sent(os.kill, pid, 0)}
    for pid, (_, last) in left.items():
        sent(os.killpg, pid, last)


def sent(how, pid: int, number: int) -> bool:  # type: ignore[no-untyped-def]
    """Whether there was still somebody to send the signal to."""
    try:
        how(pid, number)
    except (ProcessLookupError, PermissionError):
        return False
    return True


if __name__ == "__main__":
    main()
