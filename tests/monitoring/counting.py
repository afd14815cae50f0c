"""How the slow reckoning counts: people, first facts, minutes, days, weeks and centiles, each in its plainest form."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from holdfast.monitoring.facts import Fact

LONDON = ZoneInfo("Europe/London")

Values = dict[tuple[str, str, str], int | None]
"""{(measure, breakdown, category): value}; breakdown and category are "" for the whole."""


def people(facts: Iterable[Fact]) -> set[str]:
    """Whose facts they are."""
    return {fact.person for fact in facts}


def grouped(pairs: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    """{category: people}, of pairs (category, person)."""
    groups: dict[str, set[str]] = {}
    for category, person in pairs:
        groups.setdefault(category, set()).add(person)
    return groups


def whole(measure: str, members: set[str]) -> Values:
    """The cell of the whole: how many people."""
    return {(measure, "", ""): len(members)}


def each(measure: str, breakdown: str, groups: Mapping[str, set[str]]) -> Values:
    """A cell for each category that holds people."""
    return {(measure, breakdown, category): len(members) for category, members in groups.items()}


def spread(name: str, values: Sequence[int]) -> Values:
    """How many values, their median and their 90th centile."""
    return {
        (f"{name}_n", "", ""): len(values),
        (f"{name}_median", "", ""): centile(values, 50),
        (f"{name}_p90", "", ""): centile(values, 90),
    }


def centile(values: Sequence[int], hundredths: int) -> int | None:
    """The value at place ceil(n * hundredths / 100), counted from 1; None of no values."""
    if not values:
        return None
    place = 1
    while place * 100 < len(values) * hundredths:
        place += 1
    return sorted(values)[place - 1]


def minutes(begins: datetime, ends: datetime) -> int:
    """Whole minutes that have passed. Both in UTC: of two times in one zone Python subtracts what the clocks show."""
    passed = ends - begins
    return (passed.days * 86400 + passed.seconds) // 60


def days(begins: datetime, ends: datetime) -> int:
    """Days between the two dates in London."""
    return (ends.astimezone(LONDON).date() - begins.astimezone(LONDON).date()).days


def weeks(waited_days: int) -> str:
    """The band of whole weeks."""
    whole_weeks = waited_days // 7
    for band, last in (("0-3", 3), ("4-7", 7), ("8-11", 11), ("12-17", 17)):
        if whole_weeks <= last:
            return band
    return "18+"


def first_of_each(facts: Sequence[Fact], kind: str, field: str) -> dict[str, Fact]:
    """{referral or subject: its first fact of this kind}, of facts in order."""
    firsts: dict[str, Fact] = {}
    for fact in facts:
        if fact.kind == kind:
            firsts.setdefault(getattr(fact, field), fact)
    return firsts


def first_assessments(facts: Sequence[Fact], start: datetime) -> list[Fact]:
    """Each referral's first `assessed`, where that falls in the period."""
    return [fact for fact in first_of_each(facts, "assessed", "referral").values() if fact.at >= start]


def closed_referrals(facts: Sequence[Fact]) -> set[str]:
    """Referrals of which the last `closed` or `reopened` is `closed`, of facts in order."""
    last: dict[str, str] = {}
    for fact in facts:
        if fact.kind in ("closed", "reopened"):
            last[fact.referral] = fact.kind
    return {referral for referral, kind in last.items() if kind == "closed"}


def earliest_waits(facts: Sequence[Fact], begins: str, stops: tuple[str, str]) -> dict[str, datetime]:
    """{person: since when they wait}, by the earliest of what was neither begun nor ended, in a referral not closed."""
    over = {f.subject for f in facts if f.kind in stops}
    closed = closed_referrals(facts)
    since: dict[str, datetime] = {}
    for fact in facts:
        if fact.kind == begins and fact.subject not in over and fact.referral not in closed:
            since.setdefault(fact.person, fact.at)
    return since
