"""Times in a room are those at which one is free; two records of one person are one person in the diary."""

import re
from datetime import timedelta
from functools import partial
from types import SimpleNamespace

import pytest
from django.urls import reverse

from holdfast.appointments import actions, offer_actions
from holdfast.appointments.actions import NotFree
from holdfast.appointments.earlier import taken_by
from holdfast.appointments.free_times import slots_for
from holdfast.appointments.models import Appointment
from holdfast.appointments.rooms import free_rooms, in_first_free
from holdfast.caseload.actions import agree_to_join
from holdfast.diary.hours_actions import add_room
from holdfast.hubs.scope import hub_scope
from holdfast.people import join_actions
from holdfast.people.models import Person
from tests.appointments.conftest import NINE, booked, placed, planned, waits, works
from tests.builders import browser_of, make_hub, page
from tests.network.test_pages import own_browser
from tests.referrals.test_lock_order import crossed

QUARTER = timedelta(minutes=15)
REASON = "They told me of both requests, and the date of birth agrees."


@pytest.fixture(autouse=True)
def _at_now(clock, now):
    clock(now)


def offered(team, referral, *hows, now):
    with hub_scope(team.hub):
        return offer_actions.offer(
            referral, kind="assessment", hows=list(hows), members=[team.nell], by=team.ada, now=now
        )


def times_shown(client, team):
    """What stands on the buttons of own pages: day and time, with what is said beside it."""
    html = client.get(reverse("portal:appointments", args=[team.hub.slug])).content.decode()
    buttons = html.split('name="pick" value="')[1:]
    return [(each.split('"')[0].strip(), "not in a room" in each.split("</button>")[0]) for each in buttons]


def taken_by_wren(team, met, room, *, now):
    """Somebody else sees Wren in the hub's only room at nine."""
    other = waits(team, owner=team.wren, now=now, name="Hazel Pretend")
    return booked(team, other, team.wren, now=now, how="room", room=room)


def test_times_that_are_offered_in_a_room_are_those_at_which_one_is_free(tidewater, met, now, client):
    offered(tidewater, met.tansy, "room", now=now)
    browser = own_browser(tidewater, met.tansy, client, now=now)
    before = times_shown(browser, tidewater)
    taken_by_wren(tidewater, met, met.room, now=now)
    after = times_shown(browser, tidewater)

    assert ("2026-10-19 09:00", False) in before
    assert [at for at, _ in after if at < "2026-10-19 10:00" and at.startswith("2026-10-19")] == []
    assert ("2026-10-20 09:00", False) in after


def test_where_a_room_is_one_of_the_ways_a_time_without_one_says_so(tidewater, met, now, client):
    offered(tidewater, met.tansy, "room", "phone", now=now)
    taken_by_wren(tidewater, met, met.room, now=now)
    shown = times_shown(own_browser(tidewater, met.tansy, client, now=now), tidewater)
    assert ("2026-10-19 09:00", True) in shown
    assert ("2026-10-20 09:00", False) in shown


def test_a_hub_without_a_room_offers_no_time_in_one(tidewater, now, client):
    works(tidewater, tidewater.nell, now=now)
    tansy = waits(tidewater, owner=tidewater.nell, now=now)
    offered(tidewater, tansy, "room", now=now)
    assert times_shown(own_browser(tidewater, tansy, client, now=now), tidewater) == []


def test_in_the_hubs_only_room_an_appointment_is_moved_by_less_than_its_length(tidewater, met, now):
    made = booked(tidewater, met.tansy, tidewater.nell, now=now, how="room", room=met.room)
    url = page("appointments:move", made.pk)
    browser_of(tidewater.ada).post(url, {"day": "2026-10-19", "at": "09:15"})
    with hub_scope(tidewater.hub):
        moved = Appointment.objects.select_related("session__room").get()
        assert (moved.session.starts_at, moved.session.room) == (NINE + QUARTER, met.room)


