"""Whom a later name keeps out of an appointment that is booked: it ends by itself, is told of, and is not theirs."""

from datetime import date, time, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from holdfast.accounts.actions import set_roles
from holdfast.accounts.models import Membership
from holdfast.appointments.actions import NotFree, move
from holdfast.appointments.by_hand import to_remind
from holdfast.appointments.group_actions import NotTogether
from holdfast.appointments.kept_out import end_unsettled, first_unsettled
from holdfast.appointments.offer_actions import offer
from holdfast.appointments.rules import settled_by
from holdfast.appointments.tasks import end_unsettled_appointments
from holdfast.caseload.actions import agree_to_join, settle_name
from holdfast.correspondence.models import Message
from holdfast.correspondence.tasks import send
from holdfast.events.models import Event
from holdfast.hubs.hours import instant
from holdfast.hubs.scope import hub_scope
from holdfast.people import join_actions
from holdfast.people.actions import set_channels
from holdfast.people.models import MustNotSee, Person
from holdfast.people.viewer import viewer
from holdfast.referrals.naming import name_people
from tests.appointments.conftest import NINE, booked, placed, planned, waits, works
from tests.builders import browser_of, page
from tests.network.test_pages import own_browser

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
FRIDAY_NOON = instant(date(2026, 10, 16), time(12))
"""The last working day before Monday at nine."""


def state(team, row):
    with hub_scope(team.hub):
        return type(row).objects.get(pk=row.pk)


def told(team, appointment):
    """The mail that there is something new to read, about one appointment."""
    with hub_scope(team.hub):
        return Message.objects.filter(subject_id=appointment.pk, kind="news", cancelled_at=None).count()


def names(team, referral, *named, now):
    with hub_scope(team.hub):
        name_people(referral, named=named, now=now)


def test_it_is_the_hub_that_cancels_and_the_person_is_told(tidewater, met, now):
    with_wren = booked(tidewater, met.tansy, tidewater.wren, now=now)

    names(tidewater, met.tansy, "Wren Dummerly", now=now)

    found = state(tidewater, with_wren)
    assert (found.status, found.reason, told(tidewater, found)) == ("cancelled_by_hub", "kept_out", 1)
    with hub_scope(tidewater.hub):
        kinds = Event.objects.filter(subject_id=found.pk).order_by("id").values_list("kind", "by_id")
        assert list(kinds) == [("appointment.book", tidewater.ada.pk), ("appointment.keep_out", None)]


def listed(team, member, *, now):
    """Whom somebody is to tell that it is cancelled, with the time; and in which ways."""
    with hub_scope(team.hub):
        return [(each.appointment.pk, each.hows) for each in to_remind(viewer(member, now=now)) if each.is_ended]


def test_it_stands_on_today_until_somebody_has_told_them(tidewater, saltpan, met, clock, now):
    clock(now)
    first = booked(tidewater, met.tansy, tidewater.wren, now=now)
    second = booked(tidewater, met.tansy, tidewater.wren, at=NINE + DAY, now=now)
    names(tidewater, met.tansy, "Wren Dummerly", now=now)

    browser = browser_of(tidewater.nell)
    today = browser.get(page("caseload:today")).content.decode()
    assert "2 appointments are cancelled, and nobody has said so" in today
    assert [pk for pk, _ in listed(tidewater, tidewater.nell, now=now)] == [first.pk, second.pk]
    assert (listed(tidewater, tidewater.wren, now=now), listed(saltpan, saltpan.ines, now=now)) == ([], [])
    by_hand = browser.get(page("appointments:by_hand")).content.decode()
    assert by_hand.count("Cancelled: tell them, so that they do not come") == 2

    old, told_of = f"{NINE.isoformat()} booked", f"{NINE.isoformat()} ended"
    for seen in (old, "", told_of, told_of):  # a page of before, none, and pressed twice: it is once
        browser.post(page("appointments:remind", first.pk), {"how": "call", "seen": seen})

    assert [pk for pk, _ in listed(tidewater, tidewater.nell, now=now)] == [second.pk]
    assert listed(tidewater, tidewater.nell, now=NINE + 2 * DAY) == []
    story = browser.get(page("caseload:person", met.tansy.pk)).content.decode()
    assert story.count("Told that the appointment was cancelled") == 1
    assert "must not see them" not in story.split("Appointment cancelled by the hub")[1][:200]


