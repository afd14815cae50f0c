"""Facts made by hand for tests of the reckoning: of Ada at Tidewater unless said otherwise, at times of London."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from holdfast.monitoring.facts import Fact
from tests.monitoring.slow import reckon
from tests.monitoring.years import quarters

LONDON = ZoneInfo("Europe/London")
SUMMER = quarters(2026)[2]
"""From 1 July to before 1 October 2026."""


def made(kind: str, at: str, *, person: str = "ada", referral: str = "", subject: str = "", **meaning) -> Fact:
    """A fact; `at` like "2026-07-01 09:30". Each person has one referral, unless it is named."""
    referral = referral or f"{person}-1"
    when = datetime.fromisoformat(at).replace(tzinfo=LONDON)
    return Fact(meaning.pop("hub", "tidewater"), 0, person, referral, subject or referral, kind, when, **meaning)


def cells(
    item: str, *facts: Fact, period: tuple[datetime, datetime] = SUMMER
) -> dict[tuple[str, str, str], int | None]:
    """{(measure, breakdown, category): value} of one item, the facts numbered as they stand."""
    numbered = [replace(fact, number=number) for number, fact in enumerate(facts, start=1)]
    found = reckon(numbered, "tidewater", *period)
    return {key[1:]: value for key, value in found.items() if key[0] == item}


def wholes(item: str, *facts: Fact, period: tuple[datetime, datetime] = SUMMER) -> dict[str, int | None]:
    """{measure: value} of the whole cells of one item."""
    found = cells(item, *facts, period=period)
    return {measure: value for (measure, breakdown, _), value in found.items() if not breakdown}


def parts(
    item: str, *facts: Fact, period: tuple[datetime, datetime] = SUMMER
) -> dict[tuple[str, str, str], int | None]:
    """{(measure, breakdown, category): value} of one item without its whole cells."""
    return {key: value for key, value in cells(item, *facts, period=period).items() if key[1]}
