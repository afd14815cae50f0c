"""The pages of groups, as staff and the person use them: places by number, names only where the record is open."""

from datetime import timedelta

import pytest

from holdfast.appointments.company import Ask
from holdfast.appointments.models import Appointment
from holdfast.diary.models import Session
from holdfast.events.models import AccessEntry
from holdfast.hubs.scope import hub_scope
from holdfast.people.identity import seal
from holdfast.referrals.actions import tell_background
from tests.appointments.conftest import TEN, booked, placed, planned, waits, works
from tests.builders import browser_of, page

HOUR = timedelta(hours=1)
ASKED = {"has_asked": "on", "to_be_asked": " ".join(Ask.values)}
PLAN = {"name": "Monday group", "day": "2026-10-19", "at": "10:00", "weeks": "1", "how": "video", "places": "3"}


def read(member, name, *args, query=""):
    return browser_of(member).get(page(name, *args) + query)


def shown(member, name, *args, query=""):
    return read(member, name, *args, query=query).content.decode()


def send(who, route, *args, **data):
    return browser_of(who).post(page(route, *args), data)


@pytest.fixture
def group(tidewater, met, now, clock):
    clock(now)
    return planned(tidewater, tidewater.wren, now=now)[0]


def test_a_group_is_planned_seen_with_its_places_and_a_person_put_in_from_the_record(tidewater, met, now, clock):
    clock(now)
    answer = send(tidewater.nell, "appointments:plan_group", **PLAN, member=tidewater.wren.pk, second_member="")
    with hub_scope(tidewater.hub):
        (made,) = Session.objects.filter(kind="group")
    assert answer.url == page("appointments:group", made.pk)
    assert "Put into a group" in shown(tidewater.nell, "appointments:of_record", met.tansy.pk)
    offered = shown(tidewater.nell, "appointments:put_in", met.tansy.pk)
    assert "Monday group, Monday 19 October at 10am" in offered
    assert "3 places free" in offered

    answer = send(tidewater.nell, "appointments:put_in", met.tansy.pk, group=made.pk)

    assert answer.url == page("appointments:of_record", met.tansy.pk)
    assert "Group, Monday 19 October at 10am" in shown(tidewater.nell, "appointments:of_record", met.tansy.pk)
    assert "1 of 3 places taken" in shown(tidewater.nell, "appointments:groups")
    assert "No group to come has a free place for them" in shown(tidewater.nell, "appointments:put_in", met.tansy.pk)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"at": "07:00"}, "They do not work then"),
        ({"weeks": "27"}, "less than or equal to 26"),
        ({"day": "2026-10-25", "at": "01:30"}, "this time comes twice"),
        ({"day": "2026-10-18", "at": "01:30", "weeks": "2"}, "this time comes twice"),
        ({"how": "room"}, "Choose the room"),
        ({"places": "1"}, "greater than or equal to 2"),
    ],
)
def test_a_group_that_cannot_be_is_said_with_what_was_typed_kept(tidewater, met, now, clock, changes, words):
    clock(now)
    answer = send(tidewater.nell, "appointments:plan_group", **(PLAN | changes), member=tidewater.wren.pk)

    assert words in answer.content.decode()
    assert 'value="Monday group"' in answer.content.decode()
    again = send(tidewater.nell, "appointments:plan_group", **PLAN, member=tidewater.wren.pk,
                 second_member=tidewater.wren.pk)  # fmt: skip
    assert "Choose somebody else, or nobody" in again.content.decode()
    with hub_scope(tidewater.hub):
        assert not Session.objects.filter(kind="group").exists()


def test_names_stand_only_where_the_record_is_open_and_strangers_find_nothing(tidewater, saltpan, met, group, now):
    otto = waits(tidewater, owner=tidewater.nell, now=now, name="Otto Exampleton", must_not_see=("Ines Pretendham",))
    for each in (met.tansy, otto):
        placed(tidewater, each, group, now=now)

    def names(member, name="appointments:group", *args, query=""):
        words = shown(member, name, *(args or (group.pk,)), query=query)
        return [each for each in ("Tansy", "Otto", "Another person", "2 other people") if each in words]

    assert names(tidewater.wren) == names(tidewater.nell) == ["Tansy", "Otto"]
    assert names(tidewater.ines) == ["Tansy", "Another person"]
    assert names(tidewater.max) == ["2 other people"]
    assert read(saltpan.ines, "appointments:group", group.pk).status_code == 404
    assert read(tidewater.sol, "appointments:group", group.pk).status_code == 404
    for member in (tidewater.wren, tidewater.max):
        week = shown(member, "appointments:week", query=f"?on=2026-10-19&of={tidewater.wren.pk}")
        assert "2 of 3 places" in week
        assert "Tansy" not in week
    with hub_scope(tidewater.hub):
        entry = AccessEntry.objects.filter(what="appointments:group", by=tidewater.ines).get()
        assert (entry.persons, entry.why) == ([met.tansy.person_id], "diary")
        assert not AccessEntry.objects.filter(what="appointments:week").exists()


