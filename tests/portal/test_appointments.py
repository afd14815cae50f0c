"""A person's own appointments: choosing from what is offered, another time, cancelling; and nobody else's."""

from datetime import time, timedelta

import pytest
from django.utils import timezone

from holdfast.appointments import offer_actions
from holdfast.appointments.actions import cancel
from holdfast.appointments.models import Appointment, EarlierWish, Offer
from holdfast.diary.models import Session
from holdfast.documentation.routes import site_routes
from holdfast.hubs.scope import hub_scope
from holdfast.portal.log_words import READ, WROTE
from holdfast.portal.views import appointments
from tests.appointments.conftest import NINE, TEN, booked, placed, planned, waits, works
from tests.builders import browser_of, page
from tests.portal.conftest import PIN, at, text

HOUR = timedelta(hours=1)


@pytest.fixture
def offered(tidewater, own, now):
    """Nell and Wren have diaries; Tansy may choose."""
    works(tidewater, tidewater.nell, tidewater.wren, now=now)
    referral = own.fresh()
    with hub_scope(tidewater.hub):
        return offer_actions.offer(
            referral, kind="assessment", hows=["phone", "video"], members=[tidewater.nell, tidewater.wren],
            by=tidewater.nell, now=now,
        )  # fmt: skip


def stored(team):
    with hub_scope(team.hub):
        return list(Appointment.objects.select_related("session").order_by("pk"))


def pick(client, day="2026-10-19", at_time="09:00", how="video"):
    return client.post(at("appointments"), {"pick": f"{day} {at_time} ", "how": how})


def test_they_choose_a_time_and_it_becomes_where_things_stand(tidewater, own, offered, client):
    assert "Choose a time" in text(client.get(at("appointments")))

    assert pick(client).status_code == 302

    assert [(each.session.starts_at, each.session.how, each.booked_by) for each in stored(tidewater)] == [
        (NINE, "video", None)
    ]
    words = text(client.get(at("appointments")))
    assert "A longer talk, Monday 19 October at 9am By video, with Nell Sampleton" in words
    assert "Choose a time" not in words
    assert "Your appointment is Monday 19 October at 9am" in text(client.get(at("stand")))
    assert own.fresh().next_action == "meet"


def test_pressed_twice_it_is_one_and_with_the_next_colleague_where_the_first_is_taken(
    tidewater, own, offered, now, client
):
    other = waits(tidewater, owner=tidewater.nell, now=now, name="Hazel Pretend")
    booked(tidewater, other, tidewater.nell, now=now)

    pick(client)
    pick(client)

    mine = stored(tidewater)[1:]
    assert len(mine) == 1
    with hub_scope(tidewater.hub):
        held = mine[0].session.holds.filter(bookable__member__isnull=False, released_at=None)
        assert [hold.bookable.member_id for hold in held.select_related("bookable")] == [tidewater.wren.pk]


@pytest.mark.parametrize(
    ("how", "time"), [("room", "09:00"), ("video", "07:00"), ("video", "soon"), ("video", "09:07"), ("", "09:00")]
)
def test_what_was_not_offered_cannot_be_chosen(tidewater, own, offered, client, how, time):
    assert pick(client, at_time=time, how=how).status_code == 200

    assert stored(tidewater) == []


def test_a_time_taken_meanwhile_and_an_offer_that_ended_are_said_kindly(tidewater, own, offered, now, client, clock):
    for number, member in enumerate((tidewater.nell, tidewater.wren)):
        other = waits(tidewater, owner=tidewater.nell, now=now, name=f"Hazel Pretend{'ab'[number]}")
        booked(tidewater, other, member, now=now)

    words = text(pick(client))
    assert "Somebody was quicker" in words
    assert "Choose a time" in words
    referral = own.fresh()
    with hub_scope(tidewater.hub):
        offer_actions.withdraw(referral, by=tidewater.nell, now=now)
    assert "There is nothing to choose from now" in text(pick(client, at_time="13:00"))


