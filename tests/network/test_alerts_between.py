"""Alerts between two hubs: of a joined record, by a job; that get worse; that come after they were let go."""

from datetime import timedelta

import pytest
from django.db import connection

from holdfast.alerts.models import Alert
from holdfast.contacts.alert_words import note_of
from holdfast.front_door.more_actions import say_safe
from holdfast.hubs.models import Hub
from holdfast.hubs.queries import with_terms
from holdfast.hubs.scope import hub_scope
from holdfast.network.models import Transfer
from holdfast.network.tasks import carry_on_in
from holdfast.referrals.models import Referral
from tests.network.conftest import accepted, carried, offered, offered_elsewhere, transfer_of, worked
from tests.network.sealed_steps import receipt_of
from tests.network.test_meanwhile import acted_on, alarmed
from tests.network.test_not_let_go import brought, joined, let_go, raised, twins
from tests.network.test_pages import send

MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _at_now(clock, now):
    clock(now)


def test_an_offer_that_an_alert_about_a_joined_record_has_not_reached_is_seen_to_within_a_minute(
    tidewater, saltpan, tansy, now
):
    other, join = twins(tidewater, tansy.referral, now=now)
    joined(tidewater, join, now=now)
    found = offered(tidewater, saltpan, tansy.referral, now=now)
    alert = alarmed(tidewater, other, now=now)
    holds = []
    for step in (lambda: None, lambda: acted_on(tidewater, alert, now=now)):
        step()
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM procrastinate_jobs")  # lost
        with hub_scope(tidewater.hub):
            carry_on_in(tidewater.hub)
        worked("see_to_offer")
        holds.append(transfer_of(tidewater, found).is_on_hold)
    assert holds == [True, False]


def test_whoever_is_let_go_of_before_the_job_about_a_joined_record_has_run_goes_with_its_alert(
    tidewater, saltpan, tansy, now
):
    other, join = twins(tidewater, tansy.referral, now=now)
    joined(tidewater, join, now=now)
    found = offered(tidewater, saltpan, tansy.referral, now=now)
    alarmed(tidewater, other, now=now)  # and its job waits
    send(saltpan.nell, "accept", found.pk)
    brought(saltpan, found, now=now)
    before = let_go(tidewater, found, now=now)
    brought(saltpan, found, now=now)

    assert (before, let_go(tidewater, found, now=now)) == (False, True)
    assert raised(saltpan) == [("raised", "yes", ["worker.other_hub"])]


def test_no_receipt_counts_while_an_alert_about_a_joined_record_is_open_whose_job_has_not_run(
    tidewater, saltpan, between, tansy, now
):
    other, join = twins(tidewater, tansy.referral, now=now)
    joined(tidewater, join, now=now)
    found = offered_elsewhere(tidewater, tansy.referral, now=now)
    (file,) = between.export(tidewater)
    between.take(saltpan, file)
    alarmed(tidewater, other, now=now)
    taken = between.take(tidewater, receipt_of(found, between.folder))

    assert (taken.code, transfer_of(tidewater, found).status) == (2, "offered")
    assert "an alert about them is open here. Act on it and close it first" in taken.err


def said_worse(team, alert, *, now):
    with hub_scope(team.hub):
        hub = with_terms(Hub.objects.get(pk=team.hub.pk), team.hub.current)
        return say_safe(Referral.objects.get(pk=alert.subject_id), hub, alert, keep_safe="no", now=now)


def test_an_alert_that_worsens_on_the_way_reaches_the_other_hub_once_more(tidewater, saltpan, tansy, now):
    found = accepted(tidewater, saltpan, tansy.referral, now=now)
    alert = alarmed(tidewater, tansy.referral, now=now + MINUTE)
    brought(saltpan, found, now=now + MINUTE)
    said_worse(tidewater, alert, now=now + 2 * MINUTE)

    before = let_go(tidewater, found, now=now + 2 * MINUTE)
    for _ in range(2):
        brought(saltpan, found, now=now + 2 * MINUTE)
    after = let_go(tidewater, found, now=now + 2 * MINUTE)

    assert (before, after) == (False, True)
    assert [each[:2] for each in raised(saltpan)] == [("raised", "yes"), ("raised", "no")]
    with hub_scope(saltpan.hub):
        notes = [note_of(each) for each in Alert.objects.select_related("person").order_by("raised_at")]
    assert ["it is worse than it was" in note for note in notes] == [False, True]


def test_an_alert_after_they_were_let_go_of_reaches_the_hub_that_is_responsible_once_and_worse_once_more(
    tidewater, saltpan, tansy, now
):
    found = accepted(tidewater, saltpan, tansy.referral, now=now)
    new = carried(tidewater, saltpan, found, now=now)
    alert = alarmed(tidewater, tansy.referral, now=now + MINUTE)
    worked("carry")
    once = raised(saltpan)
    said_worse(tidewater, alert, now=now + 2 * MINUTE)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")  # lost
    with hub_scope(tidewater.hub):
        carry_on_in(tidewater.hub)
    worked("carry")
    with hub_scope(tidewater.hub):
        carry_on_in(tidewater.hub)
        quiet = worked("carry")
        stands = Transfer.objects.get(pk=found.pk)
    with hub_scope(saltpan.hub):
        subjects = set(Alert.objects.values_list("subject_id", flat=True))

    assert once == [("raised", "yes", ["worker.other_hub"])]
    assert [each[:2] for each in raised(saltpan)] == [("raised", "yes"), ("raised", "no")]
    assert (quiet, stands.package_sealed, subjects) == (0, None, {new.pk})
