"""The floors of the benchmarks are written by hand: each is run once, so that a new column is seen here first."""

import pytest

from benchmarks.diary_jobs import floor_row
from benchmarks.floors import ANSWER, BOOK, SUBMIT, FloorFailed, done_in, repeat
from benchmarks.web_jobs import floor_hub
from holdfast.local.cluster import SUPERUSER

WRITES = {
    "submit": {"people_person": 1, "people_searchtoken": 10, "referrals_referral": 1, "events_event": 1,
               "events_accessentry": 1, "front_door_visit": 1},
    "answer": {"measures_measure": 1, "events_event": 1, "events_accessentry": 1},
    "book": {"diary_session": 1, "diary_hold": 2, "appointments_appointment": 1},
}  # fmt: skip


@pytest.fixture
def url(committed):
    return committed.server.url(SUPERUSER, committed.name)


@pytest.fixture
def known(url):
    return floor_row(url)


def script_of(floor, known):
    """The script of a floor for what is known of a hub."""
    answers = {"key": "phq9", "items": "2,1,1,0,2,0,1,1,0,0"}
    return {"submit": SUBMIT, "answer": ANSWER, "book": BOOK}[floor].format(**known, **answers)


def counted(committed, floor):
    """How many rows there are in each table into which a floor writes."""
    with committed.connect(SUPERUSER) as connection:
        return {table: connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in WRITES[floor]}


@pytest.mark.parametrize("floor", WRITES)
def test_a_floor_writes_its_rows(committed, url, known, floor):
    before = counted(committed, floor)

    said = repeat(script_of(floor, known), url, "-c", "1", "-t", "1")

    assert done_in(said) == 1
    after = counted(committed, floor)
    assert {table: after[table] - before[table] for table in after} == WRITES[floor]
    assert floor_hub().pk == known["hub"]


def test_a_floor_that_cannot_be_repeated_says_so(url):
    with pytest.raises(FloorFailed, match="no_such_table"):
        repeat("SELECT * FROM no_such_table;", url, "-c", "1", "-t", "1")
