"""Who was closed with words to them, and has no mail, is called: it stands on Today until somebody keeps it."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from holdfast.contacts.check_actions import check_identity
from holdfast.contacts.queries import to_tell
from holdfast.contacts.today import waits
from holdfast.hubs.hours import instant
from holdfast.hubs.scope import hub_scope
from holdfast.outcomes.discharge_actions import discharge, reopen, undo_discharge
from holdfast.people.viewer import viewer
from holdfast.referrals.answers import CLOSE
from holdfast.referrals.models import Referral
from holdfast.triage.actions import Choice, decide, sign, undo
from holdfast.triage.queries import latest_decision
from tests.builders import accept, browser_of, page, send_request
from tests.contacts.promising import decided
from tests.outcomes.conftest import MAILED
from tests.referrals.test_next_forgotten import stored_in

pytestmark = pytest.mark.usefixtures("at_now")
DAY = timedelta(days=1)
"""The clock stands at Wednesday 14 October 2026, before 5pm."""


@pytest.fixture
def fern(tidewater, now):
    return closed(tidewater, "Fern Fictional", now=now)


def closed(hub, name, *, now, **given):
    referral = send_request(hub, now=now, name=name, **given)
    decided(hub, referral, "signpost", now=now)
    return referral


def lines(hub, member, *, now):
    with hub_scope(hub.hub):
        return waits(viewer(member, now=now))


def tells(member, referral, how):
    return browser_of(member).post(page("contacts:tell", referral.pk), {"how": how}, follow=True).content.decode()


def checked(hub, referral, *, now):
    with hub_scope(hub.hub):
        check_identity(stored_in(referral), by=hub.ines, now=now)


def told_by(hub, referral):
    with hub_scope(hub.hub):
        return stored_in(referral).tell_by


def test_whoever_decided_reads_on_today_whom_they_are_to_call_and_by_when(tidewater, fern, now):
    assert lines(tidewater, tidewater.ines, now=now) == [
        {
            "href": page("contacts:log", fern.pk), "is_late": False, "quiet": "by 5pm tomorrow",
            "text": "One person whose request was closed is to be told: no mail reached them",
        }
    ]  # fmt: skip
    today = browser_of(tidewater.ines).get(page("caseload:today")).content.decode()
    assert "One person whose request was closed is to be told" in today


def test_the_band_says_what_comes_next_for_a_closed_request_and_where_the_words_stand(tidewater, fern, now):
    log = browser_of(tidewater.ines).get(page("contacts:log", fern.pk)).content.decode()
    tells(tidewater.ines, fern, "stopped")
    after = browser_of(tidewater.ines).get(page("contacts:log", fern.pk)).content.decode()
    band = "<strong>Tell them that it is closed</strong>"
    assert [band in each for each in (log, after)] == [True, False]
    assert page("triage:decide", fern.pk) in log


def test_nobody_is_called_whom_mail_tells(tidewater, now):
    closed(tidewater, "Tansy Madeup", now=now, channels=MAILED)
    assert lines(tidewater, tidewater.ines, now=now) == []


def test_several_stand_in_one_line_that_leads_to_the_first(tidewater, fern, now):
    closed(tidewater, "Tansy Madeup", now=now + DAY)
    (line,) = lines(tidewater, tidewater.ines, now=now + DAY)
    assert line["text"].startswith("2 people whose requests were closed are to be told")
    assert line["href"] == page("contacts:log", fern.pk)


def test_whoever_is_told_stands_on_no_list_once_who_they_are_was_checked(tidewater, fern, now):
    before = tells(tidewater.ines, fern, "told")
    still = told_by(tidewater, fern)
    checked(tidewater, fern, now=now)
    after = tells(tidewater.ines, fern, "told")
    record = browser_of(tidewater.ines).get(page("caseload:person", fern.pk)).content.decode()
    assert "Check who they are first" in before
    assert (still is None, told_by(tidewater, fern)) == (False, None)
    assert "Kept: they know" in after
    assert "They know, today" in after
    assert "They know by now that the request was closed" in record
    assert lines(tidewater, tidewater.ines, now=now) == []


def test_whoever_was_not_reached_is_called_again_by_the_next_working_day(tidewater, fern, now, at_now):
    with hub_scope(tidewater.hub):
        Referral.objects.filter(pk=fern.pk).update(tell_by=now - DAY)
    shown = tells(tidewater.ines, fern, "tried")
    assert "It stands on Today until they know" in shown
    assert told_by(tidewater, fern) == instant((now + DAY).date(), CLOSE)


def test_a_press_by_mistake_is_put_back_on_today(tidewater, fern, now):
    stopped = tells(tidewater.ines, fern, "stopped")
    gone = lines(tidewater, tidewater.ines, now=now)
    again = tells(tidewater.ines, fern, "again")
    assert "Nobody reached them, and nobody tries any more" in stopped
    assert gone == []
    assert "Do they know by now?" in again
    assert len(lines(tidewater, tidewater.ines, now=now)) == 1


def test_what_a_colleague_has_kept_meanwhile_is_not_kept_twice(tidewater, fern):
    tells(tidewater.ines, fern, "stopped")
    assert "This was kept meanwhile" in tells(tidewater.ines, fern, "told")


def test_a_choice_is_asked_for_by_name(tidewater, fern):
    assert "Choose whether they know" in tells(tidewater.ines, fern, "")


def test_an_open_request_and_one_that_mail_tells_of_have_nobody_to_call(tidewater, now):
    open_one = send_request(tidewater, now=now, name="Sorrel Nobody")
    accept(tidewater, open_one, owner=tidewater.ines, now=now)
    mailed = closed(tidewater, "Tansy Madeup", now=now, channels=MAILED)
    texts = [tells(tidewater.ines, each, "tried") for each in (open_one, mailed)]
    assert ["nobody is to be told any more" in each for each in texts] == [True, True]
    assert [lines(tidewater, tidewater.ines, now=now), told_by(tidewater, open_one)] == [[], None]


def test_where_a_colleague_signs_the_one_who_decided_calls(tidewater, now):
    tansy = send_request(tidewater, now=now, name="Tansy Madeup")
    with hub_scope(tidewater.hub):
        choice = Choice("decline", tansy.contact_by, words="This hub is for staff.")
        decision = decide(tansy, choice, seen=None, by=tidewater.nell, now=now)
    waiting = lines(tidewater, tidewater.nell, now=now)
    with hub_scope(tidewater.hub):
        sign(decision, by=tidewater.ines, now=now)
    assert (waiting, lines(tidewater, tidewater.ines, now=now)) == ([], [])
    assert [each["href"] for each in lines(tidewater, tidewater.nell, now=now)] == [page("contacts:log", tansy.pk)]


def test_whoever_is_discharged_without_mail_is_called_until_they_come_back(tidewater, now):
    tansy = send_request(tidewater, now=now, name="Tansy Madeup")
    accept(tidewater, tansy, owner=tidewater.nell, now=now)
    with hub_scope(tidewater.hub):
        row = discharge(stored_in(tansy), end_code="46", outcome="not_known", returns="", by=tidewater.nell, now=now)
    called = told_by(tidewater, tansy)
    with hub_scope(tidewater.hub):
        undo_discharge(row, by=tidewater.nell, now=now)
    undone = told_by(tidewater, tansy)
    with hub_scope(tidewater.hub):
        discharge(stored_in(tansy), end_code="46", outcome="not_known", returns="", by=tidewater.nell, now=now)
    again = told_by(tidewater, tansy)
    with hub_scope(tidewater.hub):
        reopen(stored_in(tansy), by=tidewater.nell, now=now)
    by = instant((now + DAY).date(), CLOSE)
    assert [called, undone, again, told_by(tidewater, tansy)] == [by, None, by, None]


def test_a_decision_that_is_taken_back_leaves_nobody_to_call(tidewater, fern, now):
    with hub_scope(tidewater.hub):
        undo(latest_decision(stored_in(fern)), by=tidewater.ines, now=now)
    assert (told_by(tidewater, fern), lines(tidewater, tidewater.ines, now=now)) == (None, [])


def test_leads_read_whom_nobody_has_called_in_time_or_whose_owner_is_gone(tidewater, now):
    tansy = send_request(tidewater, now=now, name="Tansy Madeup")
    accept(tidewater, tansy, owner=tidewater.nell, now=now)
    with hub_scope(tidewater.hub):
        discharge(stored_in(tansy), end_code="46", outcome="not_known", returns="", by=tidewater.nell, now=now)
    in_time = [len(lines(tidewater, each, now=now)) for each in (tidewater.nell, tidewater.ines)]
    late = [each["is_late"] for each in lines(tidewater, tidewater.ines, now=now + 2 * DAY)]
    with hub_scope(tidewater.hub):
        tidewater.nell.status = "suspended"
        tidewater.nell.save(update_fields=["status"])
    assert (in_time, late) == ([1, 0], [True])
    assert len(lines(tidewater, tidewater.ines, now=now)) == 1


def test_neither_a_stranger_nor_a_colleague_without_relationship_reads_or_keeps_it(tidewater, saltpan, fern, now):
    others = (saltpan.ines, tidewater.nell, tidewater.sol)
    refused = [browser_of(each).post(page("contacts:tell", fern.pk), {"how": "stopped"}).status_code for each in others]
    with hub_scope(saltpan.hub):
        elsewhere = to_tell(viewer(saltpan.ines, now=now + 2 * DAY))
    assert refused == [404, 404, 404]
    assert (elsewhere, lines(tidewater, tidewater.nell, now=now + 2 * DAY)) == ([], [])
    assert told_by(tidewater, fern) is not None


def test_the_database_calls_nobody_whose_request_is_open(tidewater, now):
    tansy = send_request(tidewater, now=now, name="Tansy Madeup")
    refused = pytest.raises(IntegrityError, match="referral_told_once_it_is_closed")
    with hub_scope(tidewater.hub), refused, transaction.atomic():
        Referral.objects.filter(pk=tansy.pk).update(tell_by=now)


def test_whoever_may_not_read_what_was_written_reads_in_the_band_that_a_practitioner_tells_them(tidewater, fern):
    href = page("contacts:log", fern.pk)
    bands = [browser_of(each).get(href).content.decode() for each in (tidewater.ines, tidewater.ada)]
    assert ["A practitioner tells them that it is closed" in each for each in bands] == [False, True]
