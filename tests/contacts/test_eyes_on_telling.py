"""What fresh eyes found in telling somebody that their request was closed: who is forgotten, what is said untruly."""

from datetime import timedelta

import pytest

from holdfast.correspondence.mail import MailRefused, hand_over
from holdfast.correspondence.models import Message
from holdfast.events.models import AccessEntry
from holdfast.hubs.scope import hub_scope
from holdfast.outcomes.death_actions import record_death, undo_death
from holdfast.outcomes.discharge_actions import discharge
from holdfast.people.models import Cover
from holdfast.portal.actions import change_reach
from holdfast.referrals.naming import name_people
from holdfast.support_line.shown import said_of
from holdfast.triage.actions import Choice, decide, sign
from holdfast.triage.queries import latest_decision
from tests.builders import accept, browser_of, page, send_request, works_as
from tests.contacts.test_tell import checked, closed, lines, tells, told_by
from tests.outcomes.conftest import MAILED, supported
from tests.referrals.test_next_forgotten import coming, stored_in
from tests.referrals.test_next_kept import tried

pytestmark = pytest.mark.usefixtures("at_now")
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
"""The clock stands at Wednesday 14 October 2026, before 5pm."""


def nells(team, *, now, name="Tansy Madeup", **asked):
    """Somebody of Nell's."""
    referral = send_request(team, now=now, name=name, **asked)
    accept(team, referral, owner=team.nell, now=now)
    return referral


def discharged(team, referral, *, now, by=None, returns="Ring us on any day"):
    with hub_scope(team.hub):
        discharge(stored_in(referral), end_code="46", outcome="not_known", returns=returns, by=by or team.nell, now=now)
    return referral


def mailed(team, *, now):
    """Every message to a person goes, as far as it may by now: how many were given to the mail server."""
    with hub_scope(team.hub):
        for each in Message.objects.filter(person__isnull=False, sent_at=None, cancelled_at=None, not_before__lte=now):
            hand_over(each, now=now)
        return Message.objects.filter(person__isnull=False, attempts__gt=0, kind__in=["news", "decision"]).count()


def test_whoever_is_reached_by_an_address_that_was_found_wrong_is_called(tidewater, now):
    tansy = nells(tidewater, now=now, channels=MAILED)
    tried(tidewater, tansy, channel="email", result="wrong", now=now + MINUTE)
    discharged(tidewater, tansy, now=now + HOUR)
    assert len(lines(tidewater, tidewater.nell, now=now + HOUR)) == 1


@pytest.mark.parametrize("what", ["triage:decide", "outcomes:discharge"])
def test_no_page_says_that_mail_tells_whose_address_was_found_wrong(tidewater, now, what):
    tansy = send_request(tidewater, now=now, name="Tansy Madeup", channels=MAILED)
    if what == "outcomes:discharge":
        accept(tidewater, tansy, owner=tidewater.nell, now=now)
    tried(tidewater, tansy, channel="email", result="wrong", now=now + MINUTE)
    text = browser_of(tidewater.nell).get(page(what, tansy.pk)).content.decode()
    assert "No mail tells" in text


def test_whoever_takes_their_address_back_before_the_mail_goes_is_called(tidewater, now):
    tansy = nells(tidewater, now=now, channels=MAILED)
    discharged(tidewater, tansy, now=now)
    with hub_scope(tidewater.hub):
        change_reach(stored_in(tansy), channels={**MAILED, "email": ""}, now=now + MINUTE / 2)
    assert mailed(tidewater, now=now + 2 * MINUTE) == 0
    assert len(lines(tidewater, tidewater.nell, now=now + 3 * MINUTE)) == 1


@pytest.mark.parametrize("ways", [{"text": "+447700900456"}, {"letter": "1 Quay Street, Northfell"}])
def test_nobody_is_told_to_call_somebody_for_whom_a_call_is_not_safe(tidewater, now, ways):
    none = {"call": "", "voicemail": False, "text": "", "email": "", "letter": "", "times": []}
    fern = closed(tidewater, "Fern Fictional", now=now, channels={**none, **ways})
    log = browser_of(tidewater.ines).get(page("contacts:log", fern.pk)).content.decode()
    (line,) = lines(tidewater, tidewater.ines, now=now)
    assert "Call: no" in log
    assert "Call them, and read them what was written" not in log
    assert "so call" not in line["text"]


def test_an_old_page_puts_nobody_back_on_today_who_knows_by_now(tidewater, now):
    fern = closed(tidewater, "Fern Fictional", now=now)
    checked(tidewater, fern, now=now)
    browser = browser_of(tidewater.ines)
    other_tab = browser.get(page("contacts:log", fern.pk)).content.decode()
    tells(tidewater.ines, fern, "told")
    said = tells(tidewater.ines, fern, "tried")
    assert 'value="tried"' in other_tab
    assert "This was kept meanwhile" in said
    assert told_by(tidewater, fern) is None


