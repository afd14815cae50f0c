"""Whether a job costs more in a hub of a million: the same jobs, hub size after hub size."""

import statistics
from collections.abc import Callable, Sequence

from benchmarks.rounds import Result

MOST_GROWTH = 1.1


def grow(
    sizes: Sequence[int], unit: str, fill_to: Callable[[int], object], measure: Callable[[], list[Result]]
) -> list[Result]:
    """Measure at each size; each result says how many times the processor time of the first size it takes."""
    first: dict[str, Result] = {}
    found: list[Result] = []
    for size in sizes:
        fill_to(size)
        for result in measure():
            smallest = first.setdefault(result.job, result)
            growth = statistics.median(result.cpu) / statistics.median(smallest.cpu)
            result.notes.append(f"{size:,} {unit}: {growth:.2f} times the CPU-ms at {sizes[0]:,}")
            if result is not smallest:
                result.goal += f", ≤ {MOST_GROWTH} times the CPU-ms"
                result.met = None if result.is_void else bool(result.met) and growth <= MOST_GROWTH
            found.append(result)
        for result in found[-len(first) :]:
            result.job = f"{result.job} at {size:,}"
    return found
