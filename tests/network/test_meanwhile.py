"""Between an offer and its end: an alert, a name, a way that is not safe any more, a visit that goes on."""

from datetime import timedelta

import pytest
from django.urls import reverse

from holdfast.alerts import actions as alerts
from holdfast.alerts.models import Alert
from holdfast.appointments.actions import attend
from holdfast.contacts.actions import close_alert
from holdfast.correspondence.models import Link
from holdfast.front_door.actions import begin_visit
from holdfast.front_door.cookies import VISIT
from holdfast.hubs.models import Hub
from holdfast.hubs.scope import hub_scope
from holdfast.lifecycle import MoveNotAllowed
from holdfast.network import actions, answer_actions
from holdfast.network.carrying import bring, settle
from holdfast.network.elsewhere_actions import end_trust
from holdfast.network.elsewhere_queries import hubs_elsewhere
from holdfast.network.models import Arrival, Transfer
from holdfast.outcomes.actions import monitor
from holdfast.people.identity import channels_of
from holdfast.people.models import MustNotSee
from holdfast.portal.actions import change_reach
from holdfast.referrals.models import Referral
from holdfast.referrals.naming import name_people
from holdfast.triage.actions import Choice, decide
from tests.appointments.conftest import NINE, booked, works
from tests.builders import accept, send_request
from tests.coordination.conftest import assessed
from tests.network.conftest import (
    CHANNELS,
    accepted,
    agreed,
    carried,
    offered,
    offered_elsewhere,
    prepared,
    stored,
    transfer_of,
)
from tests.network.sealed_steps import arrivals, at, receipt_of
from tests.network.test_pages import own, own_browser, read, said_on_today, send

SAFE = {"text": "+447700900444"}


@pytest.fixture(autouse=True)
def _at_now(clock, now):
    clock(now)


def alarmed(team, referral, *, now):
    """An alert about them, raised by a colleague."""
    with hub_scope(team.hub):
        return alerts.raise_alert(
            referral.person, subject_id=referral.pk, reference=referral.reference, source=Alert.Source.WORKER,
            reasons=[], keep_safe=Alert.KeepSafe.YES, terms=team.hub.current, now=now, by=team.nell,
        )  # fmt: skip


def acted_on(team, alert, *, now):
    """The alert, closed."""
    with hub_scope(team.hub):
        close_alert(
            alerts.take(alert, by=team.ines, now=now), Referral.objects.get(pk=alert.subject_id), done=["spoke"],
            words="Spoke with them", by=team.ines, now=now,
        )  # fmt: skip


def kept_out(team, arrival):
    with hub_scope(team.hub):
        return list(MustNotSee.objects.filter(person=arrival.person, ended_at=None).values_list("member", flat=True))


def test_while_an_alert_is_open_the_other_hub_cannot_accept_and_reads_why(tidewater, saltpan, tansy, now):
    found = offered(tidewater, saltpan, tansy.referral, now=now)
    alert = alarmed(tidewater, tansy.referral, now=now)

    shown, listed = read(saltpan.nell, "one", found.pk), read(saltpan.nell, "offers")
    pressed = send(saltpan.nell, "accept", found.pk)
    record = read(tidewater.nell, "of_record", tansy.referral.pk)
    held_up = transfer_of(tidewater, found).status
    acted_on(tidewater, alert, now=now)
    send(saltpan.nell, "accept", found.pk)

    assert "Their hub is acting on an alert about them" in shown.words
    assert "Accept: they are ours" not in shown.words
    assert "On hold: their hub is acting on an alert" in listed.words
    assert "stays responsible meanwhile. You can accept once it is closed." in pressed.words
    assert "Nobody can accept them until it is closed" in record.words
    assert (held_up, transfer_of(tidewater, found).status) == ("offered", "accepted")


def test_an_alert_about_somebody_else_holds_nobody_up_and_two_are_closed_before_anybody_accepts(
    tidewater, saltpan, tansy, now
):
    other = send_request(tidewater, now=now, name="Sorrel Madeup")
    found = offered(tidewater, saltpan, tansy.referral, now=now)
    alarmed(tidewater, other, now=now)
    holds = [transfer_of(saltpan, found).is_on_hold]
    two = [alarmed(tidewater, tansy.referral, now=now) for _ in range(2)]

    for each in two:
        holds.append(transfer_of(saltpan, found).is_on_hold)
        acted_on(tidewater, each, now=now)

    assert [*holds, transfer_of(saltpan, found).is_on_hold] == [False, True, True, False]


