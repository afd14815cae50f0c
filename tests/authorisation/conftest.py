"""The worlds that the matrix is tried in: of the staff's desk, and outside it."""

import pytest

from tests.authorisation.actors import everybody, in_other_states
from tests.authorisation.records import everything
from tests.authorisation.ways_in import kept_out_by_name, let_in, with_a_way_in


@pytest.fixture
def world(tidewater, saltpan, clock, now):
    """Everybody who might try, and the records they try."""
    clock(now)
    actors = [
        *everybody(tidewater, saltpan, now=now), *in_other_states(tidewater), *with_a_way_in(tidewater, now=now)
    ]  # fmt: skip
    records = everything(tidewater, saltpan, now=now, everyone=kept_out_by_name(actors))
    let_in(tidewater, actors, records, now=now)
    return tidewater, saltpan, actors, records
