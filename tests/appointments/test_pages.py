"""The pages of the diary and of appointments, as staff use them."""

from datetime import timedelta

import pytest

from holdfast.appointments.models import Appointment, Offer
from holdfast.diary import hours_actions as hours
from holdfast.events.models import AccessEntry
from holdfast.hubs.scope import hub_scope
from holdfast.referrals.naming import name_people
from tests.appointments.conftest import NINE, booked, waits
from tests.builders import browser_of, page

HOUR = timedelta(hours=1)
TIME = {"day": "2026-10-19", "at": "09:00", "kind": "assessment", "how": "phone"}


@pytest.fixture
def read(clock, now):
    """Reads a page as somebody, at a moment."""

    def as_member(member, name, *args, at=None, query=""):
        clock(at or now)
        response = browser_of(member).get(page(name, *args) + query)
        response.text_shown = response.content.decode().replace("&#39;", "’")
        return response

    return as_member


def send(member, name, *args, data):
    return browser_of(member).post(page(name, *args), data)


def stored(team):
    with hub_scope(team.hub):
        return list(Appointment.objects.select_related("session").order_by("pk"))


def test_a_time_is_booked_with_one_press_and_stands_in_the_record_the_diary_and_the_log(tidewater, met, read):
    offered = read(tidewater.nell, "appointments:book", met.tansy.pk, query="?day=2026-10-19").text_shown
    assert 'name="at" value="09:00"' in offered

    answer = send(tidewater.nell, "appointments:book", met.tansy.pk, data=TIME | {"member": str(tidewater.nell.pk)})

    assert answer.url == page("appointments:of_record", met.tansy.pk)
    assert [each.session.starts_at for each in stored(tidewater)] == [NINE]
    assert (
        "Assessment, Monday 19 October at 9am"
        in read(tidewater.nell, "appointments:of_record", met.tansy.pk).text_shown
    )
    week = read(tidewater.nell, "appointments:week", query="?on=2026-10-20").text_shown
    assert "Tansy Madeup" in week
    with hub_scope(tidewater.hub):
        entry = AccessEntry.objects.filter(what="appointments:week").get()
        assert (entry.persons, entry.why) == ([met.tansy.person_id], "diary")


def test_colleagues_and_strangers_see_a_busy_hour_or_nothing(tidewater, saltpan, met, now, read):
    booked(tidewater, met.tansy, tidewater.nell, now=now)
    query = f"?on=2026-10-19&of={tidewater.nell.pk}"

    for member in (tidewater.wren, tidewater.max):
        shown = read(member, "appointments:week", query=query).text_shown
        assert "Busy" in shown
        assert "Tansy" not in shown
        assert "Tansy" not in read(member, "appointments:team", query="?on=2026-10-19").text_shown
    assert "Tansy" in read(tidewater.ines, "appointments:team", query="?on=2026-10-19").text_shown
    assert read(saltpan.ines, "appointments:week", query=query).status_code == 404
    assert read(saltpan.ines, "appointments:one", stored(tidewater)[0].pk).status_code == 404
    assert read(tidewater.wren, "appointments:one", stored(tidewater)[0].pk).status_code == 404


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"day": "2027-03-28", "at": "01:30"}, "this time does not exist"),
        ({"day": "2026-10-25", "at": "01:30"}, "this time comes twice"),
        ({"at": "07:00"}, "They do not work then"),
        ({"day": "2026-10-12"}, "That time has passed"),
        ({"at": "nine"}, "Enter a valid time"),
    ],
)
def test_a_time_that_cannot_be_is_said_with_what_was_typed_kept(tidewater, met, read, now, clock, changes, words):
    clock(now)
    data = TIME | {"member": str(tidewater.nell.pk), "interpreter": "Polish"} | changes

    shown = send(tidewater.nell, "appointments:book", met.tansy.pk, data=data).content.decode()

    assert words in shown
    assert 'value="Polish"' in shown
    assert stored(tidewater) == []


def test_a_time_that_comes_twice_is_booked_once_somebody_says_which(tidewater, met, clock, now):
    clock(now)
    with hub_scope(tidewater.hub):
        night = {"starts_at": NINE + timedelta(days=5, hours=16), "ends_at": NINE + timedelta(days=6)}
        hours.add_hours(tidewater.nell, **night, by=tidewater.nell, now=now)
    data = TIME | {"member": str(tidewater.nell.pk), "day": "2026-10-25", "at": "01:30"}

    assert "Which of the two" in send(tidewater.nell, "appointments:book", met.tansy.pk, data=data).content.decode()
    assert send(tidewater.nell, "appointments:book", met.tansy.pk, data=data | {"second": "second"}).status_code == 302

    assert [f"{each.session.starts_at:%d %H:%M}" for each in stored(tidewater)] == ["25 01:30"]


