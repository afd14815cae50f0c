"""What is booked with somebody who works in a role that sees nobody stands on somebody's list, as with whoever left;
and what is offered of them alone is taken back."""

import re
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from holdfast.accounts.actions import set_roles
from holdfast.accounts.models import Membership
from holdfast.appointments.actions import NotFree, move
from holdfast.appointments.earlier import waiting_for_earlier
from holdfast.appointments.earlier_actions import wish_earlier
from holdfast.appointments.models import Offer
from holdfast.appointments.offer_actions import offer
from holdfast.appointments.today import waits as waits_on_today
from holdfast.diary.models import Hold
from holdfast.events.models import Event
from holdfast.hubs.scope import hub_scope
from holdfast.people.viewer import viewer
from holdfast.referrals.models import Referral
from tests.appointments.conftest import NINE, booked, placed, planned, waits
from tests.appointments.test_kept_out import names, state
from tests.builders import is_suspended, leaves
from tests.network.test_pages import own_browser

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ONE = ["One appointment with somebody who is away or sees people no more"]


def works_as(team, member, *roles, now):
    with hub_scope(team.hub):
        set_roles(member, roles, now=now)


def lines(team, member, *, now):
    with hub_scope(team.hub):
        return [each["text"] for each in waits_on_today(viewer(member, now=now))]


def test_the_owner_and_whoever_keeps_the_diary_read_so_and_nobody_else(tidewater, saltpan, met, now):
    with_wren = booked(tidewater, met.tansy, tidewater.wren, now=now)
    booked(tidewater, waits(tidewater, owner=tidewater.nell, now=now, name="Hazel Pretend"), tidewater.nell, now=now)

    works_as(tidewater, tidewater.wren, "hub_manager", now=now)

    read = [lines(tidewater, each, now=now) for each in (tidewater.nell, tidewater.ines, tidewater.ada)]
    assert (read, lines(tidewater, tidewater.wren, now=now), lines(saltpan, saltpan.ines, now=now)) == (
        [ONE, ONE, ONE], [], [],
    )  # fmt: skip
    assert lines(tidewater, tidewater.nell, now=with_wren.session.starts_at) == []  # it has begun

    works_as(tidewater, tidewater.wren, "hub_manager", "practitioner", now=now)
    assert lines(tidewater, tidewater.nell, now=now) == []


def test_an_earlier_time_of_theirs_is_none(tidewater, met, now):
    with_wren = booked(tidewater, met.tansy, tidewater.wren, at=NINE + 3 * DAY, now=now)
    hazels = booked(tidewater, waits(tidewater, owner=tidewater.nell, now=now, name="Hazel Pretend"), tidewater.wren,
                    now=now)  # fmt: skip
    with hub_scope(tidewater.hub):
        wish_earlier(with_wren, by=None, now=now)
        move(hazels, starts_at=NINE + 5 * HOUR, how="phone", by=tidewater.ada, now=now + HOUR)

    def first():
        with hub_scope(tidewater.hub):
            return [each.starts_at for each in waiting_for_earlier(viewer(tidewater.ines, now=now + HOUR))]

    assert first() != [None]
    works_as(tidewater, tidewater.wren, "hub_manager", now=now + HOUR)
    assert first() == [None]


def offered(team, referral, *members, now):
    with hub_scope(team.hub):
        return offer(referral, kind="assessment", hows=["phone"], members=members, by=team.ada, now=now)


def becomes_manager(member, *, now):
    with hub_scope(member.hub):
        set_roles(member, ["hub_manager"], now=now)


@pytest.mark.parametrize("is_gone", [leaves, is_suspended, becomes_manager])
def test_what_was_offered_of_somebody_who_is_gone_is_taken_back_and_of_somebody_else_too_stands(
    tidewater, met, client, clock, now, is_gone
):
    clock(now)
    hazel = waits(tidewater, owner=tidewater.nell, now=now, name="Hazel Pretend")
    of_wren = offered(tidewater, met.tansy, tidewater.wren, now=now)
    of_both = offered(tidewater, hazel, tidewater.wren, tidewater.nell, now=now)
    browser = own_browser(tidewater, met.tansy, client, now=now)

    is_gone(tidewater.wren, now=now)

    assert [state(tidewater, each).withdrawn_at for each in (of_wren, of_both)] == [now, None]
    with hub_scope(tidewater.hub):
        said = Event.objects.filter(kind="appointment.withdraw_offer").values_list("subject_id", "by_id")
        assert list(said) == [(of_wren.pk, None)]
        assert Referral.objects.get(pk=met.tansy.pk).next_action == "assess"  # it stands on its owner's list as before
    shown = browser.get(reverse("portal:appointments", args=["tidewater"])).content.decode()
    assert ("Nothing is booked now" in shown, "whom you want to keep out" in shown) == (True, False)


