"""Waiting for an earlier time: found when one comes free that fits, told once, and nothing moves by itself."""

from datetime import time, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from holdfast.appointments import actions
from holdfast.appointments.earlier import earlier_free, waiting_for_earlier
from holdfast.appointments.earlier_actions import end_wish_earlier, tell_earlier, wish_earlier
from holdfast.appointments.models import Appointment, EarlierWish
from holdfast.appointments.rules import SOONEST, first_released
from holdfast.appointments.today import earlier_line
from holdfast.correspondence.models import Message
from holdfast.diary import actions as diary
from holdfast.diary import hours_actions as hours
from holdfast.diary.rules import Length
from holdfast.events.models import AccessEntry, Event
from holdfast.hubs.scope import hub_scope
from holdfast.lifecycle import MoveNotAllowed
from holdfast.people.viewer import viewer
from tests.appointments.conftest import DAY, NINE, TEN, booked, placed, planned, waits, works
from tests.builders import accept, browser_of, leaves, page, send_request

HOUR, A_DAY = timedelta(hours=1), timedelta(days=1)
THURSDAY = NINE + 3 * A_DAY
MAILED = {"call": "+447700900123", "voicemail": False, "times": [], "email": "tansy@home.example"}


@pytest.fixture
def full(tidewater, met, now):
    """Nell's Monday at nine is Hazel's; Tansy comes on Thursday, and waits for an earlier time since noon."""
    hazel = waits(tidewater, owner=tidewater.nell, now=now, name="Hazel Pretend")
    met.hazels = booked(tidewater, hazel, tidewater.nell, now=now)
    met.tansys = booked(tidewater, met.tansy, tidewater.nell, at=THURSDAY, now=now)
    with hub_scope(tidewater.hub):
        met.wish = wish_earlier(met.tansys, by=tidewater.nell, now=now)
    return met


def later(now):
    return now + timedelta(minutes=5)


def cancelled(team, appointment, *, now, **more):
    with hub_scope(team.hub):
        actions.cancel(appointment, reason="work", by_them=True, by=team.ada, now=now, **more)


def found_by(team, member, *, now):
    with hub_scope(team.hub):
        return [(each.wish.appointment_id, each.starts_at) for each in earlier_free(viewer(member, now=now))]


def kinds(team, appointment):
    with hub_scope(team.hub):
        return list(Event.objects.filter(subject_id=appointment.pk).order_by("pk").values_list("kind", flat=True))


def test_a_time_that_was_free_all_along_is_no_news_and_one_that_comes_free_is(tidewater, full, now):
    assert found_by(tidewater, tidewater.nell, now=later(now)) == []

    cancelled(tidewater, full.hazels, now=later(now))

    assert found_by(tidewater, tidewater.nell, now=later(now)) == [(full.tansys.pk, NINE)]


def test_time_that_was_moved_away_from_or_kept_and_given_back_comes_free_too(tidewater, full, now):
    with hub_scope(tidewater.hub):
        (kept,) = diary.keep_time(
            tidewater.nell, kind="notes", day=DAY + A_DAY, at=time(9), minutes=120,
            weeks=1, by=tidewater.nell, now=now,
        )  # fmt: skip
        diary.give_time_back(kept, whole_series=False, by=tidewater.nell, now=later(now))
    assert found_by(tidewater, tidewater.nell, now=later(now)) == [(full.tansys.pk, NINE + A_DAY)]

    with hub_scope(tidewater.hub):
        actions.move(full.hazels, starts_at=NINE + 4 * A_DAY, how="phone", by=tidewater.nell, now=later(now))

    assert found_by(tidewater, tidewater.nell, now=later(now)) == [(full.tansys.pk, NINE)]


@pytest.mark.parametrize("why", ["not theirs", "too short", "taken again", "later", "too soon", "busy", "away", "left"])
def test_a_time_that_does_not_fit_is_not_told(tidewater, full, now, why):
    at = later(now)
    hours_left = {"too soon": NINE + 2 * HOUR - SOONEST}
    if why == "not theirs":
        wrens = waits(tidewater, owner=tidewater.wren, now=now, name="Fern Fictional")
        cancelled(tidewater, booked(tidewater, wrens, tidewater.wren, now=now), now=at)
    elif why == "later":
        fern = waits(tidewater, owner=tidewater.nell, now=now, name="Fern Fictional")
        cancelled(tidewater, booked(tidewater, fern, tidewater.nell, at=THURSDAY + A_DAY, now=now), now=at)
    else:
        cancelled(tidewater, full.hazels, now=at)
    with hub_scope(tidewater.hub):
        if why == "too short":  # what is left of it, and the free time after it, is an hour and three quarters
            diary.keep_time(
                tidewater.nell, kind="notes", day=DAY, at=time(10, 45),
                minutes=375, weeks=1, by=tidewater.nell, now=at,
            )  # fmt: skip
        if why == "away":
            span = {"starts_at": NINE, "ends_at": NINE + 8 * HOUR}
            hours.set_absence(tidewater.nell, why="study", **span, by=tidewater.nell, now=at)
    if why == "taken again":
        gwen = waits(tidewater, owner=tidewater.nell, now=now, name="Gwen Notreal")
        booked(tidewater, gwen, tidewater.nell, now=at)
    if why == "busy":
        for begins in (NINE, TEN):
            booked(tidewater, full.tansy, tidewater.wren, at=begins, kind="support", now=at)
    if why == "left":
        leaves(tidewater.nell)

    assert found_by(tidewater, tidewater.ines, now=hours_left.get(why, at)) == []


