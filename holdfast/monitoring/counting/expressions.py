"""The few shapes of which every item is made, as ibis expressions: the same on one machine and on many.

A table of facts has the columns of `columns.COLUMNS`. Every function takes it as it is before the end of a period, and
gives rows of cells: hub, measure, breakdown, category, value.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce

import ibis
from ibis import Table
from ibis.expr.types import BooleanValue, IntegerValue

from holdfast.monitoring.facts import Kind

MINUTE = 60 * 1_000_000  # microseconds


@dataclass(frozen=True)
class Period:
    """From one instant up to another, without it: microseconds since 1970, UTC; and the London day on which it ends,
    in days since 1970."""

    start: int
    end: int
    end_day: int


def of_kind(facts: Table, *kinds: Kind) -> Table:
    """The facts of some kinds."""
    return facts.filter(facts.kind.isin([kind.value for kind in kinds]))


def within(found: Table, period: Period, column: str = "at") -> Table:
    """Rows whose moment is in the period; none is after its end."""
    return found.filter(found[column] >= period.start)


def cell(found: Table, measure: str, value: IntegerValue, by: str = "", category: str = "") -> Table:
    """One measure of each hub; of each category of a column, where there is one."""
    keys = {"hub": found.hub, "category": found[category]} if by else {"hub": found.hub}
    counted = found.group_by(**keys).aggregate(value=value.cast("int64"))
    return counted.select(
        hub=counted.hub, measure=ibis.literal(measure), breakdown=ibis.literal(by),
        category=counted.category if by else ibis.literal(""), value=counted.value,
    )  # fmt: skip


def people(found: Table, measure: str, *, by: str = "", category: str = "") -> Table:
    """Each person once."""
    return cell(found, measure, found.person.nunique(), by, category)


def rows(found: Table, measure: str) -> Table:
    """Every row."""
    return cell(found, measure, found.count())


def together(cells: Iterable[Table]) -> Table:
    """All of these cells."""
    return reduce(lambda one, other: one.union(other), cells)


def first_of(found: Table, *by: str) -> Table:
    """The first row of each: by moment, then by place in the stream."""
    order = ibis.window(group_by=["hub", *by], order_by=[found.at, found.number])
    numbered = found.mutate(place=ibis.row_number().over(order))
    return numbered.filter(numbered.place == 0).drop("place")


def last_of(found: Table, *by: str) -> Table:
    """The last row of each."""
    order = ibis.window(group_by=["hub", *by], order_by=[found.at.desc(), found.number.desc()])
    numbered = found.mutate(place=ibis.row_number().over(order))
    return numbered.filter(numbered.place == 0).drop("place")


def closed(facts: Table) -> Table:
    """Referrals that are closed at the end: hub and referral."""
    last = last_of(of_kind(facts, Kind.CLOSED, Kind.REOPENED), "referral")
    return last.filter(last.kind == Kind.CLOSED.value).select("hub", "referral")


def without(found: Table, others: Table, *by: str) -> Table:
    """Rows that have no fellow in another table."""
    return found.anti_join(others, ["hub", *by])


def centile(found: Table, measure: str, column: str, numerator: int, denominator: int) -> Table:
    """By nearest rank: of n values in order, the one at place ceil(n * numerator / denominator)."""
    ranked = found.mutate(
        rank=ibis.row_number().over(ibis.window(group_by="hub", order_by=found[column])) + 1,
        n=found.count().over(ibis.window(group_by="hub")),
    )
    at = ranked.filter(is_rank(ranked, numerator, denominator))
    return cell(at, measure, at[column].max())


def is_rank(ranked: Table, numerator: int, denominator: int) -> BooleanValue:
    """Whether a row stands at the place of the centile, in whole numbers."""
    place: BooleanValue = ranked["rank"] == (ranked.n * numerator + denominator - 1) // denominator
    return place


def times(found: Table, name: str, column: str) -> Table:
    """How many, the median and the 90th centile of a column of whole numbers."""
    return together(
        [
            rows(found, f"{name}_n"),
            centile(found, f"{name}_median", column, 1, 2),
            centile(found, f"{name}_p90", column, 9, 10),
        ]
    )
