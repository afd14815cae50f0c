"""What stands still: the memory of the web processes, and the time until the demo's first page when it starts again."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

from benchmarks.processes import memory_megabytes
from benchmarks.rounds import Result
from benchmarks.scoring import HOLDFAST
from benchmarks.stack import NotServing, Stack, free_port
from holdfast.local.address import answers
from holdfast.local.place import place_of

ADDRESSES = {"HOLDFAST_DATABASE_URL", "HOLDFAST_OWNER_URL"}
MOST_MEGABYTES, MOST_SECONDS = 200, 10
FIRST_START_SECONDS = 600


def memory(stack: Stack) -> Result:
    """Web with two processes, after the other jobs have warmed it."""
    proportional, resident = memory_megabytes(stack.web)
    result = Result("memory", "", "MB")
    result.rates = [proportional]
    result.notes.append(
        f"web with 2 processes: {proportional:.0f} MB (PSS); {resident:.0f} MB where shared counts twice (RSS)"
    )
    result.goal, result.met = f"≤ {MOST_MEGABYTES} MB", proportional <= MOST_MEGABYTES
    return result


def second_start() -> Result:
    """`holdfast demo` on a state folder that a first start has filled."""
    state = Path(tempfile.mkdtemp(prefix="holdfast-start-"))
    try:
        first, second = (seconds_to_first_page(state) for _ in range(2))
    finally:
        for folder in (place_of(state / "demo", say=str).home, state):  # as root the database lies elsewhere
            shutil.rmtree(folder, ignore_errors=True)
    result = Result("demo again", "", "seconds")
    result.rates = [second]
    result.notes.append(f"first start with 400 people {first:.1f} s, second start {second:.1f} s to the first page")
    result.goal, result.met = f"≤ {MOST_SECONDS} s", second <= MOST_SECONDS
    return result


def seconds_to_first_page(state: Path) -> float:
    """Start the demo, wait for a page, stop it.

    Raises:
        NotServing: it ended, or no page came.
    """
    port, begun = free_port(), time.monotonic()
    command = [*HOLDFAST, "demo", "--no-browser", "--port", str(port)]
    kept = {
        name: value for name, value in os.environ.items() if name not in {"HOLDFAST_DATABASE_URL", "HOLDFAST_OWNER_URL"}
    }
    process = subprocess.Popen(command, env={**kept, "HOLDFAST_STATE": str(state)}, stdout=subprocess.DEVNULL)
    try:
        while not answers(f"http://localhost:{port}/demo/"):
            if process.poll() is not None or time.monotonic() - begun > FIRST_START_SECONDS:
                raise NotServing("The demo did not answer")
            time.sleep(0.05)
        return time.monotonic() - begun
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(30)
