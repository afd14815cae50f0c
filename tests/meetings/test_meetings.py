"""The team's meeting: who is waited for, who reads what, what is decided and by whom."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.core.exceptions import PermissionDenied

from holdfast.assessments.actions import agree, begin, write
from holdfast.events.models import AccessEntry, Event
from holdfast.hubs.hours import LONDON
from holdfast.hubs.scope import hub_scope
from holdfast.lifecycle import MoveNotAllowed
from holdfast.meetings import actions
from holdfast.meetings.models import Discussion
from holdfast.meetings.queries import find_discussion, present_for, waiting, without_question
from holdfast.people.actions import keep_out, open_in_emergency
from holdfast.people.viewer import viewer
from holdfast.referrals.actions import place, withdraw
from tests.appointments.conftest import works
from tests.builders import browser_of, leaves, page
from tests.meetings.conftest import WHOLE

HOUR = timedelta(hours=1)
QUESTION = "group-or-alone-question"


@pytest.fixture
def asked(tidewater, met, now):
    """Nell asks about Tansy at a meeting that she has called, an hour from now."""
    with hub_scope(tidewater.hub):
        meeting = actions.call(tidewater.hub, starts_at=now + HOUR, by=tidewater.nell, now=now)
        return actions.ask(met.tansy, QUESTION, meeting=meeting, by=tidewater.nell, now=now)


def read(member, name, *args):
    response = browser_of(member).get(page(name, *args))
    return response.status_code, response.content.decode().replace("&#39;", "’")


def test_whoever_waits_without_a_question_is_listed_for_those_whose_they_are(tidewater, saltpan, met, now):
    with hub_scope(tidewater.hub):
        assert [each.pk for each in without_question(viewer(tidewater.nell, now=now))] == [met.tansy.pk]
        assert {each.pk for each in without_question(viewer(tidewater.ines, now=now))} == {
            met.tansy.pk, met.hazel.pk,
        }  # fmt: skip
        assert without_question(viewer(tidewater.max, now=now)) == []
    with hub_scope(saltpan.hub):
        assert without_question(viewer(saltpan.ines, now=now)) == []


def test_a_question_stands_on_the_agenda_and_the_next_action_is_the_meeting(tidewater, met, asked, now, clock):
    clock(now)
    with hub_scope(tidewater.hub):
        met.tansy.refresh_from_db()
    assert (met.tansy.next_action, met.tansy.next_action_at) == ("discuss", now + HOUR)

    status, shown = read(tidewater.nell, "meetings:meeting", asked.meeting_id)

    assert status == 200
    assert QUESTION in shown
    with hub_scope(tidewater.hub):
        entry = AccessEntry.objects.filter(what="meetings:meeting").get()
        assert (entry.persons, entry.why) == ([met.tansy.person_id], "meeting")


def test_only_those_at_the_meeting_and_the_team_of_the_record_read_the_question(
    tidewater, saltpan, met, asked, now, clock
):
    clock(now)
    for member in (tidewater.wren, saltpan.ines, tidewater.max):
        assert read(member, "meetings:discussion", asked.pk)[0] == 404
        assert QUESTION not in read(member, "meetings:meeting", asked.meeting_id)[1]
        assert QUESTION not in read(member, "meetings:meetings")[1]
    with hub_scope(tidewater.hub):
        actions.come(asked.meeting, tidewater.wren, by=tidewater.nell, now=now)

    status, shown = read(tidewater.wren, "meetings:discussion", asked.pk)
    assert (status, QUESTION in shown) == (200, True)
    assert page("assessments:of_record", met.tansy.pk) not in shown
    assert read(tidewater.wren, "assessments:of_record", met.tansy.pk)[0] == 404


def test_nobody_lets_themselves_into_a_meeting(tidewater, asked, now):
    with hub_scope(tidewater.hub):
        with pytest.raises(PermissionDenied):
            actions.come(asked.meeting, tidewater.wren, by=tidewater.wren, now=now)
        with pytest.raises(PermissionDenied):
            actions.come(asked.meeting, tidewater.ada, by=tidewater.nell, now=now)


def test_whoever_is_kept_out_reads_nothing_at_the_meeting_and_does_not_decide(tidewater, met, asked, now, clock):
    clock(now)
    with hub_scope(tidewater.hub):
        actions.come(asked.meeting, tidewater.wren, by=tidewater.nell, now=now)
        keep_out(met.tansy.person, named=[tidewater.wren.name], now=now)

        assert find_discussion(viewer(tidewater.wren, now=now), asked.pk) is None
        assert waiting(viewer(tidewater.wren, now=now)) == []
        assert present_for(asked, [tidewater.nell, tidewater.wren]) == [tidewater.nell]
        done = actions.decide(asked, decisions=["in_house"], words="Six sessions", by=tidewater.nell, now=now)
        assert done.present == [tidewater.nell.pk]
    assert QUESTION not in read(tidewater.wren, "meetings:meeting", asked.meeting_id)[1]
    assert "Six sessions" not in read(tidewater.wren, "meetings:meeting", asked.meeting_id)[1]


def test_a_decision_names_who_was_there_and_moves_the_referral_to_the_plan(tidewater, met, asked, now, clock):
    clock(now)
    with hub_scope(tidewater.hub):
        actions.come(asked.meeting, tidewater.wren, by=tidewater.nell, now=now)
    data = {"decisions": ["group", "workplace"], "words": "Wren writes to her."}

    answer = browser_of(tidewater.wren).post(page("meetings:discussion", asked.pk), data)

    assert answer.url == page("meetings:discussion", asked.pk)
    with hub_scope(tidewater.hub):
        met.tansy.refresh_from_db()
    assert (met.tansy.stage, met.tansy.next_action) == ("in_support", "plan")
    shown = read(tidewater.nell, "meetings:discussion", asked.pk)[1]
    assert "A group or training, Support at work" in shown
    assert f"{tidewater.nell.name}, {tidewater.wren.name}" in shown
    with hub_scope(tidewater.hub):
        codes = Event.objects.get(kind="meeting.decide").codes
        assert (codes["decisions"], set(codes["told"])) == (
            ["group", "workplace"],
            {str(tidewater.nell.pk), str(tidewater.wren.pk)},
        )
        with pytest.raises(MoveNotAllowed):
            actions.decide(asked, decisions=["other"], words="", by=tidewater.nell, now=now)


def test_assessing_further_leads_back_to_the_assessment(tidewater, met, asked, now):
    with hub_scope(tidewater.hub):
        actions.decide(asked, decisions=["assess_more"], words="", by=tidewater.nell, now=now)
        met.tansy.refresh_from_db()
        assert (met.tansy.stage, met.tansy.next_action) == ("assessment", "assess")


def test_a_lead_who_is_not_there_does_not_decide(tidewater, asked, now):
    with hub_scope(tidewater.hub), pytest.raises(PermissionDenied):
        actions.decide(asked, decisions=["other"], words="", by=tidewater.ines, now=now)


def test_what_was_not_decided_waits_for_another_meeting(tidewater, asked, now):
    with hub_scope(tidewater.hub):
        with pytest.raises(MoveNotAllowed):
            actions.close_minutes(asked.meeting, by=tidewater.nell, now=now)
        actions.close_minutes(asked.meeting, by=tidewater.nell, now=now + HOUR)

        left = Discussion.objects.get()
        assert (left.status, left.meeting_id) == ("waiting", None)
        with pytest.raises(MoveNotAllowed):
            actions.decide(left, decisions=["other"], words="", by=tidewater.nell, now=now + HOUR)
        with pytest.raises(MoveNotAllowed):
            actions.come(asked.meeting, tidewater.wren, by=tidewater.nell, now=now + HOUR)


def test_a_meeting_at_which_something_was_decided_is_not_called_off(tidewater, asked, now):
    with hub_scope(tidewater.hub):
        actions.decide(asked, decisions=["other"], words="", by=tidewater.nell, now=now)
        with pytest.raises(MoveNotAllowed):
            actions.call_off(asked.meeting, by=tidewater.nell, now=now)


def test_a_question_that_is_asked_no_more_goes_on_to_the_plan(tidewater, met, asked, now):
    with hub_scope(tidewater.hub):
        actions.withdraw_question(asked, by=tidewater.nell, now=now)
        met.tansy.refresh_from_db()
        assert (met.tansy.stage, met.tansy.next_action) == ("in_support", "plan")


def test_today_says_how_many_wait_for_the_meeting(tidewater, met, now, clock):
    clock(now)
    assert "One person waits for the team’s meeting" in read(tidewater.nell, "caseload:today")[1]
    assert "wait for the team’s meeting" not in read(tidewater.ada, "caseload:today")[1]


def lent(team, referral, member, *, now):
    """The record is open to a member by an emergency, and by nothing else."""
    open_in_emergency(referral.person, reason="They are on the telephone and nobody else is here", by=member, now=now)


def test_an_emergency_is_no_way_to_the_meeting(tidewater, met, now):
    with hub_scope(tidewater.hub):
        lent(tidewater, met.tansy, tidewater.wren, now=now)
        meeting = actions.call(tidewater.hub, starts_at=now + HOUR, by=tidewater.wren, now=now)
        with pytest.raises(PermissionDenied):
            actions.ask(met.tansy, QUESTION, meeting=meeting, by=tidewater.wren, now=now)


def test_what_waits_for_the_next_meeting_is_put_on_it_when_a_lead_calls_one(tidewater, met, now):
    with hub_scope(tidewater.hub):
        asked = actions.ask(met.tansy, QUESTION, meeting=None, by=tidewater.nell, now=now)
        actions.call(tidewater.hub, starts_at=now + HOUR, by=tidewater.wren, now=now)
        asked.refresh_from_db()
        assert asked.meeting is None
        called = actions.call(tidewater.hub, starts_at=now + HOUR, by=tidewater.ines, now=now)
        asked.refresh_from_db()
        assert asked.meeting == called


def test_another_question_takes_the_place_of_the_first_under_its_own_name_and_the_first_stays(
    tidewater, met, asked, now, clock
):
    clock(now)
    form = {"question": "Alone, or in a group?", "meeting": "", "seen": ""}
    stale = browser_of(tidewater.ines).post(page("meetings:ask", met.tansy.pk), form).content.decode()
    assert QUESTION in stale
    assert "Alone, or in a group?</textarea>" in stale

    sent = browser_of(tidewater.ines).post(page("meetings:ask", met.tansy.pk), form | {"seen": str(asked.pk)})

    assert sent.status_code == 302
    with hub_scope(tidewater.hub):
        rows = Discussion.objects.order_by("asked_at", "pk")
        assert [(row.status, row.asked_by_id) for row in rows] == [
            ("withdrawn", tidewater.nell.pk),
            ("waiting", tidewater.ines.pk),
        ]


def test_once_somebody_has_stopped_nobody_discusses_them(tidewater, met, asked, now):
    with hub_scope(tidewater.hub):
        actions.come(asked.meeting, tidewater.wren, by=tidewater.nell, now=now)
        withdraw(met.tansy, now=now)

        assert waiting(viewer(tidewater.ines, now=now)) == []
        assert find_discussion(viewer(tidewater.wren, now=now), asked.pk) is None
        with pytest.raises(MoveNotAllowed):
            actions.decide(asked, decisions=["other"], words="", by=tidewater.nell, now=now)


def test_a_decision_that_came_too_late_keeps_its_words_on_the_page(tidewater, met, asked, now, clock):
    clock(now)
    with hub_scope(tidewater.hub):
        actions.decide(asked, decisions=["other"], words="", by=tidewater.nell, now=now)
    data = {"decisions": ["group"], "words": "Six weeks, then we look again."}

    answer = browser_of(tidewater.nell).post(page("meetings:discussion", asked.pk), data)

    assert "Six weeks, then we look again.</textarea>" in answer.content.decode()


def test_whoever_has_left_is_at_no_meeting(tidewater, asked, now):
    with hub_scope(tidewater.hub):
        actions.come(asked.meeting, tidewater.wren, by=tidewater.nell, now=now)
    leaves(tidewater.wren, now=now)
    with hub_scope(tidewater.hub):
        done = actions.decide(asked, decisions=["other"], words="", by=tidewater.nell, now=now)
        assert done.present == [tidewater.nell.pk]


def test_a_meeting_is_not_called_for_a_time_that_does_not_exist(tidewater, now, clock):
    clock(now)
    data = {"starts_at_0": "2027-03-28", "starts_at_1": "01:30"}
    assert "that exist" in browser_of(tidewater.nell).post(page("meetings:meetings"), data).content.decode()


def test_a_second_assessment_that_leads_to_the_meeting_is_discussed_next(tidewater, met, asked, now):
    with hub_scope(tidewater.hub):
        actions.decide(asked, decisions=["in_house"], words="", by=tidewater.nell, now=now)
        met.tansy.refresh_from_db()
        place(met.tansy, next_action="step", next_action_at=now + HOUR)
        made = begin(met.tansy, by=tidewater.nell, now=now)
        write(made, WHOLE, by=tidewater.nell, now=now)
        agree(made, leads_to="meeting", by=tidewater.nell, now=now)

        met.tansy.refresh_from_db()
        assert (met.tansy.stage, met.tansy.next_action) == ("meeting", "discuss")


def test_the_time_of_those_who_are_there_is_kept_free_by_the_page_of_the_diary_filled_in(tidewater, asked, now, clock):
    clock(now)
    works(tidewater, tidewater.nell, tidewater.wren, now=now)
    with hub_scope(tidewater.hub):
        actions.come(asked.meeting, tidewater.wren, by=tidewater.nell, now=now)
    shown = read(tidewater.nell, "meetings:meeting", asked.meeting_id)[1]
    address = unescape(re.search(r'href="([^"]*together[^"]*)"', shown)[1])

    filled = browser_of(tidewater.nell).get(address).content.decode()

    local = (now + HOUR).astimezone(LONDON)
    assert re.findall(r'name="(?:day|at)"[^>]*? value="([^"]+)"', filled) == [f"{local:%Y-%m-%d}", f"{local:%H:%M}"]
    assert re.findall(r'value="([^"]+)"[^>]* checked', filled) == [str(tidewater.nell.pk), str(tidewater.wren.pk)]
    assert 'value="meeting" selected' in filled


def test_a_meeting_that_has_begun_offers_no_time_to_keep_free(tidewater, asked, now, clock):
    clock(now + 2 * HOUR)
    assert "diary/together" not in read(tidewater.nell, "meetings:meeting", asked.meeting_id)[1]
