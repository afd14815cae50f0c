"""What each item counts, as one ibis expression: on DuckDB on one machine, on Spark on many.

Nothing here is imported by a page: ibis and what it brings are large.
"""

from ibis import Table

from holdfast.monitoring.counting.expressions import Period
from holdfast.monitoring.counting.groups import demographics
from holdfast.monitoring.counting.outcomes import outcomes
from holdfast.monitoring.counting.people import assessed, experience, other_sources, self_referrals, to_services
from holdfast.monitoring.counting.standing import monitored, waiting
from holdfast.monitoring.counting.times import to_contact, to_treatment

COUNTED = {
    "R1": self_referrals, "R2": other_sources, "R3": assessed, "R4": to_contact, "R5": to_services, "R6": monitored,
    "R7": to_treatment, "R11": outcomes, "R12": experience, "R15": waiting, "R16": demographics,
}  # fmt: skip

__all__ = ["COUNTED", "Period", "cells_of"]


def cells_of(facts: Table, period: Period, code: str) -> Table:
    """Every cell of one item, of every hub in a table of facts: hub, measure, breakdown, category, value."""
    found = COUNTED[code](facts.filter(facts["at"] < period.end), period)
    return found.select("hub", "measure", "breakdown", "category", "value")
