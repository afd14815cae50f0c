"""What taking an end back leaves as it ended: all of it is said, in the lines that were shown before the end."""

import re
from datetime import timedelta
from types import SimpleNamespace

import pytest

from holdfast.appointments import offer_actions
from holdfast.hubs.scope import hub_scope
from holdfast.outcomes.left import left_open, stays_ended
from holdfast.waiting.asking import ask
from holdfast.waiting.models import Ask
from holdfast.workplace import sharing_actions
from tests.appointments.conftest import booked, works
from tests.builders import browser_of, page
from tests.coordination.conftest import fresh
from tests.courses.conftest import agreed as agreed_course
from tests.courses.conftest import signed
from tests.network.conftest import offered
from tests.onward.conftest import sent as sent_onward
from tests.onward.conftest import service
from tests.outcomes.conftest import DAY
from tests.outcomes.test_pages import sent
from tests.workplace.conftest import MOSS, partner
from tests.workplace.conftest import agreed as agreed_statement
from tests.workplace.conftest import shown as shown_statement

OLIVE = ("oh", "Olive Mockwell", "Quay Occupational Health")
END = {"end_code": "46", "outcome": "reached", "returns": "Ring us", "ends_too": "on"}
LINES = [
    "One appointment is cancelled",
    "The times they may choose from are taken back",
    "One onward referral is withdrawn",
    "The course of sessions ends",
    "One statement about their work is not shared",
    "One link to what was shared opens no more",
    "One link with questions asks no more",
    "The offer to another hub ends",
]
ASKED = "One question about their work has no answer: nobody waits for it any more"
"""Of each kind one: whoever adds another to `STAYS_ENDED` adds it to this record too."""


@pytest.fixture
def everything(tidewater, saltpan, tansy, now, clock):
    """Tansy, with one of everything that a discharge ends."""
    clock(now)
    nell = tidewater.nell
    works(tidewater, nell, now=now)
    known = SimpleNamespace(team=tidewater, tansy=tansy, olive=partner(tidewater, *OLIVE, now=now))
    with hub_scope(tidewater.hub):
        moss = sharing_actions.know_partner(tidewater.hub, **MOSS, by=nell, now=now)
    statement = agreed_statement(known, to=moss, now=now)
    with hub_scope(tidewater.hub):
        sharing_actions.give_link(statement, by=nell, now=now)
    shown_statement(known, now=now)
    offered(tidewater, saltpan, fresh(tidewater, tansy), now=now)
    sent_onward(tidewater, tansy, service(tidewater, "Lantern talking", now=now), now=now)
    agreed_course(tidewater, tansy, signed(tidewater, now=now), practitioner=nell, now=now)
    booked(tidewater, tansy, nell, now=now)
    with hub_scope(tidewater.hub):
        offer_actions.offer(tansy, kind="support", hows=["phone"], members=[nell], by=nell, now=now)
        ask(tansy, why=Ask.Why.WAITING, subject_id=tansy.pk, questionnaires=["phq9"], opens_at=now,
            closes_at=now + 7 * DAY, now=now)  # fmt: skip
    return fresh(tidewater, tansy)


def words(browser, referral) -> str:
    shown = browser.get(page("outcomes:of_record", referral.pk)).content.decode()
    return re.sub(r"\s+", " ", shown)


def test_an_undone_discharge_says_everything_that_it_leaves_ended(tidewater, everything, now, clock):
    browser = browser_of(tidewater.nell)
    with hub_scope(tidewater.hub):
        assert stays_ended(everything, now=now) == LINES
        assert left_open(everything, now=now) == [*LINES, ASKED, "3 planned follow-ups are stopped"]
    shown = browser.get(page("outcomes:discharge", everything.pk)).content.decode()
    mark = re.search(r'name="shown" value="([^"]*)"', shown)[1]
    browser.post(page("outcomes:discharge", everything.pk), END | {"shown": mark})

    clock(now + timedelta(seconds=30))
    browser.post(page("outcomes:undo_discharge", everything.pk))

    said = "; ".join(f"{line[0].lower()}{line[1:]}" for line in LINES)
    assert f"Taken back. This is not: {said}. Begin again what they still need." in words(browser, everything)
    with hub_scope(tidewater.hub):
        assert stays_ended(everything, now=now + timedelta(seconds=30)) == []
        assert left_open(everything, now=now) == [ASKED, "3 planned follow-ups are stopped"]


def test_a_death_that_was_an_error_says_it_too(tidewater, everything):
    given = {"how_known": "family", "died_on": "2026-10-10", "is_certain": "on", "confirmed": "1"}
    browser_of(tidewater.nell).post(page("outcomes:death", everything.pk), given)
    lead = browser_of(tidewater.ines)

    sent(lead, "undo_death", everything)

    shown = words(lead, everything)
    assert "Taken back. This is not: one appointment is cancelled; the times they may choose from" in shown
    assert "Messages and letters that were stopped stay stopped." in shown
