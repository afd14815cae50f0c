"""What the first hub promises somebody, who has been brought over and is not let go of, is kept by one of the two."""

from datetime import timedelta

import pytest

from holdfast.alerts.models import Alert
from holdfast.hubs.scope import hub_scope
from holdfast.network.carrying import bring
from holdfast.people.identity import reveal
from holdfast.people.models import Person
from holdfast.triage.actions import undo
from tests.builders import browser_of, page
from tests.contacts.promising import decided, open_rows
from tests.network.conftest import accepted, carried, offered_elsewhere, prepared, stored
from tests.network.sealed_steps import arrivals, receipt_of
from tests.network.test_pages import own, own_browser, said_on_today
from tests.referrals.test_next_forgotten import coming
from tests.referrals.test_next_kept import called_back, tried

pytestmark = pytest.mark.usefixtures("at_now")
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def is_seen_by_somebody(team, referral):
    """Whether somebody of the hub has them open, or an alert about them."""
    with hub_scope(team.hub):
        has_alert = Alert.objects.filter(person_id=referral.person_id).exclude(status="closed").exists()
    return has_alert or coming(team, referral)[0] != "none"


def test_a_call_that_is_promised_once_the_other_hub_has_closed_their_request_is_made_by_somebody(
    tidewater, saltpan, fern, now
):
    transfer = accepted(tidewater, saltpan, stored(tidewater, fern), now=now, parts=[])
    with hub_scope(saltpan.hub):
        there = bring(saltpan.hub, transfer.pk, now=now)
    decided(saltpan, there, "signpost", now=now + MINUTE)
    called_back(tidewater, fern, at=now + HOUR, now=now + 2 * MINUTE)
    carried(tidewater, saltpan, transfer, now=now + 3 * MINUTE)
    said = said_on_today(saltpan.ines, now + 3 * MINUTE) + said_on_today(tidewater.nell, now + 3 * MINUTE)
    assert open_rows(saltpan, there) == [("call", now + HOUR)]
    assert is_seen_by_somebody(tidewater, fern) or is_seen_by_somebody(saltpan, there) or said


def test_an_alert_says_once_by_when_and_where_it_was_promised(tidewater, saltpan, fern, now):
    transfer = accepted(tidewater, saltpan, stored(tidewater, fern), now=now, parts=[])
    with hub_scope(saltpan.hub):
        there = bring(saltpan.hub, transfer.pk, now=now)
    decided(saltpan, there, "signpost", now=now + MINUTE)
    called_back(tidewater, fern, at=now + HOUR, now=now + 2 * MINUTE)
    carried(tidewater, saltpan, transfer, now=now + 3 * MINUTE)
    carried(tidewater, saltpan, transfer, now=now + 4 * MINUTE)
    with hub_scope(saltpan.hub):
        (alert,) = Alert.objects.select_related("person").filter(person_id=there.person_id)
        assert (alert.reasons, alert.subject_id) == (["worker.promised"], there.pk)
        note = reveal(alert.person, f"alert_note:{alert.pk}", alert.note_sealed)
    assert "After that Tidewater Staff Support Hub promised to call them by 3:52pm today." in note
    shown = browser_of(saltpan.ines).get(page("alerts:alert", alert.pk)).content.decode()
    assert "Was promised a call, and nobody has them" in shown


def test_each_of_two_calls_goes_along(tidewater, saltpan, fern, now):
    called_back(tidewater, fern, at=now + HOUR, now=now)
    called_back(tidewater, fern, at=now + 3 * HOUR, now=now)
    there = carried(tidewater, saltpan, accepted(tidewater, saltpan, stored(tidewater, fern), now=now), now=now)
    assert open_rows(saltpan, there) == [("call", now + HOUR), ("call", now + 3 * HOUR)]


def test_each_of_two_calls_for_one_moment_goes_along(tidewater, saltpan, fern, now):
    called_back(tidewater, fern, at=now + HOUR, now=now)
    called_back(tidewater, fern, at=now + HOUR, now=now)
    transfer = accepted(tidewater, saltpan, stored(tidewater, fern), now=now)
    there = carried(tidewater, saltpan, transfer, now=now)
    carried(tidewater, saltpan, transfer, now=now + MINUTE)  # and not once more
    assert open_rows(saltpan, there) == [("call", now + HOUR), ("call", now + HOUR)]


def test_nor_is_it_lost_where_they_went_in_a_sealed_file(tidewater, saltpan, between, fern, now):
    transfer = offered_elsewhere(tidewater, stored(tidewater, fern), now=now, parts=[])
    (file,) = between.export(tidewater)
    between.take(saltpan, file)
    (arrival,) = arrivals(saltpan)
    decided(saltpan, arrival.referral, "signpost", now=now + MINUTE)
    called_back(tidewater, fern, at=now + HOUR, now=now + 2 * MINUTE)
    between.take(tidewater, receipt_of(transfer, between.folder))
    (file,) = between.export(tidewater)
    between.take(saltpan, file)
    between.take(tidewater, receipt_of(transfer, between.folder))
    assert coming(tidewater, fern)[0] == "none"
    said = said_on_today(saltpan.ines, now + 3 * MINUTE) + said_on_today(tidewater.nell, now + 3 * MINUTE)
    assert is_seen_by_somebody(saltpan, arrival.referral) or said


