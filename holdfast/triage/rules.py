"""When to make contact, and why. Pure. Never a level of risk; contact may be brought forward, never put off.

A rule looks at what the person said. The hub's signed rule set says what each rule proposes: `today`,
`two_days`, or `off`. Without a signed rule set the shipped one holds, which leaves every rule on: the cautious default.

Source: static risk levels are not accepted practice (NICE guideline NG225, recommendation 1.6: do not use risk
assessment tools and scales to predict future suicide or to decide who is offered treatment). The proposals are
this project's own and each hub's clinical lead signs them or their change.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from holdfast.hubs.hours import WeeklyHours
from holdfast.referrals.models import Background, Referral

TODAY, TWO_DAYS, TARGET, OFF = "today", "two_days", "target", "off"
CLOSE_OF_DAY = time(17, 0)
FURTHEST = timedelta(days=90)
"""No next step is set later than this: further off, nobody would see it."""


@dataclass(frozen=True)
class Told:
    """What the person has told, as far as the rules look at it."""

    safe_now: str = Referral.SafeNow.YES
    has_open_alert: bool = False
    totals: Mapping[str, float] = field(default_factory=dict)
    items: Mapping[str, Mapping[int, int | None]] = field(default_factory=dict)
    at_risk: frozenset[str] = frozenset()
    work_state: str = ""
    asked_for_today: bool = False


@dataclass(frozen=True)
class Rule:
    """One reason to make contact sooner."""

    key: str
    words: str
    proposes: str
    holds: Callable[[Told], bool]


def total_from(key: str, points: int) -> Callable[[Told], bool]:
    """Whether a questionnaire's total reaches `points`."""
    return lambda told: told.totals.get(key, 0) >= points


def item_from(key: str, item: int, points: int) -> Callable[[Told], bool]:
    """Whether one item reaches `points`."""
    return lambda told: (told.items.get(key, {}).get(item) or 0) >= points


RULES: tuple[Rule, ...] = (
    Rule("open_alert", "alert open", TODAY, lambda told: told.has_open_alert),
    Rule("not_safe", "not safe when asked", TODAY, lambda told: told.safe_now == Referral.SafeNow.NO),
    Rule("unsure_safe", "unsure about being safe", TODAY, lambda told: told.safe_now == Referral.SafeNow.UNSURE),
    Rule("safe_not_said", "did not say if safe", TODAY, lambda told: told.safe_now == Referral.SafeNow.SKIPPED),
    Rule("safe_not_asked", "not asked yet if safe", TWO_DAYS, lambda told: told.safe_now == Referral.SafeNow.NOT_ASKED),
    Rule("asked_today", "asked to be called today", TODAY, lambda told: told.asked_for_today),
    Rule("phq9_severe", "PHQ-9 of 20 or more", TWO_DAYS, total_from("phq9", 20)),
    Rule("gad7_severe", "GAD-7 of 15 or more", TWO_DAYS, total_from("gad7", 15)),
    Rule("not_sleeping", "not sleeping nearly every day", TWO_DAYS, item_from("phq9", 3, 3)),
    Rule("off_sick", "off sick", TWO_DAYS, lambda told: told.work_state == Background.WorkState.OFF_SICK),
    Rule("bereaved", "bereaved", TWO_DAYS, lambda told: "bereaved" in told.at_risk),
    Rule("redeployed", "redeployed into intensive work", TWO_DAYS, lambda told: "redeployed" in told.at_risk),
    Rule("separated", "separated from support", TWO_DAYS, lambda told: "separated" in told.at_risk),
)
WORDS = {rule.key: rule.words for rule in RULES}
SHIPPED: dict[str, str] = {rule.key: rule.proposes for rule in RULES}
SHIPPED_VERSION = 0


@dataclass(frozen=True)
class Proposal:
    """When to make contact: how soon, by which moment, and the keys of the rules that said so."""

    when: str
    by: datetime
    why: tuple[str, ...]


def propose(
    told: Told, *, rules: Mapping[str, str], hours: WeeklyHours, target_days: int, received_at: datetime,
    now: datetime,
) -> Proposal:  # fmt: skip
    """Propose when to make contact.

    Args:
        rules: what each rule proposes, from the hub's signed rule set; a rule it does not name is on as shipped.
        hours: the hub's open hours; "today" while it is shut means the next day it opens.
        target_days: the hub's target, in working days after the request.
    """
    held = [(rules.get(rule.key, rule.proposes), rule.key) for rule in RULES if rule.holds(told)]
    for when in (TODAY, TWO_DAYS):
        keys = tuple(key for proposes, key in held if proposes == when)
        if keys:
            return Proposal(when, moment(when, hours, target_days, received_at, now), keys)
    return Proposal(TARGET, moment(TARGET, hours, target_days, received_at, now), ())


def moment(when: str, hours: WeeklyHours, target_days: int, received_at: datetime, now: datetime) -> datetime:
    """The last moment of `today`, `two_days` or `target`."""
    if when == TODAY:
        closes = hours.closes_at(now)
        if closes is not None:
            return closes
        opens = hours.next_open(now)
        return (hours.closes_at(opens) if opens else None) or hours.add_working_days(now, 0, CLOSE_OF_DAY)
    days = min(2, target_days) if when == TWO_DAYS else target_days
    return hours.add_working_days(received_at, days, CLOSE_OF_DAY)


def sooner(hours: WeeklyHours, *, before: datetime, now: datetime) -> list[datetime]:
    """When the hub next closes and the time after that, as far as they come before the moment proposed."""
    found: list[datetime] = []
    at = now
    for _ in range(2):
        opens = hours.next_open(at)
        closes = hours.closes_at(opens) if opens else None
        if closes is None or closes >= before:
            break
        found.append(closes)
        at = closes
    return found