def test_an_offer_that_is_on_hold_can_be_refused_and_taken_back(tidewater, saltpan, tansy, now):
    statuses = []
    for step in (
        lambda found: answer_actions.refuse(found, reason="Full", by=saltpan.nell, now=now),
        lambda found: actions.withdraw(found, by=tidewater.nell, now=now),
    ):
        found = offered(tidewater, saltpan, tansy.referral, now=now)
        alert = alarmed(tidewater, tansy.referral, now=now)
        with hub_scope(saltpan.hub if not statuses else tidewater.hub):
            step(found)
        statuses.append(transfer_of(tidewater, found).status)
        acted_on(tidewater, alert, now=now)
    assert statuses == ["refused", "withdrawn"]


def test_while_an_alert_is_open_no_sealed_file_is_written_and_no_receipt_is_taken_in(
    tidewater, saltpan, between, tansy, now
):
    found = offered_elsewhere(tidewater, tansy.referral, now=now)
    (file,) = between.export(tidewater)
    between.take(saltpan, file)
    alert = alarmed(tidewater, tansy.referral, now=now)

    written = between.run(tidewater, "export", "--to", between.folder)
    taken = between.take(tidewater, receipt_of(found, between.folder))
    record = read(tidewater.nell, "of_record", tansy.referral.pk)
    status = at(tidewater, found).status
    acted_on(tidewater, alert, now=now)
    again = between.take(tidewater, receipt_of(found, between.folder))

    said = "an alert about them is open here. Act on it and close it first"
    assert [(each.code, said in each.err) for each in (written, taken)] == [(2, True)] * 2
    assert "That hub does not see it: call them, 0808 157 0000" in record.words
    assert (status, again.code, at(tidewater, found).status) == ("offered", 0, "accepted")


def test_a_receipt_for_an_older_file_is_not_taken_in_until_the_newer_one_was_answered(
    tidewater, saltpan, between, tansy, now
):
    found = offered_elsewhere(tidewater, tansy.referral, now=now)
    (file,) = between.export(tidewater)
    between.take(saltpan, file)
    receipt = receipt_of(found, between.folder)
    with hub_scope(tidewater.hub):
        name_people(tansy.referral, named=["Wren Dummerly"], now=now)

    early = between.take(tidewater, receipt)
    older = receipt.read_bytes()
    between.export(tidewater)
    between.take(saltpan, file)
    newer = receipt.read_bytes()
    receipt.write_bytes(older)
    still = between.take(tidewater, receipt)
    receipt.write_bytes(newer)
    taken = between.take(tidewater, receipt)

    assert ["it answers an older file" in each.err for each in (early, still)] == [True, True]
    assert (taken.code, at(tidewater, found).status) == (0, "accepted")
    (arrival,) = arrivals(saltpan)
    assert kept_out(saltpan, arrival) == [saltpan.wren.pk]


def test_a_way_that_is_not_safe_any_more_is_gone_there_too_before_the_receipt_counts(
    tidewater, saltpan, between, tansy, now
):
    found = offered_elsewhere(tidewater, tansy.referral, now=now)
    (file,) = between.export(tidewater)
    between.take(saltpan, file)
    with hub_scope(tidewater.hub):
        change_reach(tansy.referral, channels=SAFE, now=now)
    early = between.take(tidewater, receipt_of(found, between.folder))
    (arrival,) = arrivals(saltpan)
    with hub_scope(saltpan.hub):
        before = channels_of(arrival.person)

    between.export(tidewater)
    between.take(saltpan, file)

    (arrival,) = arrivals(saltpan)
    with hub_scope(saltpan.hub):
        assert (before, channels_of(arrival.person)) == (CHANNELS, SAFE)
    assert early.code == 2
    assert between.take(tidewater, receipt_of(found, between.folder)).code == 0


def test_whoever_was_brought_over_is_not_let_go_before_later_names_and_ways_went_after_them(
    tidewater, saltpan, tansy, now
):
    found = accepted(tidewater, saltpan, tansy.referral, now=now)
    with hub_scope(saltpan.hub):
        bring(saltpan.hub, found.pk, now=now)
    with hub_scope(tidewater.hub):
        name_people(tansy.referral, named=["Wren Dummerly"], now=now)
        change_reach(tansy.referral, channels=SAFE, now=now)
        settle(tidewater.hub, found.pk, now=now)
    held_up = stored(tidewater, tansy.referral).closed_at

    new = carried(tidewater, saltpan, found, now=now)

    (arrival,) = arrivals(saltpan)
    assert held_up is None
    assert stored(tidewater, tansy.referral).status == "transferred"
    assert kept_out(saltpan, arrival) == [saltpan.wren.pk]
    with hub_scope(saltpan.hub):
        assert channels_of(new.person) == SAFE
        assert Arrival.objects.count() == 1


