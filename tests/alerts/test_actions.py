from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from holdfast.alerts.actions import NothingSaid, close, escalate_due, hand_on, raise_alert, take
from holdfast.alerts.models import Alert
from holdfast.correspondence.models import Message
from holdfast.hubs.scope import hub_scope
from holdfast.lifecycle import MoveNotAllowed
from holdfast.people.access import right_of
from holdfast.people.actions import unrelate
from holdfast.people.models import Relationship
from holdfast.people.viewer import viewer
from holdfast.referrals.models import Referral
from tests.builders import make_hub, send_request


@pytest.fixture
def alert(tidewater, now):
    """Raised in watched hours by somebody who is not safe."""
    send_request(tidewater, now=now, safe_now="no")
    with hub_scope(tidewater.hub):
        return Alert.objects.select_related("person").get()


def told(alert):
    """Names of everybody who was mailed, in the order of telling."""
    mail = Message.objects.filter(subject_id=alert.pk).select_related("member__account").order_by("queued_at", "pk")
    return [message.member.name for message in mail]


def test_whoever_is_on_duty_is_told_as_it_is_raised(tidewater, alert):
    with hub_scope(tidewater.hub):
        assert told(alert) == ["Nell Sampleton"]


def test_taken_it_is_one_members_and_nobody_elses_to_take(tidewater, alert, now):
    with hub_scope(tidewater.hub):
        taken = take(alert, by=tidewater.nell, now=now)
        with pytest.raises(MoveNotAllowed):
            take(alert, by=tidewater.ines, now=now)

        assert (taken.status, taken.taken_by) == ("taken", tidewater.nell)


def test_somebody_without_the_permission_cannot_take_it(tidewater, alert, now):
    with hub_scope(tidewater.hub), pytest.raises(PermissionDenied):
        take(alert, by=tidewater.ada, now=now)


def test_it_closes_only_with_what_was_done(tidewater, alert, now):
    with hub_scope(tidewater.hub):
        taken = take(alert, by=tidewater.nell, now=now)
        with pytest.raises(NothingSaid):
            close(taken, done=[], words="Spoke.", by=tidewater.nell, now=now)
        with pytest.raises(NothingSaid):
            close(taken, done=["spoke"], words="  ", by=tidewater.nell, now=now)
        closed = close(taken, done=["spoke"], words="Safe tonight.", by=tidewater.nell, now=now)

        assert (closed.status, closed.done, closed.closed_by) == ("closed", ["spoke"], tidewater.nell)
        assert b"Safe tonight." not in bytes(closed.done_sealed)


def test_an_untaken_alert_cannot_be_closed(tidewater, alert, now):
    with hub_scope(tidewater.hub), pytest.raises(MoveNotAllowed):
        close(alert, done=["spoke"], words="x", by=tidewater.nell, now=now)


def test_untaken_past_the_limit_it_escalates_again_and_again(tidewater, alert, now):
    with hub_scope(tidewater.hub):
        assert escalate_due(tidewater.hub, now=now + timedelta(minutes=14)) == 0
        assert escalate_due(tidewater.hub, now=now + timedelta(minutes=15)) == 1
        assert told(alert) == ["Nell Sampleton", "Nell Sampleton", "Ines Pretendham"]
        assert escalate_due(tidewater.hub, now=now + timedelta(minutes=30)) == 1

        alert.refresh_from_db()
        assert alert.level == 3
        assert told(alert)[3:] == ["Nell Sampleton", "Ines Pretendham", "Harbour Crisis Line"]


def test_raised_at_night_without_cover_nobody_is_mailed_until_the_hub_opens(tidewater, now):
    night = now.replace(hour=2)
    send_request(tidewater, now=night, safe_now="no")
    with hub_scope(tidewater.hub):
        alert = Alert.objects.get()
        assert told(alert) == []
        assert escalate_due(tidewater.hub, now=night + timedelta(hours=1)) == 0
        assert escalate_due(tidewater.hub, now=now.replace(hour=10)) == 1

        assert told(alert) == ["Nell Sampleton"]


def test_raised_at_night_under_an_agreement_the_outside_cover_is_told_at_once_and_sees_it(db, now):
    team = make_hub("harbour", "Harbour", now=now, night_cover="outside", cover_name="Harbour Crisis Line")
    night = now.replace(hour=2)
    send_request(team, now=night, safe_now="no")
    with hub_scope(team.hub):
        alert = Alert.objects.select_related("person").get()

        assert told(alert) == ["Harbour Crisis Line"]
        assert right_of(viewer(team.outside, now=night), alert.person) == "outside"


def test_everyone_on_duty_is_on_the_list_and_the_outside_cover_is_told_never_silence(tidewater, now):
    named = ("Nell Sampleton", "Ines Pretendham")
    send_request(tidewater, now=now, safe_now="no", must_not_see=named)
    with hub_scope(tidewater.hub):
        alert = Alert.objects.select_related("person").get()

        assert told(alert) == ["Harbour Crisis Line"]
        assert alert.is_outside is True
        assert right_of(viewer(tidewater.nell, now=now), alert.person) == ""
        assert right_of(viewer(tidewater.outside, now=now), alert.person) == "outside"


def test_handed_on_it_is_the_other_members_and_they_are_told(tidewater, alert, now):
    with hub_scope(tidewater.hub):
        take(alert, by=tidewater.nell, now=now)
        handed = hand_on(alert, to=tidewater.wren, by=tidewater.nell, now=now)

        assert handed.taken_by == tidewater.wren
        assert told(alert) == ["Nell Sampleton", "Wren Dummerly"]
        assert right_of(viewer(tidewater.wren, now=now), alert.person) == "alert"


def test_closing_the_last_alert_ends_the_relationships_it_opened(tidewater, alert, now):
    with hub_scope(tidewater.hub):
        unrelate(alert.person, why=Relationship.Why.QUEUE, now=now)
        take(alert, by=tidewater.nell, now=now)
        hand_on(alert, to=tidewater.wren, by=tidewater.nell, now=now)
        close(alert, done=["spoke"], words="Safe tonight.", by=tidewater.wren, now=now)

        assert right_of(viewer(tidewater.wren, now=now), alert.person) == ""
        assert right_of(viewer(tidewater.nell, now=now), alert.person) == ""


def test_any_worker_may_raise_one(tidewater, now):
    referral = send_request(tidewater, now=now)
    with hub_scope(tidewater.hub):
        raised = raise_alert(
            referral.person, subject_id=referral.pk, reference=referral.reference, source=Alert.Source.WORKER,
            reasons=["worker"], keep_safe="unsure", terms=tidewater.hub.current, now=now, by=tidewater.sol,
            note="Crying on the line, children in the house.",
        )  # fmt: skip

        assert raised.raised_by == tidewater.sol
        assert b"children" not in bytes(raised.note_sealed)
        with pytest.raises(PermissionDenied):
            raise_alert(
                referral.person, subject_id=referral.pk, reference=referral.reference, source=Alert.Source.WORKER,
                reasons=["worker"], keep_safe="no", terms=tidewater.hub.current, now=now, by=tidewater.max,
            )  # fmt: skip


def test_an_alert_of_another_hub_is_neither_seen_nor_escalated(tidewater, saltpan, alert, now):
    with hub_scope(saltpan.hub):
        assert Alert.objects.count() == 0
        assert escalate_due(saltpan.hub, now=now + timedelta(hours=2)) == 0
    with hub_scope(tidewater.hub):
        assert Referral.objects.count() == 1
