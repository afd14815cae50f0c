"""What fresh eyes found in who is told that they were closed, and in days that were chosen: who is out of sight."""

import re
from datetime import timedelta

import pytest

from holdfast.coordination.models import Strand
from holdfast.coordination.strand_actions import correct_strand
from holdfast.correspondence.mail import hand_over
from holdfast.correspondence.models import Message
from holdfast.events.models import Event
from holdfast.hubs.scope import hub_scope
from holdfast.outcomes.death_actions import record_death
from holdfast.referrals.naming import name_people
from holdfast.support_line.shown import said_of
from holdfast.triage.queries import latest_decision
from tests.builders import browser_of, make_hub, page, send_request, works_as
from tests.contacts.promising import closed as alert_closed
from tests.contacts.promising import with_a_step
from tests.contacts.test_eyes_on_telling import discharged, mailed, nells
from tests.contacts.test_tell import closed, lines, tells
from tests.coordination.conftest import shown, with_goal, with_strand
from tests.network.conftest import join_of, stored
from tests.outcomes.conftest import MAILED, supported
from tests.outcomes.test_eyes_on_co_ordination import with_pin
from tests.portal.conftest import Own
from tests.referrals.test_lock_order import crossed
from tests.referrals.test_next_forgotten import coming, stored_in

pytestmark = pytest.mark.usefixtures("at_now")
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def words(response):
    return re.sub(r"\s+", " ", response.content.decode())


def test_whoever_is_to_tell_several_can_come_to_each_of_them_from_today(tidewater, now):
    fern = closed(tidewater, "Fern Fictional", now=now)
    tansy = closed(tidewater, "Tansy Madeup", now=now)
    browser = browser_of(tidewater.ines)
    today = words(browser.get(page("caseload:today")))
    (line,) = lines(tidewater, tidewater.ines, now=now)
    led_to = words(browser.get(line["href"]))
    wanted = [page("contacts:log", each.pk) for each in (fern, tansy)]
    assert "2 people whose requests were closed" in today
    assert [each in today + led_to for each in wanted] == [True, True]


def test_whose_mail_came_back_can_be_put_on_today(tidewater, now):
    fern = closed(tidewater, "Fern Fictional", now=now, channels=MAILED)
    assert mailed(tidewater, now=now + 2 * MINUTE) == 1
    log = words(browser_of(tidewater.ines).get(page("contacts:log", fern.pk)))
    tells(tidewater.ines, fern, "again")
    assert ("They do not know yet" in log, len(lines(tidewater, tidewater.ines, now=now))) == (True, 1)


def test_no_page_says_that_mail_has_told_somebody_whose_mail_has_not_gone(tidewater, now, clock):
    fern = closed(tidewater, "Fern Fictional", now=now, channels=MAILED)
    later = clock(now + 2 * DAY)
    late = len(lines(tidewater, tidewater.ines, now=later))
    said = tells(tidewater.ines, fern, "tried")
    log = words(browser_of(tidewater.ines).get(page("contacts:log", fern.pk)))
    assert (late, "It stands on Today until they know" in said) == (1, True)
    assert "Mail has told them" not in log
    assert len(lines(tidewater, tidewater.ines, now=later)) == 1


def test_pressing_not_reached_twice_keeps_one_try(tidewater, now):
    fern = closed(tidewater, "Fern Fictional", now=now)
    tells(tidewater.ines, fern, "tried")
    tells(tidewater.ines, fern, "tried")
    with hub_scope(tidewater.hub):
        assert Event.objects.filter(subject_id=fern.pk, kind="contact.tell").count() == 1


def test_whom_a_closing_left_to_a_colleague_named_under_a_joined_record_somebody_else_reads_at_once(tidewater, now):
    tansy = discharged(tidewater, nells(tidewater, now=now), now=now)
    other = send_request(tidewater, now=now + HOUR, name="T. Madeup")
    join_of(tidewater, stored(tidewater, tansy), stored(tidewater, other), now=now + HOUR)
    with hub_scope(tidewater.hub):
        name_people(stored_in(other), named=[tidewater.nell.name], now=now + HOUR)
    seen = [len(lines(tidewater, each, now=now + 2 * HOUR)) for each in (tidewater.nell, tidewater.ines)]
    assert seen == [0, 1]


# Days that were chosen


@pytest.mark.parametrize("what", ["corrected", "goal", "another step", "shown again"])
def test_a_day_for_a_step_stands_though_the_plan_is_changed_meanwhile(tidewater, now, what):
    fern = supported(tidewater, owner=tidewater.nell, now=now, name="Fern Fictional")
    with_a_step(tidewater, fern, on=now + 20 * DAY, now=now)
    alert_closed(tidewater, fern, "step", at=now + DAY, now=now + HOUR)
    before, found = coming(tidewater, fern), stored(tidewater, fern)
    known = {"by": tidewater.nell, "now": now + 2 * HOUR}
    if what == "goal":
        with_goal(tidewater, found, **known)
    elif what == "another step":
        on = (now + 10 * DAY).date()
        with_strand(tidewater, found, owner=tidewater.nell, kind="self_help", next_on=on, **known)
    elif what == "corrected":
        with hub_scope(tidewater.hub):
            strand = Strand.objects.get(referral=fern)
            correct_strand(
                strand,
                kind=strand.kind,
                what="We talk with your manager",
                owner=tidewater.nell,
                is_theirs=False,
                next_on=strand.next_on,
                **known,
            )
    else:
        with_goal(tidewater, found, **known)
        shown(tidewater, stored(tidewater, fern), **known)
    assert before == ("step", now + DAY)
    assert coming(tidewater, fern)[1] == now + DAY


