"""What fresh eyes found in care co-ordination: whom nobody tells, what a mark tells, days that are lost."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest

from holdfast.contacts.check_actions import check_identity
from holdfast.correspondence.models import Message
from holdfast.fitness.actions import raise_concern
from holdfast.hubs.scope import hub_scope
from holdfast.outcomes import actions as outcomes
from holdfast.outcomes.discharge_actions import discharge
from holdfast.outcomes.queries import open_follow_ups
from holdfast.portal import entry_actions
from holdfast.portal.models import Pin
from holdfast.referrals.actions import move
from holdfast.support_line.shown import said_of
from holdfast.triage.actions import sign
from tests.builders import accept, browser_of, page, send_request
from tests.contacts.promising import closed, decided, rang, with_a_step
from tests.contacts.test_followed_up import ends, goes_on
from tests.coordination.conftest import assessed
from tests.network.conftest import stored
from tests.onward.conftest import expected, heard, sent
from tests.onward.conftest import world as _world
from tests.outcomes.conftest import MAILED, monitored, supported
from tests.portal.conftest import PIN, Own
from tests.referrals.test_next_forgotten import coming, stored_in
from tests.referrals.test_next_kept import called_back, tried
from tests.triage.test_ends_said import mark_on
from tests.waiting.conftest import goes_elsewhere

pytestmark = pytest.mark.usefixtures("at_now")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
world = _world
ADVICE = "Another service fits"  # what `decided` writes to them


def with_pin(team, referral, *, now):
    """Somebody who chose a PIN for their own pages."""
    with hub_scope(team.hub):
        entry_actions.choose_pin(referral, PIN, how=Pin.How.AFTER_ASKING, now=now)
    return referral


def own_page(team, referral, *, now):
    """What "Where things stand" says to them, before the list of their pages."""
    text = Own(referral, team).browser(now=now).get(page("portal:stand", team.hub.slug)).content.decode()
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text.split("<main")[1].split("Your pages")[0]))


# Closed by a decision, and nobody tells them what was advised


@pytest.mark.parametrize("outcome", ["signpost", "decline"])
def test_whoever_was_closed_with_advice_reads_it_or_that_a_call_tells_it(tidewater, now, outcome):
    tansy = with_pin(tidewater, send_request(tidewater, now=now, name="Tansy Madeup", channels=MAILED), now=now)
    decision = decided(tidewater, tansy, outcome, now=now)
    if outcome == "decline":
        with hub_scope(tidewater.hub):
            sign(decision, by=tidewater.nell, now=now)
    to_staff = browser_of(tidewater.ines).get(page("triage:decide", tansy.pk)).content.decode()
    said = own_page(tidewater, tansy, now=now)
    assert ["Words to them" in to_staff, ADVICE in to_staff] == [True, True]
    assert ADVICE in said or "Call us" in said


def test_whoever_calls_for_the_answer_that_their_mail_names_gets_it_or_hears_who_has_it(tidewater, now):
    tansy = send_request(tidewater, now=now, name="Tansy Madeup", channels=MAILED)
    decided(tidewater, tansy, "signpost", now=now)
    with hub_scope(tidewater.hub):
        to_caller = str(said_of(stored_in(tansy), now=now))
    on_duty = browser_of(tidewater.nell).get(page("caseload:person", tansy.pk)).status_code
    assert "Closed: advised or signposted" in to_caller
    assert on_duty == 200 or ADVICE in to_caller or tidewater.ines.name in to_caller


def test_nobody_is_said_to_be_told_of_a_decision_whom_no_mail_reaches(tidewater, now):
    tansy = send_request(tidewater, now=now, name="Tansy Madeup")
    before = browser_of(tidewater.ines).get(page("triage:decide", tansy.pk)).content.decode()
    decided(tidewater, tansy, "signpost", now=now)
    with hub_scope(tidewater.hub):
        mails = Message.objects.filter(kind=Message.Kind.DECISION).count()
    assert (mails, coming(tidewater, tansy)[0]) == (0, "none")
    assert "is told when that minute is over" not in before


def test_nobody_is_said_to_be_told_of_a_discharge_whom_no_mail_reaches(tidewater, now):
    reached_by_call = {key: value for key, value in MAILED.items() if key != "email"}
    fern = supported(tidewater, owner=tidewater.nell, now=now, name="Fern Fictional", channels=reached_by_call)
    text = browser_of(tidewater.nell).get(page("outcomes:discharge", fern.pk)).content.decode()
    assert "They are told that there is something to read" not in text


def test_whoever_was_promised_a_call_reads_that_it_is_not_made_once_their_request_is_closed(tidewater, now):
    tansy = with_pin(tidewater, send_request(tidewater, now=now, name="Tansy Madeup", channels=MAILED), now=now)
    called_back(tidewater, tansy, at=now + 4 * HOUR, now=now)
    before = own_page(tidewater, tansy, now=now)
    decided(tidewater, tansy, "signpost", now=now)
    assert "gets in touch with you by 6:52pm today" in before
    assert "The call that we promised you is not made" in own_page(tidewater, tansy, now=now)
    assert "call" in own_page(tidewater, tansy, now=now).split("Your steps")[0].lower()


def test_whoever_was_never_reached_calls_for_what_was_written_for_them_when_they_were_discharged(tidewater, now):
    tansy = with_pin(tidewater, send_request(tidewater, now=now, name="Tansy Madeup", channels=MAILED), now=now)
    accept(tidewater, tansy, owner=tidewater.nell, now=now)
    before = browser_of(tidewater.nell).get(page("outcomes:discharge", tansy.pk)).content.decode()
    with hub_scope(tidewater.hub):
        discharge(stored_in(tansy), end_code="46", outcome="not_known", returns=ADVICE, by=tidewater.nell, now=now)
    said = own_page(tidewater, tansy, now=now)
    with hub_scope(tidewater.hub):
        check_identity(stored_in(tansy), by=tidewater.nell, now=now)
    assert "They read this on their own pages as it stands" not in before
    assert "Their own pages show this once somebody has checked who they are" in before
    assert "Call us and give your reference number" in said
    assert ADVICE in own_page(tidewater, tansy, now=now)


# The mark of what a page showed


@pytest.mark.parametrize("what", ["triage:decide", "outcomes:discharge"])
def test_a_page_tells_nobody_that_a_concern_about_fitness_to_practise_was_written(tidewater, now, what):
    tansy = send_request(tidewater, now=now, name="Tansy Madeup")
    if what == "outcomes:discharge":
        accept(tidewater, tansy, owner=tidewater.wren, now=now, by=tidewater.ines)
    first, reader = (tidewater.wren, tidewater.nell)[:: 1 if what == "triage:decide" else -1]
    browser, url = browser_of(reader), page(what, tansy.pk)
    marks = [mark_on(browser.get(url).content.decode()) for _ in range(2)]
    said = {"risks": ["patients"], "evidence": "What was seen", "asked": "refused"}
    with hub_scope(tidewater.hub):
        raise_concern(tansy.person, said=said, second=tidewater.ines, by=first, now=now, mark=uuid4())
    assert marks[0] == marks[1]
    assert mark_on(browser.get(url).content.decode()) == marks[0]


# A day that was chosen when an alert was closed


def test_speaking_with_somebody_is_not_asking_the_service_that_has_them(tidewater, world, now):
    tansy = world.tansy
    with hub_scope(tidewater.hub):
        move(stored_in(tansy), "support", by=tidewater.nell, now=now)
    sent(tidewater, tansy, world.lantern, now=now)
    closed(tidewater, tansy, "chase", at=now + DAY, now=now)
    ends(tidewater, tansy, now=now + HOUR)
    before = coming(tidewater, tansy)
    tried(tidewater, tansy, channel="call", result="spoke", now=now + 2 * HOUR)
    assert before == ("chase", now + DAY)
    assert coming(tidewater, tansy) == before


def test_a_day_that_was_seen_to_does_not_come_again_once_support_goes_on(tidewater, now, clock):
    tansy = with_pin(tidewater, monitored(tidewater, owner=tidewater.nell, now=now, name="Tansy Madeup"), now=now)
    with hub_scope(tidewater.hub):
        outcomes.opt_out(stored_in(tansy), now=now)
    closed(tidewater, tansy, "follow_up", at=now + DAY, now=now)
    tried(tidewater, tansy, channel="call", result="spoke", now=now + HOUR)
    later = clock(now + 90 * DAY)
    goes_on(tidewater, tansy, now=later)
    assert "The fault is ours" not in own_page(tidewater, tansy, now=later)
    assert coming(tidewater, tansy)[1] > later


def test_nor_is_a_day_lost_because_support_goes_on(tidewater, now):
    tansy = monitored(tidewater, owner=tidewater.nell, now=now, name="Tansy Madeup")
    closed(tidewater, tansy, "follow_up", at=now + DAY, now=now)
    goes_on(tidewater, tansy, now=now + HOUR)
    assert coming(tidewater, tansy)[1] == now + DAY


def test_nor_is_a_day_for_a_step_of_the_plan_lost_because_support_ends(tidewater, now):
    fern = supported(tidewater, owner=tidewater.nell, now=now, name="Fern Fictional")
    with_a_step(tidewater, fern, on=now + 20 * DAY, now=now)
    closed(tidewater, fern, "step", at=now + DAY, now=now)
    before = coming(tidewater, fern)
    ends(tidewater, fern, now=now + HOUR)
    assert before == ("step", now + DAY)
    assert coming(tidewater, fern) == ("review", now + DAY)


def test_whoever_rang_themselves_was_spoken_with(tidewater, now):
    tansy = monitored(tidewater, owner=tidewater.nell, now=now, name="Tansy Madeup")
    own = coming(tidewater, tansy)
    closed(tidewater, tansy, "follow_up", at=now + DAY, now=now)
    rang(tidewater, tansy, now=now + HOUR)
    assert coming(tidewater, tansy) == own


# Waiting elsewhere once support here has ended


def test_the_day_that_a_service_names_is_told_to_whoever_waits_for_it(tidewater, world, now):
    tansy = world.tansy
    with hub_scope(tidewater.hub):
        move(stored_in(tansy), "support", by=tidewater.nell, now=now)
    onward = sent(tidewater, tansy, world.lantern, now=now)
    ends(tidewater, tansy, now=now + HOUR)
    heard(tidewater, onward, "accept", day=expected(now), now=now + 2 * HOUR)
    text = browser_of(tidewater.nell).get(page("waiting:waiting")).content.decode()
    assert "Tansy Madeup" in text
    assert "Not told yet" not in text


def test_whoever_waits_past_a_promise_reads_the_day_that_the_service_has_named_since(tidewater, world, now, clock):
    tansy = with_pin(tidewater, world.tansy, now=now)
    with hub_scope(tidewater.hub):
        move(stored_in(tansy), "support", by=tidewater.nell, now=now)
    onward = sent(tidewater, tansy, world.lantern, now=now)
    ends(tidewater, tansy, now=now + HOUR)
    later = clock(now + 30 * DAY)
    heard(tidewater, onward, "accept", day=expected(later), now=later)
    browser = Own(tansy, tidewater).browser(now=later)
    browser.post(page("portal:confirm", tidewater.hub.slug) + "?for=onward", {"pin": PIN})
    pages = [browser.get(page(f"portal:{name}", tidewater.hub.slug)).content.decode() for name in ("onward", "stand")]
    assert "Lantern Trauma Service" in pages[0]
    assert "They had promised to see you by now, and have not" in pages[0]
    assert any("3 December" in each for each in pages)


# One press


def test_a_press_by_mistake_does_not_move_when_somebody_is_asked(tidewater, now, clock):
    tansy = monitored(tidewater, owner=tidewater.nell, now=now, name="Tansy Madeup")
    later = clock(now + 84 * DAY)
    with hub_scope(tidewater.hub):
        before = [each.due_on for each in open_follow_ups(stored_in(tansy))]
    browser = browser_of(tidewater.nell)
    browser.post(page("outcomes:support_again", tansy.pk))
    browser.post(page("outcomes:monitor", tansy.pk))
    with hub_scope(tidewater.hub):
        after = [each.due_on for each in open_follow_ups(stored_in(tansy))]
    assert min(before) - later.date() < timedelta(days=9)
    assert after == before


def test_nobody_is_said_to_have_been_quicker_where_somebody_pressed_twice(tidewater, now):
    fern = supported(tidewater, owner=tidewater.nell, now=now, name="Fern Fictional")
    browser, press = browser_of(tidewater.nell), page("outcomes:monitor", fern.pk)
    browser.post(press)
    text = browser.post(press, follow=True).content.decode()
    assert "They are asked how they are on the days below" in text
    assert "a colleague was quicker" not in text


def test_the_list_of_those_who_wait_says_a_reference_as_every_other_page_does(tidewater, now):
    fern = supported(tidewater, owner=tidewater.nell, now=now, name="Fern Fictional")
    goes_elsewhere(tidewater, fern, now=now)
    told = stored(tidewater, fern).reference
    said, browser = f"{told[:3]} {told[3:6]} {told[6:]}", browser_of(tidewater.nell)
    assert said in browser.get(page("waiting:of_record", fern.pk)).content.decode()
    assert said in browser.get(page("waiting:waiting")).content.decode()


def test_nobody_reads_that_they_agreed_a_plan_and_had_support_who_had_neither(tidewater, now):
    tansy = with_pin(tidewater, assessed(tidewater, owner=tidewater.nell, now=now, name="Tansy Madeup"), now=now)
    ends(tidewater, tansy, now=now)
    said = own_page(tidewater, tansy, now=now)
    assert "You had a longer talk Done" in said
    assert ["You agreed a plan Done" in said, "You had support Done" in said] == [False, False]