def test_colleagues_of_one_another_are_warned_of_without_a_name_and_the_place_is_given_once_it_is_confirmed(
    tidewater, met, group, now
):
    hazel = waits(tidewater, owner=tidewater.nell, now=now, name="Hazel Pretend")
    for each in (met.tansy, hazel):
        with hub_scope(tidewater.hub):
            tell_background(
                each, part="work", now=now, employer_sealed=seal(each.person, "employer", "Tidewater Trust")
            )
    placed(tidewater, met.tansy, group, now=now)

    asked = send(tidewater.nell, "appointments:put_in", hazel.pk, group=group.pk).content.decode()

    assert "Somebody who works for the same employer has a place. Ask each before you give it." in asked
    assert "Tansy" not in asked
    assert "Tidewater Trust" not in asked
    assert send(tidewater.nell, "appointments:put_in", hazel.pk, group=group.pk, **ASKED).status_code == 302


def test_a_place_beside_somebody_who_was_named_is_refused_in_words_that_say_nothing(tidewater, met, group, now):
    otto = waits(tidewater, owner=tidewater.nell, now=now, name="Otto Exampleton", must_not_see=("Sol Placeholder",))
    sol = waits(tidewater, owner=tidewater.nell, now=now, name="Sol Placeholder")
    placed(tidewater, otto, group, now=now)

    refused = send(tidewater.nell, "appointments:put_in", sol.pk, group=group.pk, **ASKED).content.decode()

    assert "They cannot have a place in this group. Choose another one." in refused
    for word in ("Otto", "named", "must not", "employer"):
        assert word not in refused


def test_a_group_of_another_hub_or_one_led_by_whom_they_keep_out_cannot_be_chosen(tidewater, saltpan, met, group, now):
    works(saltpan, saltpan.nell, now=now)
    (theirs,) = planned(saltpan, saltpan.nell, now=now)
    otto = waits(tidewater, owner=tidewater.nell, now=now, name="Otto Exampleton", must_not_see=("Wren Dummerly",))

    for referral, chosen in ((met.tansy, theirs), (otto, group)):
        assert send(tidewater.nell, "appointments:put_in", referral.pk, group=chosen.pk).status_code == 200
    with hub_scope(tidewater.hub):
        assert Appointment.objects.count() == 0
    assert "Monday group" not in shown(tidewater.nell, "appointments:put_in", otto.pk)


def test_a_place_in_every_week_is_given_at_once_and_the_weeks_that_cannot_be_are_named(tidewater, met, now, clock):
    clock(now)
    first, second, third, fourth = planned(tidewater, tidewater.wren, weeks=4, now=now)
    otto, sol, hazel = (
        waits(tidewater, owner=tidewater.nell, now=now, name=name)
        for name in ("Otto Exampleton", "Sol Placeholder", "Hazel Pretend")
    )
    for each in (otto, sol, hazel):
        placed(tidewater, each, second, now=now)  # the second is full
    booked(tidewater, met.tansy, tidewater.nell, at=third.starts_at, now=now)  # and in the third she is elsewhere

    browser, sent = browser_of(tidewater.nell), {"group": first.pk, "every_week": "on", **ASKED}
    words = browser.post(page("appointments:put_in", met.tansy.pk), sent, follow=True).content.decode()

    assert "They have a place: Monday group, 2 weeks from Monday 19 October at 10am." in words
    assert "No place could be given on Monday 26 October at 10am, Monday 2 November at 10am." in words
    with hub_scope(tidewater.hub):
        found = Appointment.objects.filter(person=met.tansy.person, session__kind="group")
        assert {each.session_id for each in found} == {first.pk, fourth.pk}


