"""What is booked with somebody who works in a role that sees nobody stands on somebody's list, as with whoever left."""

from datetime import timedelta

from holdfast.accounts.actions import set_roles
from holdfast.appointments.actions import move
from holdfast.appointments.earlier import waiting_for_earlier
from holdfast.appointments.earlier_actions import wish_earlier
from holdfast.appointments.today import waits as waits_on_today
from holdfast.hubs.scope import hub_scope
from holdfast.people.viewer import viewer
from tests.appointments.conftest import NINE, booked, waits

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
