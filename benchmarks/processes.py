"""What processes have used, read from /proc: processor time and memory. It is steadier than the clock."""

import os
import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

PROC = Path("/proc")
TICKS_A_SECOND = os.sysconf("SC_CLK_TCK")


def fields_of(pid: int) -> list[str]:
    """/proc/PID/stat after the name, which may hold spaces: state is the first."""
    return (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()


def children_of(pid: int) -> Iterator[int]:
    """The living children of a process."""
    with suppress(FileNotFoundError, ProcessLookupError):  # it may end while we look
        for task in (PROC / str(pid) / "task").iterdir():
            yield from map(int, (task / "children").read_text().split())


def family_of(pid: int) -> list[int]:
    """A process, its children and theirs."""
    return [pid, *(member for child in children_of(pid) for member in family_of(child))]


def cpu_milliseconds(pid: int) -> float:
    """Processor time of a process and everything it started, the dead ones too."""
    ticks = 0
    for member in family_of(pid):
        try:
            user, system, dead_user, dead_system = map(int, fields_of(member)[11:15])
        except (FileNotFoundError, ProcessLookupError):
            continue  # it has ended since: its parent has its time
        ticks += user + system + dead_user + dead_system
    return ticks * 1000 / TICKS_A_SECOND


def memory_megabytes(pid: int) -> tuple[float, float]:
    """Proportional and resident memory of a process and everything it started. In the first, shared counts once."""
    proportional = resident = 0
    for member in family_of(pid):
        told = (PROC / str(member) / "smaps_rollup").read_text()
        proportional += kilobytes(told, "Pss")
        resident += kilobytes(told, "Rss")
    return proportional / 1024, resident / 1024


def resident_megabytes(pid: int) -> float:
    """Resident memory of one process alone."""
    return kilobytes((PROC / str(pid) / "smaps_rollup").read_text(), "Rss") / 1024


def peak_megabytes(pid: int) -> float:
    """The most resident memory that a process has had since it began; 0 for one that has ended."""
    try:
        return kilobytes((PROC / str(pid) / "status").read_text(), "VmHWM") / 1024
    except (FileNotFoundError, ProcessLookupError):
        return 0


def kilobytes(told: str, name: str) -> int:
    """One figure of smaps_rollup or status."""
    found = re.search(rf"^{name}:\s+(\d+) kB$", told, re.MULTILINE)
    return int(found[1]) if found else 0
