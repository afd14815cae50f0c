"""When a service is asked, when its promise is broken, where a referral stands by it, and which services fit. Pure.

The numbers of days are no clinical rule: they keep somebody who waits elsewhere from being forgotten.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from statistics import median_low

from holdfast.directory.kinds import Kind
from holdfast.hubs.hours import OFFICE_HOURS, instant, london_day
from holdfast.onward.states import WAITS, Status
from holdfast.referrals.states import Stage
from holdfast.referrals.states import Status as ReferralStatus

MORNING = time(9)
TREATED_DAYS = 84
"""After how many days without a word the service is asked about somebody who is in treatment there."""
CLOSE = time(17)
TALKED_IN = 2
"""Working days in which somebody talks with whom a service has declined, or who has left one."""
FINISHED_IN = 5
"""Working days in which one that was begun goes on a step: shown, answered, sent. A week, as a plan has, so that nobody
counts as referred on behind a draft that lies about."""
SEEN_IN = 5
"""Working days in which somebody sees what comes next for whom a service has done with: a week, whatever the plan's own
day is, since nobody else has them now."""
CALLED_IN = 1
"""Working days in which a service is told that somebody needs their place no more."""
FEWEST_MEASURED = 5
"""Below this many people a measured wait would tell of single ones, and says little."""
MEASURED = 20
LINK_LASTS = timedelta(days=180)
MOST_FAILURES = 5
CODE_DIGITS = 6


@dataclass(frozen=True)
class Part:
    """A part of what a service may be told: its key, its words."""

    key: str
    words: str


PARTS = (
    Part("name", "Name"),
    Part("contact", "How to reach them safely"),
    Part("born", "Date of birth"),
    Part("language", "Language, and what makes it easier"),
    Part("needs", "What they need help with"),
    Part("reason", "Why we refer them"),
)
PART_WORDS = {part.key: part.words for part in PARTS}

KINDS_FOR: Mapping[str, tuple[str, ...]] = {
    "low_mood": (Kind.TALKING_THERAPIES,), "worry": (Kind.TALKING_THERAPIES,),
    "trauma": (Kind.TALKING_THERAPIES, Kind.SECONDARY_CARE), "bereavement": (Kind.BEREAVEMENT,),
    "exhaustion": (Kind.TALKING_THERAPIES, Kind.COACHING), "sleep": (Kind.TALKING_THERAPIES,),
    "self_harm": (Kind.CRISIS, Kind.SECONDARY_CARE), "addiction": (Kind.ADDICTION,),
    "eating": (Kind.SECONDARY_CARE,), "long_covid": (Kind.PRACTITIONER_HEALTH, Kind.OCCUPATIONAL_HEALTH),
    "physical": (Kind.OCCUPATIONAL_HEALTH,), "work_relations": (Kind.COACHING,), "work_load": (Kind.COACHING,),
    "return_to_work": (Kind.OCCUPATIONAL_HEALTH,), "moral_injury": (Kind.TALKING_THERAPIES, Kind.PEER_SUPPORT),
    "domestic_abuse": (Kind.DOMESTIC_ABUSE,), "relationships": (Kind.RELATIONSHIPS,),
    "caring": (Kind.RELATIONSHIPS, Kind.PEER_SUPPORT), "money": (Kind.DEBT,), "housing": (Kind.DEBT,),
    "immigration": (Kind.IMMIGRATION,), "faith": (Kind.FAITH,), "identity": (Kind.LGBT, Kind.PEER_SUPPORT),
    "loneliness": (Kind.PEER_SUPPORT, Kind.ARTS), "neurodiversity": (Kind.DISABILITY,),
}  # fmt: skip
"""Which kinds of service answer a need. It orders a list and hides nothing: the practitioner chooses, and no service is
suggested as the right one."""


def stage_of(stage: str, status: str, others: Collection[str]) -> Stage:
    """Where a referral in support stands in the work lists.

    Under “Waiting elsewhere” while at least one service has it and has not seen the person, and the referral is
    assessed or in support; under “In support” otherwise. Who waits for the team's meeting, is followed up or was
    closed stays where they stand.
    """
    if stage not in {Stage.IN_SUPPORT, Stage.ELSEWHERE}:
        return Stage(stage)
    is_in_support = status in {ReferralStatus.ASSESSED, ReferralStatus.SUPPORTED}
    return Stage.ELSEWHERE if is_in_support and any(each in WAITS for each in others) else Stage.IN_SUPPORT


def promised_on(sent_at: datetime, days: int | None) -> date | None:
    """Until when the service promised to see them first; None where it promised nothing."""
    return london_day(sent_at) + timedelta(days=days) if days is not None else None


def is_broken(status: str, promised: date | None, *, today: date) -> bool:
    """Whether the promise is broken: its last day is over, and they were not seen."""
    return promised is not None and status in WAITS and today > promised


def chase_at(
    status: str, *, heard_at: datetime, asked_at: datetime | None, silent_days: int, promised: date | None,
    expected: date | None,
) -> datetime:  # fmt: skip
    """When the service is to be asked how it stands: always later than it was last heard or asked.

    After as many days of silence as agreed; sooner, on the morning after a day on which they should have been seen.
    """
    since = max(heard_at, asked_at) if asked_at else heard_at
    if status == Status.IN_TREATMENT:
        return since + timedelta(days=TREATED_DAYS)
    mornings = [instant(day + timedelta(days=1), MORNING) for day in (promised, expected) if day]
    return min([since + timedelta(days=max(silent_days, 1)), *(each for each in mornings if each > since)])


def talk_by(ended_at: datetime) -> datetime:
    """By when somebody talks with them about what else there is."""
    return OFFICE_HOURS.add_working_days(ended_at, TALKED_IN, CLOSE)


def finish_by(since: datetime) -> datetime:
    """By when one that has not gone is taken a step further, that stands where it stands since then."""
    return OFFICE_HOURS.add_working_days(since, FINISHED_IN, CLOSE)


def see_by(ended_at: datetime) -> datetime:
    """By when somebody sees what comes next, once a service has done with them."""
    return OFFICE_HOURS.add_working_days(ended_at, SEEN_IN, CLOSE)


def call_by(ended_at: datetime) -> datetime:
    """By when a service is told that somebody needs their place no more."""
    return OFFICE_HOURS.add_working_days(ended_at, CALLED_IN, CLOSE)


@dataclass(frozen=True)
class Wait:
    """How long people whom we referred really waited at a service, of those seen last.

    Attributes:
        people: how many were seen.
        half_by: the day by which half of them had been seen.
        longest: the longest of their waits, in days.
        promised: of how many the service had promised a day.
        kept: of these, how many were seen by then.
    """

    people: int
    half_by: int
    longest: int
    promised: int
    kept: int


def measured(waits: Iterable[tuple[int, int | None]]) -> Wait | None:
    """The wait as measured. Each: days until first seen, and the days that were promised. None: too few to say."""
    found = list(waits)[:MEASURED]
    if len(found) < FEWEST_MEASURED:
        return None
    days = [each for each, _ in found]
    promised = [(each, promise) for each, promise in found if promise is not None]
    kept = sum(each <= promise for each, promise in promised)
    return Wait(len(found), median_low(days), max(days), len(promised), kept)


def kinds_for(needs: Iterable[str]) -> set[str]:
    """The kinds of service that answer these needs."""
    return {kind for need in needs for kind in KINDS_FOR.get(need, ())}


def fits(
    kinds: Collection[str], *, wanted: Collection[str], speaks: bool, days: int | None, name: str
) -> tuple[int, bool, bool, int, str]:
    """What services are ordered by: needs answered, language, then the wait that is known, real before promised."""
    return -len({*kinds} & {*wanted}), not speaks, days is None, days or 0, name.casefold()