def test_where_they_meet_in_a_room_one_that_holds_everybody_is_free_then(tidewater, met, now):
    hazel = waits(tidewater, owner=tidewater.nell, now=now, name="Hazel Pretend")
    fern = waits(tidewater, owner=tidewater.wren, now=now, name="Fern Fictional")
    hazels = booked(tidewater, hazel, tidewater.nell, now=now)
    in_room = {"how": "room", "room": met.room}
    tansys = booked(tidewater, met.tansy, tidewater.nell, at=THURSDAY, now=now, **in_room)
    with hub_scope(tidewater.hub):
        wish_earlier(tansys, by=None, now=now)
    cancelled(tidewater, hazels, now=later(now))
    assert found_by(tidewater, tidewater.nell, now=later(now)) == [(tansys.pk, NINE)]

    booked(tidewater, fern, tidewater.wren, now=later(now), **in_room)

    assert found_by(tidewater, tidewater.nell, now=later(now)) == [(tansys.pk, NINE + 1.5 * HOUR)]


def test_two_practitioners_are_both_free_then(tidewater, met, now):
    hazel = waits(tidewater, owner=tidewater.nell, now=now, name="Hazel Pretend")
    hazels = booked(tidewater, hazel, tidewater.nell, now=now)
    tansys = booked(tidewater, met.tansy, tidewater.nell, tidewater.wren, at=THURSDAY, now=now)
    fern = waits(tidewater, owner=tidewater.wren, now=now, name="Fern Fictional")
    booked(tidewater, fern, tidewater.wren, at=NINE, kind="support", now=now)
    with hub_scope(tidewater.hub):
        wish_earlier(tansys, by=None, now=now)

    cancelled(tidewater, hazels, now=later(now))

    assert found_by(tidewater, tidewater.nell, now=later(now)) == [(tansys.pk, TEN)]


def test_told_once_it_is_news_no_more_until_something_else_comes_free(tidewater, full, now):
    cancelled(tidewater, full.hazels, now=later(now))
    with hub_scope(tidewater.hub):
        tell_earlier(full.tansys, mails=False, by=tidewater.nell, now=later(now))

    assert found_by(tidewater, tidewater.nell, now=later(now)) == []
    hazel = waits(tidewater, owner=tidewater.nell, now=now, name="Fern Fictional")
    again = booked(tidewater, hazel, tidewater.nell, at=TEN, now=later(now))
    cancelled(tidewater, again, now=later(now) + HOUR)
    assert found_by(tidewater, tidewater.nell, now=later(now) + HOUR) == [(full.tansys.pk, NINE)]
    assert kinds(tidewater, full.tansys) == [
        "appointment.book", "appointment.wish_earlier", "appointment.tell_earlier",
    ]  # fmt: skip


def test_offered_by_mail_they_get_neutral_mail_and_keep_their_time(tidewater, full, now):
    with hub_scope(tidewater.hub):
        tell_earlier(full.tansys, mails=True, by=tidewater.nell, now=later(now))
        tell_earlier(full.tansys, mails=True, by=tidewater.nell, now=later(now) + timedelta(seconds=2))  # pressed twice

        assert list(Message.objects.filter(kind="news").values_list("subject_id", flat=True)) == [full.tansys.pk]
        assert Event.objects.get(kind="appointment.tell_earlier").codes == {
            "mailed": True, "referral": str(full.tansy.pk),
        }  # fmt: skip
        kept = Appointment.objects.select_related("session").get(pk=full.tansys.pk)
    assert (kept.status, kept.session.starts_at) == ("booked", THURSDAY)


