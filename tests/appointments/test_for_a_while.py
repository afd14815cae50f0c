"""Nobody keeps a record by booking themselves who has it open for a while only; a closed one lets the team go."""

from datetime import date, time, timedelta

import pytest

from holdfast.alerts.actions import take
from holdfast.alerts.models import Alert
from holdfast.appointments import actions, offer_actions
from holdfast.appointments.models import Appointment
from holdfast.appointments.opening import OnlyForNow
from holdfast.appointments.queries import open_offer
from holdfast.caseload.actions import open_in_emergency, raise_worry
from holdfast.hubs.hours import instant
from holdfast.hubs.scope import hub_scope
from holdfast.people.access import is_theirs, right_of
from holdfast.people.cover_actions import hand_over
from holdfast.people.viewer import viewer
from holdfast.referrals.actions import withdraw
from tests.appointments.conftest import NINE, booked, placed, planned, waits
from tests.builders import browser_of, page, put_on_duty, send_request

REASON = "She rang and is not safe, and her practitioner is away."


def right(team, member, referral, at):
    with hub_scope(team.hub):
        return right_of(viewer(member, now=at), referral.person)


def by_emergency(team, referral, *, now):
    with hub_scope(team.hub):
        open_in_emergency(referral.person, reason=REASON, by=team.wren, now=now)
    assert right(team, team.wren, referral, now) == "emergency"


def by_cover(team, referral, *, now):
    with hub_scope(team.hub):
        hand_over(
            team.nell,
            covering=team.wren,
            starts_on=date(2026, 10, 14),
            ends_on=date(2026, 10, 15),
            by=team.ines,
            now=now,
        )
    assert right(team, team.wren, referral, now) == "cover"


def by_duty(team, referral, *, now):
    worry(team, referral, by=team.nell, now=now)
    with hub_scope(team.hub):
        put_on_duty(team.wren, now)
    assert right(team, team.wren, referral, now) == "duty"


def by_alert(team, referral, *, now):
    by_duty(team, referral, now=now)
    with hub_scope(team.hub):
        take(Alert.objects.get(person=referral.person), by=team.wren, now=now)
    assert right(team, team.wren, referral, now) == "alert"


def worry(team, referral, *, by, now):
    with hub_scope(team.hub):
        raise_worry(referral, about=["self"], keep_safe="unsure", note="She sounded low.", by=by, now=now)


WAYS = {"emergency": by_emergency, "cover": by_cover, "duty": by_duty, "alert": by_alert}


@pytest.mark.parametrize("way", WAYS)
def test_nobody_books_themselves_who_has_the_record_for_a_while_only(tidewater, met, now, way):
    WAYS[way](tidewater, met.tansy, now=now)
    with pytest.raises(OnlyForNow):
        booked(tidewater, met.tansy, tidewater.wren, by=tidewater.wren, kind="support", now=now)
    with hub_scope(tidewater.hub):
        assert not is_theirs(tidewater.wren, met.tansy.person)


@pytest.mark.parametrize("way", WAYS)
def test_nobody_gives_a_place_in_their_own_group_who_has_the_record_for_a_while_only(tidewater, met, now, way):
    WAYS[way](tidewater, met.tansy, now=now)
    group = planned(tidewater, tidewater.wren, by=tidewater.wren, now=now)[0]
    with pytest.raises(OnlyForNow):
        placed(tidewater, met.tansy, group, by=tidewater.wren, now=now)
    with hub_scope(tidewater.hub):
        assert not is_theirs(tidewater.wren, met.tansy.person)


@pytest.mark.parametrize("way", WAYS)
def test_nobody_offers_their_own_time_who_has_the_record_for_a_while_only(tidewater, met, now, clock, way):
    WAYS[way](tidewater, met.tansy, now=now)
    with hub_scope(tidewater.hub), pytest.raises(OnlyForNow):
        offer_actions.offer(
            met.tansy, kind="support", hows=["phone"], members=[tidewater.wren], by=tidewater.wren, now=now
        )
    clock(now)
    browser, address = browser_of(tidewater.wren), page("appointments:offer", met.tansy.pk)
    answer = browser.post(address, {"kind": "support", "hows": "phone", "member": str(tidewater.wren.pk)}, follow=True)
    assert "You have this record open for a while only." in answer.content.decode()
    browser.post(address, {"kind": "support", "hows": "phone"})
    with hub_scope(tidewater.hub):
        assert open_offer(met.tansy.person, now=now).members == [tidewater.nell.pk]


def test_whoever_is_on_duty_takes_on_somebody_who_is_still_nobodys(tidewater, met, now):
    referral = send_request(tidewater, now=now, name="Hazel Pretend")
    worry(tidewater, referral, by=tidewater.nell, now=now)
    booked(tidewater, referral, tidewater.nell, by=tidewater.nell, kind="contact", now=now)
    assert right(tidewater, tidewater.nell, referral, now + timedelta(days=60)) == "team"


def test_an_emergency_opens_the_record_to_no_other_colleague(tidewater, met, now):
    by_emergency(tidewater, met.tansy, now=now)
    with pytest.raises(OnlyForNow):
        booked(tidewater, met.tansy, tidewater.nell, tidewater.ines, by=tidewater.wren, now=now)


def test_whoever_has_it_for_a_while_books_the_colleague_whose_record_it_is(tidewater, met, now):
    by_emergency(tidewater, met.tansy, now=now)
    made = booked(tidewater, met.tansy, tidewater.nell, by=tidewater.wren, now=now)
    assert made.booked_by == tidewater.wren


def test_a_colleague_whose_record_it_is_and_the_person_may_book_them(tidewater, met, now):
    by_emergency(tidewater, met.tansy, now=now)
    booked(tidewater, met.tansy, tidewater.wren, by=tidewater.nell, now=now)
    hazel = waits(tidewater, owner=tidewater.nell, now=now, name="Hazel Pretend")
    at = NINE + timedelta(hours=3)
    with hub_scope(tidewater.hub):
        made = offer_actions.offer(
            hazel, kind="support", hows=["phone"], members=[tidewater.wren], by=tidewater.nell, now=now
        )
        offer_actions.choose(made, tidewater.hub, starts_at=at, how="phone", now=now)
    later = now + timedelta(days=2)
    requests = (met.tansy, hazel)
    assert [right(tidewater, tidewater.wren, each, later) for each in requests] == ["team", "team"]


def test_the_page_says_who_could_book_it_instead(tidewater, met, clock, now):
    clock(now)
    by_emergency(tidewater, met.tansy, now=now)
    sent = {"day": "2026-10-19", "at": "09:00", "kind": "support", "how": "phone", "member": str(tidewater.wren.pk)}
    answer = browser_of(tidewater.wren).post(page("appointments:book", met.tansy.pk), sent)
    assert "You have this record open for a while only." in answer.content.decode()
    with hub_scope(tidewater.hub):
        assert not Appointment.objects.exists()


def test_a_request_that_is_withdrawn_is_open_to_its_owner_alone(tidewater, met, now):
    at = instant(date(2026, 10, 20), time(9))
    made = booked(tidewater, met.tansy, tidewater.wren, at=at, kind="review", now=now)
    with hub_scope(tidewater.hub):
        actions.attend(made, "attend", by=tidewater.wren, now=at + timedelta(hours=1))
        withdraw(met.tansy, now=at + timedelta(hours=2))
    later = at + timedelta(days=30)
    assert [right(tidewater, each, met.tansy, later) for each in (tidewater.wren, tidewater.nell)] == [
        "",
        "owner",
    ]