def test_a_promised_call_that_comes_after_them_is_not_hidden_once_a_decision_is_undone(tidewater, saltpan, fern, now):
    transfer = accepted(tidewater, saltpan, stored(tidewater, fern), now=now, parts=[])
    with hub_scope(saltpan.hub):
        there = bring(saltpan.hub, transfer.pk, now=now)
    decision = decided(saltpan, there, "accept", now=now + MINUTE)
    called_back(tidewater, fern, at=now + HOUR, now=now + MINUTE)
    carried(tidewater, saltpan, transfer, now=now + MINUTE)
    with hub_scope(saltpan.hub):
        undo(decision, by=saltpan.ines, now=now + MINUTE + MINUTE / 2)
    assert open_rows(saltpan, there) == [("call", now + HOUR)]
    assert coming(saltpan, there) == ("decide", now + HOUR)


def test_a_second_call_goes_along_where_the_other_hub_has_spoken_with_them_before_it_was_promised(
    tidewater, saltpan, fern, now
):
    called_back(tidewater, fern, at=now + HOUR, now=now)
    transfer = accepted(tidewater, saltpan, stored(tidewater, fern), now=now, parts=[])
    with hub_scope(saltpan.hub):
        there = bring(saltpan.hub, transfer.pk, now=now)
    tried(saltpan, there, channel="call", result="spoke", now=now + MINUTE)
    called_back(tidewater, fern, at=now + 3 * HOUR, now=now + 2 * MINUTE)
    carried(tidewater, saltpan, transfer, now=now + 3 * MINUTE)
    assert coming(tidewater, fern)[0] == "none"
    assert open_rows(saltpan, there) == [("call", now + 3 * HOUR)]


def test_a_second_call_for_the_same_moment_is_made_where_the_other_hub_has_made_the_first_one(
    tidewater, saltpan, fern, now
):
    called_back(tidewater, fern, at=now + HOUR, now=now)
    transfer = accepted(tidewater, saltpan, stored(tidewater, fern), now=now, parts=[])
    with hub_scope(saltpan.hub):
        there = bring(saltpan.hub, transfer.pk, now=now)
    tried(saltpan, there, channel="call", result="spoke", now=now + MINUTE)
    called_back(tidewater, fern, at=now + HOUR, now=now + 2 * MINUTE)
    carried(tidewater, saltpan, transfer, now=now + 3 * MINUTE)
    assert open_rows(saltpan, there) == [("call", now + HOUR)]


def test_two_calls_for_one_moment_that_were_made_before_they_were_let_go_of_are_not_made_by_the_other_hub(
    tidewater, saltpan, fern, now
):
    called_back(tidewater, fern, at=now + HOUR, now=now)
    called_back(tidewater, fern, at=now + HOUR, now=now)
    transfer = accepted(tidewater, saltpan, stored(tidewater, fern), now=now, parts=[])
    with hub_scope(saltpan.hub):
        there = bring(saltpan.hub, transfer.pk, now=now)
    tried(tidewater, fern, channel="call", result="spoke", now=now + MINUTE)
    carried(tidewater, saltpan, transfer, now=now + 2 * MINUTE)
    assert open_rows(saltpan, there) == []


def test_the_person_reads_one_moment_once(tidewater, saltpan, fern, now, client):
    called_back(tidewater, fern, at=now + HOUR, now=now)
    called_back(tidewater, fern, at=now + HOUR, now=now)
    prepared(tidewater, saltpan, stored(tidewater, fern), now=now, parts=[])
    with hub_scope(tidewater.hub):
        Person.objects.filter(pk=fern.person_id).update(verified_at=now)
    assert own(own_browser(tidewater, stored(tidewater, fern), client, now=now), tidewater).count("3:52pm") == 1


def test_whoever_reads_what_would_go_to_another_hub_reads_that_a_promised_call_does(
    tidewater, saltpan, fern, now, client
):
    called_back(tidewater, fern, at=now + HOUR, now=now)
    prepared(tidewater, saltpan, stored(tidewater, fern), now=now, parts=[])
    with hub_scope(tidewater.hub):
        Person.objects.filter(pk=fern.person_id).update(verified_at=now)
    browser = own_browser(tidewater, stored(tidewater, fern), client, now=now)
    shown = own(browser, tidewater)
    assert "Goes there once they have said yes" in shown
    assert "call you" in shown or "promised" in shown
