"""Measures the day before a session: asked once, moved with it, and not asked once it is cancelled."""

from datetime import time, timedelta

from holdfast.appointments.actions import cancel, move
from holdfast.correspondence.mail import mail_of
from holdfast.correspondence.models import Message
from holdfast.courses.asking import ask_before_sessions
from holdfast.courses.rules import is_measured, place_of
from holdfast.hubs.hours import instant
from holdfast.hubs.scope import hub_scope
from holdfast.waiting.models import Ask
from holdfast.waiting.queries import asked_forms
from tests.appointments.conftest import NINE
from tests.coordination.conftest import assessed
from tests.courses.conftest import DAY, agreed, answers, session

SUNDAY_TEN = instant(NINE.date() - DAY, time(10))


def asks(team):
    with hub_scope(team.hub):
        return list(Ask.objects.order_by("pk").values_list("opens_at", "closes_at", "is_mailed", "ended_at"))


def mail(team):
    with hub_scope(team.hub):
        return list(Message.objects.filter(kind="questions").order_by("pk").values_list("not_before", "cancelled_at"))


def look(team, *, now):
    with hub_scope(team.hub):
        return ask_before_sessions(team.hub, now=now)


def test_they_are_asked_by_neutral_mail_the_day_before_and_once(tidewater, given, now):
    agreed(tidewater, given.tansy, given.protocol, practitioner=tidewater.nell, now=now)
    session(tidewater, given.tansy, now=now)

    assert [look(tidewater, now=now) for _ in range(2)] == [1, 0]

    assert asks(tidewater) == [(SUNDAY_TEN, NINE, True, None)]
    assert mail(tidewater) == [(SUNDAY_TEN, None)]
    with hub_scope(tidewater.hub):
        words = mail_of(Message.objects.select_related("hub", "person").get(kind="questions"), "tansy@example.org")
        person = given.tansy.person
        assert asked_forms(person, now=now) == []
        assert [form.key for form in asked_forms(person, now=SUNDAY_TEN)] == ["phq9", "gad7"]
        assert asked_forms(person, now=NINE) == []
    said = f"{words.subject} {words.body}".lower()
    assert words.subject == "A few questions"
    assert [word for word in ("session", "course", "sleep", "tansy", "hub staff", "mental") if word in said] == []
    assert f"/h/{tidewater.hub.slug}/p/" in words.body


def test_answered_it_is_asked_no_more(tidewater, given, now):
    agreed(tidewater, given.tansy, given.protocol, practitioner=tidewater.nell, now=now)
    session(tidewater, given.tansy, now=now)
    look(tidewater, now=now)
    answers(tidewater, given.tansy, "phq9", 1, now=SUNDAY_TEN)

    with hub_scope(tidewater.hub):
        assert [form.key for form in asked_forms(given.tansy.person, now=SUNDAY_TEN)] == ["gad7"]


def test_a_session_that_moves_takes_its_questions_along_and_one_that_is_cancelled_asks_nothing(tidewater, given, now):
    agreed(tidewater, given.tansy, given.protocol, practitioner=tidewater.nell, now=now)
    appointment = session(tidewater, given.tansy, now=now)
    look(tidewater, now=now)
    with hub_scope(tidewater.hub):
        appointment = move(appointment, starts_at=NINE + DAY, how="phone", by=tidewater.nell, now=now)
    assert look(tidewater, now=now) == 1
    assert asks(tidewater) == [(SUNDAY_TEN, NINE, True, now), (SUNDAY_TEN + DAY, NINE + DAY, True, None)]
    assert mail(tidewater) == [(SUNDAY_TEN, now), (SUNDAY_TEN + DAY, None)]

    with hub_scope(tidewater.hub):
        cancel(appointment, reason="work", by_them=True, by=tidewater.nell, now=now)
    look(tidewater, now=now)

    assert [each[3] for each in asks(tidewater)] == [now, now]
    assert [each[1] for each in mail(tidewater)] == [now, now]


def test_booked_for_tomorrow_after_ten_it_is_asked_at_once_and_without_a_safe_address_on_their_page_alone(
    tidewater, given, now
):
    otto = assessed(tidewater, owner=tidewater.nell, now=now, name="Otto Nobody")
    agreed(tidewater, otto, given.protocol, practitioner=tidewater.nell, now=now)
    session(tidewater, otto, at=NINE - 4 * DAY, now=now)

    assert look(tidewater, now=now) == 1

    assert asks(tidewater) == [(now, NINE - 4 * DAY, False, None)]
    assert mail(tidewater) == []


def test_a_support_session_without_a_course_and_another_hub_ask_nothing(tidewater, saltpan, given, now):
    session(tidewater, given.tansy, now=now)
    assert look(tidewater, now=now) == 0
    agreed(tidewater, given.tansy, given.protocol, practitioner=tidewater.nell, now=now)
    assert look(saltpan, now=now) == 0


def test_before_which_sessions_they_are_asked():
    assert [is_measured(number, every=3, agreed=6) for number in range(1, 7)] == [True, False, False, True, False, True]
    assert all(is_measured(number, every=1, agreed=4) for number in range(1, 5))


def test_an_answer_stands_beside_the_first_session_that_had_not_ended():
    ends = [NINE, NINE + 7 * DAY]
    assert [place_of(at, ends) for at in (NINE - DAY, NINE, NINE + timedelta(hours=1), NINE + 8 * DAY)] == [
        0,
        0,
        1,
        None,
    ]