def test_a_role_that_somebody_gains_ends_what_is_booked_with_them_where_it_is_kept_out(tidewater, met, now):
    hazel = waits(tidewater, owner=tidewater.nell, now=now, name="Hazel Pretend")
    names(tidewater, met.tansy, "Hub managers", now=now)
    kept, other = (
        booked(tidewater, met.tansy, tidewater.wren, now=now),
        booked(tidewater, hazel, tidewater.wren, at=NINE + 3 * HOUR, now=now),
    )

    with hub_scope(tidewater.hub):
        set_roles(tidewater.wren, ["practitioner", "hub_manager"], now=now)

    assert [state(tidewater, each).status for each in (kept, other)] == ["cancelled_by_hub", "booked"]


def test_an_offer_of_nobody_else_is_taken_back_and_one_of_others_stands(tidewater, met, now):
    hazel = waits(tidewater, owner=tidewater.nell, now=now, name="Hazel Pretend")
    with hub_scope(tidewater.hub):
        made = [
            offer(each, kind="assessment", hows=["phone"], members=members, by=tidewater.ada, now=now)
            for each, members in ((met.tansy, [tidewater.wren]), (hazel, [tidewater.wren, tidewater.nell]))
        ]
    for each in (met.tansy, hazel):
        names(tidewater, each, "Wren Dummerly", now=now)

    assert [state(tidewater, each).withdrawn_at for each in made] == [now, None]


def test_while_a_name_holds_the_record_their_own_page_says_why_there_is_no_time(tidewater, met, client, clock, now):
    clock(now)
    with hub_scope(tidewater.hub):
        offer(met.tansy, kind="assessment", hows=["phone"], members=[tidewater.nell], by=tidewater.ada, now=now)
    names(tidewater, met.tansy, "Zebedee Nobodyknown", now=now)
    browser = own_browser(tidewater, met.tansy, client, now=now)

    shown = browser.post(reverse("portal:appointments", args=[tidewater.hub.slug]),
                         {"pick": "2026-10-19 09:00 ", "how": "phone"}).content.decode()  # fmt: skip

    assert "We first make sure that nobody sees you whom you want to keep out" in shown
    assert ("Somebody was quicker" in shown, "Nothing is free" in shown) == (False, False)


def test_it_is_moved_to_no_time_with_whom_a_name_may_mean(tidewater, met, now):
    made = booked(tidewater, met.tansy, tidewater.nell, now=now)
    names(tidewater, met.tansy, "Zebedee Nobodyknown", now=now)
    with hub_scope(tidewater.hub), pytest.raises(NotFree) as refused:
        move(made, starts_at=NINE + DAY, how="phone", by=tidewater.ines, now=now)
    assert refused.value.why == "named"


@pytest.mark.parametrize(
    ("starts", "by"),
    [
        ((date(2026, 10, 15), time(9)), date(2026, 10, 14)),
        ((date(2026, 10, 19), time(9)), date(2026, 10, 16)),  # Monday: the Friday before
        ((date(2026, 10, 19), time(16, 30)), date(2026, 10, 16)),
        ((date(2026, 12, 29), time(9)), date(2026, 12, 24)),  # after Christmas
        ((date(2026, 10, 25), time(1, 30)), date(2026, 10, 23)),  # the night on which the clocks go back
    ],
)
def test_a_name_is_to_be_settled_by_noon_of_the_last_working_day_before(starts, by):
    assert settled_by(instant(*starts)) == instant(by, time(12))


def test_a_name_that_fits_nobody_cancels_nothing_while_there_is_time_to_settle_it(tidewater, met, now):
    made = booked(tidewater, met.tansy, tidewater.nell, now=now)

    names(tidewater, met.tansy, "Zebedee Nobodyknown", now=FRIDAY_NOON - HOUR)

    assert (state(tidewater, made).status, told(tidewater, made)) == ("booked", 0)


def test_it_stands_where_a_lead_says_that_it_is_nobody_here_and_goes_where_it_is_whom_they_would_meet(
    tidewater, met, now
):
    with_nell = booked(tidewater, met.tansy, tidewater.nell, now=now)
    with_wren = booked(tidewater, met.tansy, tidewater.wren, at=NINE + 3 * HOUR, kind="support", now=now)
    names(tidewater, met.tansy, "Zebedee Nobodyknown", now=now)

    with hub_scope(tidewater.hub):
        entry = MustNotSee.objects.select_related("person").get(status="unsettled")
        settle_name(entry, members=[tidewater.wren], by=tidewater.ines, now=now)

    assert [state(tidewater, each).status for each in (with_nell, with_wren)] == ["booked", "cancelled_by_hub"]