def test_the_record_says_of_nobody_that_they_were_called_who_was_put_back_on_today(tidewater, now):
    fern = closed(tidewater, "Fern Fictional", now=now, channels=MAILED)
    with hub_scope(tidewater.hub):
        change_reach(stored_in(fern), channels={**MAILED, "email": ""}, now=now + DAY)
    tells(tidewater.ines, fern, "tried")
    record = browser_of(tidewater.ines).get(page("caseload:person", fern.pk)).content.decode()
    assert "Called to tell them that the request was closed" not in record


def test_whoever_was_told_by_mail_is_not_said_to_have_had_none_once_they_take_their_address_back(tidewater, now):
    fern = closed(tidewater, "Fern Fictional", now=now, channels=MAILED)
    gone = mailed(tidewater, now=now + 2 * MINUTE)
    with hub_scope(tidewater.hub):
        change_reach(stored_in(fern), channels={**MAILED, "email": ""}, now=now + DAY)
    log = browser_of(tidewater.ines).get(page("contacts:log", fern.pk)).content.decode()
    assert gone == 1
    assert "No mail reached them" not in log


def test_whoever_covers_reads_who_is_to_be_called(tidewater, now):
    tansy = discharged(tidewater, nells(tidewater, now=now), now=now)
    known = {"away": tidewater.nell, "covering": tidewater.wren, "made_at": now, "made_by": tidewater.ines}
    with hub_scope(tidewater.hub):
        Cover.objects.create(hub=tidewater.hub, starts_on=now.date(), ends_on=(now + 14 * DAY).date(), **known)
    assert [each["href"] for each in lines(tidewater, tidewater.wren, now=now)] == [page("contacts:log", tansy.pk)]


def test_an_administrator_is_not_sent_to_read_somebody_words_that_they_may_not_read(tidewater, now):
    tansy = discharged(tidewater, nells(tidewater, now=now), now=now)
    log = browser_of(tidewater.ada).get(page("contacts:log", tansy.pk)).content.decode()
    assert "What was written to them</a>" not in log
    assert "read them what was written" not in log
    assert lines(tidewater, tidewater.ada, now=now + 3 * DAY) == []


def test_nobody_who_calls_is_put_through_to_the_colleague_whom_they_named(tidewater, now):
    tansy = discharged(tidewater, nells(tidewater, now=now), now=now)
    with hub_scope(tidewater.hub):
        name_people(stored_in(tansy), named=[tidewater.nell.name], now=now + HOUR)
        words = str(said_of(stored_in(tansy), now=now + HOUR))
    assert browser_of(tidewater.nell).get(page("contacts:log", tansy.pk)).status_code == 404
    assert tidewater.nell.name not in words


def test_whom_a_closing_left_to_a_colleague_whom_they_named_since_somebody_else_reads_at_once(tidewater, now):
    tansy = discharged(tidewater, nells(tidewater, now=now), now=now)
    with hub_scope(tidewater.hub):
        name_people(stored_in(tansy), named=[tidewater.nell.name], now=now + HOUR)
    assert len(lines(tidewater, tidewater.ines, now=now + HOUR)) == 1


def test_whose_mail_the_server_refuses_is_called(tidewater, now, monkeypatch):
    tansy = nells(tidewater, now=now, channels=MAILED)
    discharged(tidewater, tansy, now=now)
    monkeypatch.setattr("holdfast.correspondence.mail.EmailMessage.send", refuses)
    with pytest.raises(MailRefused):
        mailed(tidewater, now=now + 2 * MINUTE)
    assert len(lines(tidewater, tidewater.nell, now=now + 2 * DAY)) == 1


def refuses(*args, **kwargs):
    raise OSError


def test_no_page_says_to_call_whoever_has_died_since(tidewater, now):
    fern = closed(tidewater, "Fern Fictional", now=now)
    with hub_scope(tidewater.hub):
        record_death(stored_in(fern), died_on=None, how_known="family", by=tidewater.ines, now=now + HOUR)
    browser = browser_of(tidewater.ines)
    said = [browser.get(page(each, fern.pk)).content.decode() for each in ("triage:decide", "contacts:log")]
    assert ["Call them by" in each for each in said] == [False, False]
    assert ["Check it before you say anything" in each for each in said] == [False, False]


