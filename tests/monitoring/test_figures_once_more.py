"""What figures say that is not so, and what they refuse that is nobody's fault, as fresh eyes found it."""

from datetime import timedelta

import pytest

from holdfast.appointments import actions as appointments
from holdfast.assessments import actions as assessments
from holdfast.demo.stories.assessments import FIRST, REST, ordered
from holdfast.hubs.scope import hub_scope
from holdfast.monitoring import publish_actions
from holdfast.monitoring import return_commands as commands
from holdfast.monitoring.board import who_came
from holdfast.monitoring.board_queries import Figures
from holdfast.monitoring.periods import read_period
from holdfast.monitoring.span_queries import cells_between
from holdfast.monitoring.writing import as_json
from tests.appointments.conftest import TEN, booked, placed, planned, works
from tests.builders import accept, send_request
from tests.monitoring.test_keeping import kept
from tests.monitoring.test_publishing import make_lead
from tests.monitoring.test_put_right import FIRST_DAY, SECOND, SECOND_DAY, audited, published
from tests.monitoring.test_returns import let_go, manager, prepared, release, sign  # noqa: F401

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def test_whoever_was_assessed_does_not_wait_for_first_contact(tidewater, now, clock, all_settled):
    clock(now)
    asked = send_request(tidewater, now=now - 40 * DAY, name="Tansy Madeup")
    accept(tidewater, asked, owner=tidewater.nell, now=now - 39 * DAY, by=tidewater.ines)
    with hub_scope(tidewater.hub):
        made = assessments.begin(asked, by=tidewater.nell, now=now - 30 * DAY)
        assessments.write(made, ordered({**FIRST, **REST}), by=tidewater.nell, now=now - 30 * DAY)
        made = assessments.agree(made, leads_to="plan", by=tidewater.nell, now=now - 30 * DAY)
    kept(tidewater, now)
    with hub_scope(tidewater.hub):
        cells = cells_between(tidewater.hub, now - 60 * DAY, now)

    assert (made.status, cells["R3", "people", "", ""]) == ("finished", 1)
    assert (cells["R4", "running_n", "", ""], cells["R4", "running_late", "", ""]) == (0, 0)


def test_whoever_came_to_a_first_conversation_of_their_own_was_reached_and_is_not_once_that_is_taken_back(
    tidewater, saltpan, now, clock, all_settled
):
    """To a group others come too: that is no conversation."""
    clock(now)
    works(tidewater, tidewater.nell, tidewater.wren, now=now)
    two = [send_request(tidewater, now=now, name=name) for name in ("Tansy Madeup", "Hazel Pretend")]
    send_request(saltpan, now=now, name="Stranger Inventwell")
    for each in two:
        accept(tidewater, each, owner=tidewater.nell, now=now, by=tidewater.ines)
    alone = booked(tidewater, two[0], tidewater.nell, kind="contact", now=now)
    (group,) = planned(tidewater, tidewater.wren, now=now)
    place = placed(tidewater, two[1], group, now=now)

    def waiting_after(*steps):
        with hub_scope(tidewater.hub):
            for step in steps:
                step()
        kept(tidewater, TEN + HOUR)
        with hub_scope(tidewater.hub):
            cells = cells_between(tidewater.hub, now, TEN + 2 * HOUR)
        return [cells["R4", name, "", ""] for name in ("attempt_n", "contact_n", "running_n")]

    assert waiting_after() == [0, 0, 2]
    came = waiting_after(
        lambda: appointments.attend(alone, "attend", by=tidewater.nell, now=TEN + HOUR),
        lambda: appointments.attend(place, "attend", by=tidewater.wren, now=TEN + HOUR),
    )
    undone = waiting_after(lambda: appointments.undo(alone, by=tidewater.nell, now=TEN + HOUR))

    assert (came, undone) == ([1, 1, 1], [0, 0, 2])


def test_whoever_verifies_a_return_that_was_corrected_is_told_so(tidewater, manager, let_go, tmp_path, capsys):  # noqa: F811
    file = tmp_path / "first.json"
    file.write_bytes(as_json(let_go))
    found = prepared(tidewater, by=manager, reason="A month was missing.")
    sign(tidewater, found, by=tidewater.ines)
    release(tidewater, found, by=manager)

    assert commands.run(["verify", str(file)]) == 0
    said = capsys.readouterr().out
    assert "version 2" in said, said


@pytest.fixture
def later(clock):
    clock(SECOND_DAY)


def test_two_hubs_publish_in_the_same_week_and_neither_has_to_begin_again(tidewater, saltpan, manager, later):  # noqa: F811
    """Nothing that is published of the one is of the people of the other."""
    lead = make_lead(saltpan)
    found = audited(tidewater, SECOND, by=manager)
    published(saltpan, SECOND, by=lead, second=saltpan.ines)
    with hub_scope(tidewater.hub):
        found = publish_actions.sign(found, seen=found.digest, by=manager, now=SECOND_DAY)
        assert publish_actions.publish(found, seen=found.digest, by=tidewater.ines, now=SECOND_DAY).number == 2


def test_a_year_of_one_hub_does_not_keep_another_one_from_its_quarters_for_good(tidewater, saltpan, manager, later):  # noqa: F811
    lead = make_lead(saltpan)
    published(saltpan, read_period("2025-26-Y"), by=lead, second=saltpan.ines, now=FIRST_DAY)
    assert published(tidewater, read_period("2026-Q1"), by=manager, now=FIRST_DAY).number == 2


def test_of_two_people_nobody_is_said_to_be_under_five():
    found = who_came(Figures({("R16", "received", "", ""): 2, ("R16", "received", "gender", "2"): 2}), "gender")
    assert "under 5 of 2" not in found["picture"].sentence
    assert found["picture"].sentence[0].isupper()