def test_nobody_is_offered_to_a_hub_that_closed_or_is_not_trusted_any_more(tidewater, saltpan, between, tansy, now):
    here = agreed(tidewater, saltpan, tansy.referral, now=now)
    Hub.objects.filter(pk=saltpan.hub.pk).update(status=Hub.Status.CLOSED)
    closed = send(tidewater.nell, "offer", tansy.referral.pk, seen=here.pk)
    Hub.objects.filter(pk=saltpan.hub.pk).update(status=Hub.Status.OPEN)
    with hub_scope(tidewater.hub):
        actions.withdraw(here, by=tidewater.nell, now=now)
        found = prepared_elsewhere(tidewater, tansy.referral, now=now)
        end_trust(found.elsewhere, by=tidewater.ines, now=now)
        found = actions.agree(found, now=now)

    ended = send(tidewater.nell, "offer", tansy.referral.pk, seen=found.pk)

    assert ["That hub takes nobody any more" in each.words for each in (closed, ended)] == [True, True]
    assert at(tidewater, found).status == "agreed"


def prepared_elsewhere(team, referral, *, now):
    return actions.prepare(
        referral, hubs_elsewhere(team.hub)[0], reason="wish", summary="Short", parts=[], by=team.nell, now=now
    )  # fmt: skip


def test_an_offer_that_ends_with_the_request_says_so_and_not_that_they_said_no(tidewater, saltpan, tansy, now, client):
    found = offered(tidewater, saltpan, tansy.referral, now=now)
    browser = own_browser(tidewater, tansy.referral, client, now=now)

    with hub_scope(tidewater.hub):
        actions.stop_offers(tansy.referral, now=now)

    assert transfer_of(tidewater, found).status == "closed"
    assert "It ended together with your request. Nothing went there." in own(browser, tidewater)
    assert "Ended with the request" in read(tidewater.nell, "of_record", tansy.referral.pk).words
    assert said_on_today(saltpan.nell, now) == []


def test_a_request_that_another_hub_accepted_is_not_decided_on_here(tidewater, saltpan, now):
    referral = send_request(tidewater, now=now, name="Sorrel Madeup")
    found = prepared(tidewater, saltpan, referral, now=now, by=tidewater.ines)
    with hub_scope(tidewater.hub):
        actions.agree(found, now=now)
        actions.offer(found, by=tidewater.ines, now=now)
    with hub_scope(saltpan.hub):
        answer_actions.accept(found, by=saltpan.nell, now=now)
    referral = stored(tidewater, referral)

    with hub_scope(tidewater.hub), pytest.raises(MoveNotAllowed, match="Another hub has accepted"):
        decide(
            referral, Choice("accept", contact_by=referral.contact_by, owner=tidewater.nell), seen=None,
            by=tidewater.ines, now=now,
        )  # fmt: skip
    assert stored(tidewater, referral).status == "received"


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_browser_that_was_telling_more_is_led_to_the_other_hub(method, tidewater, saltpan, tansy, now, client):
    found = accepted(tidewater, saltpan, tansy.referral, now=now)
    with hub_scope(tidewater.hub):
        key = begin_visit(tansy.referral, shows_request=False, now=now)
    client.cookies[f"{VISIT}_{tidewater.hub.slug}"] = key
    address = reverse("front_door:part", args=[tidewater.hub.slug, "needs"])

    shown = getattr(client, method)(address, {"language": "heron-canary-language"}).content.decode()

    assert "Saltpan Staff Support Hub has said yes" in shown
    assert ("What you pressed just now was not kept" in shown) == (method == "post")
    assert "heron-canary" not in shown
    with hub_scope(tidewater.hub):
        assert Transfer.objects.get(pk=found.pk).status == "accepted"
        assert Link.objects.filter(person=tansy.referral.person, purpose=Link.Purpose.TELL_MORE).count() == 0


