"""What a commissioner receives under a recorded agreement: its own rule, apart from the public one. Pure.

Nothing here is imported by what publishes (tests/monitoring/test_commissioner.py), so that no switch can be forgotten.
Source: "Three channels, never mixed" of the data return.
"""

from fractions import Fraction
from math import floor

HIDDEN = "*"
LEAST = 5
"""People: what is under it is hidden, zero included."""
NEAREST = 5
ENOUGH = 10
"""People: a median, a centile or a mean of fewer is not given."""


def people(count: int) -> str:
    """A number of people in a breakdown: `*` under 5, zero included, else to the nearest 5.

    Raises:
        ValueError: nobody counts fewer than no people.
    """
    if count < 0:
        raise ValueError(f"{count} people")
    return HIDDEN if count < LEAST else str((count + NEAREST // 2) // NEAREST * NEAREST)


def exact(count: int) -> str:
    """What is not about people one by one, and a hub's totals: as counted, zero shown.

    Sessions, supervision, events, days, and how many people there were in all.
    """
    return str(count)


def percentage(part: int, whole: int) -> str:
    """The share in whole per cent, halves up; hidden when either of the two parts it makes is under 5.

    Raises:
        ValueError: the part is more than the whole.
    """
    if not 0 <= part <= whole:
        raise ValueError(f"{part} of {whole}")
    if min(part, whole - part) < LEAST:
        return HIDDEN
    return str(floor(Fraction(100 * part, whole) + Fraction(1, 2)))


def statistic(value: str, count: int) -> str:
    """A median, centile or mean as it is written, if at least 10 people stand behind it."""
    return value if count >= ENOUGH else HIDDEN
