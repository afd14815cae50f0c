"""From the facts of one person to the codes of their row. Pure; by the spans of which every figure is made."""

from collections.abc import Collection, Sequence
from datetime import datetime

from holdfast.extracts.variables import (
    BOTH,
    NEITHER,
    NOT_MEASURED,
    NOT_OFF,
    NOT_PAIRED,
    NOT_YET,
    OPEN,
    SELF,
)
from holdfast.hubs.hours import london_day
from holdfast.monitoring.bands import LONGER, NOT_TOLD, WEEKS_UP_TO
from holdfast.monitoring.facts import ATTRIBUTES, Fact, Kind
from holdfast.monitoring.periods import london_days
from holdfast.monitoring.severity import FIRST
from holdfast.monitoring.spans import FOREVER, Span, of_kind, spans_of

REQUESTS, SUPPORT = ("own", "by_others"), ("here", "begun")
OUTCOMES = ("deterioration", "reliable_recovery", "improvement")  # of several that hold, the first says it
A_WEEK = 7

Row = dict[str, str]


def row_of(facts: Sequence[Fact], *, before: datetime) -> Row | None:
    """The codes of somebody's row, by the keys of the variables; None where no request of theirs came before then."""
    spans = spans_of(facts)
    asked = [each for each in spans if each.kind in REQUESTS]
    first = min(asked, key=lambda each: each.at, default=None)
    if first is None or first.at >= before:
        return None
    lasting = [each for each in spans if each.until == FOREVER]
    return {
        "quarter": quarter_of(first.at),
        "route": SELF if first.kind == "own" else first.code,
        "weeks_to_support": weeks_of(first, spans),
        "support": support_of({each.kind for each in spans}),
        **{key: severity_of(key, spans) for key in FIRST},
        "outcome": outcome_of({each.kind for each in lasting}),
        "work": work_of({each.kind for each in lasting}),
        "ended": ended_of(facts),
        **dict.fromkeys(ATTRIBUTES, NOT_TOLD),
        **{each.code: each.detail for each in lasting if each.kind == "told"},
    }


def quarter_of(at: datetime) -> str:
    """The quarter of the calendar: 2026-Q3."""
    day = london_day(at)
    return f"{day.year}-Q{(day.month + 2) // 3}"


def weeks_of(first: Span, spans: Sequence[Span]) -> str:
    """The band of weeks from the first request until support began."""
    begun = min((each.at for each in spans if each.kind in SUPPORT), default=None)
    if begun is None:
        return NOT_YET
    weeks = max(0, london_days(begun) - london_days(first.at)) // A_WEEK
    return next((name for most, name in WEEKS_UP_TO if weeks <= most), LONGER)


def support_of(kinds: Collection[str]) -> str:
    """In-house, elsewhere, both or neither."""
    if "here" in kinds:
        return BOTH if "begun" in kinds else "here"
    return "elsewhere" if "begun" in kinds else NEITHER


def severity_of(key: str, spans: Sequence[Span]) -> str:
    """The band of the first complete answers."""
    return next((each.code for each in spans if each.kind == key), NOT_MEASURED)


def outcome_of(kinds: Collection[str]) -> str:
    """What the last pair of measures says."""
    if "paired" not in kinds:
        return NOT_PAIRED
    return next((name for name in OUTCOMES if name in kinds), "none")


def work_of(kinds: Collection[str]) -> str:
    """Whether whoever was off sick is back."""
    if "off_work" not in kinds:
        return NOT_OFF
    return "back" if "back_at_work" in kinds else "off"


def ended_of(facts: Sequence[Fact]) -> str:
    """How the last of somebody's requests was closed; open where one of them is."""
    ends = {each.referral: OPEN for each in of_kind(facts, Kind.RECEIVED)}
    last = OPEN
    for each in sorted(of_kind(facts, Kind.CLOSED, Kind.REOPENED), key=lambda fact: (fact.at, fact.number)):
        last = ends[each.referral] = each.code if each.kind == Kind.CLOSED else OPEN
    return OPEN if OPEN in ends.values() else last
