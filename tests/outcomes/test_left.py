"""What is open when somebody is discharged is named, all of it; and a tick ends nothing that the page did not show."""

import re
from datetime import timedelta
from types import SimpleNamespace

import pytest

from holdfast.appointments import actions as appointment_actions
from holdfast.appointments.models import Appointment
from holdfast.assessments.actions import begin
from holdfast.hubs.scope import hub_scope
from holdfast.meetings import actions as meeting_actions
from holdfast.outcomes import discharge_actions
from holdfast.outcomes.left import left_open
from holdfast.outcomes.models import Discharge
from holdfast.workplace import sharing_actions
from tests.appointments.conftest import NINE, booked, works
from tests.builders import browser_of, page
from tests.coordination.conftest import fresh
from tests.letters.conftest import shown as shown_letter
from tests.outcomes.conftest import DAY
from tests.workplace.conftest import agreed as agreed_statement
from tests.workplace.conftest import partner, plan

RETURNS = "Ring us, heron-canary-returns, whenever you like and as often as you like."
END = {"end_code": "46", "outcome": "reached", "returns": RETURNS, "ends_too": "on"}
CHANGED = "What is open has changed since you opened this page."


@pytest.fixture(autouse=True)
def _at_now(clock, now):
    clock(now)


@pytest.fixture
def known(tidewater, tansy, now):
    """Tansy, and somebody of Occupational Health whom the hub knows."""
    works(tidewater, tidewater.nell, now=now)
    olive = partner(tidewater, "oh", "Olive Mockwell", "Quay Occupational Health", now=now)
    return SimpleNamespace(team=tidewater, tansy=tansy, olive=olive)


def lines(known, *, now) -> list[str]:
    referral = fresh(known.team, known.tansy)
    with hub_scope(known.team.hub):
        return left_open(referral, now=now)


def shown_on(known) -> str:
    return browser_of(known.team.nell).get(page("outcomes:discharge", known.tansy.pk)).content.decode()


def mark_on(text: str) -> str:
    return re.search(r'name="shown" value="([^"]*)"', text)[1]


def send(known, mark, **changed):
    sent = {**END, "shown": mark, **changed}
    return browser_of(known.team.nell).post(page("outcomes:discharge", known.tansy.pk), sent)


def test_what_waits_for_somebody_elses_word_is_named_too(tidewater, known, now):
    before = lines(known, now=now)
    statement = agreed_statement(known, kind="question", now=now)
    agreed_statement(known, kind="return", words=plan(10, 20, now=now), now=now)
    shown_letter(tidewater, known.tansy, now=now)
    with hub_scope(tidewater.hub):
        sharing_actions.give_link(statement, by=tidewater.nell, now=now)
        begin(known.tansy, by=tidewater.nell, now=now)
        meeting_actions.ask(known.tansy, "Who else could help?", meeting=None, by=tidewater.nell, now=now)

    assert [each for each in lines(known, now=now) if each not in before] == [
        "One link to what was shared opens no more",
        "The assessment that is being written stays unfinished",
        "The question to the team is not talked about",
        "One question about their work has no answer: nobody waits for it any more",
        "2 steps of the return to work are not done: nobody is told of their days",
        "One letter that they were shown goes only if they agree to it yet",
    ]
    text = shown_on(known)
    assert "The question to the team is not talked about" in text


def test_a_tick_for_one_appointment_does_not_end_another_that_was_booked_since(tidewater, known, now):
    first = booked(tidewater, known.tansy, tidewater.nell, now=now)
    mark = mark_on(shown_on(known))
    with hub_scope(tidewater.hub):
        appointment_actions.cancel(first, reason="practitioner", by_them=False, by=tidewater.ada, now=now)
    booked(tidewater, known.tansy, tidewater.nell, at=NINE + 2 * DAY, now=now)

    answer = send(known, mark)

    text = answer.content.decode()
    assert answer.status_code == 200
    for words in (CHANGED, RETURNS, "One appointment is cancelled"):
        assert words in text
    assert 'value="46" selected' in text
    assert not re.search(r'name="ends_too"[^>]*checked', text)
    assert "Read what ends with it, and tick the box" not in text
    with hub_scope(tidewater.hub):
        assert not Discharge.objects.exists()
        assert sorted(Appointment.objects.values_list("status", flat=True)) == ["booked", "cancelled_by_hub"]
    assert send(known, mark_on(text), ends_too="").status_code == 200
    assert send(known, mark_on(text)).status_code == 302
    assert fresh(tidewater, known.tansy).status == "discharged"


@pytest.mark.parametrize("mark", ["", "x"])
def test_a_tick_that_does_not_say_what_it_saw_ends_nothing(tidewater, known, now, mark):
    assert CHANGED in send(known, mark).content.decode()
    assert fresh(tidewater, known.tansy).status == "monitored"


def test_an_action_asks_under_its_lock_what_was_shown(tidewater, known, now):
    mark = mark_on(shown_on(known))
    booked(tidewater, known.tansy, tidewater.nell, now=now)
    with hub_scope(tidewater.hub), pytest.raises(discharge_actions.MoreIsOpen):
        discharge_actions.discharge(
            known.tansy, end_code="46", outcome="reached", returns=RETURNS, by=tidewater.nell,
            now=now + timedelta(minutes=1), shown=mark,
        )  # fmt: skip