def test_what_is_to_be_asked_in_any_of_the_weeks_is_said_before_any_place_is_given(tidewater, met, now, clock):
    clock(now)
    first, second = planned(tidewater, tidewater.wren, weeks=2, now=now)
    hazel = waits(tidewater, owner=tidewater.nell, now=now, name="Hazel Pretend")
    for each in (met.tansy, hazel):
        with hub_scope(tidewater.hub):
            tell_background(
                each, part="work", now=now, employer_sealed=seal(each.person, "employer", "Tidewater Trust")
            )
    placed(tidewater, met.tansy, second, now=now)
    weeks = {"group": first.pk, "every_week": "on"}

    asked = send(tidewater.nell, "appointments:put_in", hazel.pk, **weeks).content.decode()

    assert "Somebody who works for the same employer has a place. Ask each before you give it." in asked
    with hub_scope(tidewater.hub):
        assert not Appointment.objects.filter(person=hazel.person).exists()
    assert send(tidewater.nell, "appointments:put_in", hazel.pk, **weeks, **ASKED).status_code == 302
    with hub_scope(tidewater.hub):
        assert Appointment.objects.filter(person=hazel.person).count() == 2


def test_attendance_of_each_is_said_on_one_page_of_those_whose_record_is_open(tidewater, met, group, now, clock):
    otto = waits(tidewater, owner=tidewater.nell, now=now, name="Otto Exampleton", must_not_see=("Ines Pretendham",))
    first, second = (placed(tidewater, each, group, now=now) for each in (met.tansy, otto))
    assert "Did they come?" not in shown(tidewater.wren, "appointments:group", group.pk)
    clock(TEN + HOUR)

    send(tidewater.ines, "appointments:attend_group", group.pk,
         **{f"verb_{first.pk}": "attend", f"verb_{second.pk}": "miss"})  # fmt: skip
    with hub_scope(tidewater.hub):
        assert [each.status for each in Appointment.objects.order_by("pk")] == ["attended", "booked"]
    send(tidewater.wren, "appointments:attend_group", group.pk,
         **{f"verb_{second.pk}": "miss", f"worrying_{second.pk}": "on"})  # fmt: skip

    with hub_scope(tidewater.hub):
        otto.refresh_from_db()
        assert [each.status for each in Appointment.objects.order_by("pk")] == ["attended", "missed"]
        assert otto.next_action == "welfare"
    assert "Did not attend." in shown(tidewater.wren, "appointments:group", group.pk)


def test_a_group_is_not_moved_for_one_and_cancelling_one_place_leaves_it(tidewater, met, group, now):
    place = placed(tidewater, met.tansy, group, now=now)

    assert "Move it" not in shown(tidewater.nell, "appointments:one", place.pk)
    assert read(tidewater.nell, "appointments:move", place.pk).status_code == 302
    send(tidewater.nell, "appointments:move", place.pk, day="2026-10-20", at="12:00")
    send(tidewater.nell, "appointments:cancel", place.pk, whose="person", reason="work")

    with hub_scope(tidewater.hub):
        stands = Session.objects.get(pk=group.pk)
        assert (stands.starts_at, stands.cancelled_at) == (TEN, None)
        assert Appointment.objects.get().status == "cancelled_by_person"


def test_the_group_is_cancelled_with_a_reason_by_whoever_leads_it(tidewater, met, group, now):
    placed(tidewater, met.tansy, group, now=now)

    assert send(tidewater.nell, "appointments:cancel_group", group.pk, reason="room").status_code == 404
    assert "Choose" in send(tidewater.wren, "appointments:cancel_group", group.pk).content.decode()
    send(tidewater.wren, "appointments:cancel_group", group.pk, reason="practitioner")

    with hub_scope(tidewater.hub):
        assert Appointment.objects.get().reason == "practitioner"
        entry = AccessEntry.objects.filter(what="appointments:cancel_group", action="write").latest("pk")
        assert entry.persons == [met.tansy.person_id]
    assert "It was cancelled." in shown(tidewater.wren, "appointments:group", group.pk)


@pytest.mark.parametrize("number", [1, 5])
def test_the_lists_take_as_many_statements_however_many_there_are(
    tidewater, met, now, clock, number, django_assert_num_queries
):
    clock(now)
    groups = planned(tidewater, tidewater.wren, weeks=number, places=9, now=now)
    for place in range(number):
        person = waits(tidewater, owner=tidewater.nell, now=now, name=f"Hazel Pretend{'abcdefgh'[place]}")
        placed(tidewater, person, groups[0], now=now)
    browser = browser_of(tidewater.wren)
    browser.get(page("appointments:groups"))

    with django_assert_num_queries(11):
        browser.get(page("appointments:groups"))
    with django_assert_num_queries(16):
        browser.get(page("appointments:group", groups[0].pk))
