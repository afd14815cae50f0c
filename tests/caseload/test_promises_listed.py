"""Whom somebody promised a call stands in every list by the day of that promise."""

from datetime import timedelta

import pytest

from holdfast.caseload.waiting import first_contacts
from holdfast.hubs.scope import hub_scope
from holdfast.people.viewer import viewer
from tests.appointments.conftest import NINE, works
from tests.builders import accept, browser_of, page, send_request
from tests.contacts.promising import missed
from tests.network.conftest import stored
from tests.referrals.test_next_forgotten import coming
from tests.referrals.test_next_kept import called_back

pytestmark = pytest.mark.usefixtures("at_now")
HOUR = timedelta(hours=1)


@pytest.fixture
def two(tidewater, now):
    """Hazel asked yesterday, Tansy today."""
    hazel = send_request(tidewater, now=now - timedelta(days=1), name="Hazel Pretend")
    return hazel, send_request(tidewater, now=now, name="Tansy Madeup")


def listed(member, address):
    """The names on a page, in their order."""
    shown = browser_of(member).get(address).content.decode()
    return sorted(("Hazel Pretend", "Tansy Madeup"), key=shown.index), shown


def test_before_a_decision_whoever_is_to_be_called_within_the_hour_stands_before_whoever_is_not(tidewater, two, now):
    called_back(tidewater, two[1], at=now + HOUR, now=now)
    names, _ = listed(tidewater.nell, page("caseload:people") + "?stage=triage")
    assert coming(tidewater, two[1]) == ("decide", now + HOUR)
    assert names == ["Tansy Madeup", "Hazel Pretend"]


def test_before_a_decision_whoever_is_to_be_called_within_the_hour_stands_under_today(tidewater, two, now):
    called_back(tidewater, two[1], at=now + HOUR, now=now)
    _, shown = listed(tidewater.nell, page("caseload:people") + "?stage=triage")
    assert "Contact today" in shown


def test_before_a_first_contact_whoever_is_to_be_called_within_the_hour_stands_before_whoever_is_not(
    tidewater, two, now
):
    for each in two:
        accept(tidewater, each, owner=tidewater.nell, now=now)
    called_back(tidewater, two[1], at=now + HOUR, now=now)
    with hub_scope(tidewater.hub):
        rows = first_contacts(viewer(tidewater.nell, now=now))
    assert coming(tidewater, two[1]) == ("call", now + HOUR)
    assert [each.pk for each in rows] == [two[1].pk, two[0].pk]


def test_before_a_first_contact_whoever_is_to_be_asked_whether_they_are_safe_stands_first(tidewater, two, now, clock):
    works(tidewater, tidewater.nell, now=now)
    for each in two:
        accept(tidewater, each, owner=tidewater.nell, now=now)
    missed(tidewater, two[1], now=now, is_worrying=True, kind="contact")
    at = clock(NINE + HOUR)
    with hub_scope(tidewater.hub):
        rows = first_contacts(viewer(tidewater.nell, now=at))
    assert stored(tidewater, two[1]).next_action == "welfare"
    assert [each.pk for each in rows] == [two[1].pk, two[0].pk]


@pytest.mark.parametrize("is_decided", [False, True])
def test_today_says_by_when_a_call_was_promised(tidewater, two, now, is_decided):
    if is_decided:
        accept(tidewater, two[1], owner=tidewater.nell, now=now)
    called_back(tidewater, two[1], at=now + HOUR, now=now)
    shown = browser_of(tidewater.nell).get(page("caseload:today")).content.decode()
    assert "Tansy Madeup" in shown
    assert "3:52pm" in shown


def test_the_record_says_by_when_a_call_was_promised(tidewater, two, now):
    accept(tidewater, two[1], owner=tidewater.nell, now=now)
    called_back(tidewater, two[1], at=now + HOUR, now=now)
    shown = browser_of(tidewater.nell).get(page("caseload:person", two[1].pk)).content.decode()
    assert "3:52pm" in shown
