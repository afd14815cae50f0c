"""What fresh eyes found in what was mended last: waits elsewhere, and days, once support ends or goes on again."""

import re
from datetime import timedelta

import pytest

from holdfast.hubs.scope import hub_scope
from holdfast.waiting.actions import keep_waits
from holdfast.waiting.queries import waiting_of
from tests.builders import browser_of, page
from tests.contacts.promising import closed, with_a_step
from tests.contacts.test_followed_up import ends, goes_on
from tests.coordination.conftest import assessed, shown, with_strand
from tests.network.conftest import stored
from tests.onward.conftest import drafted, heard, sent, service
from tests.outcomes.conftest import supported
from tests.outcomes.test_eyes_on_co_ordination import with_pin
from tests.portal.conftest import Own
from tests.referrals.test_next_forgotten import coming, stored_in

pytestmark = pytest.mark.usefixtures("at_now")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def otto(tidewater, now):
    """Otto waits for the sleep clinic, which has named a day; support here has ended."""
    found = with_pin(tidewater, supported(tidewater, owner=tidewater.nell, now=now, name="Otto Nobody"), now=now)
    clinic = service(tidewater, "Skerry Sleep Clinic", now=now)
    onward = sent(tidewater, stored(tidewater, found), clinic, now=now)
    with hub_scope(tidewater.hub):
        keep_waits(tidewater.hub, now=now)
    ends(tidewater, found, now=now + HOUR)
    heard(tidewater, onward, "accept", day=(now + 20 * DAY).date(), now=now + 2 * HOUR)
    with hub_scope(tidewater.hub):
        stored_in(found).person.verified_at = now
        found.person.save(update_fields=["verified_at"])
    return found


def wait_of(team, referral, *, now):
    """For what somebody waits, since when, and the day that they were told."""
    with hub_scope(team.hub):
        found = waiting_of(stored_in(referral), now=now)
        return found and (found.what, found.since, found.expected_on)


def test_whoever_waits_elsewhere_waits_still_where_support_here_goes_on(tidewater, otto, now, clock):
    before = wait_of(tidewater, otto, now=now + 3 * HOUR)
    later = clock(now + 4 * HOUR)
    goes_on(tidewater, otto, now=later)
    with hub_scope(tidewater.hub):
        keep_waits(tidewater.hub, now=later)
    text = Own(otto, tidewater).browser(now=later).get(page("portal:stand", tidewater.hub.slug)).content.decode()
    assert before == ("elsewhere", now, (now + 20 * DAY).date())
    assert wait_of(tidewater, otto, now=later) == before
    assert "Otto Nobody" in browser_of(tidewater.nell).get(page("waiting:waiting")).content.decode()
    assert "You wait for another service" in re.sub(r"\s+", " ", text)


def test_whoever_waits_elsewhere_stands_there_again_where_support_here_goes_on(tidewater, otto, now, clock):
    later = clock(now + 4 * HOUR)
    stages = [stored(tidewater, otto).stage]
    goes_on(tidewater, otto, now=later)
    stages.append(stored(tidewater, otto).stage)
    assert stages == ["follow_up", "elsewhere"]


# A day that was chosen when an alert was closed


def test_a_day_for_the_plan_is_kept_where_the_plan_waits_for_their_answer(tidewater, now):
    fern = assessed(tidewater, owner=tidewater.nell, now=now, name="Fern Fictional")
    with_strand(tidewater, fern, by=tidewater.nell, owner=tidewater.nell, next_on=(now + 20 * DAY).date(), now=now)
    shown(tidewater, stored(tidewater, fern), by=tidewater.nell, now=now)
    before = coming(tidewater, fern)
    closed(tidewater, fern, "step", at=now + DAY, now=now)
    assert (before[0], before[1] > now + 5 * DAY) == ("agree_plan", True)
    assert coming(tidewater, fern)[1] == now + DAY


@pytest.mark.parametrize("other", ["declined", "begun"])
def test_a_day_to_ask_a_service_is_kept_where_another_one_is_to_be_seen_to_first(tidewater, now, other):
    fern = supported(tidewater, owner=tidewater.nell, now=now, name="Fern Fictional")
    with_a_step(tidewater, fern, on=now + 20 * DAY, now=now)
    sent(tidewater, stored(tidewater, fern), service(tidewater, "Skerry Sleep Clinic", now=now), now=now)
    quay = service(tidewater, "Quay Advice", now=now)
    if other == "declined":
        asked = sent(tidewater, stored(tidewater, fern), quay, now=now)
        heard(tidewater, asked, "decline", words="full", now=now + HOUR / 2)
    else:
        drafted(tidewater, stored(tidewater, fern), quay, now=now)
    before = coming(tidewater, fern)
    closed(tidewater, fern, "chase", at=now + DAY, now=now + HOUR)
    assert before[1] > now + DAY
    assert coming(tidewater, fern)[1] == now + DAY


@pytest.mark.parametrize("other", ["declined", "begun"])
def test_a_day_to_ask_a_service_stands_though_another_one_is_to_be_seen_to_meanwhile(tidewater, now, other):
    fern = supported(tidewater, owner=tidewater.nell, now=now, name="Fern Fictional")
    with_a_step(tidewater, fern, on=now + 20 * DAY, now=now)
    sent(tidewater, stored(tidewater, fern), service(tidewater, "Skerry Sleep Clinic", now=now), now=now)
    quay = service(tidewater, "Quay Advice", now=now)
    asked = sent(tidewater, stored(tidewater, fern), quay, now=now) if other == "declined" else None
    closed(tidewater, fern, "chase", at=now + DAY, now=now + HOUR)
    before = coming(tidewater, fern)
    if asked:
        heard(tidewater, asked, "decline", words="full", now=now + 2 * HOUR)
    else:
        drafted(tidewater, stored(tidewater, fern), quay, now=now + 2 * HOUR)
    assert before == ("chase", now + DAY)
    assert coming(tidewater, fern) == before