def test_and_not_into_what_somebody_else_has_of_it(tidewater, met, now):
    made = booked(tidewater, met.tansy, tidewater.nell, now=now, how="room", room=met.room)
    other = waits(tidewater, owner=tidewater.wren, now=now, name="Hazel Pretend")
    booked(tidewater, other, tidewater.wren, at=NINE + timedelta(hours=2), now=now, how="room", room=met.room)
    browser_of(tidewater.ada).post(page("appointments:move", made.pk), {"day": "2026-10-19", "at": "10:15"})
    with hub_scope(tidewater.hub):
        assert Appointment.objects.select_related("session").get(pk=made.pk).session.starts_at == NINE


def two_of(team, *, now):
    """Two records of one person, joined; both are Nell's."""
    works(team, team.nell, team.wren, now=now)
    one = waits(team, owner=team.nell, now=now, name="Tansy Madeup")
    other = waits(team, owner=team.nell, now=now, name="T. Madeup")
    with hub_scope(team.hub):
        Person.objects.update(verified_at=now)
        persons = [Person.objects.get(pk=each.person_id) for each in (one, other)]
        join = join_actions.propose_join(*persons, reason=REASON, by=team.nell, now=now)
        agree_to_join(join, by=team.ines, now=now)
    return SimpleNamespace(one=one, other=other)


def test_two_joined_records_of_one_person_are_not_booked_at_the_same_minute(tidewater, now):
    two = two_of(tidewater, now=now)
    booked(tidewater, two.one, tidewater.nell, now=now)
    with pytest.raises(NotFree) as refused:
        booked(tidewater, two.other, tidewater.wren, at=NINE + QUARTER, now=now)
    group = planned(tidewater, tidewater.wren, now=now)[0]
    with pytest.raises(NotFree):
        placed(tidewater, two.other, group, now=now)

    assert refused.value.why == "person"
    assert booked(tidewater, two.other, tidewater.wren, at=NINE + timedelta(hours=3), now=now).pk


def test_nor_moved_there_nor_shown_that_time(tidewater, now):
    two = two_of(tidewater, now=now)
    booked(tidewater, two.one, tidewater.nell, now=now)
    made = booked(tidewater, two.other, tidewater.wren, at=NINE + timedelta(hours=3), now=now)
    with hub_scope(tidewater.hub):
        shown = slots_for(two.other, [tidewater.wren.pk], "assessment", hub=tidewater.hub, now=now)
        with pytest.raises(NotFree):
            actions.move(made, starts_at=NINE, how="phone", by=tidewater.ada, now=now)
    assert NINE not in {each.starts_at for each in shown}


def test_two_that_are_booked_at_once_are_not_both(committed, now):
    team = make_hub("tidewater", "Tidewater", now=now)
    two = two_of(team, now=now)

    def books(referral, member):
        return lambda: actions.book(
            referral, kind="assessment", members=[member], starts_at=NINE, how="phone", by=team.ada, now=now
        )

    refused = []

    def or_not(act):
        def alone():
            try:
                act()
            except NotFree as trouble:
                refused.append(trouble.why)

        return alone

    troubles = crossed(team, or_not(books(two.one, team.nell)), or_not(books(two.other, team.wren)))
    with hub_scope(team.hub):
        number = Appointment.objects.count()
    assert (troubles, refused, number) == ([], ["person"], 1)


BUTTON = r'name="day" value="([-0-9]+)"><input type="hidden" name="at" value="([:0-9]+)"'


def pressed(html):
    """What stands behind the buttons of a page of staff: day and time."""
    return [" ".join(found) for found in re.findall(BUTTON, html)]


def staff_times(team, referral, how):
    """What staff may press to book on a Monday."""
    asked = f"?kind=assessment&how={how}&day=2026-10-19"
    return pressed(browser_of(team.ada).get(page("appointments:book", referral.pk) + asked).content.decode())


def test_staff_are_shown_times_at_which_a_room_is_free_where_they_are_to_meet_in_one(tidewater, met, now):
    taken_by_wren(tidewater, met, met.room, now=now)
    assert staff_times(tidewater, met.tansy, "phone")[0] == "2026-10-19 09:00"
    assert staff_times(tidewater, met.tansy, "room")[0] == "2026-10-19 10:30"