def test_a_time_taken_meanwhile_shows_the_next_three(tidewater, met, now, clock):
    clock(now)
    hazel = waits(tidewater, owner=tidewater.nell, now=now, name="Hazel Pretend")
    booked(tidewater, hazel, tidewater.nell, now=now)

    shown = send(
        tidewater.nell, "appointments:book", met.tansy.pk, data=TIME | {"member": str(tidewater.nell.pk)}
    ).content.decode()

    assert "That time has just been taken" in shown
    assert shown.count('name="at" value="') - 1 == 3
    assert [f'value="{at}"' in shown for at in ("11:00", "11:15", "11:30", "11:45")] == [True, True, True, False]


def test_attendance_is_one_press_undone_within_the_minute(tidewater, met, now, read, clock):
    found = booked(tidewater, met.tansy, tidewater.nell, now=now)
    assert "Did they come?" not in read(tidewater.nell, "appointments:one", found.pk).text_shown
    assert "Did they come?" in read(tidewater.nell, "appointments:one", found.pk, at=NINE + HOUR).text_shown

    send(tidewater.nell, "appointments:attend", found.pk, data={"verb": "miss", "worrying": "on"})

    shown = read(tidewater.nell, "appointments:one", found.pk, at=NINE + HOUR).text_shown
    assert "Did not attend" in shown
    assert page("appointments:undo", found.pk) in shown
    assert stored(tidewater)[0].status == "missed"
    assert "It is worrying" in read(tidewater.nell, "caseload:person", met.tansy.pk, at=NINE + HOUR).text_shown
    send(tidewater.nell, "appointments:undo", found.pk, data={})
    assert stored(tidewater)[0].status == "booked"


def test_cancelling_asks_why_and_moving_shows_other_times(tidewater, met, now, read, clock):
    found = booked(tidewater, met.tansy, tidewater.nell, now=now)
    clock(now)
    assert "This field is required" in send(
        tidewater.ada, "appointments:cancel", found.pk, data={"whose": "hub"}
    ).content.decode()  # fmt: skip
    assert 'value="12:00"' in read(tidewater.ada, "appointments:move", found.pk).text_shown

    send(tidewater.ada, "appointments:move", found.pk, data={"day": "2026-10-20", "at": "12:00"})
    assert stored(tidewater)[0].session.starts_at == NINE + timedelta(days=1, hours=3)
    send(tidewater.ada, "appointments:cancel", found.pk, data={"whose": "hub", "reason": "room"})

    assert [(each.status, each.reason) for each in stored(tidewater)] == [("cancelled_by_hub", "room")]


def test_times_are_offered_taken_back_and_a_second_offer_takes_the_place_of_the_first(tidewater, met, clock, now, read):
    clock(now)
    data = {"kind": "assessment", "member": "", "hows": ["phone", "video"]}
    for _ in range(2):
        send(tidewater.nell, "appointments:offer", met.tansy.pk, data=data)
    assert "They may choose a time" in read(tidewater.nell, "appointments:of_record", met.tansy.pk).text_shown
    with hub_scope(tidewater.hub):
        assert Offer.objects.filter(withdrawn_at=None).count() == 1

    send(tidewater.nell, "appointments:withdraw_offer", met.tansy.pk, data={})

    assert "They may choose a time" not in read(tidewater.nell, "appointments:of_record", met.tansy.pk).text_shown


def test_a_free_hour_leads_to_whom_it_could_be_for(tidewater, met, now, read):
    shown = read(
        tidewater.nell, "appointments:free", query=f"?of={tidewater.nell.pk}&at=2026-10-19T09:00:00%2B01:00"
    ).text_shown

    assert f"{page('appointments:book', met.tansy.pk)}?member={tidewater.nell.pk}&amp;day=2026-10-19" in shown
    assert "Tansy" not in read(tidewater.wren, "appointments:free", query="?at=2026-10-19T09:00:00%2B01:00").text_shown
    with hub_scope(tidewater.hub):
        name_people(met.tansy, named=["Zephyr Unheardof"], now=now)  # held until a lead has settled who is meant
    assert "Tansy" not in read(tidewater.nell, "appointments:free", query="?at=soon").text_shown
    assert read(tidewater.nell, "appointments:free", query="?of=nobody").status_code == 404


