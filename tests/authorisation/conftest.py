"""The worlds that the matrix is tried in: of the staff's desk, and outside it."""

import pytest

from tests.authorisation.actors import Actor, everybody, in_other_states
from tests.authorisation.records import Things, everything
from tests.authorisation.ways_in import kept_out_by_name, let_in, with_a_way_in
from tests.builders import Team, make_hub
from tests.standing import served_by_one, stands


@pytest.fixture
def world(django_db_blocker, clock, now):
    """Everybody who might try, and the records they try."""
    clock(now)
    with stands("desk", lambda: at_the_desk(now=now), django_db_blocker) as made:
        yield made


def at_the_desk(*, now) -> tuple[Team, Team, list[Actor], list[Things]]:
    """Two hubs, built by real actions."""
    tidewater, saltpan = make_hub("tidewater", "Tidewater", now=now), make_hub("saltpan", "Saltpan", now=now)
    actors = [
        *everybody(tidewater, saltpan, now=now), *in_other_states(tidewater), *with_a_way_in(tidewater, now=now)
    ]  # fmt: skip
    records = everything(tidewater, saltpan, now=now, everyone=kept_out_by_name(actors))
    let_in(tidewater, actors, records, now=now)
    for actor in actors:
        served_by_one(actor.browser)
    return tidewater, saltpan, actors, records