def test_where_nobody_offered_has_a_diary_their_own_page_says_nothing_of_names(tidewater, met, client, clock, now):
    clock(now)
    offered(tidewater, met.tansy, tidewater.ines, now=now)  # who has no working hours yet
    browser = own_browser(tidewater, met.tansy, client, now=now)
    shown = browser.get(reverse("portal:appointments", args=["tidewater"])).content.decode()
    assert ("Nothing is free in these two weeks" in shown, "whom you want to keep out" in shown) == (True, False)


def test_a_role_gained_in_the_minutes_kept_before_a_session_ends_it_too(tidewater, met, now):
    names(tidewater, met.tansy, "Hub managers", now=now)
    hazel = waits(tidewater, owner=tidewater.nell, now=now, name="Hazel Pretend")
    group = planned(tidewater, tidewater.wren, now=now)[0]
    made, hazels = placed(tidewater, met.tansy, group, now=now), placed(tidewater, hazel, group, now=now)
    with hub_scope(tidewater.hub):
        begins = Hold.objects.get(session=made.session, bookable__member=tidewater.wren).starts_at
        assert begins < group.starts_at
        set_roles(tidewater.wren, ["practitioner", "hub_manager"], now=begins + timedelta(minutes=1))
    assert [state(tidewater, each).status for each in (made, hazels)] == ["cancelled_by_hub", "booked"]


@pytest.mark.parametrize("is_gone", [leaves, is_suspended, becomes_manager])
def test_nobody_moves_to_another_time_of_somebody_who_is_gone(tidewater, met, client, clock, now, is_gone):
    clock(now)
    hazel = waits(tidewater, owner=tidewater.nell, now=now, name="Hazel Pretend")
    made = booked(tidewater, met.tansy, tidewater.wren, now=now)
    hazels = booked(tidewater, hazel, tidewater.nell, now=now)
    is_gone(tidewater.wren, now=now)

    def shown(referral, appointment):
        browser = own_browser(tidewater, referral, client, now=now)
        page = browser.get(reverse("portal:appointment", args=["tidewater", appointment.pk])).content.decode()
        return "and your appointment moves there" in page, "Cancel this appointment" in page

    assert (shown(met.tansy, made), shown(hazel, hazels)) == ((False, True), (True, True))
    with hub_scope(tidewater.hub):
        with pytest.raises(NotFree) as refused:
            move(made, starts_at=NINE + DAY, how="phone", by=None, now=now)
        move(hazels, starts_at=NINE + DAY, how="phone", by=None, now=now)
    assert refused.value.why == "away"
    assert lines(tidewater, tidewater.nell, now=now) == ONE  # somebody of the team arranges it


def test_whoever_presses_a_time_of_somebody_who_is_gone_is_told_to_call_and_ends_their_wish_still(
    tidewater, met, client, clock, now
):
    clock(now)
    made = booked(tidewater, met.tansy, tidewater.wren, now=now)
    with hub_scope(tidewater.hub):
        wish_earlier(made, by=None, now=now)
    browser = own_browser(tidewater, met.tansy, client, now=now)
    address = reverse("portal:appointment", args=["tidewater", made.pk])
    time = re.search(r'name="pick" value="([^"]+)"', browser.get(address).content.decode())[1]
    is_suspended(tidewater.wren, now=now)
    page = browser.post(address, {"pick": time}).content.decode()
    assert [words in page for words in (
        "Your appointment is where it was.", "The times below are free now.",
        "There is none to choose here now. Call us", "I do not wait any more",
    )] == [True, False, True, True]  # fmt: skip


@pytest.mark.parametrize("is_gone", [leaves, is_suspended, becomes_manager])
def test_nobody_is_offered_who_is_gone_since_the_page_was_shown(tidewater, met, now, is_gone):
    with hub_scope(tidewater.hub):
        shown = Membership.objects.select_related("account", "hub").get(pk=tidewater.wren.pk)
    is_gone(tidewater.wren, now=now)
    with pytest.raises(PermissionDenied):
        offered(tidewater, met.tansy, tidewater.nell, shown, now=now)
    with hub_scope(tidewater.hub):
        assert not Offer.objects.exists()
    offered(tidewater, met.tansy, tidewater.nell, now=now)
