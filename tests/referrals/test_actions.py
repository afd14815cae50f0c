"""Referrals are received once, moved by the table, counted, and opened to whom they belong."""

from collections import Counter
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Sum

from holdfast.events.models import Event
from holdfast.hubs.scope import hub_scope
from holdfast.lifecycle import MoveNotAllowed
from holdfast.people.models import Relationship
from holdfast.referrals import actions
from holdfast.referrals.actions import (
    fold_tallies,
    give_to,
    locked,
    move,
    place,
    tell_at_risk,
    tell_background,
    tell_equality,
)
from holdfast.referrals.models import AtRisk, Background, Equality, Referral, Tally
from holdfast.referrals.states import NextAction, Stage, Status
from tests.builders import send_request
from tests.conftest import NOW


@pytest.fixture
def referral(tidewater, now):
    """A request in the queue, in its hub's scope."""
    found = send_request(tidewater, now=now)
    with hub_scope(tidewater.hub):
        yield found


def counts() -> dict[tuple, int]:
    """The kept counts, by stage and owner."""
    rows = Tally.objects.values_list("stage", "owner_id").annotate(total=Sum("delta")).order_by()
    return {(stage, owner): total for stage, owner, total in rows if total}


def counted() -> dict[tuple, int]:
    """The same, counted anew."""
    return dict(Counter(Referral.objects.values_list("stage", "owner_id")))


def open_rights(referral: Referral) -> set[tuple]:
    found = Relationship.objects.filter(person_id=referral.person_id, until_at=None)
    return set(found.values_list("why", "member_id"))


def test_a_referral_is_received_into_the_queue_with_one_event(referral, now):
    kept = Referral.objects.get()

    assert (kept.status, kept.stage, kept.next_action, kept.received_at, kept.owner) == (
        Status.RECEIVED, Stage.TRIAGE, NextAction.DECIDE, now, None,
    )  # fmt: skip
    assert [event.kind for event in Event.objects.all()] == ["referral.receive"]
    assert open_rights(kept) == {("queue", None)}
    assert counts() == {("triage", None): 1}


def test_a_reference_that_is_taken_is_drawn_again(tidewater, referral, now, monkeypatch):
    drawn = iter([referral.reference, referral.reference, "22222222"])
    monkeypatch.setattr(actions, "new_reference", lambda: next(drawn))

    again = actions.receive(tidewater.hub, referral.person, submission=b"other", now=now, **facts_of(referral))

    assert again.reference == "22222222"
    assert counts() == counted() == {("triage", None): 2}


def test_numbers_that_are_all_taken_are_an_error_and_no_endless_search(tidewater, referral, now, monkeypatch):
    drawn = []
    monkeypatch.setattr(actions, "new_reference", lambda: drawn.append(1) or referral.reference)

    with pytest.raises(IntegrityError, match="referral_reference_once"), transaction.atomic():
        actions.receive(tidewater.hub, referral.person, submission=b"other", now=now, **facts_of(referral))
    assert len(drawn) == 5


def test_the_same_form_is_not_stored_twice(tidewater, referral, now):
    with pytest.raises(IntegrityError, match="referral_submitted_once"), transaction.atomic():
        actions.receive(
            tidewater.hub, referral.person, submission=bytes(referral.submission), now=now, **facts_of(referral)
        )


def facts_of(referral: Referral) -> dict:
    names = ("route", "method", "safe_now", "contact_when", "contact_by", "contact_why", "rule_set")
    return {name: getattr(referral, name) for name in names}


@pytest.mark.parametrize(("verb", "status"), [("accept", Status.ACCEPTED), ("signpost", Status.SIGNPOSTED)])
def test_a_move_follows_the_table_and_the_counts_follow_it(referral, tidewater, now, verb, status):
    closes = {"closed_at": now, "next_action": NextAction.NONE} if status == Status.SIGNPOSTED else {}
    moved = move(referral, verb, by=tidewater.nell, now=now, owner=tidewater.wren, **closes)

    assert moved.status == status
    assert counts() == counted()
    assert ("triage", None) not in counts()


