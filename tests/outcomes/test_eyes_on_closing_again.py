"""What fresh eyes found once nobody was told twice: what the access log says, who has it, what reading takes away."""

from datetime import timedelta

import pytest

from holdfast.contacts.queries import MOST_TO_TELL
from holdfast.coordination import plan_actions, strand_actions
from holdfast.coordination.models import Plan, Strand
from holdfast.events.models import AccessEntry
from holdfast.hubs.scope import hub_scope
from holdfast.people.actions import open_in_emergency
from holdfast.people.models import Cover
from holdfast.people.reading import readings_of
from holdfast.referrals.naming import name_people
from holdfast.support_line.shown import said_of
from tests.builders import browser_of, page, send_request, works_as
from tests.contacts.promising import closed as alert_closed
from tests.contacts.promising import decided, with_a_step
from tests.contacts.test_eyes_on_telling import discharged, mailed, nells
from tests.contacts.test_tell import closed, tells
from tests.coordination.conftest import shown, with_strand
from tests.network.conftest import stored
from tests.outcomes.conftest import MAILED, supported
from tests.outcomes.test_eyes_on_closing import words
from tests.outcomes.test_eyes_on_co_ordination import with_pin
from tests.portal.conftest import Own
from tests.referrals.test_next_forgotten import coming, stored_in

pytestmark = pytest.mark.usefixtures("at_now")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
REASON = "They rang and say that they cannot go on"


def logged(team, member):
    """What the access log says of a member on the page of contacts: of whom, by which right, read or written."""
    with hub_scope(team.hub):
        rows = AccessEntry.objects.filter(by_id=member.pk, what="contacts:log").order_by("pk")
        return [(set(each.persons), each.why, each.action) for each in rows]


def was_checked(team, referral, *, now):
    with hub_scope(team.hub):
        person = stored_in(referral).person
        person.verified_at = now
        person.save(update_fields=["verified_at"])


# The access log


@pytest.mark.parametrize("right", ["emergency", "cover"])
def test_the_access_log_says_by_which_right_a_record_was_opened_that_others_to_tell_stand_beside(tidewater, now, right):
    discharged(tidewater, nells(tidewater, now=now), now=now)
    if right == "emergency":
        member, fern = tidewater.nell, closed(tidewater, "Fern Fictional", now=now)
        with hub_scope(tidewater.hub):
            open_in_emergency(stored_in(fern).person, reason=REASON, by=member, now=now)
    else:
        member, fern = tidewater.wren, discharged(tidewater, nells(tidewater, now=now, name="Fern Fictional"), now=now)
        day = {"starts_on": now.date(), "ends_on": now.date(), "made_at": now, "made_by": tidewater.ines}
        with hub_scope(tidewater.hub):
            Cover.objects.create(hub=tidewater.hub, away=tidewater.nell, covering=member, **day)
    log = words(browser_of(member).get(page("contacts:log", fern.pk)))
    assert "Others to tell" in log
    assert ({fern.person_id}, right, "read") in logged(tidewater, member)


def test_nobody_counts_as_opened_who_alone_stands_beside_a_record(tidewater, now):
    discharged(tidewater, nells(tidewater, now=now), now=now)
    fern = discharged(tidewater, nells(tidewater, now=now, name="Fern Fictional"), now=now)
    log = words(browser_of(tidewater.nell).get(page("contacts:log", fern.pk)))
    with hub_scope(tidewater.hub):
        opened = {each.about for each in readings_of(tidewater.hub, since=now - HOUR, until=now + HOUR)}
    assert "Others to tell" in log
    assert opened == {fern.person_id}


def test_nobody_is_logged_as_written_to_who_stands_beside_a_form_that_was_sent(tidewater, now):
    fern, tansy = (closed(tidewater, name, now=now) for name in ("Fern Fictional", "Tansy Madeup"))
    browser_of(tidewater.ines).post(page("contacts:log", fern.pk), {"result": "spoke", "channel": "call"})
    rows = logged(tidewater, tidewater.ines)
    assert [each for each in rows if tansy.person_id in each[0] and each[2] == "write"] == []


# What reading on their own pages takes away


def test_a_check_of_the_wrong_person_is_taken_back_though_they_have_opened_the_pages(tidewater, now):
    tansy = with_pin(tidewater, nells(tidewater, now=now - 2 * HOUR), now=now - 2 * HOUR)
    discharged(tidewater, tansy, now=now - HOUR)
    browser = browser_of(tidewater.nell)
    offered = words(browser.post(page("contacts:check", tansy.pk), {"checked": "on"}, follow=True))
    own = words(Own(tansy, tidewater).browser(now=now).get(page("portal:stand", tidewater.hub.slug)))
    browser.post(page("contacts:undo_check", tansy.pk))
    assert ("Undo" in offered, "Ring us on any day" in own) == (True, True)
    with hub_scope(tidewater.hub):
        assert stored_in(tansy).person.verified_at is None


