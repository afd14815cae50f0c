"""Whoever decides, and whoever signs, reads what ends where the decision closes the request."""

from datetime import timedelta

from tests.builders import browser_of, page, send_request
from tests.contacts.promising import decided
from tests.referrals.test_next_kept import called_back

HOUR = timedelta(hours=1)
ENDS = "If this closes the request"
CALL = "One call that was promised to them is not made"


def shown(member, referral):
    return browser_of(member).get(page("triage:decide", referral.pk)).content.decode()


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
