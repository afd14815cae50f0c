"""Nobody comes for nothing: what the hub cancels stands on the list by hand until mail or somebody has told them; and
nobody is told to stay away from a time at which they are booked."""

from datetime import timedelta

import pytest
from django.urls import reverse

from holdfast.appointments.actions import cancel, cancel_all
from holdfast.appointments.by_hand import to_remind
from holdfast.appointments.group_actions import cancel_group
from holdfast.contacts.actions import log_attempt
from holdfast.correspondence.models import Message
from holdfast.correspondence.tasks import send
from holdfast.hubs.scope import hub_scope
from holdfast.outcomes.discharge_actions import discharge
from holdfast.people.actions import set_channels
from holdfast.people.models import MustNotSee
from holdfast.people.release_actions import answer_release, ask_release
from holdfast.people.viewer import viewer
from holdfast.referrals.actions import withdraw
from tests.appointments.conftest import NINE, booked, placed, planned, waits, works
from tests.appointments.test_kept_out import names, state
from tests.builders import browser_of, page, send_request
from tests.network.test_pages import own_browser
from tests.outcomes.test_death_of_joined import joined, separated, two  # noqa: F401

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
CALLED = {"call": "+447700900123", "voicemail": True, "times": []}
MAILED = {**CALLED, "email": "tansy@home.example"}
DO_NOT_COME = "so that they do not come"


@pytest.fixture(autouse=True)
def _at_now(clock, now):
    clock(now)


def reached(team, referral, channels, *, now):
    with hub_scope(team.hub):
        set_channels(referral.person, channels=channels, now=now)


def listed(team, member, *, now):
    with hub_scope(team.hub):
        return [each.appointment.pk for each in to_remind(viewer(member, now=now)) if each.is_ended]


def shown_to(member):
    return browser_of(member).get(page("appointments:by_hand")).content.decode()


def by_the_hub(team, made, *, now):
    with hub_scope(team.hub):
        cancel(made, reason="practitioner", by_them=False, by=team.ada, now=now)


def by_a_discharge(team, made, *, now):
    with hub_scope(team.hub):
        discharge(made.referral, end_code="46", outcome="not_known", returns="", by=team.nell, now=now)


def mailed(team, made):
    """The mail of its end goes."""
    with hub_scope(team.hub):
        news = Message.objects.get(subject_id=made.pk, kind="news", cancelled_at=None)
    send(hub_id=str(team.hub.pk), message_id=str(news.pk))


@pytest.mark.parametrize("ended", [by_the_hub, by_a_discharge])
def test_whom_no_mail_reaches_stands_on_the_list_until_somebody_has_told_them(tidewater, saltpan, met, now, ended):
    reached(tidewater, met.tansy, CALLED, now=now)
    made = booked(tidewater, met.tansy, tidewater.nell, now=now)

    ended(tidewater, made, now=now)
    mailed(tidewater, made)  # it has nowhere to go

    read = [listed(tidewater, each, now=now) for each in (tidewater.nell, tidewater.ines, tidewater.ada)]
    assert read == [[made.pk]] * 3
    assert (listed(tidewater, tidewater.wren, now=now), listed(saltpan, saltpan.ines, now=now)) == ([], [])
    assert "Tansy" not in shown_to(saltpan.ines) + shown_to(tidewater.wren)
    browser_of(tidewater.ada).post(
        page("appointments:remind", made.pk), {"how": "call", "seen": f"{NINE.isoformat()} ended"}
    )
    assert [listed(tidewater, each, now=now) for each in (tidewater.nell, tidewater.ines)] == [[], []]


def test_a_group_that_is_taken_out_is_told_to_each_whom_no_mail_reaches(tidewater, met, now):
    group = planned(tidewater, tidewater.wren, now=now)[0]
    hazel = send_request(tidewater, now=now, name="Hazel Pretend", channels=MAILED)
    made, hazels = placed(tidewater, met.tansy, group, now=now), placed(tidewater, hazel, group, now=now)
    reached(tidewater, met.tansy, CALLED, now=now)
    browser_of(tidewater.wren).post(page("appointments:cancel_group", group.pk), {"reason": "room"})
    mailed(tidewater, hazels)

    assert listed(tidewater, tidewater.ines, now=now) == [made.pk]
    assert [state(tidewater, each).reason for each in (made, hazels)] == ["room", "room"]