def test_whoever_has_them_there_and_is_named_here_later_gives_them_back(tidewater, saltpan, tansy, now):
    found = accepted(tidewater, saltpan, tansy.referral, now=now)
    with hub_scope(saltpan.hub):
        new = bring(saltpan.hub, found.pk, now=now)
    accept(saltpan, new, owner=saltpan.wren, now=now, by=saltpan.ines)
    with hub_scope(tidewater.hub):
        name_people(tansy.referral, named=["Wren Dummerly"], now=now)

    carried(tidewater, saltpan, found, now=now)

    (arrival,) = arrivals(saltpan)
    assert (stored(saltpan, new).owner_id, kept_out(saltpan, arrival)) == (None, [saltpan.wren.pk])


def test_a_later_file_brings_back_no_way_that_they_took_back_there(tidewater, saltpan, between, tansy, now):
    offered_elsewhere(tidewater, tansy.referral, now=now)
    (file,) = between.export(tidewater)
    between.take(saltpan, file)
    (arrival,) = arrivals(saltpan)
    with hub_scope(saltpan.hub):
        change_reach(arrival.referral, channels=SAFE, now=now)
    with hub_scope(tidewater.hub):
        name_people(tansy.referral, named=["Wren Dummerly"], now=now)
    between.export(tidewater)

    between.take(saltpan, file)

    (arrival,) = arrivals(saltpan)
    with hub_scope(saltpan.hub):
        assert channels_of(arrival.person) == SAFE
    assert kept_out(saltpan, arrival) == [saltpan.wren.pk]


def test_what_was_added_there_stays_and_what_was_taken_back_here_is_gone_there(tidewater, saltpan, tansy, now):
    found = accepted(tidewater, saltpan, tansy.referral, now=now)
    with hub_scope(saltpan.hub):
        new = bring(saltpan.hub, found.pk, now=now)
        change_reach(new, channels={**CHANNELS, "text": "+447700900555"}, now=now)
    with hub_scope(tidewater.hub):
        change_reach(tansy.referral, channels={"call": CHANNELS["call"]}, now=now)

    carried(tidewater, saltpan, found, now=now)

    with hub_scope(saltpan.hub):
        ways = channels_of(arrivals_person(found))
    assert (ways["call"], ways["text"], ways["email"]) == (CHANNELS["call"], "+447700900555", None)


def arrivals_person(found):
    return Arrival.objects.select_related("person").get(transfer_id=found.pk).person


def test_what_changes_nothing_of_what_goes_makes_no_new_edition(tidewater, saltpan, tansy, now):
    found = offered(tidewater, saltpan, tansy.referral, now=now)
    with hub_scope(tidewater.hub):
        change_reach(tansy.referral, channels=CHANNELS, now=now)
    assert transfer_of(tidewater, found).edition == 1


@pytest.mark.parametrize("ends", ["withdraw", "say_no"])
def test_a_welfare_check_that_is_due_stays_what_comes_next(tidewater, saltpan, now, clock, ends):
    works(tidewater, tidewater.nell, now=now)
    referral = assessed(tidewater, owner=tidewater.nell, now=now, name="Sorrel Madeup")
    made, later = booked(tidewater, referral, tidewater.nell, now=now, kind="support"), NINE + timedelta(hours=2)
    clock(later)
    with hub_scope(tidewater.hub):
        attend(made, "miss", is_worrying=True, by=tidewater.nell, now=later)
    found, comes = prepared(tidewater, saltpan, referral, now=later, parts=[]), []
    comes.append(stored(tidewater, referral).next_action)
    with hub_scope(tidewater.hub):
        more = {"by": tidewater.nell} if ends == "withdraw" else {}
        getattr(actions, ends)(found, now=later, **more)
        comes.append(Referral.objects.get(pk=referral.pk).next_action)
        monitor(Referral.objects.select_related("person", "hub").get(pk=referral.pk), by=tidewater.nell, now=later)
    comes.append(stored(tidewater, referral).next_action)

    assert comes == ["welfare"] * 3


@pytest.mark.parametrize("ends", ["say_no", "stop_offers"])
def test_somebody_is_told_to_call_where_an_offer_ends_and_its_file_is_out(
    tidewater, saltpan, between, tansy, now, ends
):
    found = offered_elsewhere(tidewater, tansy.referral, now=now)
    between.export(tidewater)
    with hub_scope(tidewater.hub):
        getattr(actions, ends)(found if ends == "say_no" else tansy.referral, now=now)

    said = [
        line for line in said_on_today(tidewater.nell, now) if "call Saltpan Staff Support Hub, 0808 157 0000" in line
    ]

    assert len(said) == 1
    assert said_on_today(tidewater.wren, now) == []
