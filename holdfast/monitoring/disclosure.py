"""What may be said in public of a number of people: rules 1 and 2 of disclosure control. Pure, and with no switch.

Whoever is counted here has asked for help, and whoever reads it may be a colleague. Shares are made of what is
published, and so add nothing to it. Source: "Disclosure control for what is public" of the data return.
"""

from collections.abc import Mapping
from fractions import Fraction
from math import floor
from types import MappingProxyType

HIDDEN = "[c]"
LEAST = 8
"""People: fewer are hidden, zero included."""
LEAST_BY_SECTOR = 10
"""People, where employers are told apart, whom only groups with `ENOUGH_STAFF` keep unknown."""
ENOUGH_STAFF = 1_000
NEAREST = 5
ENOUGH_FOR_PARTS = 25
"""People in all, as it is shown, from which on their parts may be. Of fewer the audit would take a table away almost
only where all but four are in one part, and that it is missing would tell it."""
ENOUGH_FOR_SHARE = 50
ENOUGH_FOR_MEDIAN = 20
ENOUGH_FOR_MEAN = 30
BAND_DAYS = 5
ENOUGH_AT_HUB = 100
"""People of a hub in all, from which on a sensitive attribute may be shown for it."""
ALIKE = Fraction(9, 10)
"""From this share on, to be in the group is to be in the category."""
PUBLIC = (
    f"{HIDDEN} stands for a number of people that is not shown, to keep everybody unknown. "
    "It is small, and it may be none. Every other number is rounded to the nearest 5, and so are totals, "
    "by themselves: numbers may not add up."
)
"""What stands under every public table."""
NEEDS: Mapping[str, tuple[int, int | None]] = MappingProxyType(
    {HIDDEN: (0, 9), "10–24": (10, 24), "25–49": (25, 49), "50+": (50, None)}
)
"""The bands of the needs map, with the fewest and the most people in each."""


def people(count: int, *, least: int = LEAST) -> str:
    """A number of people: `[c]` under `least`, zero included, else to the nearest 5.

    Raises:
        ValueError: nobody counts fewer than no people.
    """
    if count < 0:
        raise ValueError(f"{count} people")
    return HIDDEN if count < least else str((count + NEAREST // 2) // NEAREST * NEAREST)


def between(shown: str, *, least: int = LEAST) -> tuple[int, int]:
    """The fewest and the most people that what is shown can stand for: what anybody knows who knows the rule."""
    if shown == HIDDEN:
        return 0, least - 1
    return max(least, int(shown) - NEAREST // 2), int(shown) + NEAREST // 2


def percentage(part: str, whole: str) -> str:
    """The share of what is shown, in whole per cent, halves up; hidden of fewer than 50, as shown.

    Rounding can make the part more than the whole: that is 100.
    """
    if HIDDEN in (part, whole) or int(whole) < ENOUGH_FOR_SHARE:
        return HIDDEN
    return str(min(100, floor(Fraction(100 * int(part), int(whole)) + Fraction(1, 2))))


def median_days(days: Fraction, count: int) -> str:
    """The band of five days that a median lies in, such as from 10 to 14, if at least 20 people stand behind it."""
    if count < ENOUGH_FOR_MEDIAN:
        return HIDDEN
    first = floor(days / BAND_DAYS) * BAND_DAYS
    return f"{first}–{first + BAND_DAYS - 1}"


def mean_score(total: Fraction, count: int) -> str:
    """The mean of a score in whole points, halves up, if at least 30 people stand behind it.

    Args:
        total: points of all of them together.
    """
    return HIDDEN if count < ENOUGH_FOR_MEAN else str(floor(total / count + Fraction(1, 2)))


def needs(count: int) -> str:
    """The band of the needs map: hidden under 10, zero included.

    Raises:
        ValueError: nobody counts fewer than no people.
    """
    for band, (fewest, most) in NEEDS.items():
        if fewest <= count and (most is None or count <= most):
            return band
    raise ValueError(f"{count} people")


def are_alike(largest: int, total: int) -> bool:
    """Whether to know that somebody is in the group is to know their category."""
    return total == 0 or Fraction(largest, total) >= ALIKE