def test_a_press_by_mistake_is_undone_within_the_minute_though_they_have_their_pages_open(tidewater, now):
    tansy = with_pin(tidewater, send_request(tidewater, now=now, name="Tansy Madeup"), now=now)
    was_checked(tidewater, tansy, now=now)
    decision = decided(tidewater, tansy, "signpost", now=now)
    own = words(Own(tansy, tidewater).browser(now=now).get(page("portal:stand", tidewater.hub.slug)))
    browser_of(tidewater.ines).post(page("triage:undo", tansy.pk, decision.pk))
    assert "Another service fits" in own
    with hub_scope(tidewater.hub):
        assert stored_in(tansy).status == "received"


# Words


@pytest.mark.parametrize("what", ["was in another role", "a name is unsettled"])
def test_nobody_who_calls_is_put_through_to_an_owner_who_cannot_open_it(tidewater, now, what):
    tansy = discharged(tidewater, nells(tidewater, now=now), now=now)
    if what == "was in another role":
        works_as(tidewater.nell, "hub_manager", now=now + HOUR)
        works_as(tidewater.nell, "practitioner", now=now + 2 * HOUR)
    with hub_scope(tidewater.hub):
        if what == "a name is unsettled":
            name_people(stored_in(tansy), named=["Nemo Nobody"], now=now + HOUR)
        said = str(said_of(stored_in(tansy), now=now + 3 * HOUR))
    assert browser_of(tidewater.nell).get(page("contacts:log", tansy.pk)).status_code == 404
    assert f"{tidewater.nell.name} has it" not in said


def test_whoever_is_to_tell_more_than_the_page_shows_reads_that_there_are_more(tidewater, now):
    found = [closed(tidewater, f"Fern Fictional {number}", now=now) for number in range(MOST_TO_TELL + 4)]
    log = words(browser_of(tidewater.ines).get(page("contacts:log", found[0].pk)))
    aside = log.split("Others to tell")[1].split("</section>")[0]
    assert (aside.count("<li>"), "more" in aside.lower()) in [(len(found) - 1, False), (MOST_TO_TELL, True)]


def test_no_page_says_that_nobody_reached_somebody_whom_mail_has_told_since(tidewater, now, clock):
    fern = closed(tidewater, "Fern Fictional", now=now, channels=MAILED)
    later = clock(now + 2 * DAY)
    tells(tidewater.ines, fern, "stopped")
    sent = mailed(tidewater, now=later + HOUR)
    clock(later + 2 * HOUR)
    log = words(browser_of(tidewater.ines).get(page("contacts:log", fern.pk)))
    assert (sent, "They do not know yet" in log) == (1, True)
    assert "Nobody reached them, and nobody tries any more" not in log


# Days that were chosen


@pytest.mark.xfail(
    strict=True, reason="the day is kept for any step of that date: the other has it once the first is done"
)
def test_a_step_of_the_same_date_does_not_take_over_the_day_of_one_that_is_done(tidewater, now):
    fern = supported(tidewater, owner=tidewater.nell, now=now, name="Fern Fictional")
    on, nell = now + 20 * DAY, tidewater.nell
    with_strand(tidewater, fern, by=nell, owner=nell, kind="self_help", next_on=on.date(), now=now)
    with_a_step(tidewater, fern, on=on, now=now)
    own = coming(tidewater, fern)
    alert_closed(tidewater, fern, "step", at=now + DAY, now=now + HOUR)
    before = coming(tidewater, fern)
    with hub_scope(tidewater.hub):
        strand = Strand.objects.filter(referral=fern).order_by("pk").first()
        strand_actions.do_step(strand, next_on=(now + 40 * DAY).date(), by=nell, now=now + HOUR)
    assert (own, before) == (("step", own[1]), ("step", now + DAY))
    assert coming(tidewater, fern) == own


def test_a_day_to_talk_about_the_plan_stands_though_they_ask_for_a_change_meanwhile(tidewater, now):
    fern = supported(tidewater, owner=tidewater.nell, now=now, name="Fern Fictional")
    on = (now + 20 * DAY).date()
    with_strand(tidewater, fern, by=tidewater.nell, owner=tidewater.nell, next_on=on, now=now)
    plan = shown(tidewater, stored(tidewater, fern), by=tidewater.nell, now=now)
    alert_closed(tidewater, fern, "step", at=now + DAY, now=now + HOUR)
    before = coming(tidewater, fern)
    with hub_scope(tidewater.hub):
        plan_actions.ask_change(Plan.objects.get(pk=plan.pk), words="Not so early", now=now + 2 * HOUR)
    assert before == ("agree_plan", now + DAY)
    assert coming(tidewater, fern) == ("agree_plan", now + DAY)