def test_one_place_in_a_group_that_stands_is_told_too(tidewater, met, now):
    group = planned(tidewater, tidewater.wren, now=now)[0]
    made = placed(tidewater, met.tansy, group, now=now)
    reached(tidewater, met.tansy, CALLED, now=now)
    by_the_hub(tidewater, made, now=now)
    assert listed(tidewater, tidewater.nell, now=now) == [made.pk]


def test_where_mail_goes_it_is_enough_and_has_an_hour(tidewater, met, now):
    reached(tidewater, met.tansy, MAILED, now=now)
    made = booked(tidewater, met.tansy, tidewater.nell, now=now)
    by_the_hub(tidewater, made, now=now)

    late = now + HOUR + timedelta(seconds=1)
    assert [listed(tidewater, tidewater.nell, now=at) for at in (now + HOUR, late)] == [[], [made.pk]]
    mailed(tidewater, made)
    assert listed(tidewater, tidewater.nell, now=late) == []

    with hub_scope(tidewater.hub):
        log_attempt(
            met.tansy, channel="email", result="wrong", terms=tidewater.hub.current, by=tidewater.nell, now=late,
            next_try_at=late + HOUR,
        )  # fmt: skip
    assert listed(tidewater, tidewater.nell, now=late) == [made.pk]
    assert listed(tidewater, tidewater.nell, now=NINE) == []


def test_what_they_cancelled_themselves_is_told_to_nobody(tidewater, met, now):
    reached(tidewater, met.tansy, CALLED, now=now)
    made = booked(tidewater, met.tansy, tidewater.nell, now=now)
    with hub_scope(tidewater.hub):
        cancel(made, reason="work", by_them=True, by=tidewater.ada, now=now)
    assert listed(tidewater, tidewater.nell, now=now) == []


def test_nobody_is_told_not_to_come_at_a_time_at_which_they_are_booked_with_somebody_else(tidewater, met, client, now):
    booked(tidewater, met.tansy, tidewater.wren, now=now)
    names(tidewater, met.tansy, "Wren Dummerly", now=now)
    own = reverse("portal:appointments", args=["tidewater"])
    browser = own_browser(tidewater, met.tansy, client, now=now)
    assert DO_NOT_COME in shown_to(tidewater.nell)
    assert "This does not take place" in browser.get(own).content.decode()

    booked(tidewater, met.tansy, tidewater.nell, at=NINE + HOUR / 2, now=now)

    assert DO_NOT_COME not in shown_to(tidewater.nell)
    assert "This does not take place" not in browser.get(own).content.decode()


def test_nor_where_they_are_booked_on_a_record_that_is_joined(tidewater, saltpan, two, client, now):  # noqa: F811
    works(tidewater, tidewater.nell, tidewater.wren, now=now)
    ended = booked(tidewater, two[0], tidewater.wren, now=now)
    names(tidewater, two[0], "Wren Dummerly", now=now)
    own = reverse("portal:appointments", args=["tidewater"])
    browser = own_browser(tidewater, two[0], client, now=now)

    def says():
        shown = browser.get(own).content.decode()
        return "This does not take place" in shown, listed(tidewater, tidewater.ines, now=now)

    assert says() == (True, [ended.pk])
    join = joined(tidewater, two, now=now)
    booked(tidewater, two[1], tidewater.nell, now=now)
    assert says() == (False, [])
    separated(tidewater, join, now=now)
    assert says() == (True, [ended.pk])
    assert listed(saltpan, saltpan.ines, now=now) == []


