"""The event stream: one row a step, in the transaction that takes the step."""

from datetime import timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.db import transaction

from holdfast.events.actions import latest, record, reverse
from holdfast.events.models import Event
from holdfast.hubs.scope import hub_scope
from tests.builders import send_request


@pytest.fixture
def subject(tidewater):
    """Something that takes steps, in its hub's scope."""
    with hub_scope(tidewater.hub):
        yield SimpleNamespace(hub_id=tidewater.hub.pk, person_id=uuid4(), pk=uuid4())


def test_a_step_is_one_row_with_its_codes_its_time_and_who_took_it(subject, tidewater, now):
    event = record(subject, "referral.accept", by=tidewater.nell, now=now, owner="x", later=False)

    kept = Event.objects.get(pk=event.pk)
    assert (kept.kind, kept.codes, kept.occurred_at, kept.by_id, kept.person_id, kept.subject_id) == (
        "referral.accept",
        {"owner": "x", "later": False},
        now,
        tidewater.nell.pk,
        subject.person_id,
        subject.pk,
    )
    assert kept.recorded_at > now
    assert int(kept.transaction) > 0


def test_what_the_person_or_the_system_does_is_done_by_no_member(subject, now):
    assert record(subject, "referral.receive", by=None, now=now).by_id is None


def test_steps_of_one_transaction_carry_its_number(subject, now):
    for kind in ("a.one", "a.two"):
        record(subject, kind, by=None, now=now)

    assert len({event.transaction for event in Event.objects.all()}) == 1


def test_a_step_that_is_rolled_back_leaves_no_row(subject, now):
    with transaction.atomic():
        record(subject, "a.one", by=None, now=now)
        transaction.set_rollback(True)

    assert Event.objects.count() == 0


def test_taking_back_is_a_row_of_its_own_that_names_the_first(subject, tidewater, now):
    event = record(subject, "triage.accept", by=tidewater.nell, now=now, owner="x")
    back = reverse(event, by=tidewater.nell, now=now + timedelta(seconds=30))

    kept = Event.objects.get(pk=back.pk)
    assert (kept.kind, kept.codes, kept.reverses_id) == ("triage.accept.undo", {}, event.pk)
    assert (kept.hub_id, kept.person_id, kept.subject_id) == (subject.hub_id, subject.person_id, subject.pk)
    assert Event.objects.get(pk=event.pk).codes == {"owner": "x"}


def test_the_latest_is_the_last_of_its_kind_and_subject(subject, now):
    first = record(subject, "a.one", by=None, now=now)
    second = record(subject, "a.one", by=None, now=now)
    record(subject, "a.two", by=None, now=now + timedelta(hours=1))
    found = latest(subject.pk, subject.hub_id, subject.person_id, "a.one")

    assert (found, found.pk > first.pk) == (second, True)
    assert latest(uuid4(), subject.hub_id, subject.person_id, "a.one") is None


def test_a_request_leaves_codes_and_nothing_that_was_said(tidewater, now):
    send_request(tidewater, now=now, safe_now="no", story="canarystory", name="Canaria Quillfeather")

    with hub_scope(tidewater.hub):
        said = str([(event.kind, event.codes) for event in Event.objects.all()]).lower()
        kinds = [event.kind for event in Event.objects.order_by("pk")]
    assert kinds == ["referral.receive", "alert.raise", "alert.tell"]
    assert [word for word in ("canary", "canaria", "quillfeather", "7700900123") if word in said] == []
