"""R6, R15: how people stand when the period ends."""

import ibis
from ibis import Table

from holdfast.monitoring.bands import LONGER, WEEKS_UP_TO
from holdfast.monitoring.counting.expressions import Period, closed, of_kind, people, together, without
from holdfast.monitoring.facts import Kind


def spells(facts: Table) -> Table:
    """Times in which a request was monitored: from `at`, until `ended`, null while it lasts."""
    found = of_kind(facts, Kind.MONITORED, Kind.SUPPORTED_AGAIN, Kind.CLOSED)
    marked = found.mutate(on=found.kind == Kind.MONITORED.value)
    order = ibis.window(group_by=["hub", "referral"], order_by=[marked.at, marked.number])
    marked = marked.mutate(was=marked.on.lag().over(order).fill_null(False))
    turns = marked.filter(marked.on != marked.was)
    order = ibis.window(group_by=["hub", "referral"], order_by=[turns.at, turns.number])
    turns = turns.mutate(ended=turns.at.lead().over(order))
    return turns.filter(turns.on)


def monitored(facts: Table, period: Period) -> Table:
    """R6."""
    found = spells(facts)
    lasting = found.ended.isnull()
    return together(
        [
            people(found.filter(lasting), "standing"),
            people(found.filter(lasting | (found.ended >= period.start)), "ever"),
        ]
    )


def waits(facts: Table, begins: Kind, *ends: Kind) -> Table:
    """What began, is not over, and belongs to a request that is open."""
    found = without(of_kind(facts, begins), of_kind(facts, *ends), "subject")
    return without(found, closed(facts), "referral")


def by_weeks(found: Table, measure: str, period: Period) -> Table:
    """People by the whole weeks since the earliest of what they wait for."""
    each = found.group_by(["hub", "person"]).aggregate(since=found.day.min())
    each = each.mutate(waited=(ibis.literal(period.end_day, "int64") - each.since) // 7)
    bands = [(each.waited <= most, name) for most, name in WEEKS_UP_TO]
    return people(each.mutate(band=ibis.cases(*bands, else_=LONGER)), measure, by="weeks", category="band")


def waiting(facts: Table, period: Period) -> Table:
    """R15."""
    elsewhere = waits(facts, Kind.SENT, Kind.BEGUN_THERE, Kind.ENDED_THERE)
    here = waits(facts, Kind.AGREED_HERE, Kind.BEGUN_HERE, Kind.ENDED_HERE)
    return together([
        people(elsewhere.union(here), "people"), people(elsewhere, "elsewhere"), people(here, "here"),
        by_weeks(elsewhere, "elsewhere", period), by_weeks(here, "here", period),
    ])  # fmt: skip
