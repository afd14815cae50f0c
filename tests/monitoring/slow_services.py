"""H1 reckoned slowly: onward referrals by service, from the words of its definition and from no other code."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from holdfast.monitoring.facts import Fact
from tests.monitoring.counting import LONDON, Values, centile, closed_referrals, people

Onward = tuple[Fact, datetime | None, datetime | None]
"""When it was first sent; when it was first seen, and over, each where that was before the end."""


def by_service(facts: Sequence[Fact], start: datetime, end: datetime) -> Values:
    """H1: of all services, and of each by itself."""
    sent = onward(facts)
    found = {(measure, "", ""): value for measure, value in of_some(sent, facts, start, end).items()}
    for service in {first.detail for first, _, _ in sent}:
        some = [each for each in sent if each[0].detail == service]
        for measure, value in of_some(some, facts, start, end).items():
            found[measure, "at_service", service] = value
    return found


def onward(facts: Sequence[Fact]) -> list[Onward]:
    """Every referral to a service, once."""
    found: dict[str, Onward] = {}
    for fact in facts:
        if fact.kind == "sent" and fact.subject not in found:
            seen = [f.at for f in facts if f.kind == "begun_there" and f.subject == fact.subject]
            over = [f.at for f in facts if f.kind == "ended_there" and f.subject == fact.subject]
            found[fact.subject] = (fact, min(seen, default=None), min(over, default=None))
    return list(found.values())


def of_some(sent: Sequence[Onward], facts: Sequence[Fact], start: datetime, end: datetime) -> dict[str, int | None]:
    """The ten measures, of some referrals to services."""
    now_sent = [each for each in sent if each[0].at >= start]
    closed = closed_referrals(facts)
    waiting = [first for first, seen, over in sent if not (seen or over) and first.referral not in closed]
    late = [first for first in waiting if first.value is not None and promised(first) < day(end)]
    seen = [(first, max(at, first.at)) for first, at, _ in sent if at and max(at, first.at) >= start]
    with_promise = [(first, at) for first, at in seen if first.value is not None]
    return {
        "sent": len(people(first for first, _, _ in now_sent)),
        "seen_of_sent": len(people(first for first, at, _ in now_sent if at)),
        "ended": len(people(first for first, _, at in sent if at and at >= start)),
        "waiting": len(people(waiting)),
        "late": len(people(late)),
        "days_n": len(seen),
        "days_median": centile([(day(at) - day(first.at)).days for first, at in seen], 50),
        "promised_n": len(with_promise),
        "promised_median": centile([int(first.value) for first, _ in with_promise], 50),
        "kept": sum(day(at) <= promised(first) for first, at in with_promise),
    }


def promised(first: Fact) -> date:
    """The last day that a service promised."""
    return day(first.at) + timedelta(days=int(first.value))


def day(at: datetime) -> date:
    """The day in London."""
    return at.astimezone(LONDON).date()
