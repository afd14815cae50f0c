"""What was promised to somebody goes with them to another hub, and stays where they stay."""

from datetime import timedelta

import pytest

from holdfast.alerts import actions as alerts
from holdfast.alerts.models import Alert
from holdfast.contacts.actions import close_alert
from holdfast.hubs.scope import hub_scope
from holdfast.network import actions as network
from holdfast.network.actions import AlertOpen
from holdfast.network.carrying import bring
from holdfast.referrals.naming import name_people
from tests.appointments.conftest import NINE, works
from tests.builders import browser_of, page, send_request
from tests.contacts.promising import missed, open_rows
from tests.network.conftest import accepted, agreed, carried, offered, offered_elsewhere, stored
from tests.network.sealed_steps import arrivals, receipt_of
from tests.referrals.test_next_forgotten import coming, stored_in
from tests.referrals.test_next_kept import called_back, tried

pytestmark = pytest.mark.usefixtures("at_now")
MINUTE, HOUR, DAY, WEEK = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1), timedelta(weeks=1)


def test_nobody_is_offered_to_another_hub_while_somebody_is_to_ask_whether_they_are_safe(
    tidewater, saltpan, now, clock
):
    works(tidewater, tidewater.nell, now=now)
    tansy = send_request(tidewater, now=now, name="Tansy Madeup")
    missed(tidewater, tansy, now=now, is_worrying=True, kind="contact")
    at = clock(NINE + 2 * HOUR)
    with hub_scope(tidewater.hub):
        taken = alerts.take(Alert.objects.get(), by=tidewater.ines, now=at)
        close_alert(taken, stored_in(tansy), done=["not_reached"], words="Nell asks", next_action="decide",
                    next_action_at=at + HOUR, by=tidewater.ines, now=at)  # fmt: skip
    with pytest.raises(AlertOpen):
        offered(tidewater, saltpan, stored(tidewater, tansy), now=at + MINUTE, parts=[], by=tidewater.ines)


def test_a_call_that_is_promised_after_they_were_brought_over_goes_after_them(tidewater, saltpan, fern, now):
    transfer = accepted(tidewater, saltpan, stored(tidewater, fern), now=now, parts=[])
    with hub_scope(saltpan.hub):
        bring(saltpan.hub, transfer.pk, now=now)
    called_back(tidewater, fern, at=now + HOUR, now=now)
    there = carried(tidewater, saltpan, transfer, now=now + MINUTE)
    assert coming(tidewater, fern)[0] == "none"
    assert coming(saltpan, there)[1] <= now + HOUR


def test_nor_is_it_lost_where_they_go_in_a_sealed_file(tidewater, saltpan, between, fern, now):
    transfer = offered_elsewhere(tidewater, stored(tidewater, fern), now=now, parts=[])
    (file,) = between.export(tidewater)
    between.take(saltpan, file)
    called_back(tidewater, fern, at=now + HOUR, now=now)
    between.take(tidewater, receipt_of(transfer, between.folder))
    (file,) = between.export(tidewater)
    between.take(saltpan, file)
    between.take(tidewater, receipt_of(transfer, between.folder))
    (arrival,) = arrivals(saltpan)
    assert coming(tidewater, fern)[0] == "none"
    assert coming(saltpan, arrival.referral)[1] <= now + HOUR


def test_before_an_offer_is_made_the_page_says_by_when_a_call_was_promised(tidewater, saltpan, fern, now):
    called_back(tidewater, fern, at=now + HOUR, now=now)
    agreed(tidewater, saltpan, stored(tidewater, fern), now=now, parts=[])
    shown_now = browser_of(tidewater.nell).get(page("network:of_record", fern.pk)).content.decode()
    assert "promised" in shown_now


def test_a_withdrawn_offer_leaves_what_was_promised(tidewater, saltpan, fern, now):
    called_back(tidewater, fern, at=now + 3 * HOUR, now=now)
    transfer = offered(tidewater, saltpan, stored(tidewater, fern), now=now, parts=[])
    with hub_scope(tidewater.hub):
        network.withdraw(transfer, by=tidewater.nell, now=now + MINUTE)
    assert coming(tidewater, fern) == ("call", now + 3 * HOUR)


def test_a_call_that_is_late_goes_to_another_hub_too(tidewater, saltpan, between, fern, now, clock):
    called_back(tidewater, fern, at=now + HOUR, now=now)
    later = clock(now + 2 * DAY)
    transfer = offered_elsewhere(tidewater, stored(tidewater, fern), now=later, parts=[])
    (file,) = between.export(tidewater)
    assert between.take(saltpan, file).code == 0
    assert between.take(tidewater, receipt_of(transfer, between.folder)).code == 0
    (arrival,) = arrivals(saltpan)
    assert coming(saltpan, arrival.referral)[1] == now + HOUR


def test_a_call_that_was_kept_there_before_they_were_let_go_of_is_not_made_by_the_other_hub(
    tidewater, saltpan, fern, now
):
    called_back(tidewater, fern, at=now + HOUR, now=now)
    transfer = accepted(tidewater, saltpan, stored(tidewater, fern), now=now, parts=[])
    with hub_scope(saltpan.hub):
        there = bring(saltpan.hub, transfer.pk, now=now)
    before = open_rows(saltpan, there)
    tried(tidewater, fern, channel="call", result="spoke", now=now + MINUTE)
    carried(tidewater, saltpan, transfer, now=now + 2 * MINUTE)
    assert before == [("call", now + HOUR)]
    assert open_rows(saltpan, there) == []


def test_a_call_that_the_other_hub_has_made_already_is_not_promised_again_by_what_changes_afterwards(
    tidewater, saltpan, fern, now
):
    called_back(tidewater, fern, at=now + HOUR, now=now)
    transfer = accepted(tidewater, saltpan, stored(tidewater, fern), now=now, parts=[])
    with hub_scope(saltpan.hub):
        there = bring(saltpan.hub, transfer.pk, now=now)
    tried(saltpan, there, channel="call", result="spoke", now=now + MINUTE)
    with hub_scope(tidewater.hub):
        name_people(stored_in(fern), named=["Wren Dummerly"], now=now + 2 * MINUTE)
    carried(tidewater, saltpan, transfer, now=now + 3 * MINUTE)
    assert open_rows(saltpan, there) == []


def test_a_call_that_was_promised_is_read_as_such_where_they_came_to(tidewater, saltpan, fern, now):
    called_back(tidewater, fern, at=now + HOUR, now=now)
    transfer = accepted(tidewater, saltpan, stored(tidewater, fern), now=now, parts=[])
    there = carried(tidewater, saltpan, transfer, now=now)
    shown_now = browser_of(saltpan.ines).get(page("contacts:log", there.pk)).content.decode()
    assert "Promised by the hub that they came from" in shown_now