@pytest.mark.parametrize("number", [1, 12])
def test_a_week_takes_as_many_statements_however_full_it_is(
    tidewater, met, now, clock, number, django_assert_num_queries
):
    clock(now)
    for place in range(number):
        person = waits(tidewater, owner=tidewater.nell, now=now, name=f"Hazel Pretend{'abcdefghijkl'[place]}")
        booked(tidewater, person, tidewater.nell, at=NINE + timedelta(days=place % 4, hours=2 * (place // 4)), now=now)
    browser = browser_of(tidewater.nell)
    browser.get(page("appointments:week") + "?on=2026-10-19")

    with django_assert_num_queries(18):
        browser.get(page("appointments:week") + "?on=2026-10-19")


def test_two_practitioners_are_booked_at_a_time_that_both_have_free_and_move_together(tidewater, met, now, clock, read):
    clock(now)
    hazel = waits(tidewater, owner=tidewater.wren, now=now, name="Hazel Pretend")
    booked(tidewater, hazel, tidewater.wren, now=now)  # until eleven with what she needs after it
    both = f"?day=2026-10-19&kind=assessment&how=phone&member={tidewater.nell.pk}&beside={tidewater.wren.pk}"
    offered = read(tidewater.nell, "appointments:book", met.tansy.pk, query=both).text_shown
    monday = 'name="day" value="2026-10-19"><input type="hidden" name="at" value="'
    assert f'{monday}09:00"' not in offered
    assert f'{monday}11:00"' in offered

    data = TIME | {"at": "11:00", "member": str(tidewater.nell.pk), "beside": str(tidewater.wren.pk)}
    assert send(tidewater.nell, "appointments:book", met.tansy.pk, data=data).status_code == 302

    found = stored(tidewater)[1]
    shown = read(tidewater.nell, "appointments:move", found.pk).text_shown
    assert 'name="at" value="15:00"' in shown
    send(tidewater.nell, "appointments:move", found.pk, data={"day": "2026-10-19", "at": "13:00"})
    moved = stored(tidewater)[1].session
    with hub_scope(tidewater.hub):
        assert moved.starts_at == NINE + 4 * HOUR
        assert moved.holds.filter(released_at=None, bookable__member__isnull=False).count() == 2


def test_two_practitioners_are_two_and_neither_is_one_whom_the_person_keeps_out(tidewater, met, now, clock):
    clock(now)
    otto = waits(tidewater, owner=tidewater.nell, now=now, name="Otto Exampleton", must_not_see=("Wren Dummerly",))
    nell, wren = str(tidewater.nell.pk), str(tidewater.wren.pk)

    twice = send(tidewater.nell, "appointments:book", met.tansy.pk, data=TIME | {"member": nell, "beside": nell})
    kept_out = send(tidewater.nell, "appointments:book", otto.pk, data=TIME | {"member": nell, "beside": wren})

    assert "Choose somebody else, or nobody" in twice.content.decode()
    assert "Wren" not in kept_out.content.decode()
    assert stored(tidewater) == []


def test_colleagues_plan_supervision_and_outreach_which_stand_in_the_diary(tidewater, met, now, clock, read):
    clock(now)
    both = [str(tidewater.nell.pk), str(tidewater.wren.pk)]
    data = {"kind": "supervision", "day": "2026-10-19", "at": "14:00", "minutes": "60", "how": "video"}

    alone = send(tidewater.nell, "diary:plan_together", data=data | {"members": both[:1]}).content.decode()
    assert "Supervision is of two at least: choose both" in alone
    assert send(tidewater.nell, "diary:plan_together", data=data | {"members": both}).status_code == 302
    again = send(tidewater.nell, "diary:plan_together", data=data | {"members": both}).content.decode()
    assert "Something stands in the diary of somebody" in again
    outreach = {"kind": "outreach", "how": "elsewhere", "at": "16:00", "name": "A talk for a ward"}
    send(tidewater.nell, "diary:plan_together", data=data | outreach | {"members": both[1:]})

    week = read(tidewater.nell, "appointments:week", query=f"?on=2026-10-19&of={tidewater.wren.pk}").text_shown
    assert "Supervision" in week
    assert "A talk for a ward" in week


def test_the_day_by_room_says_who_has_it_and_names_a_person_only_where_the_record_is_open(
    tidewater, saltpan, met, now, read
):
    booked(tidewater, met.tansy, tidewater.nell, now=now, how="room", room=met.room)
    query = "?by=room&on=2026-10-19"

    def shown(member):
        return read(member, "appointments:team", query=query).text_shown

    assert "Tansy Madeup" in shown(tidewater.nell)
    for member in (tidewater.wren, tidewater.max):
        assert "Room 2" in shown(member)
        assert "Nell Sampleton" in shown(member)
        assert "Tansy" not in shown(member)
    assert "Free all day" in read(tidewater.wren, "appointments:team", query="?by=room&on=2026-10-20").text_shown
    assert "Room 2" not in shown(saltpan.ines)
    with hub_scope(tidewater.hub):
        entry = AccessEntry.objects.filter(what="appointments:team").get()
        assert (entry.persons, entry.by_id) == ([met.tansy.person_id], tidewater.nell.pk)


@pytest.mark.parametrize("number", [1, 3])
def test_the_day_by_room_takes_as_many_statements_however_full_it_is(
    tidewater, met, now, clock, number, django_assert_num_queries
):
    clock(now)
    for place in range(number):
        person = waits(tidewater, owner=tidewater.nell, now=now, name=f"Hazel Pretend{'abcdefgh'[place]}")
        at = NINE + 2 * HOUR * place
        booked(tidewater, person, tidewater.nell, at=at, now=now, how="room", room=met.room, kind="support")
    browser = browser_of(tidewater.nell)
    browser.get(page("appointments:team") + "?by=room&on=2026-10-19")

    with django_assert_num_queries(15):
        browser.get(page("appointments:team") + "?by=room&on=2026-10-19")