def test_a_time_beside_it_is_another_one(tidewater, met, client, now):
    made = booked(tidewater, met.tansy, tidewater.wren, now=now)
    names(tidewater, met.tansy, "Wren Dummerly", now=now)
    booked(tidewater, met.tansy, tidewater.nell, at=NINE + 3 * HOUR, now=now)
    assert listed(tidewater, tidewater.nell, now=now) == [made.pk]
    shown = own_browser(tidewater, met.tansy, client, now=now).get(reverse("portal:appointments", args=["tidewater"]))
    assert shown.content.decode().count("This does not take place") == 1


def test_whoever_is_taken_out_of_a_group_that_takes_place_reads_of_their_place_alone(tidewater, met, client, now):
    group = planned(tidewater, tidewater.wren, now=now)[0]
    placed(tidewater, waits(tidewater, owner=tidewater.nell, now=now, name="Hazel Pretend"), group, now=now)
    placed(tidewater, met.tansy, group, now=now)
    reached(tidewater, met.tansy, CALLED, now=now)
    names(tidewater, met.tansy, "Wren Dummerly", now=now)
    own = own_browser(tidewater, met.tansy, client, now=now).get(reverse("portal:appointments", args=["tidewater"]))

    def reads(words):
        return words in shown_to(tidewater.nell)

    assert reads("Their place is cancelled: tell them, so that they do not come, and arrange another time.")
    assert reads("“Your time on Monday 19 October at 10am is cancelled. We find another one.”")
    assert ("Your place is cancelled" in own.content.decode(), "take place" in own.content.decode()) == (True, False)
    reached(tidewater, met.tansy, {"call": "", "voicemail": False, "times": []}, now=now)
    assert reads("Somebody else than whom it was with meets them before they go in.")
    with hub_scope(tidewater.hub):
        cancel_group(group, reason="room", whole_series=False, by=tidewater.ada, now=now)
    assert (reads("Their place"), reads("Cancelled: tell them"), reads("go in")) == (False, True, False)


def test_nor_who_has_a_place_in_the_same_group_again(tidewater, met, now):
    group = planned(tidewater, tidewater.wren, now=now)[0]
    placed(tidewater, met.tansy, group, now=now)
    names(tidewater, met.tansy, "Wren Dummerly", now=now)
    with hub_scope(tidewater.hub):
        entry = MustNotSee.objects.select_related("person").get()
        ask_release(entry.person, entry.pk, now=now)
        answer_release(entry, is_released=True, by=tidewater.ines, now=now)
    placed(tidewater, met.tansy, group, now=now)
    assert DO_NOT_COME not in shown_to(tidewater.nell)


def test_whoever_stopped_is_told_and_no_other_time_is_promised(tidewater, met, client, now):
    booked(tidewater, met.tansy, tidewater.wren, now=now)
    names(tidewater, met.tansy, "Wren Dummerly", now=now)
    reached(tidewater, met.tansy, CALLED, now=now)
    browser = own_browser(tidewater, met.tansy, client, now=now)
    before = shown_to(tidewater.ines)
    with hub_scope(tidewater.hub):
        withdraw(met.tansy, now=now)
        cancel_all(met.tansy, now=now)
    after = shown_to(tidewater.ines)
    for words in ("arrange another time", "We find another one"):
        assert (words in before, words in after) == (True, False)
    assert DO_NOT_COME in after
    own = browser.get(reverse("portal:appointments", args=["tidewater"])).content.decode()
    assert ("This does not take place" in own, "We look for another time" in own) == (True, False)


@pytest.mark.parametrize("number", [1, 5])
def test_the_list_takes_as_many_statements_however_many_are_cancelled(
    tidewater, met, now, number, django_assert_num_queries
):
    for place in range(number):
        person = waits(tidewater, owner=tidewater.nell, now=now, name=f"Fern Fictional{'abcdefgh'[place]}")
        made = booked(tidewater, person, tidewater.wren, at=NINE + place * HOUR, kind="support", now=now)
        reached(tidewater, person, CALLED, now=now)
        by_the_hub(tidewater, made, now=now)
    browser = browser_of(tidewater.nell)
    browser.get(page("appointments:by_hand"))
    with django_assert_num_queries(18):
        browser.get(page("appointments:by_hand"))
    assert len(listed(tidewater, tidewater.nell, now=now)) == number