@pytest.mark.parametrize(("before", "stands"), [(timedelta(minutes=1), "booked"), (0 * HOUR, "cancelled_by_hub")])
def test_a_name_that_nobody_has_settled_by_then_ends_it(tidewater, saltpan, met, clock, now, before, stands):
    made = booked(tidewater, met.tansy, tidewater.nell, now=now)
    other = booked(tidewater, waits(tidewater, owner=tidewater.nell, now=now, name="Hazel Pretend"), tidewater.wren,
                   now=now)  # fmt: skip
    names(tidewater, met.tansy, "Zebedee Nobodyknown", now=now)
    clock(FRIDAY_NOON - before)

    end_unsettled_appointments(0)
    end_unsettled_appointments(0)  # safe to run twice

    assert [state(tidewater, each).status for each in (made, other)] == [stands, "booked"]
    assert told(tidewater, made) == (stands != "booked")
    with hub_scope(saltpan.hub):
        assert end_unsettled(saltpan.hub, now=NINE - HOUR) == 0


def test_a_lead_who_sees_them_keeps_it_because_they_settle_the_name(tidewater, met, clock, now):
    works(tidewater, tidewater.ines, now=now)
    made = booked(tidewater, met.tansy, tidewater.ines, now=now)
    names(tidewater, met.tansy, "Zebedee Nobodyknown", now=now)

    with hub_scope(tidewater.hub):
        assert end_unsettled(tidewater.hub, now=NINE - HOUR) == 0
    assert state(tidewater, made).status == "booked"


def test_a_name_given_too_late_to_be_settled_ends_it_at_once(tidewater, met, now):
    made = booked(tidewater, met.tansy, tidewater.nell, now=now)

    names(tidewater, met.tansy, "Zebedee Nobodyknown", now=NINE - HOUR)

    assert (state(tidewater, made).status, told(tidewater, made)) == ("cancelled_by_hub", 1)


def test_leads_read_by_when_a_name_is_to_be_settled(tidewater, saltpan, met, clock, now):
    clock(now)
    later = waits(tidewater, owner=tidewater.nell, now=now, name="Hazel Pretend")
    names(tidewater, later, "Perdita Nobodyknown", now=now - HOUR)
    booked(tidewater, met.tansy, tidewater.nell, now=now)
    names(tidewater, met.tansy, "Zebedee Nobodyknown", now=now)

    shown = browser_of(tidewater.ines).get(page("caseload:names")).content.decode()
    today = browser_of(tidewater.ines).get(page("caseload:today")).content.decode()

    assert shown.index("Zebedee Nobodyknown") < shown.index("Perdita Nobodyknown")
    assert shown.count("An appointment waits for it: Monday 19 October at 9am. ") == 1
    assert "Settle it by Friday 16 October at 12 noon, or the appointment is cancelled." in shown
    assert "Settle the first by Friday 16 October at 12 noon" in today
    with hub_scope(saltpan.hub):
        assert first_unsettled(saltpan.hub, [met.tansy.person_id], now=now) == {}


def test_their_own_page_says_that_it_does_not_take_place(tidewater, met, client, clock, now):
    clock(now)
    booked(tidewater, met.tansy, tidewater.wren, now=now)
    names(tidewater, met.tansy, "Wren Dummerly", now=now)
    shown = own_browser(tidewater, met.tansy, client, now=now).get(reverse("portal:appointments", args=["tidewater"]))
    assert shown.content.decode().count("This does not take place") == 1
    assert "must not see" not in shown.content.decode().split("This does not take place")[1][:300]


def test_a_place_in_a_group_is_told_of_too(tidewater, met, now):
    group = planned(tidewater, tidewater.wren, now=now)[0]
    made = placed(tidewater, met.tansy, group, now=now)

    names(tidewater, met.tansy, "Wren Dummerly", now=now)

    assert (state(tidewater, made).status, told(tidewater, made)) == ("cancelled_by_hub", 1)


