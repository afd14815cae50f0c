"""A death: every message is cancelled and none is ever sent again, whoever queues it; and taken back by a lead."""

from datetime import date, timedelta

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied

from holdfast.appointments.models import Appointment
from holdfast.correspondence.actions import find_link, make_link, post_to_member, post_to_person
from holdfast.correspondence.models import Link, Message
from holdfast.correspondence.tasks import send, stalled
from holdfast.events.models import Event
from holdfast.hubs.scope import hub_scope
from holdfast.letters.actions import PersonDied
from holdfast.letters.queries import to_post
from holdfast.lifecycle import MoveNotAllowed
from holdfast.outcomes import death_actions as actions
from holdfast.outcomes.discharge_actions import reopen_own
from holdfast.outcomes.models import Death, Discharge
from holdfast.people.viewer import viewer
from holdfast.referrals.states import Status
from tests.appointments.conftest import booked, works
from tests.builders import send_request
from tests.coordination.conftest import fresh
from tests.letters.conftest import TO_GP, TO_TANSY, agreed, drafted
from tests.outcomes.conftest import DAY, MAILED, asked_on, monitored, stored

DIED = date(2026, 10, 10)


def recorded(team, referral, *, now, by=None):
    with hub_scope(team.hub):
        return actions.record_death(referral, died_on=DIED, how_known="family", by=by or team.nell, now=now)


def carried_out(team):
    """Every message of the hub is handed to SMTP by its job, as a worker would at whatever hour."""
    with hub_scope(team.hub):
        ids = [str(pk) for pk in Message.objects.values_list("pk", flat=True)]
    for pk in ids:
        send(hub_id=str(team.hub.pk), message_id=pk)


def to_them():
    return [each for each in mail.outbox if each.to == [MAILED["email"]]]


def test_no_message_is_ever_sent_again_whatever_its_kind_and_whoever_queues_it(tidewater, tansy, now, clock):
    works(tidewater, tidewater.nell, now=now)
    booked(tidewater, tansy, tidewater.nell, now=now)
    with hub_scope(tidewater.hub):
        assert Message.objects.filter(person__isnull=False, sent_at=None, cancelled_at=None).exists()
    recorded(tidewater, tansy, now=now)
    with hub_scope(tidewater.hub):
        assert not Message.objects.filter(person__isnull=False, sent_at=None, cancelled_at=None).exists()
        for kind in Message.Kind.values:
            post_to_person(
                tansy.person, kind=kind, subject_id=tansy.pk, now=now, link="x", code="1", at="now", reference="x",
                outcome="accept",
            )  # fmt: skip
        post_to_member(tidewater.nell, kind="alert", subject_id=tansy.pk, now=now)

    mail.outbox.clear()
    carried_out(tidewater)
    asked_on(tidewater, now + 92 * DAY, clock)
    carried_out(tidewater)

    assert to_them() == []
    assert tidewater.nell.account.email in [each.to[0] for each in mail.outbox]
    with hub_scope(tidewater.hub):
        assert stalled(tidewater.hub, now=now + 100 * DAY) == []


def test_what_is_booked_ends_letters_stop_and_the_referral_has_its_end_code(tidewater, tansy, now):
    works(tidewater, tidewater.nell, now=now)
    booked(tidewater, tansy, tidewater.nell, now=now)
    letter = agreed(tidewater, tansy, now=now)
    recorded(tidewater, tansy, now=now)

    gone = fresh(tidewater, tansy)
    assert (gone.status, gone.stage, gone.next_action, gone.person.died_at) == ("discharged", "closed", "none", now)
    assert {each.end for each in stored(tidewater)} == {"stopped"}
    with hub_scope(tidewater.hub):
        assert list(Discharge.objects.values_list("end_code", flat=True)) == ["49"]
        assert list(Appointment.objects.values_list("status", flat=True)) == ["cancelled_by_hub"]
        letter.refresh_from_db()
        assert letter.status == "withdrawn"
        assert to_post(viewer(tidewater.nell, now=now)) == []
        event = Event.objects.get(kind="person.die")
        assert (event.by_id, event.codes["closed"], event.codes["how"]) == (tidewater.nell.pk, 1, "family")


def test_no_letter_to_them_or_about_them_is_begun_afterwards(tidewater, tansy, now):
    recorded(tidewater, tansy, now=now)
    for key, words in (("gp-getting-help", TO_GP), ("person-next-steps", TO_TANSY)):
        with pytest.raises(PersonDied):
            drafted(tidewater, tansy, now=now, key=key, words=words)


def test_every_link_and_page_of_theirs_is_locked(tidewater, tansy, now):
    with hub_scope(tidewater.hub):
        token, _code, _link = make_link(tansy.person, subject_id=tansy.pk, purpose=Link.Purpose.OWN_PAGES, now=now)
        assert find_link(tidewater.hub.pk, token, now=now)
    recorded(tidewater, tansy, now=now)
    with hub_scope(tidewater.hub):
        assert find_link(tidewater.hub.pk, token, now=now) is None
        with pytest.raises(MoveNotAllowed):
            reopen_own(tansy, hub=tidewater.hub, safe_now="yes", now=now)


def test_an_open_request_that_nobody_has_decided_on_is_closed_too(tidewater, now):
    asked = send_request(tidewater, now=now)
    recorded(tidewater, asked, by=tidewater.ines, now=now)
    with hub_scope(tidewater.hub):
        assert Discharge.objects.get().end_code == "50"
    assert fresh(tidewater, asked).status == Status.DISCHARGED


def test_it_is_recorded_once_and_by_a_practitioner(tidewater, tansy, now):
    with pytest.raises(PermissionDenied):
        recorded(tidewater, tansy, by=tidewater.ada, now=now)
    recorded(tidewater, tansy, now=now)
    with pytest.raises(MoveNotAllowed):
        recorded(tidewater, tansy, by=tidewater.ines, now=now)
    with hub_scope(tidewater.hub):
        assert Death.objects.count() == 1


def test_a_lead_takes_an_error_back_and_everything_stands_as_it_was(tidewater, tansy, now, clock):
    recorded(tidewater, tansy, now=now)
    with hub_scope(tidewater.hub):
        with pytest.raises(PermissionDenied):
            actions.undo_death(tansy.person, by=tidewater.nell, now=now)
        actions.undo_death(tansy.person, by=tidewater.ines, now=now + timedelta(hours=3))
        with pytest.raises(MoveNotAllowed):
            actions.undo_death(tansy.person, by=tidewater.ines, now=now + timedelta(hours=3))

    back = fresh(tidewater, tansy)
    assert (back.status, back.stage, back.owner_id, back.person.died_at) == (
        "monitored",
        "follow_up",
        tidewater.nell.pk,
        None,
    )
    assert [each.status for each in stored(tidewater)] == ["planned"] * 3
    asked_on(tidewater, now + 92 * DAY, clock)
    with hub_scope(tidewater.hub):
        assert Message.objects.filter(kind="follow_up", cancelled_at=None).count() == 1
        assert list(Discharge.objects.values_list("undone_at", flat=True)) == [now + timedelta(hours=3)]


def test_somebody_elses_messages_go_on(tidewater, tansy, now):
    other = monitored(tidewater, owner=tidewater.nell, now=now, name="Pim Notthere")
    works(tidewater, tidewater.nell, now=now)
    booked(tidewater, other, tidewater.nell, now=now)
    recorded(tidewater, tansy, now=now)
    with hub_scope(tidewater.hub):
        waiting = Message.objects.filter(sent_at=None, cancelled_at=None, person__isnull=False)
        assert {each.person_id for each in waiting} == {other.person_id}