@pytest.mark.parametrize("what", ["moved", "cancelled", "attended", "taken back"])
def test_a_wish_ends_with_the_time_they_have(tidewater, full, now, what):
    with hub_scope(tidewater.hub):
        if what == "moved":
            actions.move(full.tansys, starts_at=NINE + A_DAY, how="phone", by=tidewater.nell, now=later(now))
        elif what == "cancelled":
            actions.cancel(full.tansys, reason="work", by_them=True, by=None, now=later(now))
        elif what == "attended":
            actions.attend(full.tansys, "attend", by=tidewater.nell, now=THURSDAY + HOUR)
        else:
            end_wish_earlier(full.tansys, by=None, now=later(now))
            end_wish_earlier(full.tansys, by=None, now=later(now))

        assert EarlierWish.objects.filter(ended_at=None).count() == 0
    assert kinds(tidewater, full.tansys).count("appointment.end_wish_earlier") == (what == "taken back")


def test_asked_twice_it_is_once_and_the_database_says_so(tidewater, full, now):
    with hub_scope(tidewater.hub):
        assert wish_earlier(full.tansys, by=None, now=later(now)).pk == full.wish.pk
        assert EarlierWish.objects.count() == 1
        row = {"hub": tidewater.hub, "person": full.tansys.person, "appointment": full.tansys, "since_at": now}
        with pytest.raises(IntegrityError, match="earlier_wish_open_once"), transaction.atomic():
            EarlierWish.objects.create(**row)
        with pytest.raises(IntegrityError, match="earlier_wish_ends_after_it_begins"), transaction.atomic():
            EarlierWish.objects.create(**row, ended_at=now - HOUR)


def test_a_place_in_a_group_what_is_too_soon_and_what_is_over_wait_for_nothing(tidewater, met, now):
    works(tidewater, tidewater.ines, now=now)
    place = placed(tidewater, met.tansy, planned(tidewater, tidewater.ines, now=now)[0], now=now)
    found = booked(tidewater, met.tansy, tidewater.nell, at=THURSDAY, now=now)
    with hub_scope(tidewater.hub):
        with pytest.raises(MoveNotAllowed):
            wish_earlier(place, by=tidewater.nell, now=now)
        with pytest.raises(MoveNotAllowed):
            wish_earlier(found, by=tidewater.nell, now=THURSDAY - SOONEST)
        with pytest.raises(PermissionDenied):
            wish_earlier(found, by=tidewater.max, now=now)
        with pytest.raises(MoveNotAllowed):
            tell_earlier(found, mails=True, by=tidewater.nell, now=now)
        actions.cancel(found, reason="work", by_them=True, by=None, now=now)
        with pytest.raises(MoveNotAllowed):
            wish_earlier(found, by=tidewater.nell, now=now)


def test_only_those_whose_record_is_open_are_counted_told_or_shown(tidewater, saltpan, full, now, clock):
    cancelled(tidewater, full.hazels, now=later(now))
    clock(later(now))
    counted = {}
    for name in ("nell", "wren", "ines", "ada", "max"):
        with hub_scope(tidewater.hub):
            found = viewer(getattr(tidewater, name), now=later(now))
            counted[name] = len(waiting_for_earlier(found))
    assert counted == {"nell": 1, "wren": 0, "ines": 1, "ada": 1, "max": 0}
    with hub_scope(saltpan.hub):
        assert waiting_for_earlier(viewer(saltpan.ines, now=later(now))) == []

    words = browser_of(tidewater.nell).get(page("appointments:earlier")).content.decode()
    assert "Tansy Madeup" in words
    assert "Monday 19 October at 9am" in words
    assert "An earlier time is free for one person who waits for one" in today(tidewater.nell)
    for member in (tidewater.wren, saltpan.ines):
        assert "Tansy" not in browser_of(member).get(page("appointments:earlier")).content.decode()
        assert "An earlier time" not in today(member)
        assert browser_of(member).post(page("appointments:wish_earlier", full.tansys.pk)).status_code == 404
        assert browser_of(member).post(page("appointments:tell_earlier", full.tansys.pk)).status_code == 404
    with hub_scope(tidewater.hub):
        entry = AccessEntry.objects.filter(what="appointments:earlier", by=tidewater.nell).get()
        assert entry.persons == [full.tansy.person_id]


def test_whoever_the_person_keeps_out_hears_nothing_though_they_lead(tidewater, full, now, clock):
    otto = waits(tidewater, owner=tidewater.nell, now=now, name="Otto Exampleton", must_not_see=("Ines Pretendham",))
    ottos = booked(tidewater, otto, tidewater.nell, at=THURSDAY + A_DAY, now=now)
    with hub_scope(tidewater.hub):
        wish_earlier(ottos, by=None, now=now)
    cancelled(tidewater, full.hazels, now=later(now))
    clock(later(now))

    assert [pk for pk, _ in found_by(tidewater, tidewater.nell, now=later(now))] == [full.tansys.pk, ottos.pk]
    assert [pk for pk, _ in found_by(tidewater, tidewater.ines, now=later(now))] == [full.tansys.pk]
    shown = browser_of(tidewater.ines).get(page("appointments:earlier")).content.decode()
    assert "Tansy Madeup" in shown
    assert "Otto" not in shown
    assert "for one person who waits" in today(tidewater.ines)
    assert browser_of(tidewater.ines).post(page("appointments:tell_earlier", ottos.pk)).status_code == 404


