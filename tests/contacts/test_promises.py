"""Promises: how each is made and kept, what takes it back, and who reads of it."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.db import IntegrityError, connection

from holdfast.appointments import actions as appointments
from holdfast.assessments import actions as assessments
from holdfast.contacts.actions import undo_attempt
from holdfast.contacts.models import Promise
from holdfast.hubs.scope import hub_scope
from holdfast.network.contents import asked
from holdfast.network.sealed import open_package
from holdfast.outcomes.discharge_actions import reopen
from holdfast.outcomes.left import left_open
from holdfast.referrals.actions import place
from holdfast.triage.actions import undo as undo_decision
from tests.appointments.conftest import NINE, booked, waits
from tests.builders import accept, browser_of, page, send_request
from tests.contacts.promising import decided, rang
from tests.meetings.conftest import WHOLE
from tests.network.conftest import accepted, carried, offered, stored
from tests.onward.conftest import sent, service
from tests.outcomes.conftest import supported
from tests.outcomes.test_next_after_undoing import discharged_and_back
from tests.referrals.test_next_forgotten import coming, promised, stored_in
from tests.referrals.test_next_kept import called_back, closed, tried

pytestmark = pytest.mark.usefixtures("at_now")
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def rows(team, referral):
    """Every promise: what, by when, why, and how it ended."""
    with hub_scope(team.hub):
        found = Promise.objects.filter(referral=referral).order_by("made_at", "pk")
        return list(found.values_list("action", "due_at", "why", "end"))


def missed(team, referral, *, now, is_worrying=False):
    """They were booked at nine and did not come."""
    made = booked(team, stored(team, referral), team.nell, now=now, kind="support")
    with hub_scope(team.hub):
        return appointments.attend(made, "miss", is_worrying=is_worrying, by=team.nell, now=NINE + HOUR)


def test_speaking_with_them_keeps_all_that_was_promised_before_and_nothing_after(tidewater, fern, now):
    promised(tidewater, fern, at=now + DAY, now=now)
    called_back(tidewater, fern, at=now + 2 * HOUR, now=now + HOUR)
    tried(tidewater, fern, channel="call", result="spoke", at=now + MINUTE * 30, now=now + HOUR)
    assert rows(tidewater, fern) == [
        ("call", now + DAY, "alert", "spoke"),
        ("call", now + 2 * HOUR, "call_back", ""),
    ]


def test_a_try_in_vain_is_tried_again_and_a_call_that_is_promised_for_later_stands(tidewater, fern, now):
    promised(tidewater, fern, at=now + DAY, now=now)
    called_back(tidewater, fern, at=now + HOUR, now=now)
    tried(tidewater, fern, channel="call", result="no_answer", next_try_at=now + 3 * HOUR, now=now + HOUR)
    assert rows(tidewater, fern) == [
        ("call", now + DAY, "alert", ""),
        ("call", now + HOUR, "call_back", "tried"),
        ("try_again", now + 3 * HOUR, "tried", ""),
    ]
    assert coming(tidewater, fern) == ("try_again", now + 3 * HOUR)


def test_what_is_due_sooner_is_not_hidden_by_a_promised_call(tidewater, fern, now):
    """A service that is to be asked within days, and a call in weeks."""
    sent(tidewater, stored(tidewater, fern), service(tidewater, "Skerry Sleep Clinic", now=now), now=now)
    before = coming(tidewater, fern)
    promised(tidewater, fern, at=now + 60 * DAY, now=now)
    assert before[1] < now + 60 * DAY
    assert coming(tidewater, fern) == before


def test_making_the_plan_keeps_its_day_once_a_call_before_it_was_made_though_a_service_is_to_be_asked_later(
    tidewater, now
):
    otto = waits(tidewater, owner=tidewater.nell, now=now, name="Otto Nobody")
    with hub_scope(tidewater.hub):
        made = assessments.begin(otto, by=tidewater.nell, now=now)
        assessments.write(made, WHOLE, by=tidewater.nell, now=now)
        assessments.agree(made, leads_to="plan", by=tidewater.nell, now=now)
    before = coming(tidewater, otto)
    sent(tidewater, stored(tidewater, otto), service(tidewater, "Skerry Sleep Clinic", now=now), now=now)
    promised(tidewater, otto, at=now + HOUR, now=now)
    assert coming(tidewater, otto) == ("call", now + HOUR)
    tried(tidewater, otto, channel="call", result="spoke", now=now + HOUR)
    assert before[0] == "plan"
    assert coming(tidewater, otto) == before


def test_whoever_was_tried_before_the_first_contact_is_tried_again_when_that_was_said(tidewater, now):
    tansy = send_request(tidewater, now=now, name="Tansy Madeup")
    accept(tidewater, tansy, owner=tidewater.nell, now=now)
    by = stored(tidewater, tansy).contact_by
    tried(tidewater, tansy, channel="call", result="no_answer", next_try_at=by + HOUR, now=now + HOUR)
    assert coming(tidewater, tansy) == ("try_again", by + HOUR)


@pytest.mark.parametrize("is_tried", [False, True])
def test_the_day_of_a_first_contact_is_back_once_a_sooner_call_was_kept_that_an_alert_was_closed_with(
    tidewater, now, is_tried
):
    """Also where an attempt that was made before it was taken back."""
    tansy = send_request(tidewater, now=now, name="Tansy Madeup")
    accept(tidewater, tansy, owner=tidewater.nell, now=now)
    promised(tidewater, tansy, at=now + HOUR, now=now)
    assert coming(tidewater, tansy) == ("call", now + HOUR)
    if is_tried:
        made = tried(tidewater, tansy, channel="call", result="no_answer", now=now)
        with hub_scope(tidewater.hub):
            undo_attempt(made, by=tidewater.nell, now=now + MINUTE / 2)
    rang(tidewater, tansy, now=now + HOUR)
    assert coming(tidewater, tansy) == ("call", stored(tidewater, tansy).contact_by)


def test_a_decision_has_its_own_day_once_another_was_undone_and_the_promise_before_it_was_kept(tidewater, now):
    tansy = send_request(tidewater, now=now, name="Tansy Madeup")
    before = coming(tidewater, tansy)
    called_back(tidewater, tansy, at=now + HOUR, now=now)
    decision = decided(tidewater, tansy, "accept", now=now + MINUTE)
    with hub_scope(tidewater.hub):
        undo_decision(decision, by=tidewater.ines, now=now + MINUTE * 1.5)
    rang(tidewater, tansy, now=now + HOUR)
    assert before[0] == "decide"
    assert coming(tidewater, tansy) == before


def test_undoing_a_try_leaves_what_was_promised_before_it(tidewater, fern, now):
    promised(tidewater, fern, at=now + HOUR, now=now)
    made = tried(tidewater, fern, channel="call", result="no_answer", next_try_at=now + 3 * HOUR, now=now + HOUR)
    with hub_scope(tidewater.hub):
        undo_attempt(made, by=tidewater.nell, now=now + HOUR + MINUTE / 2)
    assert rows(tidewater, fern) == [
        ("call", now + HOUR, "alert", ""),
        ("try_again", now + 3 * HOUR, "tried", "undone"),
    ]
    assert coming(tidewater, fern) == ("call", now + HOUR)


def test_undoing_an_absence_takes_the_try_back_that_it_brought(tidewater, fern, now, clock):
    made = missed(tidewater, fern, now=now)
    clock(NINE + HOUR)
    before = coming(tidewater, fern)[0]
    with hub_scope(tidewater.hub):
        appointments.undo(made, by=tidewater.nell, now=NINE + HOUR + MINUTE / 2)
    assert before == "try_again"
    assert [end for *_, end in rows(tidewater, fern)] == ["undone"]
    assert coming(tidewater, fern) == ("meet", NINE)


def test_undoing_that_they_came_leaves_what_stands_by_now(tidewater, fern, now, clock):
    missed(tidewater, fern, now=now)
    again = booked(tidewater, stored(tidewater, fern), tidewater.nell, at=NINE + DAY, now=NINE + HOUR, kind="support")
    at = clock(NINE + DAY + HOUR)
    with hub_scope(tidewater.hub):
        appointments.attend(again, "attend", by=tidewater.nell, now=at)
        assert [end for *_, end in rows_here(fern)] == ["came"]
        appointments.undo(again, by=tidewater.nell, now=at + MINUTE / 2)
    assert [(action, end) for action, _, _, end in rows(tidewater, fern)] == [("try_again", "")]


def rows_here(referral):
    return list(Promise.objects.filter(referral=referral).values_list("action", "due_at", "why", "end"))


def test_whether_they_are_safe_is_asked_by_the_day_of_the_first_promise_and_again_after_each_try_in_vain(
    tidewater, fern, now, clock
):
    missed(tidewater, fern, now=now, is_worrying=True)
    at = clock(NINE + HOUR)
    called_back(tidewater, fern, at=at + HOUR, now=at)
    assert coming(tidewater, fern) == ("welfare", at + HOUR)
    tried(tidewater, fern, channel="call", result="no_answer", now=at + HOUR)
    assert coming(tidewater, fern) == ("welfare", at + 3 * HOUR)
    tried(tidewater, fern, channel="call", result="spoke", now=at + 2 * HOUR)
    assert coming(tidewater, fern)[0] == "plan"
    assert [(action, end) for action, _, _, end in rows(tidewater, fern)] == [
        ("welfare", "replaced"), ("call", "tried"), ("welfare", "spoke"),
    ]  # fmt: skip


def test_before_a_decision_a_promise_stands_unless_they_were_spoken_with_about_the_alert(tidewater, now):
    tansy = send_request(tidewater, now=now, name="Tansy Madeup")
    called_back(tidewater, tansy, at=now + HOUR, now=now)
    closed(tidewater, tansy, "decide", at=now + 2 * HOUR, now=now)
    assert rows(tidewater, tansy) == [("call", now + HOUR, "call_back", "replaced")]
    assert coming(tidewater, tansy) == ("decide", now + 2 * HOUR)


def test_whoever_is_taken_on_anew_begins_with_a_first_contact_and_whoever_is_put_back_with_what_was_promised(
    tidewater, fern, now, clock
):
    promised(tidewater, fern, at=now + DAY, now=now)
    with hub_scope(tidewater.hub):
        assert "One call that was promised to them is not made" in left_open(stored_in(fern), now=now)
    discharged_and_back(tidewater, stored(tidewater, fern), now=now + HOUR)
    assert coming(tidewater, fern) == ("call", now + DAY)
    with hub_scope(tidewater.hub):
        place(stored_in(fern), status="discharged", stage="closed", closed_at=now + 2 * HOUR, next_action="none",
              next_action_at=now + 2 * HOUR)  # fmt: skip
        reopen(stored_in(fern), by=tidewater.nell, now=clock(now + 3 * DAY))
    assert [end for *_, end in rows(tidewater, fern)] == ["anew"]
    found = stored(tidewater, fern)
    assert (found.next_action, found.next_action_at) == ("call", found.contact_by)


def test_a_call_that_is_promised_while_an_offer_waits_goes_along_and_one_that_was_kept_does_not(
    tidewater, saltpan, fern, now
):
    transfer = offered(tidewater, saltpan, stored(tidewater, fern), now=now, parts=[])
    called_back(tidewater, fern, at=now + 2 * HOUR, now=now)
    assert call_by(tidewater, transfer) == (now + 2 * HOUR).isoformat()
    tried(tidewater, fern, channel="call", result="spoke", now=now + HOUR)
    assert call_by(tidewater, transfer) is None


def call_by(team, transfer):
    with hub_scope(team.hub):
        transfer.refresh_from_db()
        return open_package(transfer, transfer.hub)["asked"]["call_by"]


def test_nobody_is_called_sooner_by_the_other_hub_to_whom_nothing_was_promised(tidewater, saltpan, fern, now):
    there = carried(tidewater, saltpan, accepted(tidewater, saltpan, stored(tidewater, fern), now=now), now=now)
    assert there.contact_by > now + DAY


def test_of_an_older_package_no_call_is_known(now):
    known = {
        "received_at": now.isoformat(), "contact_by": now.isoformat(), "contact_when": "target", "contact_why": [],
        "was_reached": True, "safe_now": "yes", "reference": "ABC",
    }  # fmt: skip
    assert asked(known, "asked")["call_by"] is None
    assert asked({**known, "call_by": now.isoformat()}, "asked")["call_by"] == now.isoformat()


def test_the_page_of_calling_says_what_was_promised_and_tells_it_nobody_else(tidewater, saltpan, fern, now):
    called_back(tidewater, fern, at=now + 2 * HOUR, now=now)
    shown = browser_of(tidewater.nell).get(page("contacts:log", fern.pk)).content.decode()
    assert "Promised to them" in shown
    assert "Promised by the support line" in shown
    for stranger in (tidewater.wren, saltpan.nell):
        assert browser_of(stranger).get(page("contacts:log", fern.pk)).status_code == 404
    with hub_scope(saltpan.hub):
        assert not Promise.objects.exists()


def test_the_database_refuses_a_second_try_a_promise_of_anything_else_and_an_end_without_a_way(tidewater, fern, now):
    mine = {"hub": tidewater.hub, "referral": fern, "why": "tried", "made_by": fern.pk, "made_at": now, "due_at": now}
    wrong = [{"action": "plan"}, {"action": "call", "ended_at": now}, {"action": "call", "end": "spoke"}]
    with hub_scope(tidewater.hub):
        Promise.objects.create(**mine, action="try_again")
    for each in [{"action": "try_again"}, *wrong]:
        with hub_scope(tidewater.hub), pytest.raises(IntegrityError):
            Promise.objects.create(**mine | each)


def test_what_was_promised_before_promises_were_rows_is_found_by_the_migration(tidewater, fern, now):
    """What stands next, and a promised call that is behind an appointment."""
    tansy = supported(tidewater, owner=tidewater.nell, now=now, name="Tansy Madeup")
    promised(tidewater, fern, at=NINE + DAY, now=now)
    booked(tidewater, stored(tidewater, fern), tidewater.nell, now=now, kind="support")
    promised(tidewater, tansy, at=now + HOUR, now=now)
    was = [coming(tidewater, each) for each in (fern, tansy)]
    made = import_module("holdfast.contacts.migrations.0004_protect_promise")
    with hub_scope(tidewater.hub):
        Promise.objects.update(ended_at=now, end="replaced", ended_by=fern.pk)  # no row is ever taken away
        with connection.cursor() as cursor:
            cursor.execute(made.FOUND)
    assert was == [("meet", NINE), ("call", now + HOUR)]
    assert [row[:3] for row in rows(tidewater, fern) if not row[3]] == [("call", NINE + DAY, "alert")]
    assert [row[:3] for row in rows(tidewater, tansy) if not row[3]] == [("call", now + HOUR, "alert")]
