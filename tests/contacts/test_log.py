import re
from datetime import UTC, datetime, timedelta

import pytest

from holdfast.contacts.models import Attempt
from holdfast.events.models import Event
from holdfast.hubs.scope import hub_scope
from holdfast.people.identity import reveal
from holdfast.referrals.models import Referral
from holdfast.referrals.states import NextAction, Stage
from tests.builders import accept, browser_of, page, send_request


@pytest.fixture
def accepted(tidewater, referral, now):
    """A referral that the practitioner on duty makes contact with; only calls are safe, without voicemail."""
    accept(tidewater, referral, owner=tidewater.nell, now=now)
    return referral


@pytest.fixture(autouse=True)
def _now(clock, now):
    clock(now + timedelta(minutes=30))


def stored(team, referral):
    with hub_scope(team.hub):
        return Referral.objects.get(pk=referral.pk)


def attempts(team):
    with hub_scope(team.hub):
        return list(Attempt.objects.filter(hub=team.hub).select_related("referral__person").order_by("at"))


def test_one_press_logs_the_attempt_now_by_the_safe_way(tidewater, accepted, now):
    answer = browser_of(tidewater.nell).post(
        page("contacts:log", accepted.pk), {"result": "no_answer", "channel": "call"}
    )

    (attempt,) = attempts(tidewater)
    assert answer.status_code == 302
    assert (attempt.channel, attempt.result, attempt.at) == ("call", "no_answer", now + timedelta(minutes=30))
    assert stored(tidewater, accepted).next_action == NextAction.TRY_AGAIN


def test_the_page_offers_what_is_safe_and_shows_the_rest_as_not_safe(tidewater, accepted):
    body = browser_of(tidewater.nell).get(page("contacts:log", accepted.pk)).content.decode()

    assert re.search(r'value="call"[^>]*checked', body)
    assert re.search(r'value="text"[^>]*disabled', body)
    assert body.count("Not safe for them") == 3
    assert "Left a voicemail" not in body
    assert "Sent a text" not in body
    assert "07700 900123" in body


@pytest.mark.parametrize("channel", ["text", "email", "letter"])
def test_a_way_that_is_not_safe_is_refused_and_nothing_typed_is_lost(tidewater, accepted, channel):
    given = {"result": "sent", "channel": channel, "note": "Typed with care"}

    answer = browser_of(tidewater.nell).post(page("contacts:log", accepted.pk), given)

    body = answer.content.decode()
    assert "is not safe for them. Choose another way" in body or "Choose what happened" in body
    assert "Typed with care" in body
    assert attempts(tidewater) == []


def test_a_button_names_its_own_way(tidewater, now):
    channels = {"call": "+447700900123", "voicemail": True, "text": "+447700900123"}
    referral = send_request(tidewater, now=now, name="Otto Exampleton", channels=channels)
    accept(tidewater, referral, owner=tidewater.nell, now=now)

    browser_of(tidewater.nell).post(page("contacts:log", referral.pk), {"result": "sent.text", "channel": "call"})

    assert [(each.channel, each.result) for each in attempts(tidewater)] == [("text", "sent")]


def test_speaking_with_identity_checked_stops_the_clock_and_goes_on_to_the_assessment(tidewater, accepted):
    given = {"result": "spoke", "channel": "call", "identity_checked": "on", "note": "A good talk"}

    browser_of(tidewater.nell).post(page("contacts:log", accepted.pk), given)

    (attempt,) = attempts(tidewater)
    after = stored(tidewater, accepted)
    assert attempt.identity_checked is True
    assert reveal(attempt.referral.person, f"attempt:{attempt.pk}", attempt.note_sealed) == "A good talk"
    assert (after.stage, after.next_action) == (Stage.ASSESSMENT, NextAction.ASSESS)


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({}, "Choose what happened"),
        ({"result": "flew"}, "Choose what happened"),
        ({"result": "spoke", "channel": "pigeon"}, "Choose how you tried to reach them"),
        ({"result": "no_answer", "channel": "call", "identity_checked": "on"}, "only when you speak with them"),
        ({"result": "spoke", "at_0": "2026-10-15", "at_1": "10:00"}, "An attempt is logged after it was made"),
        ({"result": "spoke", "at_0": "2026-02-30", "at_1": "10:00"}, "Enter a day and time of the attempt that exist"),
        ({"result": "spoke", "at_0": "2026-10-14"}, "Enter the day and time of the attempt"),
        ({"result": "no_answer", "next_try_at_0": "2026-10-13", "next_try_at_1": "10:00"}, "to come for the next try"),
        ({"result": "no_answer", "next_try_at_0": "9999-12-31", "next_try_at_1": "10:00"}, "within the next 90 days"),
        ({"result": "no_answer", "note": "x" * 10_001}, "Write at most 10,000 characters"),
        ({"result": "no_answer", "note": "with a \x00 in it"}, "Null characters are not allowed"),
    ],
)
def test_what_cannot_be_is_a_sentence(tidewater, accepted, given, sentence):
    answer = browser_of(tidewater.nell).post(page("contacts:log", accepted.pk), {"channel": "call", **given})

    assert answer.status_code == 200
    assert sentence in answer.content.decode()
    assert attempts(tidewater) == []


