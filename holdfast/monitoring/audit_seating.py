"""Where insiders sit, of all the ways in which a person can be counted: those that must be looked at one by one. Pure.

More people whose places are known never make an interval wider. So where every interval is wide though three sat in all
places of many footprints at once, it is wide for three of any of these; else these are parted, and looked at again.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import product

from holdfast.monitoring.audit_insiders import Footprint
from holdfast.monitoring.audit_numbers import INSIDERS
from holdfast.monitoring.audit_solving import Points, Seats


def seatings(
    points: Points, cells: Sequence[int], ways: Sequence[Footprint], *, width: int
) -> Iterator[tuple[Seats, int]]:
    """Seats of insiders, and how many insiders there are, for each footprint with which an interval may be too narrow.

    Args:
        cells: columns of the numbers to be told apart; width: the least that an interval must be wide.
    """

    @cache
    def at_most(column: int, places: int, insiders: int) -> int:
        return next((each for each in range(places, 0, -insiders) if points.can_sit({column: each})), 0)

    waiting = [list(ways)] if ways else []
    while waiting:
        some = waiting.pop()
        if len(some) == 1:
            seats, insiders = _seated(points, some[0], at_most)
            if insiders and points.lacking(cells, seats, width):
                yield seats, insiders
            continue
        together: dict[int, int] = {}
        for column, times in ((points.column[number], times) for each in some for number, times in each):
            together[column] = max(together.get(column, 0), times * INSIDERS)
        if not points.are_wide(cells, together, width=width):
            waiting += _parted(points, some, together)


def _seated(points: Points, footprint: Footprint, at_most: Callable[[int, int, int], int]) -> tuple[Seats, int]:
    """Where as many insiders as there can be sit, as often as they can be counted there, and how many these are.

    Where so many cannot be in some places, as many are as can be: one of them asked both ways, or they asked in some
    times and not in others. Then fewer times everywhere are tried, then fewer insiders.
    """
    most = max(often for _, often in footprint)
    for insiders, often in product(range(INSIDERS, 0, -1), range(most, 0, -1)):
        seats = {points.column[number]: min(times, often) * insiders for number, times in footprint}
        if points.can_sit(seats):
            return seats, insiders
        for step in sorted({1, insiders}):  # some of them oftener than others, then all alike
            fewer = {column: at_most(column, places, step) for column, places in seats.items()}
            if any(fewer.values()) and points.can_sit(fewer):
                return fewer, insiders
    return {}, 0


def _parted(points: Points, ways: Sequence[Footprint], together: Seats) -> list[list[Footprint]]:
    """Those who do not sit in one place, and those who do: in one with the least room for all together, and of these in
    one that parts them most evenly."""
    count = Counter(pair for each in ways for pair in each)
    room = points.room(together)
    chosen = min(
        (pair for pair in count if count[pair] < len(ways)),
        key=lambda pair: (room[points.column[pair[0]]], abs(2 * count[pair] - len(ways)), pair),
    )
    return [[each for each in ways if chosen not in each], [each for each in ways if chosen in each]]