def test_after_a_clash_of_rooms_the_next_times_have_one_and_it_is_said_that_none_is_free(tidewater, met, now):
    taken_by_wren(tidewater, met, met.room, now=now)
    sent = {"kind": "assessment", "how": "room", "member": str(tidewater.nell.pk), "day": "2026-10-19", "at": "09:00",
            "second": "", "room": ""}  # fmt: skip
    html = browser_of(tidewater.ada).post(page("appointments:book", met.tansy.pk), sent).content.decode()

    assert "No room that holds everybody is free then" in html
    assert "Choose a room that is in use" not in html
    shown = pressed(html.split("The next times that are free")[1])
    assert shown == ["2026-10-19 10:30", "2026-10-19 10:45", "2026-10-19 11:00"]


def test_to_move_it_times_are_shown_at_which_a_room_is_free(tidewater, met, now):
    made = booked(tidewater, met.tansy, tidewater.nell, now=now, how="room", room=met.room)
    other = waits(tidewater, owner=tidewater.wren, now=now, name="Hazel Pretend")
    booked(tidewater, other, tidewater.wren, at=NINE - timedelta(days=4), now=now, how="room", room=met.room)
    shown = pressed(browser_of(tidewater.ada).get(page("appointments:move", made.pk)).content.decode())
    assert next(each for each in shown if each.startswith("2026-10-15")) == "2026-10-15 10:30"


def test_a_room_that_is_taken_at_this_moment_gives_way_to_the_next_one(tidewater, met, now):
    with hub_scope(tidewater.hub):
        second = add_room(
            tidewater.hub, name="Room 3", place="Quay House", seats=3, is_step_free=True, by=tidewater.ada, now=now
        )
        both = free_rooms(tidewater.hub, "assessment", NINE)
    taken_by_wren(tidewater, met, met.room, now=now)

    with hub_scope(tidewater.hub):
        books = partial(actions.book, met.tansy, kind="assessment", members=[tidewater.nell], starts_at=NINE,
                        how="room", by=tidewater.ada, now=now)  # fmt: skip
        assert in_first_free(books, both).session.room == second
        with pytest.raises(NotFree) as refused:
            in_first_free(books, [met.room])
    assert refused.value.why in {"held", "room"}


def test_an_earlier_time_is_none_where_they_come_then_on_a_joined_record(tidewater, now):
    two = two_of(tidewater, now=now)
    theirs = booked(tidewater, two.other, tidewater.wren, at=NINE + timedelta(days=2), now=now)
    booked(tidewater, two.one, tidewater.nell, at=NINE, now=now)
    with hub_scope(tidewater.hub):
        taken = taken_by(tidewater.hub, {two.other.person_id, two.one.person_id}, now=now)
    both = {NINE, theirs.session.starts_at}
    assert {pk: {span[0] for _, span in rows} for pk, rows in taken.items()} == dict.fromkeys(taken, both)


def test_of_two_that_were_booked_for_one_hour_before_they_were_joined_the_times_shown_can_be_had(tidewater, now):
    works(tidewater, tidewater.nell, tidewater.wren, now=now)
    one, other = (waits(tidewater, owner=tidewater.nell, now=now, name=name) for name in ("Tansy Madeup", "T. Madeup"))
    booked(tidewater, one, tidewater.nell, now=now)
    made = booked(tidewater, other, tidewater.wren, now=now)
    with hub_scope(tidewater.hub):
        Person.objects.update(verified_at=now)
        persons = [Person.objects.get(pk=each.person_id) for each in (one, other)]
        join = join_actions.propose_join(*persons, reason=REASON, by=tidewater.nell, now=now)
        agree_to_join(join, by=tidewater.ines, now=now)
        shown = slots_for(
            other, [tidewater.wren.pk], "assessment", hub=tidewater.hub, now=now, first=NINE.date(), days=1, most=500,
            besides=made.session,
        )  # fmt: skip
    assert min(each.starts_at for each in shown) == NINE + timedelta(hours=1, minutes=30)