def test_whoever_has_read_on_their_own_pages_that_they_were_closed_is_not_said_to_be_told_by_nobody(
    tidewater, now, clock
):
    tansy = with_pin(tidewater, nells(tidewater, now=now), now=now)
    with hub_scope(tidewater.hub):
        person = stored_in(tansy).person
        person.verified_at = now
        person.save(update_fields=["verified_at"])
    discharged(tidewater, tansy, now=now)
    clock(now + HOUR)
    own = words(Own(tansy, tidewater).browser(now=now + HOUR).get(page("portal:stand", tidewater.hub.slug)))
    log = words(browser_of(tidewater.nell).get(page("contacts:log", tansy.pk)))
    assert "Ring us on any day" in own
    assert "nobody else does" not in log


def test_nobody_who_calls_is_put_through_to_the_only_lead_where_they_named_that_one(tidewater, now):
    tansy = discharged(tidewater, nells(tidewater, now=now), now=now)
    with hub_scope(tidewater.hub):
        name_people(stored_in(tansy), named=[tidewater.ines.name], now=now + HOUR)
        said = str(said_of(stored_in(tansy), now=now + HOUR))
    assert browser_of(tidewater.ines).get(page("contacts:log", tansy.pk)).status_code == 404
    assert "lead can open it" not in said


def test_whoever_was_in_another_role_for_a_while_is_not_alone_to_tell_whom_they_cannot_open(tidewater, now):
    tansy = discharged(tidewater, nells(tidewater, now=now), now=now)
    works_as(tidewater.nell, "hub_manager", now=now + HOUR)
    works_as(tidewater.nell, "practitioner", now=now + 2 * HOUR)
    tidewater.nell.refresh_from_db()
    opened = browser_of(tidewater.nell).get(page("contacts:log", tansy.pk)).status_code
    seen = [len(lines(tidewater, each, now=now + 3 * HOUR)) for each in (tidewater.nell, tidewater.ines)]
    assert (opened, seen) in [(200, [1, 0]), (404, [0, 1])]


def test_a_death_is_recorded_while_mail_that_tells_of_a_closing_goes(committed, now, clock):
    clock(now)
    team = make_hub("tidewater", "Tidewater", now=now)
    tansy = discharged(team, nells(team, now=now, channels=MAILED), now=now)
    with hub_scope(team.hub):
        message = Message.objects.get(person=tansy.person_id, kind="news", sent_at=None)

    def dies():
        record_death(tansy, died_on=None, how_known="family", by=team.ines, now=now + HOUR)

    def goes():
        found = Message.objects.select_for_update(skip_locked=True).filter(pk=message.pk, sent_at=None)
        each = found.filter(cancelled_at=None).first()
        if each:
            hand_over(each, now=now + HOUR)

    assert crossed(team, goes, dies) == []


# Words


def test_no_choice_is_offered_that_is_always_refused(tidewater, now):
    fern = closed(tidewater, "Fern Fictional", now=now)
    log = words(browser_of(tidewater.ines).get(page("contacts:log", fern.pk)))
    said = tells(tidewater.ines, fern, "again")
    assert "This was kept meanwhile" in said
    assert 'value="again"' not in log


def test_no_page_says_that_nothing_is_logged_where_it_asks_to_write_down_whether_they_know(tidewater, now):
    fern = closed(tidewater, "Fern Fictional", now=now)
    log = words(browser_of(tidewater.ines).get(page("contacts:log", fern.pk)))
    assert "Do they know by now?" in log
    assert "Nothing more is logged about it" not in log


def test_a_check_says_of_nobody_without_own_pages_that_these_show_what_was_written(tidewater, now):
    fern = closed(tidewater, "Fern Fictional", now=now)
    browser = browser_of(tidewater.ines)
    said = words(browser.post(page("contacts:check", fern.pk), {"checked": "on"}, follow=True))
    record = words(browser.get(page("caseload:person", fern.pk)))
    assert "Not open to them" in record
    assert "Their own pages show them what was written" not in said


def test_no_page_offers_to_undo_a_closing_of_which_they_were_told_since(tidewater, now):
    fern = closed(tidewater, "Fern Fictional", now=now)
    browser = browser_of(tidewater.ines)
    browser.post(page("contacts:check", fern.pk), {"checked": "on"})
    tells(tidewater.ines, fern, "told")
    offered = words(browser.get(page("triage:decide", fern.pk)))
    with hub_scope(tidewater.hub):
        last = latest_decision(stored_in(fern))
    browser.post(page("triage:undo", fern.pk, last.pk))
    with hub_scope(tidewater.hub):
        assert stored_in(fern).status == "signposted"
    assert "You can undo this until" not in offered
