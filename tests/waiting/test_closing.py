"""Questions by link end with the request: no mail goes to somebody who stopped, or with whom we have finished."""

from datetime import timedelta

from holdfast.correspondence.models import Message
from holdfast.hubs.scope import hub_scope
from holdfast.outcomes.discharge_actions import discharge
from holdfast.referrals.models import Referral
from holdfast.waiting import actions
from holdfast.waiting.closing import stop_all


def asked_at_night(team, at):
    """Asked in the evening: the mail goes in the morning."""
    with hub_scope(team.hub):
        actions.ask_who_waits(team.hub, now=at)
        return Message.objects.get(kind="questions", cancelled_at=None)


def test_discharged_in_the_evening_they_get_no_questions_in_the_morning(tidewater, waiting, now, clock):
    at = clock((now + timedelta(days=40)).replace(hour=20))
    mail = asked_at_night(tidewater, at)
    with hub_scope(tidewater.hub):
        referral = Referral.objects.select_related("person", "hub", "owner__account").get(pk=waiting.tansy.pk)
        discharge(referral, end_code="46", outcome="reached", returns="Ring us", by=tidewater.nell, now=at)
        mail.refresh_from_db()

    assert mail.cancelled_at == at


def test_whoever_stops_is_asked_nothing_more(tidewater, waiting, now, clock):
    at = clock((now + timedelta(days=40)).replace(hour=20))
    mail = asked_at_night(tidewater, at)
    with hub_scope(tidewater.hub):
        stop_all(waiting.tansy, now=at)
        stop_all(waiting.tansy, now=at)  # pressed twice
        mail.refresh_from_db()

    assert mail.cancelled_at == at
