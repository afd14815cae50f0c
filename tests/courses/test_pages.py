"""The pages of courses and of waiting, as staff use them; what the person reads; and the strangers."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from holdfast.courses.models import Course, Note, Protocol
from holdfast.events.models import AccessEntry
from holdfast.hubs.scope import hub_scope
from holdfast.referrals.naming import name_people
from tests.appointments.conftest import NINE
from tests.builders import browser_of, page
from tests.coordination.conftest import assessed
from tests.courses.conftest import DAY, agreed, answers, came, session, signed
from tests.waiting.conftest import goes_elsewhere, waiting  # noqa: F401 - a fixture

NOTE, WHY = "They kept a diary, heron-canary-note", "They move away, heron-canary-why"
HOUR = timedelta(hours=1)


@pytest.fixture
def read(clock, now):
    """Reads a page as somebody, at a moment."""

    def as_member(member, name, *args, at=None, query=""):
        clock(at or now)
        response = browser_of(member).get(page(name, *args) + query)
        response.text_shown = re.sub(r"\s+", " ", response.content.decode().replace("&#39;", "’"))
        return response

    return as_member


@pytest.fixture
def send(clock, now):
    def as_member(member, route, /, *args, at=None, query="", **data):
        clock(at or now)
        return browser_of(member).post(page(route, *args) + query, data)

    return as_member


def test_a_course_is_agreed_waits_starts_and_ends_on_the_pages_of_the_record(tidewater, given, now, read, send):
    nell, pk = tidewater.nell, given.tansy.pk
    assert "No course is agreed with them" in read(nell, "courses:of_record", pk).text_shown
    sent = {"protocol": "sleep", "sessions": "3", "who": "waits"}
    assert "Say until when they wait" in send(nell, "courses:agree", pk, **sent).content.decode()
    assert send(nell, "courses:agree", pk, **sent, expected_on="2026-11-25").status_code == 302
    assert "They wait for somebody who gives it" in read(nell, "courses:of_record", pk).text_shown
    with hub_scope(tidewater.hub):
        course = str(Course.objects.get().pk)

    send(nell, "courses:start", pk, course=course, who=str(nell.pk))
    words = read(nell, "courses:of_record", pk).text_shown
    assert ("0 of 3 sessions. 3 left to book." in words, "Book a session" in words) == (True, True)
    send(nell, "courses:extend", pk, course=course, sessions="5", why=WHY)
    send(nell, "courses:hand_on", pk, course=course, who=str(tidewater.wren.pk))
    words = read(nell, "courses:of_record", pk).text_shown
    assert ("5 instead of 3" in words, WHY in words, "Wren Dummerly" in words) == (True, True, True)
    assert "Say why it ends earlier" in send(nell, "courses:end", pk, course=course, how="end").content.decode()
    send(nell, "courses:end", pk, course=course, how="end_for_them", why=WHY)

    assert "Ended earlier by them, today, Nell Sampleton." in read(nell, "courses:of_record", pk).text_shown
    with hub_scope(tidewater.hub):
        entry = AccessEntry.objects.filter(what="courses:of_record").latest("at")
        assert (entry.persons, entry.why) == ([given.tansy.person_id], "owner")


def test_beside_each_session_stand_its_measures_with_the_change_and_its_note(tidewater, given, now, read, send):
    nell, pk = tidewater.nell, given.tansy.pk
    course = agreed(tidewater, given.tansy, given.protocol, practitioner=nell, now=now)
    for place, value in enumerate((3, 2, 1)):
        at = NINE + place * 2 * DAY
        answers(tidewater, given.tansy, "phq9", value, now=at - DAY)
        came(tidewater, session(tidewater, given.tansy, at=at, now=at - 2 * DAY), at=at + HOUR)
    after = NINE + 5 * DAY
    with hub_scope(tidewater.hub):
        first = str(Course.objects.get(pk=course.pk).referral.appointments.order_by("pk").first().pk)

    send(nell, "courses:write_note", pk, at=after, course=str(course.pk), session=first, text=NOTE)
    words = read(nell, "courses:of_record", pk, at=after).text_shown
    for said in ("<dd>27</dd>", "18, 9 fewer since the last: better than at first",
                 "9, 9 fewer since the last, 18 fewer since the first: better than at first",
                 "3 of 3 sessions.", "Every session that was agreed has been", NOTE):  # fmt: skip
        assert said in words
    with hub_scope(tidewater.hub):
        note = str(Note.objects.get().pk)
    send(nell, "courses:correct_note", pk, at=after, course=str(course.pk), note=note, text="In other words")
    refused = send(nell, "courses:correct_note", pk, at=after, course=str(course.pk), note=note, text="Too late")

    assert "This note was corrected meanwhile" in refused.content.decode()
    assert "Too late</textarea>" in refused.content.decode()
    words = read(nell, "courses:of_record", pk, at=after).text_shown
    assert ("In other words" in words, "What it said before" in words, NOTE in words) == (True, True, True)


def test_words_that_were_typed_in_a_second_tab_or_after_the_end_come_back(tidewater, given, now, read, send):
    nell, pk, at = tidewater.nell, given.tansy.pk, NINE + DAY
    course = agreed(tidewater, given.tansy, given.protocol, practitioner=nell, now=now)
    booked_one = session(tidewater, given.tansy, at=NINE, now=now)
    sent = {"course": str(course.pk), "session": str(booked_one.pk), "text": NOTE}

    shown = send(nell, "courses:write_note", pk, at=at, **sent).content.decode()
    assert "Write down first that they came to this session" in shown
    assert f"{NOTE}</textarea>" in shown
    send(nell, "courses:end", pk, at=at, course=str(course.pk), how="end_for_them", why="They have moved")
    for name, more in (
        ("end", {"how": "end_for_them", "why": WHY}),
        ("extend", {"sessions": "5", "why": WHY}),
    ):
        shown = send(nell, f"courses:{name}", pk, at=at, course=str(course.pk), **more).content.decode()
        assert "A colleague was quicker: the course was changed or ended meanwhile" in shown, name
        assert f"{WHY}</textarea>" in shown, name
    assert WHY not in read(nell, "courses:of_record", pk, at=at).text_shown
    stranger = send(tidewater.wren, "courses:write_note", pk, at=at, **sent)
    assert (stranger.status_code, "Tansy" in stranger.content.decode()) == (404, False)


def test_a_stranger_a_colleague_without_relationship_and_somebody_kept_out_find_nothing(
    tidewater, saltpan, given, now, read, send
):
    course = agreed(tidewater, given.tansy, given.protocol, practitioner=tidewater.nell, now=now)
    with hub_scope(tidewater.hub):
        name_people(given.tansy, named=["Ines Pretendham"], now=now)
    for member in (saltpan.nell, saltpan.ines, tidewater.wren, tidewater.ines, tidewater.ada, tidewater.max):
        for name in ("courses:of_record", "waiting:of_record"):
            response = read(member, name, given.tansy.pk)
            if (member, name) != (tidewater.ada, "waiting:of_record"):  # the office contacts people
                assert (response.status_code, "Tansy" in response.text_shown) == (404, False)
        sent = {"course": str(course.pk), "how": "end", "why": "x"}
        assert send(member, "courses:end", given.tansy.pk, **sent).status_code == 404
        assert "Tansy" not in read(member, "waiting:waiting").text_shown or member == tidewater.ada


def test_another_record_cannot_lend_its_course(tidewater, given, now, send):
    course = agreed(tidewater, given.tansy, given.protocol, practitioner=tidewater.nell, now=now)
    otto = assessed(tidewater, owner=tidewater.nell, now=now, name="Otto Nobody")

    sent = {"course": str(course.pk), "how": "end", "why": WHY}
    response = send(tidewater.nell, "courses:end", otto.pk, **sent)

    assert "A colleague was quicker" in response.content.decode()
    with hub_scope(tidewater.hub):
        assert Course.objects.get().status == "running"


def test_a_lead_signs_a_proposal_with_their_name_and_nobody_else_does(tidewater, now, read, send):
    assert "None is signed yet" in read(tidewater.nell, "courses:protocols").text_shown
    query = "?course=trauma-focused-cbt"
    words = read(tidewater.ines, "courses:protocol", query=query).text_shown
    assert ("NG116" in words, "Switched off until this hub has read the source" in words) == (True, True)
    sent = {"name": "Trauma-focused CBT", "need": "trauma", "sessions": "10", "minutes": "60", "every": "1",
            "questionnaires": ["phq9"], "source": "NG116", "is_used": "yes", "seen_version": "0"}  # fmt: skip
    wrong = send(tidewater.ines, "courses:protocol", query=query, **sent, signature="Somebody")
    assert "Sign with your name as it stands here" in wrong.content.decode()
    send(tidewater.nell, "courses:protocol", query=query, **sent, signature="Nell Sampleton")
    with hub_scope(tidewater.hub):
        assert Protocol.objects.count() == 0

    send(tidewater.ines, "courses:protocol", query=query, **sent, signature="ines  pretendham")

    with hub_scope(tidewater.hub):
        assert list(Protocol.objects.values_list("key", "version", "sessions")) == [("trauma-focused-cbt", 1, 10)]
    assert "Version 1, signed by Ines Pretendham." in read(tidewater.nell, "courses:protocols").text_shown


def statements(read, *args, **more):
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert read(*args, **more).status_code == 200
    return len(seen)


def test_the_waiting_list_takes_as_many_statements_however_many_wait(tidewater, waiting, now, read):  # noqa: F811
    few = statements(read, tidewater.nell, "waiting:waiting")
    for number in range(6):
        more = assessed(tidewater, owner=tidewater.nell, now=now, name=f"Number {number} Madeup")
        goes_elsewhere(tidewater, more, now=now)

    assert statements(read, tidewater.nell, "waiting:waiting") == few


def test_the_list_says_what_for_until_when_and_who_was_left_without_contact(tidewater, waiting, now, read):  # noqa: F811
    words = read(tidewater.nell, "waiting:waiting").text_shown
    assert words.index("Ivy Longwait") < words.index("Tansy Madeup") < words.index("Otto Nobody")
    assert "Sam Settled" not in words
    assert "Sessions here. Told Wednesday 25 November." in words
    assert "A service elsewhere. Not told yet how long." in words
    words = read(tidewater.nell, "waiting:waiting", query="?which=overdue").text_shown
    assert ("Contact overdue" in words, "Ivy Longwait" in words, "Tansy Madeup" in words) == (True, True, False)
    assert read(tidewater.nell, "waiting:waiting", query="?after=nonsense&which=zzz").status_code == 200


def test_a_long_list_goes_on_by_key(tidewater, waiting, now, read, monkeypatch):  # noqa: F811
    monkeypatch.setattr("holdfast.waiting.queries.PAGE", 2)
    monkeypatch.setattr("holdfast.waiting.views.PAGE", 2)
    words = read(tidewater.nell, "waiting:waiting").text_shown
    assert ("Ivy Longwait" in words, "Otto Nobody" in words) == (True, False)
    query = re.search(r'href="/people/waiting/(\?after=[^"]+)"', words).group(1).replace("&amp;", "&")

    words = read(tidewater.nell, "waiting:waiting", query=query).text_shown

    assert ("Ivy Longwait" in words, "Otto Nobody" in words) == (False, True)


def test_a_new_day_is_said_on_their_page_and_the_office_reads_no_score(tidewater, waiting, now, read, send):  # noqa: F811
    answers(tidewater, waiting.tansy, "phq9", 1, now=now - DAY)
    answers(tidewater, waiting.tansy, "phq9", 3, now=now)
    pk = waiting.tansy.pk
    assert "Choose a day from today on" in send(
        tidewater.nell, "waiting:expect", pk, expected_on="2026-01-01"
    ).content.decode()  # fmt: skip
    send(tidewater.nell, "waiting:expect", pk, expected_on="2026-12-01")

    words = read(tidewater.nell, "waiting:of_record", pk).text_shown
    assert ("Told Tuesday 1 December" in words, "They got worse while they wait" in words) == (True, True)
    assert "27, severe" in words
    words = read(tidewater.ada, "waiting:of_record", pk).text_shown
    assert ("Told Tuesday 1 December" in words, "worse" in words, "severe" in words) == (True, False, False)
    assert "Got worse" not in read(tidewater.ada, "waiting:waiting").text_shown
    assert "Got worse" in read(tidewater.nell, "waiting:waiting").text_shown


def test_a_lead_signs_how_often_and_nobody_else_does(tidewater, now, read, send):
    assert "This hub has signed none" in read(tidewater.nell, "waiting:rhythm").text_shown
    sent = {"contact_days": "7", "measure_days": "14", "long_days": "30", "questionnaires": ["phq9"],
            "seen_version": "0"}  # fmt: skip
    send(tidewater.nell, "waiting:rhythm", **sent, signature="Nell Sampleton")
    assert "Enter a number of days from 1 to 91" in send(
        tidewater.ines, "waiting:rhythm", **(sent | {"contact_days": "0"}), signature="Ines Pretendham"
    ).content.decode()  # fmt: skip
    send(tidewater.ines, "waiting:rhythm", **sent, signature="Ines Pretendham")

    words = read(tidewater.nell, "waiting:rhythm").text_shown
    assert ("every 7 days" in words, "Version 1, signed by Ines Pretendham" in words) == (True, True)


def test_a_page_of_sessions_takes_as_many_statements_however_many_sessions_there_were(tidewater, given, now, read):
    agreed(tidewater, given.tansy, given.protocol, practitioner=tidewater.nell, now=now, sessions=6)
    came(tidewater, session(tidewater, given.tansy, at=NINE, now=now), at=NINE + HOUR)
    few = statements(read, tidewater.nell, "courses:of_record", given.tansy.pk, at=NINE + HOUR)
    for place in (1, 2):
        at = NINE + place * 2 * DAY
        came(tidewater, session(tidewater, given.tansy, at=at, now=at - DAY), at=at + HOUR)

    after = NINE + 5 * DAY
    assert statements(read, tidewater.nell, "courses:of_record", given.tansy.pk, at=after) == few
    signed(tidewater, now=now, seen_version=1)