def today(member):
    return browser_of(member).get(page("caseload:today")).content.decode().replace("&#39;", "’")


def test_one_press_moves_them_there_and_the_line_is_gone(tidewater, full, now, clock):
    cancelled(tidewater, full.hazels, now=later(now))
    clock(later(now))
    browser = browser_of(tidewater.nell)
    shown = browser.get(page("appointments:earlier")).content.decode()
    assert 'name="day" value="2026-10-19"><input type="hidden" name="at" value="09:00"' in shown

    browser.post(page("appointments:move", full.tansys.pk), {"day": "2026-10-19", "at": "09:00"})

    with hub_scope(tidewater.hub):
        assert Appointment.objects.get(pk=full.tansys.pk).session.starts_at == NINE
        assert earlier_line(viewer(tidewater.nell, now=later(now))) == []
    assert (
        "No time that would fit somebody who waits has come free."
        in browser.get(page("appointments:earlier")).content.decode()
    )


def test_a_mail_is_offered_only_where_one_is_safe_and_they_can_still_move_by_themselves(tidewater, full, now, clock):
    fern = send_request(tidewater, now=now, name="Fern Fictional", channels=MAILED)
    accept(tidewater, fern, owner=tidewater.nell, now=now)
    ferns = booked(tidewater, fern, tidewater.nell, at=THURSDAY + 2 * HOUR, kind="support", now=now)
    with hub_scope(tidewater.hub):
        wish_earlier(ferns, by=None, now=now)
    cancelled(tidewater, full.hazels, now=later(now))
    clock(later(now))
    browser = browser_of(tidewater.nell)
    shown = browser.get(page("appointments:earlier")).content.decode()
    assert shown.count("They stay where they are") == 2
    assert shown.count("Offer it by a neutral mail") == 1

    for found in (ferns, full.tansys):
        browser.post(page("appointments:tell_earlier", found.pk), {"how": "mail"})

    with hub_scope(tidewater.hub):
        told = Event.objects.filter(kind="appointment.tell_earlier").order_by("pk").values_list("codes", flat=True)
        assert [codes["mailed"] for codes in told] == [True, False]


def test_staff_let_somebody_wait_and_take_it_back_on_the_page_of_the_appointment(tidewater, met, now, clock):
    clock(now)
    found = booked(tidewater, met.tansy, tidewater.nell, at=THURSDAY, now=now)
    browser, address = browser_of(tidewater.nell), page("appointments:one", found.pk)
    assert "Let them wait for an earlier time" in browser.get(address).content.decode()

    browser.post(page("appointments:wish_earlier", found.pk))
    assert (
        "They wait for an earlier time, noted today at 2:52pm by Nell Sampleton."
        in browser.get(address).content.decode()
    )
    browser.post(page("appointments:wish_earlier", found.pk), {"ends": "1"})

    assert "Let them wait for an earlier time" in browser.get(address).content.decode()
    assert kinds(tidewater, found)[1:] == ["appointment.wish_earlier", "appointment.end_wish_earlier"]


@pytest.mark.parametrize("number", [1, 6])
def test_the_list_takes_as_many_statements_however_many_wait(
    tidewater, full, now, clock, number, django_assert_num_queries
):
    for place in range(number):
        person = waits(tidewater, owner=tidewater.nell, now=now, name=f"Fern Fictional{'abcdefgh'[place]}")
        at = THURSDAY + timedelta(days=place % 2, hours=2 * (place // 2) + 2)
        made = booked(tidewater, person, tidewater.nell, at=at, kind="support", now=now)
        with hub_scope(tidewater.hub):
            wish_earlier(made, by=None, now=now)
    cancelled(tidewater, full.hazels, now=later(now))
    clock(later(now))
    browser = browser_of(tidewater.nell)
    browser.get(page("appointments:earlier"))

    with django_assert_num_queries(20):
        browser.get(page("appointments:earlier"))


def test_a_start_takes_some_of_what_was_released_and_nothing_that_is_held():
    free, half = [(NINE, NINE + 3 * HOUR)], timedelta(minutes=30)

    starts = list(
        first_released(free, [(NINE + HOUR, NINE + HOUR + half)], Length(60), after=NINE, before=NINE + 2 * HOUR)
    )

    assert [int((at - NINE).total_seconds() / 60) for at in starts] == [15, 30, 45, 60, 75]
    assert list(first_released(free, [], Length(60), after=NINE, before=NINE + HOUR)) == []