def test_they_move_it_and_cancel_it_up_to_a_day_before(tidewater, own, offered, now, client, clock):
    pick(client)
    (found,) = stored(tidewater)
    assert "Another time" in text(client.get(at("appointment", found.pk)))

    client.post(at("appointment", found.pk), {"pick": "2026-10-20 10:30 "})
    assert stored(tidewater)[0].session.starts_at == NINE + timedelta(days=1, hours=1.5)
    clock(NINE + timedelta(hours=2))
    again = own.browser(now=NINE + timedelta(hours=2))
    assert "It is soon" in text(again.get(at("appointment", found.pk)))
    again.post(at("cancel_appointment", found.pk))
    again.post(at("appointment", found.pk), {"pick": "2026-10-21 10:30 "})
    assert [(each.status, each.session.starts_at.day) for each in stored(tidewater)] == [("booked", 20)]

    clock(now)
    client = own.browser(now=now)
    client.post(at("cancel_appointment", found.pk), {"reason": "not_well"})
    assert [(each.status, each.reason) for each in stored(tidewater)] == [("cancelled_by_person", "not_well")]
    assert own.fresh().next_action == "assess"
    assert "You cancelled it" in text(client.get(at("appointments")))
    assert "They cancelled the appointment" in browser_of(tidewater.nell).get(
        page("caseload:person", own.referral.pk)
    ).content.decode()  # fmt: skip


@pytest.mark.parametrize(("sent", "kept"), [("work", "work"), ("room", "other"), ("kept_out", "other"), ("", "other")])
def test_the_reason_is_one_of_theirs(tidewater, own, offered, now, client, sent, kept):
    pick(client)
    (found,) = stored(tidewater)
    assert "I cannot get away from work" in text(client.get(at("appointment", found.pk)))
    client.post(at("cancel_appointment", found.pk), {"reason": sent})
    assert [(each.status, each.reason) for each in stored(tidewater)] == [("cancelled_by_person", kept)]


def test_cancelled_by_the_team_while_their_page_was_open_it_says_what_stands(
    tidewater, own, offered, now, client, monkeypatch
):
    pick(client)
    (found,) = stored(tidewater)
    known = appointments.may_change

    def meanwhile(*given, **more):
        cancel(found, reason="other", by_them=False, by=tidewater.nell, now=now)
        return known(*given, **more)

    monkeypatch.setattr(appointments, "may_change", meanwhile)
    answer = client.post(at("cancel_appointment", found.pk), {"reason": "not_well"})

    assert (answer.status_code, answer.url) == (302, at("appointment", found.pk))
    assert [(each.status, each.reason) for each in stored(tidewater)] == [("cancelled_by_hub", "other")]


def test_what_is_booked_with_two_moves_to_a_time_that_both_have_free(tidewater, own, now, client):
    works(tidewater, tidewater.nell, tidewater.wren, now=now)
    found = booked(tidewater, own.fresh(), tidewater.nell, tidewater.wren, now=now)
    other = waits(tidewater, owner=tidewater.wren, now=now, name="Hazel Pretend")
    booked(tidewater, other, tidewater.wren, at=NINE + timedelta(days=1), now=now)

    shown = client.get(at("appointment", found.pk)).content.decode()
    assert 'value="2026-10-20 09:00 "' not in shown
    assert 'value="2026-10-20 11:00 "' in shown
    client.post(at("appointment", found.pk), {"pick": "2026-10-20 11:00 "})

    assert stored(tidewater)[0].session.starts_at == NINE + timedelta(days=1, hours=2)


def test_another_persons_appointment_is_not_to_be_found(tidewater, own, now, client):
    works(tidewater, tidewater.nell, now=now)
    other = waits(tidewater, owner=tidewater.nell, now=now, name="Hazel Pretend")
    theirs = booked(tidewater, other, tidewater.nell, now=now)

    assert client.get(at("appointment", theirs.pk)).status_code == 404
    assert client.post(at("cancel_appointment", theirs.pk)).status_code == 404
    assert "9am" not in text(client.get(at("appointments")))
    assert stored(tidewater)[0].status == "booked"


def test_whoever_stops_has_nothing_booked_and_nothing_to_choose_from(tidewater, own, offered, client):
    pick(client)

    client.post(at("stop"), {"pin": PIN})

    assert [each.status for each in stored(tidewater)] == ["cancelled_by_person"]
    assert "Choose a time" not in text(client.get(at("appointments")))