def test_the_next_try_can_be_set(tidewater, accepted):
    given = {"result": "no_answer", "channel": "call", "next_try_at_0": "2026-10-15", "next_try_at_1": "09:15"}

    browser_of(tidewater.nell).post(page("contacts:log", accepted.pk), given)

    assert stored(tidewater, accepted).next_action_at == datetime(2026, 10, 15, 8, 15, tzinfo=UTC)


def test_undo_within_the_minute_puts_everything_back(tidewater, accepted, clock):
    clock(datetime.now(UTC))
    browser = browser_of(tidewater.nell)
    before = stored(tidewater, accepted)
    answer = browser.post(page("contacts:log", accepted.pk), {"result": "no_answer", "channel": "call"})
    shown = browser.get(answer.headers["Location"]).content.decode()
    (attempt,) = attempts(tidewater)

    browser.post(page("contacts:undo", accepted.pk, attempt.pk))

    after = stored(tidewater, accepted)
    assert "You can undo this until" in shown
    assert (after.attempts, after.next_action, after.next_action_at) == (0, before.next_action, before.next_action_at)
    with hub_scope(tidewater.hub):
        assert Event.objects.filter(hub=tidewater.hub, kind="contact.log.undo").count() == 1


def test_undo_after_the_minute_or_by_a_colleague_is_a_sentence(tidewater, accepted, clock):
    clock(datetime.now(UTC))
    browser_of(tidewater.nell).post(page("contacts:log", accepted.pk), {"result": "no_answer", "channel": "call"})
    (attempt,) = attempts(tidewater)

    other = browser_of(tidewater.ines).post(page("contacts:undo", accepted.pk, attempt.pk), follow=True)
    clock(datetime.now(UTC) + timedelta(minutes=2))
    late = browser_of(tidewater.nell).post(page("contacts:undo", accepted.pk, attempt.pk), follow=True)

    assert "Only the colleague who logged this can undo it." in other.content.decode()
    assert "It cannot be undone any more" in late.content.decode()
    assert stored(tidewater, accepted).attempts == 1


def test_the_stranger_and_the_colleague_without_a_relationship_find_nothing(tidewater, saltpan, accepted):
    for member in (tidewater.wren, tidewater.max, tidewater.outside, saltpan.nell, saltpan.ines):
        browser = browser_of(member)
        for answer in (
            browser.get(page("contacts:log", accepted.pk)),
            browser.post(page("contacts:log", accepted.pk), {"result": "spoke"}),
            browser.post(page("contacts:undo", accepted.pk, accepted.pk)),
        ):
            assert answer.status_code == 404
            assert "Marigold" not in answer.content.decode()


def test_an_administrator_sees_the_card_and_no_note(tidewater, accepted):
    browser_of(tidewater.nell).post(
        page("contacts:log", accepted.pk), {"result": "no_answer", "channel": "call", "note": "canary note"}
    )

    body = browser_of(tidewater.ada).get(page("contacts:log", accepted.pk)).content.decode()

    assert "07700 900123" in body
    assert "No answer" in body
    assert "canary" not in body


def test_a_closed_referral_takes_no_more_attempts(tidewater, referral, now, clock):
    from holdfast.triage.actions import Choice, decide

    with hub_scope(tidewater.hub):
        choice = Choice("signpost", referral.contact_by, words="A line to call")
        decide(referral, choice, seen=None, by=tidewater.nell, now=now)
    browser = browser_of(tidewater.nell)

    body = browser.get(page("contacts:log", referral.pk)).content.decode()
    posted = browser.post(page("contacts:log", referral.pk), {"result": "spoke", "channel": "call"}).content.decode()

    assert "This referral is closed. What is still to do stands below." in body
    assert "This referral is closed" in posted
    assert attempts(tidewater) == []
