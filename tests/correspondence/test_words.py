from datetime import timedelta
from uuid import uuid4

import pytest

from holdfast.correspondence.actions import post_to_member, post_to_person
from holdfast.correspondence.mail import mail_of
from holdfast.correspondence.models import Message
from holdfast.hubs.scope import hub_scope
from tests.builders import accept, send_request

UNSAID = ("marigold", "testwick", "safe", "mental", "harm", "risk", "canary", "phq", "alert ", "triage", "crisis")


@pytest.fixture
def referral(tidewater, now):
    """Somebody who may be written to, and who told what must not stand in any mail."""
    channels = {"call": "+447700900123", "email": "tansy@home.example"}
    return send_request(tidewater, now=now, name="Marigold Testwick", channels=channels, safe_now="no", story="canary")


def words_of(message):
    return mail_of(message, "somebody@home.example")


@pytest.mark.parametrize("kind", [Message.Kind.ALERT, Message.Kind.EMERGENCY, Message.Kind.INVITATION])
def test_mail_to_a_colleague_says_sign_in_and_names_nobody(tidewater, referral, now, kind):
    with hub_scope(tidewater.hub):
        message = post_to_member(tidewater.nell, kind=kind, subject_id=uuid4(), now=now)
        mail = words_of(message)

    said = f"{mail.subject}\n{mail.body}".lower()
    assert "http://localhost:8000/" in said
    assert [word for word in UNSAID if word in said] == []


@pytest.mark.parametrize("outcome", ["accept", "signpost", "decline", "other_hub"])
def test_mail_about_a_decision_has_the_reference_and_nothing_else_about_them(tidewater, referral, now, outcome):
    codes = {"reference": referral.reference, "outcome": outcome, "contact_by": (now + timedelta(days=2)).isoformat()}
    with hub_scope(tidewater.hub):
        message = post_to_person(referral.person, kind="decision", subject_id=uuid4(), now=now, **codes)
        mail = words_of(message)

    said = mail.body.lower()
    reference = referral.reference
    assert f"{reference[:3]} {reference[3:6]} {reference[6:]}" in mail.body
    assert [word for word in UNSAID if word in said.replace("way you said is safe", "")] == []
    assert ("Friday 16 October at 2:52pm" in mail.body) == (outcome == "accept")
    assert "0808 157 0000, Monday to Friday, 8am to 6pm" in mail.body


def test_mail_after_a_decision_is_what_the_action_queues(tidewater, referral, now):
    accept(tidewater, referral, owner=tidewater.nell, now=now)

    with hub_scope(tidewater.hub):
        message = Message.objects.select_related("person", "hub").get(kind="decision")
        assert "Somebody will be in touch by" in words_of(message).body


def test_the_link_to_tell_more_stands_alone_without_its_code(tidewater, referral, now):
    with hub_scope(tidewater.hub):
        link = "http://localhost:8000/h/tidewater/a-token/"
        message = post_to_person(referral.person, kind="later", subject_id=uuid4(), now=now, link=link)
        mail = words_of(message)

    assert f"\n{link}\n" in mail.body
    assert "The code is the one you noted" in mail.body
    assert not any(sign.isdigit() for sign in mail.body.replace("localhost:8000", "").split("14 days")[0])


def test_a_hubs_name_is_not_escaped_in_mail(tidewater, now):
    tidewater.hub.name = "Tide & Water"
    tidewater.hub.save()
    with hub_scope(tidewater.hub):
        message = post_to_member(tidewater.nell, kind=Message.Kind.ALERT, subject_id=uuid4(), now=now)
        message.refresh_from_db()
        body = words_of(Message.objects.select_related("hub", "member").get(pk=message.pk)).body

    assert "Tide & Water needs somebody now" in body
