"""What the commissioner was given: the last quarter, signed by the manager and released by a lead."""

from datetime import datetime, timedelta
from random import Random

from holdfast.accounts.models import Membership
from holdfast.hubs.models import Hub
from holdfast.monitoring.board_times import over_by
from holdfast.monitoring.leaving import lines_of
from holdfast.monitoring.periods import read_period
from holdfast.monitoring.reckoning import count
from holdfast.monitoring.return_actions import prepare, release, sign
from holdfast.monitoring.return_queries import published_of

HOUR = timedelta(hours=1)


def tell(hub: Hub, team: list[Membership], random: Random, *, now: datetime) -> None:
    """A return that a viewer can read. In the hub's scope, once everything else was told."""
    lead = next(member for member in team if "clinical_lead" in member.roles)
    manager = next(member for member in team if "hub_manager" in member.roles)
    period = read_period(over_by(now)[0].key)
    at = min(period.ends_at + (20 * 24 + 10) * HOUR, now - 3 * HOUR)
    if at < period.ends_at:  # the quarter is over since this night
        return
    cells = count(hub, period, key=random.randbytes(32))
    lines = lines_of(cells, published=published_of(hub, period))
    found = prepare(hub, period, cells=cells, lines=lines, by=manager, now=at)
    found = sign(found, seen=found.digest, by=manager, now=at + HOUR)
    release(found, seen=found.digest, by=lead, now=at + 2 * HOUR)