def test_the_second_of_two_who_move_at_once_is_told_so(referral, tidewater, now):
    move(referral, "accept", by=tidewater.nell, now=now, owner=tidewater.nell)

    with pytest.raises(MoveNotAllowed):
        move(referral, "accept", by=tidewater.wren, now=now, owner=tidewater.wren)
    assert Referral.objects.get().owner == tidewater.nell


def test_whoever_may_not_move_changes_nothing(referral, tidewater, now):
    with pytest.raises(PermissionDenied):
        move(referral, "accept", by=tidewater.ada, now=now)

    assert (Referral.objects.get().status, counts()) == (Status.RECEIVED, {("triage", None): 1})


def test_a_change_that_moves_no_list_adds_no_count(referral, now):
    before = Tally.objects.count()
    place(referral, contact_by=now + timedelta(days=1))

    assert Tally.objects.count() == before


def test_a_referral_that_is_given_opens_to_its_owner_and_closes_to_the_queue(referral, tidewater, now):
    give_to(referral, tidewater.wren, now=now)
    assert open_rights(referral) == {("owner", tidewater.wren.pk)}

    give_to(referral, tidewater.nell, now=now)
    assert open_rights(referral) == {("owner", tidewater.nell.pk)}

    give_to(referral, None, now=now)
    assert open_rights(referral) == {("queue", None)}


@pytest.mark.parametrize(
    "wrong",
    [
        {"status": "lost"},
        {"stage": "lost"},
        {"next_action": "lost"},
        {"stage": "closed"},
        {"next_action": "none"},
        {"stage": "closed", "next_action": "none"},
        {"first_contact_at": NOW},
    ],
)
def test_the_database_refuses_a_referral_that_cannot_be(referral, wrong):
    with pytest.raises(IntegrityError, match="referral_"), transaction.atomic():
        Referral.objects.update(**wrong)


def test_a_contact_before_any_attempt_and_a_close_before_the_beginning_are_refused(referral, now):
    wrong = [
        {"first_contact_at": now, "first_attempt_at": now + timedelta(minutes=1)},
        {"stage": "closed", "next_action": "none", "closed_at": now - timedelta(seconds=1)},
    ]
    for one in wrong:
        with pytest.raises(IntegrityError, match="referral_"), transaction.atomic():
            Referral.objects.update(**one)


def test_what_is_told_later_is_added_and_nothing_is_written_over(referral, now):
    for state in ("at_work", "off_sick"):
        tell_background(referral, part="work", now=now, work_state=state)
        tell_equality(referral, now=now, gender="1")

    assert sorted(Background.objects.values_list("work_state", flat=True)) == ["at_work", "off_sick"]
    assert Equality.objects.count() == 2


def test_an_at_risk_group_is_kept_once_for_each_who_said_it(referral, now):
    for said_by in ("person", "practitioner", "person"):
        tell_at_risk(referral, ["long_covid", "bereaved"], said_by=said_by, now=now)

    assert AtRisk.objects.count() == 4


def test_folding_keeps_every_count_and_leaves_a_row_for_each(tidewater, now):
    for number in range(4):
        send_request(tidewater, now=now, name=f"Tansy Madeup{number}")
    with hub_scope(tidewater.hub):
        first, second, *_ = Referral.objects.order_by("pk")
        move(first, "accept", by=tidewater.nell, now=now, owner=tidewater.wren)
        move(second, "accept", by=tidewater.nell, now=now, owner=tidewater.wren)
        place(locked(second), owner=tidewater.nell)
        before = counts()
        fold_tallies(tidewater.hub)

        assert counts() == before == counted()
        assert Tally.objects.count() == len(before) == 3
        fold_tallies(tidewater.hub)
        assert counts() == before
