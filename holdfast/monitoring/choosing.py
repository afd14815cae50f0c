"""Which periods can be chosen for the public, and in a sentence why another one cannot. Pure.

The rules themselves are those of `release_rules`, which nothing passes by; here they are said before anybody begins.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from holdfast.hubs.hours import london_day
from holdfast.monitoring.board_times import say_period
from holdfast.monitoring.periods import Period
from holdfast.monitoring.public_tables import say_date

DELAY = timedelta(days=28)
"""From the end of a period until it may be counted for the public, in days of London: what is entered late is in it by
then."""
ONCE = "%s is published, and is so once: what was wrong is put right in the next release."
AROUND = "%s: %s lies in it, and is published."
WITHIN = "%s lies in %s, which is published."
EARLY = "%s can be chosen from %s on, when what was entered late is in it."


def is_too_early(period: Period, *, now: datetime) -> bool:
    """Whether what is entered late may still be missing in a period."""
    return period.end + DELAY > london_day(now)


def why_closed(period: Period, published: Iterable[Period], *, now: datetime) -> str:
    """Why a quarter or year cannot be prepared beside what its hub has published; "" where it can."""
    title = say_period(period.name)
    for other in published:
        if other.name == period.name:
            return ONCE % title
        if period.holds(other):
            return AROUND % (title, say_period(other.name))
        if other.holds(period):
            return WITHIN % (title, say_period(other.name))
    return EARLY % (title, say_date(period.end + DELAY)) if is_too_early(period, now=now) else ""
