"""The day of the longer talk, as the person reads it on their own pages, is that of the talk."""

from datetime import timedelta

from holdfast.portal.standing import steps_of
from tests.appointments.conftest import waits
from tests.contacts.test_first_contact import WORDS
from tests.network.conftest import stored
from tests.referrals.test_next_kept import called_back

HOUR = timedelta(hours=1)


def talk(team, referral, *, now):
    """When they have a longer talk, as it is said to them."""
    steps = steps_of(stored(team, referral), WORDS, now=now)
    return [each["when"] for each in steps if each["title"] == "You have a longer talk"]


def test_a_call_that_is_promised_before_the_longer_talk_is_not_told_as_its_day(tidewater, now, clock):
    clock(now)
    tansy = waits(tidewater, owner=tidewater.nell, now=now, name="Tansy Madeup")
    before = talk(tidewater, tansy, now=now)
    called_back(tidewater, tansy, at=now + HOUR, now=now)
    assert before == ["By Wednesday 28 October"]
    assert talk(tidewater, tansy, now=now) == before
