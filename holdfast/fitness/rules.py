"""By when something is due with a concern about fitness to practise, and when somebody beyond its two hears."""

from datetime import datetime, timedelta

from holdfast.hubs.hours import OFFICE_HOURS

SILENT = timedelta(days=28)
"""How long nothing need be written about what came of it. A choice of ours: no rule names an interval."""
AMONG_TWO = timedelta(days=7)
"""How long the two have for it from the day on which they were asked, before somebody else hears. A choice of ours."""


def end_of_next_working_day(moment: datetime) -> datetime:
    """By when the second signs, and by when is told what two agree on (confidentiality: layer 6)."""
    return OFFICE_HOURS.add_working_days(moment, 1, OFFICE_HOURS.spans[0][2])
