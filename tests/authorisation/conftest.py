"""The worlds that the matrix is tried in: of the staff's desk, and outside it."""

import pytest

from tests.authorisation.actors import everybody, in_other_states
from tests.authorisation.records import everything


@pytest.fixture
def world(tidewater, saltpan, clock, now):
    """Everybody who might try, and the records they try."""
    clock(now)
    actors = [*everybody(tidewater, saltpan, now=now), *in_other_states(tidewater)]
    records = everything(tidewater, saltpan, now=now, everyone=[actor.member for actor in actors if actor.member])
    return tidewater, saltpan, actors, records
