"""Whoever decides, and whoever signs, reads what ends where the decision closes the request."""

import re
from datetime import timedelta

import pytest

from holdfast.hubs.scope import hub_scope
from holdfast.triage.actions import Choice, decide, sign
from holdfast.triage.ends import MoreIsOpen
from holdfast.triage.models import Decision
from tests.builders import browser_of, page, send_request
from tests.contacts.promising import decided, open_rows
from tests.referrals.test_next_kept import called_back, tried
from tests.triage.conftest import stored

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
ADVICE, NOTE = "A line that helps with debts", "Prefers the telephone after six"
GIVEN = {"seen": "", "when": "proposed", "outcome": "signpost", "owner": "", "advice": ADVICE, "note": NOTE}
CHANGED = "has changed since you opened this page. Read it again"
ENDS = "If this closes the request"
CALL = "One call that was promised to them is not made"


def shown(member, referral):
    return browser_of(member).get(page("triage:decide", referral.pk)).content.decode()


def mark_on(text):
    return re.search(r'name="shown" value="([^"]+)"', text)[1]


def send(member, referral, mark, **changed):
    return browser_of(member).post(page("triage:decide", referral.pk), {**GIVEN, "shown": mark, **changed})


def test_whoever_signs_reads_what_ends_with_the_request(tidewater, now, clock):
    clock(now)
    tansy = send_request(tidewater, now=now, name="Tansy Madeup")
    called_back(tidewater, tansy, at=now + HOUR, now=now)
    before = shown(tidewater.nell, tansy)
    decided(tidewater, tansy, "decline", now=now)
    signing = shown(tidewater.nell, tansy)
    assert [ENDS in before, CALL in before] == [True, True]
    assert "This waits for your signature" in signing
    assert [ENDS in signing, CALL in signing] == [True, True]


def test_nothing_is_said_to_end_where_nothing_was_promised_or_booked(tidewater, now, clock):
    clock(now)
    tansy = send_request(tidewater, now=now, name="Tansy Madeup")
    assert ENDS not in shown(tidewater.nell, tansy)


def test_the_page_comes_again_with_what_was_typed_where_something_else_ends_by_now(tidewater, now, clock):
    clock(now)
    tansy = send_request(tidewater, now=now, name="Tansy Madeup")
    seen = mark_on(shown(tidewater.ines, tansy))
    called_back(tidewater, tansy, at=now + HOUR, now=now)
    again = send(tidewater.ines, tansy, seen)
    text = again.content.decode()
    assert [again.status_code, CHANGED in text, CALL in text] == [200, True, True]
    assert [ADVICE in text, NOTE in text] == [True, True]
    assert re.search(r'value="signpost"[^>]*checked', text)
    with hub_scope(tidewater.hub):
        assert not Decision.objects.exists()
    assert send(tidewater.ines, tansy, mark_on(text)).status_code == 302
    assert stored(tidewater, tansy).status == "signposted"


def test_one_call_that_was_kept_is_not_read_for_another_that_was_promised_since(tidewater, now, clock):
    clock(now)
    tansy = send_request(tidewater, now=now, name="Tansy Madeup")
    called_back(tidewater, tansy, at=now + HOUR, now=now)
    clock(now + MINUTE)
    seen = mark_on(shown(tidewater.ines, tansy))
    tried(tidewater, tansy, channel="call", result="spoke", now=now + MINUTE)
    called_back(tidewater, tansy, at=now + 2 * HOUR, now=now + 2 * MINUTE)
    clock(now + 2 * MINUTE)
    assert CHANGED in send(tidewater.ines, tansy, seen).content.decode()
    assert open_rows(tidewater, tansy) == [("call", now + 2 * HOUR)]
    assert stored(tidewater, tansy).closed_at is None


@pytest.mark.parametrize("mark", ["", "x"])
def test_a_decision_that_does_not_say_what_it_saw_closes_nothing_and_one_that_closes_nothing_needs_no_mark(
    tidewater, now, clock, mark
):
    clock(now)
    tansy = send_request(tidewater, now=now, name="Tansy Madeup")
    assert CHANGED in send(tidewater.ines, tansy, mark).content.decode()
    assert stored(tidewater, tansy).status == "received"
    assert send(tidewater.ines, tansy, mark, outcome="accept").status_code == 302
    assert stored(tidewater, tansy).status == "accepted"


def test_a_call_that_is_promised_while_somebody_is_about_to_sign_is_not_lost(tidewater, now, clock):
    clock(now)
    tansy = send_request(tidewater, now=now, name="Tansy Madeup")
    decision = decided(tidewater, tansy, "decline", now=now)
    sign, browser = page("triage:sign", tansy.pk, decision.pk), browser_of(tidewater.nell)
    seen = mark_on(shown(tidewater.nell, tansy))
    called_back(tidewater, tansy, at=now + HOUR, now=now)
    text = browser.post(sign, {"shown": seen}, follow=True).content.decode()
    assert [CHANGED in text, "This waits for your signature" in text, CALL in text] == [True, True, True]
    assert [browser.post(sign, follow=True).status_code, stored(tidewater, tansy).closed_at] == [200, None]
    assert open_rows(tidewater, tansy) == [("call", now + HOUR)]
    browser.post(sign, {"shown": mark_on(text)})
    assert stored(tidewater, tansy).status == "declined"


@pytest.mark.parametrize("verb", ["decide", "sign"])
def test_with_a_mark_a_stranger_and_a_colleague_without_a_relationship_find_nothing(
    tidewater, saltpan, now, clock, verb
):
    clock(now)
    tansy = send_request(tidewater, now=now, name="Tansy Madeup")
    called_back(tidewater, tansy, at=now + HOUR, now=now)
    ids = [tansy.pk, decided(tidewater, tansy, "decline", now=now).pk] if verb == "sign" else [tansy.pk]
    mark, before = mark_on(shown(tidewater.nell, tansy)), stored(tidewater, tansy).status
    for member in (tidewater.wren, saltpan.nell, saltpan.ines):
        answer = browser_of(member).post(page(f"triage:{verb}", *ids), {**GIVEN, "shown": mark})
        assert answer.status_code == 404
        assert [word in answer.content.decode() for word in ("Tansy", CALL, mark)] == [False, False, False]
    assert stored(tidewater, tansy).status == before


def test_both_ask_under_their_lock_what_was_shown(tidewater, now, clock):
    clock(now)
    tansy = send_request(tidewater, now=now, name="Tansy Madeup")
    mark = mark_on(shown(tidewater.nell, tansy))
    called_back(tidewater, tansy, at=now + HOUR, now=now)
    choice = Choice("signpost", contact_by=tansy.contact_by, words=ADVICE)
    with hub_scope(tidewater.hub), pytest.raises(MoreIsOpen):
        decide(tansy, choice, seen=None, by=tidewater.nell, now=now, shown=mark)
    decision = decided(tidewater, tansy, "decline", now=now)
    with hub_scope(tidewater.hub), pytest.raises(MoreIsOpen):
        sign(decision, by=tidewater.nell, now=now, shown=mark)