def test_the_persons_own_page_says_group_with_cancelling_and_without_anybody_else(tidewater, own, now, client, clock):
    works(tidewater, tidewater.nell, tidewater.wren, now=now)
    clock(now)
    (group,) = planned(tidewater, tidewater.wren, now=now)
    hazel = waits(tidewater, owner=tidewater.nell, now=now, name="Hazel Pretend")
    placed(tidewater, hazel, group, now=now)
    place = placed(tidewater, own.fresh(), group, now=now)

    listed, one = text(client.get(at("appointments"))), text(client.get(at("appointment", place.pk)))

    assert "Group, Monday 19 October at 10am By video, with Wren Dummerly" in listed
    assert "Cancel this appointment" in one
    assert "Press a time, and your appointment moves there" not in one
    for words in (listed, one):
        assert "Hazel" not in words
        assert "Monday group" not in words
    client.post(at("appointment", place.pk), {"pick": "2026-10-20 12:00 "})
    client.post(at("cancel_appointment", place.pk), {"reason": "work"})
    with hub_scope(tidewater.hub):
        assert Session.objects.get(pk=group.pk).starts_at == TEN
        assert [each.status for each in Appointment.objects.order_by("pk")] == ["booked", "cancelled_by_person"]


def test_whatever_staff_do_about_appointments_has_words_in_who_has_looked():
    about = {route.name for route in site_routes() if route.name.startswith("appointments:")}
    sent = {"appointments:attend", "appointments:undo", "appointments:cancel", "appointments:offer",
            "appointments:withdraw_offer", "appointments:put_in", "appointments:attend_group",
            "appointments:cancel_group", "appointments:wish_earlier", "appointments:tell_earlier",
            "appointments:remind"}  # fmt: skip
    about_nobody = {"appointments:groups", "appointments:plan_group"}

    assert about - about_nobody - sent - set(READ) == set()
    assert sent | {"appointments:book", "appointments:move"} <= set(WROTE)


def test_nobody_whom_they_named_since_is_among_what_was_offered(tidewater, own, offered, client):
    client.post(at("people"), {"people": "Nell Sampleton\nWren Dummerly"})

    assert "Nothing is booked now" in text(client.get(at("appointments")))
    assert pick(client).status_code == 200
    assert stored(tidewater) == []


def test_whoever_stops_before_they_chose_is_offered_nothing_any_more(tidewater, own, offered, client):
    client.post(at("stop"), {"pin": PIN})

    assert "Choose a time" not in text(client.get(at("appointments")))
    with hub_scope(tidewater.hub):
        assert list(Offer.objects.values_list("taken_at", "withdrawn_at")) == [(None, timezone.now())]


def test_they_wait_for_an_earlier_time_by_one_press_and_take_it_back(tidewater, saltpan, own, offered, client, now):
    pick(client, at_time="11:00")
    (mine,) = stored(tidewater)
    address = at("appointment", mine.pk)
    assert "Tell me if an earlier time comes free" in text(client.get(address))

    assert client.post(at("wish_earlier", mine.pk)).url == address

    words = text(client.get(address))
    assert "You wait for an earlier time" in words
    assert "Tell me if an earlier time comes free" not in words
    with hub_scope(tidewater.hub):
        wish = EarlierWish.objects.get(ended_at=None)
        assert (wish.appointment_id, wish.by, wish.since_at) == (mine.pk, None, now)
    staff = browser_of(tidewater.nell).get(page("appointments:one", mine.pk)).content.decode()
    assert "by their own wish since today at 2:52pm" in staff
    client.post(at("wish_earlier", mine.pk), {"ends": "1"})
    with hub_scope(tidewater.hub):
        assert not EarlierWish.objects.filter(ended_at=None).exists()
    assert stored(tidewater)[0].session.starts_at == NINE + 2 * HOUR


def test_nobody_waits_with_anothers_appointment_nor_a_day_before_nor_in_a_group(tidewater, own, offered, client, clock):
    pick(client, at_time="11:00")
    (mine,) = stored(tidewater)
    other = waits(tidewater, owner=tidewater.nell, now=mine.booked_at, name="Hazel Pretend")
    theirs = booked(tidewater, other, tidewater.wren, now=mine.booked_at)
    group = planned(tidewater, tidewater.wren, at=time(14), now=mine.booked_at)[0]
    place = placed(tidewater, own.fresh(), group, now=mine.booked_at)

    assert client.post(at("wish_earlier", theirs.pk)).status_code == 404
    assert client.post(at("wish_earlier", place.pk)).status_code == 302
    assert "earlier time" not in text(client.get(at("appointment", place.pk)))
    clock(NINE - 20 * HOUR)
    fresh = own.browser(now=NINE - 20 * HOUR)
    assert "earlier time" not in text(fresh.get(at("appointment", mine.pk)))
    fresh.post(at("wish_earlier", mine.pk))

    with hub_scope(tidewater.hub):
        assert not EarlierWish.objects.exists()
