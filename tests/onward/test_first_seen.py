"""Nobody is first seen by an onward referral before it was sent: the form and the action say so."""

import pytest
from django.test import Client

from holdfast.hubs.scope import hub_scope
from holdfast.onward.models import OnwardReferral
from holdfast.onward.service_actions import SeenTooEarly
from tests.onward.conftest import DAY, heard, opens, sent, stored
from tests.onward.test_pages import send

TOO_EARLY = "Enter 14 October 2026, the day on which it was sent, or a later day"


@pytest.fixture
def out(tidewater, world, now, clock):
    """Sent on 14 October; it is the 17th."""
    onward = sent(tidewater, world.tansy, world.lantern, now=now)
    clock(now + 3 * DAY)
    return onward


def test_a_call_is_written_down_with_a_day_that_can_be(tidewater, out):
    said = {"verb": "begin", "who": "Sable", "said_on": "2026-10-17"}
    assert TOO_EARLY in send(tidewater.nell, "hear", out.pk, **said, day="2026-10-13").words
    assert [each.status for each in stored(tidewater)] == ["sent"]
    assert "Written down." in send(tidewater.nell, "hear", out.pk, **said, day="2026-10-14").words


def test_the_service_is_asked_again_by_its_link(tidewater, out):
    token, code = opens(tidewater, out)
    said = {"code": code, "answer": "begin", "day": "2026-10-13"}
    assert TOO_EARLY in Client().post(f"/h/tidewater/onward/{token}/", said).content.decode()
    assert [each.status for each in stored(tidewater)] == ["sent"]


def test_the_action_refuses_it_and_what_was_written_before_it_did_goes_on(tidewater, now, out):
    with pytest.raises(SeenTooEarly):
        heard(tidewater, out, "begin", now=now + 3 * DAY, day=(now - DAY).date())
    heard(tidewater, out, "begin", now=now + 3 * DAY, day=now.date())
    with hub_scope(tidewater.hub):
        OnwardReferral.objects.filter(pk=out.pk).update(first_seen_on=(now - DAY).date())
    heard(tidewater, out, "complete", now=now + 4 * DAY)
    assert [each.status for each in stored(tidewater)] == ["completed"]
