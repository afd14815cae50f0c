"""R16: who they are, as they told it."""

import ibis
from ibis import Table
from ibis.expr.types import StringValue

from holdfast.monitoring.bands import NOT_TOLD
from holdfast.monitoring.counting.expressions import Period, last_of, of_kind, together, within
from holdfast.monitoring.counting.people import first_assessed
from holdfast.monitoring.counting.times import begun_there
from holdfast.monitoring.facts import ATTRIBUTES, Kind

HELPED = ("support", "group")


def in_support(facts: Table, period: Period) -> Table:
    """Whose course began, or who came to support or to a group, in the period."""
    found = within(of_kind(facts, Kind.BEGUN_HERE, Kind.SEEN), period)
    return found.filter((found.kind == Kind.BEGUN_HERE.value) | found.code.isin(HELPED))


GROUPS = {
    "received": lambda facts, period: within(of_kind(facts, Kind.RECEIVED), period),
    "assessed": first_assessed,
    "here": in_support,
    "elsewhere": lambda facts, period: within(begun_there(facts), period),
}


def demographics(facts: Table, period: Period) -> Table:
    """R16."""
    found = grouped(facts, period)
    told = last_of(of_kind(facts, Kind.TOLD), "person", "code")
    asked = found.mutate(attribute=ibis.literal(list(ATTRIBUTES), "array<string>").unnest())
    said = told.select("hub", "person", attribute=told.code, said=told.detail)
    known = asked.left_join(said, ["hub", "person", "attribute"])
    return together([
        counted(found, breakdown=ibis.literal(""), category=ibis.literal("")),
        counted(known, breakdown=known.attribute, category=known.said.fill_null(NOT_TOLD)),
    ])  # fmt: skip


def grouped(facts: Table, period: Period) -> Table:
    """Everybody of each group, once: hub, person, measure."""
    each = [found(facts, period).mutate(measure=ibis.literal(name)) for name, found in GROUPS.items()]
    return together(group.select("hub", "person", "measure") for group in each).distinct()


def counted(found: Table, *, breakdown: StringValue, category: StringValue) -> Table:
    """People of each group, by what they told."""
    keys = {"hub": found.hub, "measure": found.measure, "breakdown": breakdown, "category": category}
    return found.group_by(**keys).aggregate(value=found.person.nunique().cast("int64"))