def test_whom_mail_alone_reaches_stands_on_the_list_until_it_has_gone(tidewater, met, now):
    made = booked(tidewater, met.tansy, tidewater.wren, now=now)
    with hub_scope(tidewater.hub):
        set_channels(met.tansy.person, channels={"email": "tansy@home.example"}, now=now)
    names(tidewater, met.tansy, "Wren Dummerly", now=now)
    waits_still = listed(tidewater, tidewater.nell, now=now)
    with hub_scope(tidewater.hub):
        news = Message.objects.get(subject_id=made.pk, kind="news")
    send(hub_id=str(tidewater.hub.pk), message_id=str(news.pk))

    assert (waits_still, listed(tidewater, tidewater.nell, now=now)) == ([(made.pk, [])], [])


def test_a_mail_of_before_is_no_mail_of_the_end(tidewater, met, now):
    made = booked(tidewater, met.tansy, tidewater.wren, now=now)
    with hub_scope(tidewater.hub):
        set_channels(met.tansy.person, channels={"email": "tansy@home.example"}, now=now)
        move(made, starts_at=NINE + DAY, how="phone", by=tidewater.ada, now=now)
        moved = Message.objects.get(subject_id=made.pk, kind="news")
    send(hub_id=str(tidewater.hub.pk), message_id=str(moved.pk))
    names(tidewater, met.tansy, "Wren Dummerly", now=now + HOUR)

    assert listed(tidewater, tidewater.nell, now=now + HOUR) == [(made.pk, [])]


def test_a_role_that_is_gained_takes_back_an_offer_of_nobody_else(tidewater, met, now):
    names(tidewater, met.tansy, "Hub managers", now=now)
    with hub_scope(tidewater.hub):
        made = offer(met.tansy, kind="assessment", hows=["phone"], members=[tidewater.wren], by=tidewater.ada, now=now)
        set_roles(tidewater.wren, ["practitioner", "hub_manager"], now=now)
    assert state(tidewater, made).withdrawn_at == now


def test_a_role_that_was_gained_since_the_page_was_read_is_no_way_in(tidewater, met, now):
    names(tidewater, met.tansy, "Hub managers", now=now)
    read_before = Membership.objects.select_related("hub").get(pk=tidewater.wren.pk)
    with hub_scope(tidewater.hub):
        set_roles(tidewater.wren, ["practitioner", "hub_manager"], now=now)
        with pytest.raises(PermissionDenied):
            offer(met.tansy, kind="assessment", hows=["phone"], members=[read_before], by=tidewater.ada, now=now)
    again = Membership.objects.select_related("hub").get(pk=tidewater.wren.pk)
    again.roles = ["practitioner"]
    with pytest.raises(PermissionDenied):
        booked(tidewater, met.tansy, again, now=now)


def test_beside_somebody_whose_other_record_has_the_name_they_gave_nobody_gets_or_keeps_a_place(tidewater, met, now):
    group = planned(tidewater, tidewater.wren, now=now)[0]
    hazel = waits(tidewater, owner=tidewater.nell, now=now, name="Hazel Pretend")
    old = waits(tidewater, owner=tidewater.nell, now=now, name="Hazel Oldname")
    with hub_scope(tidewater.hub):
        Person.objects.update(verified_at=now)
        persons = [Person.objects.get(pk=each.person_id) for each in (hazel, old)]
        join = join_actions.propose_join(*persons, reason="She told me of both requests.", by=tidewater.nell, now=now)
        agree_to_join(join, by=tidewater.ines, now=now)
    placed(tidewater, hazel, group, now=now)
    place = placed(tidewater, met.tansy, group, now=now)

    names(tidewater, met.tansy, "Hazel Oldname", now=now)

    assert state(tidewater, place).status == "cancelled_by_hub"
    with hub_scope(tidewater.hub):
        entry = MustNotSee.objects.select_related("person").get(status="unsettled")
        settle_name(entry, members=[], by=tidewater.ines, now=now)
    with pytest.raises(NotTogether):
        placed(tidewater, met.tansy, group, now=now)


def test_staff_read_that_the_hub_cancelled_it_by_itself(tidewater, met, clock, now):
    clock(now)
    made = booked(tidewater, met.tansy, tidewater.wren, now=now)
    names(tidewater, met.tansy, "Wren Dummerly", now=now)
    assert "by the hub, by itself" in browser_of(tidewater.nell).get(page("appointments:one", made.pk)).content.decode()
