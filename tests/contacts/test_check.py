"""Who was closed with words to them, and was never checked by a call, comes by these words."""

from datetime import timedelta

import pytest

from holdfast.contacts import check_actions
from holdfast.hubs.scope import hub_scope
from holdfast.support_line.shown import said_of
from tests.builders import accept, browser_of, page, send_request
from tests.contacts.promising import decided
from tests.outcomes.conftest import MAILED
from tests.outcomes.test_eyes_on_co_ordination import ADVICE, own_page, with_pin
from tests.referrals.test_next_forgotten import stored_in

pytestmark = pytest.mark.usefixtures("at_now")


@pytest.fixture
def tansy(tidewater, now):
    referral = with_pin(tidewater, send_request(tidewater, now=now, name="Tansy Madeup", channels=MAILED), now=now)
    decided(tidewater, referral, "signpost", now=now)
    return referral


def checks(member, referral, **given):
    return browser_of(member).post(page("contacts:check", referral.pk), given)


def test_whoever_has_the_answer_checks_who_they_are_and_their_own_page_shows_it(tidewater, tansy, now):
    before = own_page(tidewater, tansy, now=now)
    log = browser_of(tidewater.ines).get(page("contacts:log", tansy.pk)).content.decode()
    checks(tidewater.ines, tansy, checked="on")
    after = own_page(tidewater, tansy, now=now)
    record = browser_of(tidewater.ines).get(page("caseload:person", tansy.pk)).content.decode()
    assert "Check who they are" in log
    assert [ADVICE in before, "Call us and give your reference number" in before] == [False, True]
    assert [ADVICE in after, "Call us and give your reference number" in after] == [True, False]
    assert "Checked who they are, after the request was closed" in record


def test_nothing_is_kept_without_the_tick_nor_twice(tidewater, tansy, now):
    checks(tidewater.ines, tansy)
    with hub_scope(tidewater.hub):
        without = stored_in(tansy).person.verified_at
    checks(tidewater.ines, tansy, checked="on")
    again = browser_of(tidewater.ines).post(page("contacts:check", tansy.pk), {"checked": "on"}, follow=True)
    assert without is None
    assert "Nothing waits for a check of who they are" in again.content.decode()


def test_an_open_request_has_its_contacts_logged_instead(tidewater, now):
    fern = send_request(tidewater, now=now, name="Fern Fictional")
    accept(tidewater, fern, owner=tidewater.nell, now=now)
    checks(tidewater.nell, fern, checked="on")
    with hub_scope(tidewater.hub):
        assert stored_in(fern).person.verified_at is None


def test_neither_a_stranger_nor_a_colleague_without_relationship_checks(tidewater, saltpan, tansy, now):
    refused = [checks(each, tansy, checked="on").status_code for each in (saltpan.ines, tidewater.nell, tidewater.sol)]
    with hub_scope(tidewater.hub):
        assert (refused, stored_in(tansy).person.verified_at) == ([404, 404, 404], None)


def test_whoever_takes_the_call_reads_who_has_the_answer_and_none_of_it(tidewater, tansy, now):
    with hub_scope(tidewater.hub):
        said = dict(said_of(stored_in(tansy), now=now))
    assert said["What was written to them"] == (
        "Ines Pretendham has it. Put them through, or take a number and promise a call-back. Whoever reads it to them "
        "checks who they are first"
    )
    assert ADVICE not in str(said)


def test_whoever_decided_reads_that_no_mail_goes_and_that_they_are_to_be_called(tidewater, tansy, now):
    fern = send_request(tidewater, now=now, name="Fern Fictional")
    decided(tidewater, fern, "signpost", now=now)
    browser = browser_of(tidewater.ines)
    pages = [browser.get(page("triage:decide", each.pk)).content.decode() for each in (fern, tansy)]
    assert ["No mail has told them" in each for each in pages] == [True, False]
    assert ["own pages do not show it until then" in each for each in pages] == [True, True]


def test_a_check_is_taken_back_within_the_minute_by_whoever_made_it_alone(tidewater, saltpan, tansy, now):
    checks(tidewater.ines, tansy, checked="on")
    others = [browser_of(each).post(page("contacts:undo_check", tansy.pk)) for each in (saltpan.ines, tidewater.sol)]
    browser_of(tidewater.ada).post(page("contacts:undo_check", tansy.pk))
    with hub_scope(tidewater.hub):
        still = stored_in(tansy).person.verified_at
    said = browser_of(tidewater.ines).post(page("contacts:undo_check", tansy.pk), follow=True).content.decode()
    with hub_scope(tidewater.hub):
        assert stored_in(tansy).person.verified_at is None
    assert [each.status_code for each in others] == [404, 404]
    assert still == now
    assert "Undone. Nobody has checked who they are" in said


def test_a_check_is_not_taken_back_after_the_minute(tidewater, tansy, now, clock):
    checks(tidewater.ines, tansy, checked="on")
    with hub_scope(tidewater.hub):
        has = check_actions.check_to_undo(stored_in(tansy), by=tidewater.ines, now=now + timedelta(seconds=59))
        late = check_actions.check_to_undo(stored_in(tansy), by=tidewater.ines, now=now + timedelta(seconds=61))
    clock(now + timedelta(seconds=61))
    said = browser_of(tidewater.ines).post(page("contacts:undo_check", tansy.pk), follow=True).content.decode()
    assert (has is None, late) == (False, None)
    assert "It cannot be undone any more" in said