def test_whose_mail_a_mistaken_death_stopped_is_called_once_that_is_taken_back(tidewater, now):
    tansy = discharged(tidewater, nells(tidewater, now=now, channels=MAILED), now=now)
    with hub_scope(tidewater.hub):
        record_death(stored_in(tansy), died_on=None, how_known="family", by=tidewater.ines, now=now + MINUTE / 2)
        undo_death(stored_in(tansy).person, by=tidewater.ines, now=now + HOUR)
    assert (mailed(tidewater, now=now + 2 * HOUR), stored_in_hub(tidewater, tansy).status) == (0, "discharged")
    assert len(lines(tidewater, tidewater.nell, now=now + 2 * HOUR)) == 1


def stored_in_hub(team, referral):
    with hub_scope(team.hub):
        return stored_in(referral)


@pytest.mark.parametrize("stage", ["first contact", "in support"])
def test_whoever_asks_by_text_to_be_tried_on_another_day_is_tried_on_that_day(tidewater, now, stage):
    if stage == "in support":
        fern = supported(tidewater, owner=tidewater.nell, now=now, name="Fern Fictional")
    else:
        fern = nells(tidewater, now=now)
    tried(tidewater, fern, channel="call", result="no_answer", next_try_at=now + 3 * HOUR, now=now)
    tried(tidewater, fern, channel="text", result="call_back", next_try_at=now + 2 * DAY, now=now + HOUR)
    assert coming(tidewater, fern) == ("try_again", now + 2 * DAY)


def test_an_administrator_who_checks_who_they_are_is_not_told_to_read_what_they_may_not_read(tidewater, now):
    fern = closed(tidewater, "Fern Fictional", now=now)
    browser = browser_of(tidewater.ada)
    said = browser.post(page("contacts:check", fern.pk), {"checked": "on"}, follow=True).content.decode()
    assert "Kept. Where they have own pages, these show what was written" in said
    assert "You can read it to them now" not in said


def test_whom_a_closing_left_to_somebody_in_another_role_by_now_somebody_else_reads_and_has(tidewater, now):
    tansy = discharged(tidewater, nells(tidewater, now=now), now=now)
    works_as(tidewater.nell, "hub_manager", now=now + HOUR)
    with hub_scope(tidewater.hub):
        words = str(said_of(stored_in(tansy), now=now + HOUR))
    assert len(lines(tidewater, tidewater.ines, now=now + HOUR)) == 1
    assert tidewater.nell.name not in words


def test_no_request_is_left_to_whom_they_named_before_it_was_signed(tidewater, now):
    tansy = send_request(tidewater, now=now, name="Tansy Madeup")
    with hub_scope(tidewater.hub):
        choice = Choice("decline", tansy.contact_by, words="This hub is for staff.")
        decision = decide(tansy, choice, seen=None, by=tidewater.nell, now=now)
        name_people(stored_in(tansy), named=[tidewater.nell.name], now=now + HOUR)
        sign(latest_decision(stored_in(tansy)), by=tidewater.ines, now=now + 2 * HOUR)
        owner = stored_in(tansy).owner
    assert decision.decided_by == tidewater.nell
    assert owner != tidewater.nell


def test_the_access_log_says_of_nothing_that_was_refused_that_it_was_written_down(tidewater, now):
    fern = closed(tidewater, "Fern Fictional", now=now)
    said = tells(tidewater.ines, fern, "told")
    with hub_scope(tidewater.hub):
        rows = AccessEntry.objects.filter(what="contacts:tell", persons=[fern.person_id])
        actions = list(rows.values_list("action", flat=True))
    assert "Check who they are first" in said
    assert actions == ["read"]


def test_a_check_of_the_wrong_person_by_a_mistaken_press_can_be_taken_back(tidewater, now):
    fern = closed(tidewater, "Fern Fictional", now=now)
    browser = browser_of(tidewater.ines)
    said = browser.post(page("contacts:check", fern.pk), {"checked": "on"}, follow=True).content.decode()
    assert "Kept. Where they have own pages, these show what was written" in said
    assert "Undo" in said


def test_beside_a_record_stands_nobody_of_another_hub_or_of_a_colleague_whose_record_is_not_theirs(
    tidewater, saltpan, now
):
    fern, strange = (closed(team, "Fern Fictional", now=now) for team in (tidewater, saltpan))
    own = discharged(tidewater, nells(tidewater, now=now), now=now)
    pages = [
        browser_of(member).get(page("contacts:log", each.pk)).content.decode()
        for member, each in ((tidewater.nell, own), (saltpan.ines, strange), (tidewater.ines, fern))
    ]
    assert ["Others to tell" in each for each in pages] == [False, False, False]
    assert [str(fern.pk) in each for each in pages] == [False, False, True]
