"""From the facts of one person to what the hub's live figures count of them. Pure.

A span says what counts, from when on, and until when. What merely happened has no end. So the figures of any period are
sums over spans: of those that began in it, and of those that still held when it ended. When something happens, the
spans of one person are made anew, and nobody else is counted again. The rules are those of `definitions`.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import groupby, pairwise

from holdfast.measures.rules import ANXIETY, DEPRESSION, Pair, paired_change
from holdfast.monitoring.facts import Fact, Kind
from holdfast.monitoring.periods import london_days
from holdfast.monitoring.severity import FIRST, band_of
from holdfast.monitoring.sources import national

FOREVER = datetime(9999, 1, 1, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
OWN, SPOKE, GROUP = "self", "spoke", "group"
HELPED = ("support", GROUP)
EXPERIENCE = "peq"
IN_TARGET = "in_target"
COMPLETE = "complete"
OFF, BACK = "off_sick", ("at_work", "adjusted")


@dataclass(frozen=True, slots=True)
class Span:
    """What counts of a person.

    Attributes:
        kind: see the functions below.
        at, until: it counts from `at` on, up to `until`, without it.
        code, detail: by what it is broken down.
        value: minutes or days that something took, or promised days; None where there is nothing to say.
        since: from when a wait is reckoned, or the step that this one is reckoned from.
    """

    kind: str
    at: datetime
    code: str = ""
    detail: str = ""
    value: int | None = None
    since: datetime | None = None
    until: datetime = FOREVER


Facts = Sequence[Fact]
Intervals = list[tuple[datetime, datetime]]


def spans_of(facts: Iterable[Fact]) -> list[Span]:
    """Every span of one person, of all facts that are known of them."""
    known = sorted(facts, key=lambda each: (each.at, each.number))
    return [span for made in MADE for span in made(known)]


def of_kind(facts: Facts, *kinds: Kind) -> list[Fact]:
    """The facts of some kinds, in order."""
    return [each for each in facts if each.kind in kinds]


def firsts(facts: Facts, kind: Kind, key: Callable[[Fact], str]) -> dict[str, Fact]:
    """The first fact of a kind for each referral or subject."""
    found: dict[str, Fact] = {}
    for each in facts:
        if each.kind == kind:
            found.setdefault(key(each), each)
    return found


def referral_of(fact: Fact) -> str:
    """Of which request a fact tells."""
    return fact.referral


def subject_of(fact: Fact) -> str:
    """Of which onward referral, course or appointment a fact tells."""
    return fact.subject


def requests(facts: Facts) -> Iterator[Span]:
    """`own` (by method) and `by_others` (by source, and its national code): a request came."""
    for each in of_kind(facts, Kind.RECEIVED):
        if each.code == OWN:
            yield Span("own", each.at, code=each.detail)
        else:
            yield Span("by_others", each.at, code=each.code, detail=national(each.code))


def awaited(facts: Facts) -> Iterator[tuple[str, Fact, Fact]]:
    """The same of the wait for a first word: where somebody at the other hub had spoken with them, since they came."""
    for referral, came, since in asked(facts):
        yield referral, came, came if since.code == SPOKE and since.kind == Kind.ASKED_BEFORE else since


def asked(facts: Facts) -> Iterator[tuple[str, Fact, Fact]]:
    """Of each request that came: its name, how it came here, and from what on its wait is reckoned. Whoever came from
    another hub has waited since they asked there."""
    before = firsts(facts, Kind.ASKED_BEFORE, referral_of)
    for referral, came in firsts(facts, Kind.RECEIVED, referral_of).items():
        yield referral, came, before.get(referral, came)


def contacts(facts: Facts) -> Iterator[Span]:
    """`attempt` and `contact`: the first of each request since it came, with the minutes since they asked; `awaits`:
    until somebody spoke with them. A conversation is an attempt too, whether a call was logged or not."""
    closed = closed_intervals(facts)
    for referral, came, since in awaited(facts):
        steps = [each for each in facts if each.referral == referral and each.at >= came.at]
        tried = next((each for each in steps if each.kind == Kind.ATTEMPTED or is_conversation(each)), None)
        spoken = next(filter(is_conversation, steps), None)
        target = whole(since.value)
        if tried:
            yield Span("attempt", tried.at, value=minutes(since, tried))
        if spoken:
            took = minutes(since, spoken)
            code = IN_TARGET if target is not None and took <= target else ""
            yield Span("contact", spoken.at, value=took, code=code)
        waits = Span("awaits", came.at, value=target, since=since.at, until=spoken.at if spoken else FOREVER)
        yield from outside(waits, closed.get(referral, []))


def is_conversation(fact: Fact) -> bool:
    """Whether somebody of the hub spoke with them alone: by a call, theirs or the hub's, in an appointment, or in an
    assessment."""
    if fact.kind == Kind.ATTEMPTED:
        return fact.code == SPOKE
    return fact.kind in (Kind.ASSESSED, Kind.RANG) or (fact.kind == Kind.SEEN and fact.code != GROUP)


def minutes(first: Fact, then: Fact) -> int:
    """Whole minutes between two facts."""
    return (then.at - first.at) // MINUTE


def closed_intervals(facts: Facts) -> dict[str, Intervals]:
    """When each request was closed: from, until. Of one instant the last word stands."""
    turns: dict[str, dict[datetime, bool]] = {}
    for each in of_kind(facts, Kind.CLOSED, Kind.REOPENED):
        turns.setdefault(each.referral, {})[each.at] = each.kind == Kind.CLOSED
    found: dict[str, Intervals] = {}
    for referral, marks in turns.items():
        ends = [*marks, FOREVER]
        found[referral] = [(at, end) for at, end in pairwise(ends) if marks[at]]
    return found


def outside(span: Span, holes: Intervals) -> Iterator[Span]:
    """A span without the times in which its request was closed."""
    at = span.at
    for begins, ends in holes:
        if begins > at:
            yield from until(replace(span, at=at), min(begins, span.until))
        at = max(at, ends)
    yield from until(replace(span, at=at), span.until)


def until(span: Span, end: datetime) -> Iterator[Span]:
    """A span that ends then; none where it would end before it begins."""
    if span.at < end:
        yield replace(span, until=end)


def assessments(facts: Facts) -> Iterator[Span]:
    """`assessed`: the first of each request, with the days since they asked; `unassessed`: until there is one."""
    closed, done = closed_intervals(facts), firsts(facts, Kind.ASSESSED, referral_of)
    since = {referral: first for referral, _, first in asked(facts)}
    for referral, each in done.items():
        first = since.get(referral)
        yield Span("assessed", each.at, value=days(first, each) if first else None, since=first.at if first else None)
    for referral, came, first in asked(facts):
        wait = Span("unassessed", came.at, since=first.at, until=done[referral].at if referral in done else FOREVER)
        yield from outside(wait, closed.get(referral, []))


def days(first: Fact, then: Fact) -> int:
    """Days of London between two facts; none where the second is before the first."""
    return max(0, london_days(then.at) - london_days(first.at))


def services(facts: Facts) -> Iterator[Span]:
    """`to_service` (by kind of service, and whether signposted or sent): pointed to one, or referred on."""
    for each in of_kind(facts, Kind.SIGNPOSTED, Kind.SENT):
        yield Span("to_service", each.at, code=each.code, detail=str(each.kind))


def elsewhere(facts: Facts) -> Iterator[Span]:
    """`sent`: first sent to a service (as detail), with the days it promised, until it saw them; `begun`: it did, with
    the days since it was sent; `over_there`: how what was sent ended, and at which service. What was
    never sent is no referral."""
    sent, begun = firsts(facts, Kind.SENT, subject_of), firsts(facts, Kind.BEGUN_THERE, subject_of)
    for subject, each in sent.items():
        seen = max(each.at, begun[subject].at) if subject in begun else FOREVER
        yield Span("sent", each.at, detail=each.detail, value=whole(each.value), until=seen)
    for subject, each in begun.items():
        first = sent.get(subject)
        yield Span("begun", each.at, value=days(first, each) if first else None, since=first.at if first else None)
    for subject, each in firsts(facts, Kind.ENDED_THERE, subject_of).items():
        if subject in sent:
            yield Span("over_there", each.at, code=each.code, detail=sent[subject].detail)


def whole(value: float | None) -> int | None:
    """A number of whole minutes or days."""
    return None if value is None else int(value)


def here(facts: Facts) -> Iterator[Span]:
    """`here`: a course began, or they came to support or to a group."""
    for each in of_kind(facts, Kind.BEGUN_HERE, Kind.SEEN):
        if each.kind == Kind.BEGUN_HERE or each.code in HELPED:
            yield Span("here", each.at)


def waits(facts: Facts) -> Iterator[Span]:
    """`waits_there` (for which service, and the days it promised) and `waits_here`, for a course that was agreed:
    while the request is open."""
    closed = closed_intervals(facts)
    for kind, begins, ends in (
        ("waits_there", Kind.SENT, (Kind.BEGUN_THERE, Kind.ENDED_THERE)),
        ("waits_here", Kind.AGREED_HERE, (Kind.BEGUN_HERE, Kind.ENDED_HERE)),
    ):
        over = {each.subject: each.at for each in reversed(of_kind(facts, *ends))}
        for each in of_kind(facts, begins):
            until_then = over.get(each.subject, FOREVER)
            wait = Span(kind, each.at, detail=each.detail, value=whole(each.value), since=each.at, until=until_then)
            yield from outside(wait, closed.get(each.referral, []))


def monitored(facts: Facts) -> Iterator[Span]:
    """`monitored`: support is over, and they are followed up; also where it ended in the instant in which it began."""
    began: dict[str, datetime] = {}
    for each in of_kind(facts, Kind.MONITORED, Kind.SUPPORTED_AGAIN, Kind.CLOSED):
        if each.kind == Kind.MONITORED:
            began.setdefault(each.referral, each.at)
        elif each.referral in began:
            yield Span("monitored", began.pop(each.referral), until=each.at)
    for at in began.values():
        yield Span("monitored", at)


def in_force(said: Sequence[Fact]) -> Iterator[tuple[Facts, datetime, datetime]]:
    """What was known from each instant on in which something was said, until the next."""
    marks = [at for at, _ in groupby(said, key=lambda each: each.at)]
    for at, end in pairwise([*marks, FOREVER]):
        yield [each for each in said if each.at <= at], at, end


def outcomes(facts: Facts) -> Iterator[Span]:
    """`paired` and what came of it, from the last complete pair of measures on until the next."""
    said = [each for each in complete(facts) if each.code in (DEPRESSION.key, ANXIETY.key)]
    for known, at, end in in_force(said):
        low, fear = ([whole(each.value) or 0 for each in known if each.code == of.key] for of in (DEPRESSION, ANXIETY))
        if len(low) < 2 or len(fear) < 2:
            continue
        change = paired_change(Pair(low[0], fear[0]), Pair(low[-1], fear[-1]))
        held = {
            "paired": True, "cases": change.caseness_at_first, "recovery": change.recovery,
            "improvement": change.reliable_improvement, "deterioration": change.reliable_deterioration,
            "reliable_recovery": change.reliable_recovery,
        }  # fmt: skip
        yield from (Span(kind, at, until=end) for kind, holds in held.items() if holds)


def severity(facts: Facts) -> Iterator[Span]:
    """`depression` and `anxiety`: the first complete answers of all to each questionnaire, by the band of the total."""
    for measure, key in FIRST.items():
        first = next((each for each in complete(facts) if each.code == key), None)
        if first is not None:
            yield Span(measure, first.at, code=band_of(measure, first.value or 0))


def complete(facts: Facts) -> list[Fact]:
    """Complete answers that have a total."""
    return [each for each in of_kind(facts, Kind.MEASURED) if each.detail == COMPLETE and each.value is not None]


def work(facts: Facts) -> Iterator[Span]:
    """`off_work`: off sick when first asked; `back_at_work`: and at work when last asked."""
    said = of_kind(facts, Kind.WORKED)
    if not said or said[0].code != OFF:
        return
    for known, at, end in in_force(said):
        yield Span("off_work", at, until=end)
        if known[-1].code in BACK:
            yield Span("back_at_work", at, until=end)


def goals(facts: Facts) -> Iterator[Span]:
    """`goals`: rated again; and whether they are nearer to them than at first, or further."""
    rated = of_kind(facts, Kind.RATED)
    first = {each.subject: each for each in reversed(rated)}
    again = [each for each in rated if each is not first[each.subject]]
    for known, at, end in in_force(again):
        last = {each.subject: each for each in known}
        ways = {((each.value or 0) > (first[goal].value or 0)) - ((each.value or 0) < (first[goal].value or 0))
                for goal, each in last.items()}  # fmt: skip
        yield Span("goals", at, until=end)
        if 1 in ways and -1 not in ways:
            yield Span("goals_nearer", at, until=end)
        if -1 in ways and 1 not in ways:
            yield Span("goals_further", at, until=end)


def experience(facts: Facts) -> Iterator[Span]:
    """`experience`: they told how it was, by questionnaire."""
    for each in of_kind(facts, Kind.MEASURED):
        if each.code.startswith(EXPERIENCE):
            yield Span("experience", each.at, code=each.code)


def told(facts: Facts) -> Iterator[Span]:
    """`told`: what they said of themselves, until they said otherwise."""
    said = of_kind(facts, Kind.TOLD)
    for attribute in dict.fromkeys(each.code for each in said):
        for known, at, end in in_force([each for each in said if each.code == attribute]):
            yield Span("told", at, code=attribute, detail=known[-1].detail, until=end)


MADE: tuple[Callable[[Facts], Iterator[Span]], ...] = (
    requests, contacts, assessments, services, elsewhere, here, waits, monitored, outcomes, severity, work, goals,
    experience, told,
)  # fmt: skip
