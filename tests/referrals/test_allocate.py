"""Whose a referral is: given by its owner, by a lead, or from the queue; never taken by whoever only looks in."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db.models import Sum

from holdfast.accounts.models import Membership
from holdfast.caseload.actions import open_in_emergency
from holdfast.contacts.actions import log_attempt, undo_attempt
from holdfast.events.models import Event
from holdfast.front_door.actions import submit
from holdfast.hubs.queries import terms_of
from holdfast.hubs.scope import hub_scope
from holdfast.lifecycle import MoveNotAllowed
from holdfast.people.access import right_of
from holdfast.people.actions import keep_out
from holdfast.people.viewer import viewer
from holdfast.referrals.actions import allocate, hand_back, withdraw
from holdfast.referrals.models import Referral, Tally
from holdfast.referrals.states import NextAction, Stage
from holdfast.triage.actions import TooLate
from tests.builders import accept, asked, send_request


@pytest.fixture
def nobodys(tidewater, now):
    referral = send_request(tidewater, now=now - timedelta(hours=5), name="Zebedee Quxtest")
    accept(tidewater, referral, owner=None, now=now - timedelta(hours=1))
    return referral


@pytest.fixture(autouse=True)
def _scope(tidewater, saltpan, nobodys):
    with hub_scope(tidewater.hub):
        yield


def spoke(team, referral, by, now):
    return log_attempt(
        referral, channel="call", result="spoke", terms=terms_of(team.hub, now=now), by=by, now=now
    )  # fmt: skip


def stored(referral) -> Referral:
    return Referral.objects.select_related("person", "owner").get(pk=referral.pk)


def rights(team, referral, now) -> dict[str, str]:
    return {who: right_of(viewer(getattr(team, who), now=now), referral.person) for who in ("nell", "wren", "ines")}


def counts(team) -> dict:
    kept = Tally.objects.filter(hub=team.hub).values_list("stage", "owner_id").annotate(Sum("delta")).order_by()
    return {(stage, owner): number for stage, owner, number in kept if number}


def test_whoever_is_on_duty_gives_what_nobody_has_and_it_leaves_the_queue(tidewater, nobodys, now):
    allocate(nobodys, tidewater.wren, had=None, by=tidewater.nell, now=now)

    referral = stored(nobodys)
    assert (referral.owner, referral.stage, referral.next_action) == (
        tidewater.wren, Stage.FIRST_CONTACT, NextAction.CALL,
    )  # fmt: skip
    assert rights(tidewater, referral, now) == {"nell": "", "wren": "owner", "ines": "lead"}
    assert counts(tidewater) == {(Stage.FIRST_CONTACT, tidewater.wren.pk): 1}
    event = Event.objects.get(kind="referral.allocate")
    assert (event.by, event.codes) == (tidewater.nell, {"owner": str(tidewater.wren.pk), "had": ""})


def test_an_owner_gives_theirs_away_and_a_lead_gives_it_back(tidewater, nobodys, now):
    allocate(nobodys, tidewater.wren, had=None, by=tidewater.nell, now=now)
    allocate(nobodys, tidewater.nell, had=tidewater.wren.pk, by=tidewater.wren, now=now)
    assert rights(tidewater, stored(nobodys), now) == {"nell": "owner", "wren": "", "ines": "lead"}

    allocate(nobodys, tidewater.wren, had=tidewater.nell.pk, by=tidewater.ines, now=now)
    assert rights(tidewater, stored(nobodys), now) == {"nell": "", "wren": "owner", "ines": "lead"}


@pytest.mark.parametrize("who", ["wren", "ada", "sol", "max", "outside"])
def test_nobody_else_gives_it_even_with_the_record_open_in_an_emergency(tidewater, saltpan, nobodys, now, who):
    member = getattr(tidewater, who)
    if who == "wren":
        open_in_emergency(nobodys.person, reason="She rang me and nobody else is here", by=member, now=now)
    for by in (member, saltpan.ines):
        with pytest.raises(PermissionDenied):
            allocate(nobodys, tidewater.nell, had=None, by=by, now=now)
    assert stored(nobodys).owner is None


@pytest.mark.parametrize("who", ["ada", "sol", "max", "outside"])
def test_it_is_given_to_nobody_who_can_own_nothing(tidewater, nobodys, now, who):
    with pytest.raises(PermissionDenied):
        allocate(nobodys, getattr(tidewater, who), had=None, by=tidewater.nell, now=now)


def test_it_is_given_to_nobody_who_must_not_see_it_or_is_not_at_work(tidewater, nobodys, now):
    keep_out(nobodys.person, named=["Wren Dummerly"], now=now)
    with pytest.raises(PermissionDenied):
        allocate(nobodys, tidewater.wren, had=None, by=tidewater.nell, now=now)

    Membership.objects.filter(pk=tidewater.ines.pk).update(status="suspended")
    with pytest.raises(PermissionDenied):
        allocate(nobodys, Membership.objects.get(pk=tidewater.ines.pk), had=None, by=tidewater.nell, now=now)


def test_whoever_comes_second_is_told_and_so_is_whoever_comes_too_early_or_too_late(tidewater, nobodys, now):
    allocate(nobodys, tidewater.wren, had=None, by=tidewater.nell, now=now)
    with pytest.raises(MoveNotAllowed, match="changed hands"):
        allocate(nobodys, tidewater.nell, had=None, by=tidewater.ines, now=now)

    waiting = submit(tidewater.hub, asked(), submission=b"x" * 32, now=now)
    withdraw(nobodys, now=now)
    for referral, had in ((waiting, None), (nobodys, tidewater.wren.pk)):
        with pytest.raises(MoveNotAllowed):
            allocate(referral, tidewater.nell, had=had, by=tidewater.ines, now=now)


def test_whoever_speaks_with_somebody_whom_nobody_has_takes_them_on(tidewater, nobodys, now):
    spoke(tidewater, nobodys, tidewater.nell, now)

    referral = stored(nobodys)
    assert (referral.owner, referral.stage, referral.next_action) == (
        tidewater.nell, Stage.ASSESSMENT, NextAction.ASSESS,
    )  # fmt: skip
    assert rights(tidewater, referral, now) == {"nell": "owner", "wren": "", "ines": "lead"}
    assert counts(tidewater) == {(Stage.ASSESSMENT, tidewater.nell.pk): 1}


def test_taking_that_contact_back_gives_it_back_to_the_queue(tidewater, nobodys, now):
    attempt = spoke(tidewater, nobodys, tidewater.nell, now)
    undo_attempt(attempt, by=tidewater.nell, now=now + timedelta(seconds=30))

    referral = stored(nobodys)
    assert (referral.owner, referral.stage, referral.next_action) == (None, Stage.FIRST_CONTACT, NextAction.CALL)
    assert rights(tidewater, referral, now) == {"nell": "queue", "wren": "", "ines": "lead"}
    assert counts(tidewater) == {(Stage.FIRST_CONTACT, None): 1}


@pytest.mark.parametrize("who", ["wren", "ada"])
def test_whoever_only_looks_in_or_can_own_nothing_takes_nobody_on(tidewater, nobodys, now, who):
    member = getattr(tidewater, who)
    if who == "wren":
        open_in_emergency(nobodys.person, reason="She rang me and nobody else is here", by=member, now=now)
    spoke(tidewater, nobodys, member, now)

    referral = stored(nobodys)
    assert (referral.owner, referral.stage) == (None, Stage.ASSESSMENT)
    assert rights(tidewater, referral, now + timedelta(days=1))["wren"] == ""


def test_speaking_with_somebody_who_waits_for_a_decision_takes_nobody_on(tidewater, now):
    waiting = submit(tidewater.hub, asked(), submission=b"x" * 32, now=now - timedelta(hours=1))
    spoke(tidewater, waiting, tidewater.nell, now)

    assert (stored(waiting).owner, stored(waiting).stage) == (None, Stage.TRIAGE)


def test_after_it_changed_hands_a_contact_is_not_taken_back(tidewater, nobodys, now):
    attempt = spoke(tidewater, nobodys, tidewater.nell, now)
    allocate(nobodys, tidewater.wren, had=tidewater.nell.pk, by=tidewater.ines, now=now)
    with pytest.raises(TooLate):
        undo_attempt(attempt, by=tidewater.nell, now=now + timedelta(seconds=30))
    hand_back(nobodys, now=now)
    assert stored(nobodys).owner is None
