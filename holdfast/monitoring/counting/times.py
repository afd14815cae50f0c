"""R4, R7: how long it took from one step to another."""

import ibis
from ibis import Table
from ibis.expr.types import BooleanValue

from holdfast.monitoring.counting.expressions import (
    MINUTE,
    Period,
    closed,
    first_of,
    of_kind,
    people,
    rows,
    times,
    together,
    within,
    without,
)
from holdfast.monitoring.facts import Kind

SPOKE, GROUP = "spoke", "group"


def received(facts: Table) -> Table:
    """When each request came here: columns `came`; `since`, from when on its wait is reckoned, which is when whoever
    came from another hub asked there, and when they came where somebody there had spoken with them; and `target`, the
    hub's from then on, in minutes."""
    found, before = (first_of(of_kind(facts, kind), "referral") for kind in (Kind.RECEIVED, Kind.ASKED_BEFORE))
    came = found.select("hub", "person", "referral", came=found.at, own=found.value)
    before = before.filter(before.code != SPOKE)
    asked = before.select("hub", "referral", asked=before.at, there=before.value)
    both = came.left_join(asked, ["hub", "referral"])
    return both.select(
        "hub", "person", "referral", "came", since=ibis.coalesce(both.asked, both.came),
        target=ibis.ifelse(both.asked.isnull(), both.own, both.there),
    )  # fmt: skip


def is_conversation(steps: Table) -> BooleanValue:
    """Whether somebody of the hub spoke with them alone: by a call, theirs or the hub's, in an appointment, or in an
    assessment."""
    by_call = (steps.kind == Kind.ATTEMPTED.value) & (steps.code == SPOKE)
    met = (steps.kind == Kind.SEEN.value) & (steps.code != GROUP)
    return by_call | met | steps.kind.isin([Kind.ASSESSED.value, Kind.RANG.value])


def reached(facts: Table, asked: Table) -> Table:
    """Of each request, the first attempt since it came, and the first conversation: `tried` and `spoken`, null where
    there was none. A conversation is an attempt, too."""
    steps = of_kind(facts, Kind.ATTEMPTED, Kind.SEEN, Kind.ASSESSED, Kind.RANG)
    steps = steps.mutate(is_try=steps.kind == Kind.ATTEMPTED.value, spoke=is_conversation(steps))
    steps = steps.select("hub", "referral", "at", "is_try", "spoke")
    since = steps.filter(steps.is_try | steps.spoke).inner_join(asked, ["hub", "referral"])
    since = since.filter(since["at"] >= since.came)
    return since.group_by(["hub", "person", "referral", "since", "target"]).aggregate(
        tried=since["at"].min(), spoken=since["at"].min(where=since.spoke)
    )


def took(found: Table, step: str, period: Period) -> Table:
    """The `minutes` since they asked until a step, where that was in the period."""
    known = within(found.filter(found[step].notnull()), period, step)
    return known.mutate(minutes=(known[step] - known.since) // MINUTE)


def to_contact(facts: Table, period: Period) -> Table:
    """R4."""
    asked = received(facts)
    found = reached(facts, asked)
    tried, spoken = took(found, "tried", period), took(found, "spoken", period)
    in_target = spoken.filter(spoken.minutes <= spoken.target)
    running = without(without(asked, found.filter(found.spoken.notnull()), "referral"), closed(facts), "referral")
    waited = (ibis.literal(period.end, "int64") - running.since) // MINUTE
    late = running.filter(waited > running.target)
    return together([
        times(tried, "attempt", "minutes"), times(spoken, "contact", "minutes"), people(spoken, "contact_people"),
        rows(in_target, "contact_in_target"), rows(running, "running_n"), rows(late, "running_late"),
    ])  # fmt: skip


def begun_there(facts: Table) -> Table:
    """The first time that a service saw somebody, for each onward referral."""
    return first_of(of_kind(facts, Kind.BEGUN_THERE), "subject")


def to_treatment(facts: Table, period: Period) -> Table:
    """R7."""
    sent = first_of(of_kind(facts, Kind.SENT), "subject").select("hub", "person", "subject", "at", "day")
    begun, sent_now = begun_there(facts), within(sent, period)
    both = within(begun, period).inner_join(
        sent.select("hub", "subject", sent_day=sent.day), ["hub", "subject"]
    )  # fmt: skip
    took = both.mutate(days=ibis.greatest(both.day - both.sent_day, 0))
    seen = sent_now.semi_join(begun, ["hub", "subject"])
    return together([
        people(within(begun, period), "people"), people(sent_now, "sent"), people(seen, "begun_of_sent"),
        times(took, "days", "days"), people(took, "days_people"),
    ])  # fmt: skip
