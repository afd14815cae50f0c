"""R4, R7: how long it took from one step to another."""

import ibis
from ibis import Table

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

SPOKE = "spoke"


def received(facts: Table) -> Table:
    """When each request came, and the hub's target in minutes: columns `came` and `target`."""
    found = first_of(of_kind(facts, Kind.RECEIVED), "referral")
    return found.select("hub", "person", "referral", came=found.at, target=found.value)


def reached(facts: Table, *codes: str) -> Table:
    """The first attempt at each request since it came, or the first with one of these results: `at`, `minutes`."""
    tries = of_kind(facts, Kind.ATTEMPTED)
    if codes:
        tries = tries.filter(tries.code.isin(codes))
    asked = received(facts)
    since = tries.select("hub", "referral", "at").inner_join(asked, ["hub", "referral"])
    since = since.filter(since["at"] >= since.came)
    first = since.group_by(["hub", "person", "referral", "came", "target"]).aggregate(at=since["at"].min())
    return first.mutate(minutes=(first["at"] - first.came) // MINUTE)


def to_contact(facts: Table, period: Period) -> Table:
    """R4."""
    tried, spoken = within(reached(facts), period), within(reached(facts, SPOKE), period)
    in_target = spoken.filter(spoken.minutes <= spoken.target)
    running = without(without(received(facts), reached(facts, SPOKE), "referral"), closed(facts), "referral")
    waited = (ibis.literal(period.end, "int64") - running.came) // MINUTE
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
