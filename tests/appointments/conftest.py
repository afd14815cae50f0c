"""A team with diaries, and somebody who waits for an assessment."""

from datetime import date, time
from types import SimpleNamespace

import pytest

from holdfast.appointments import actions, group_actions
from holdfast.appointments.company import Ask
from holdfast.contacts.actions import log_attempt
from holdfast.diary import hours_actions as hours
from holdfast.hubs.hours import WeeklyHours, instant
from holdfast.hubs.scope import hub_scope
from tests.builders import accept, send_request

DAY = date(2026, 10, 19)
NINE = instant(DAY, time(9))
TEN = instant(DAY, time(10))
OFFICE = WeeklyHours(tuple((day, time(9), time(17)) for day in range(5)))


def works(team, *members, now, weeks=(OFFICE,)):
    """These members work office hours, from a Monday before."""
    with hub_scope(team.hub):
        for member in members:
            hours.set_pattern(
                member, starts_on=date(2026, 10, 5), ends_on=None, weeks=list(weeks), by=team.ada, now=now
            )


def waits(team, *, owner, now, **asked):
    """Somebody who was reached, and waits for an assessment."""
    referral = send_request(team, now=now, **asked)
    accept(team, referral, owner=owner, now=now)
    with hub_scope(team.hub):
        log_attempt(referral, channel="call", result="spoke", terms=team.hub.current, by=owner, now=now)
        referral.refresh_from_db()
    return referral


def booked(team, referral, *members, at=NINE, now, kind="assessment", how="phone", by=None, **more):
    """An appointment, by the real action."""
    with hub_scope(team.hub):
        return actions.book(
            referral, kind=kind, members=list(members), starts_at=at, how=how, by=by or team.ada, now=now, **more
        )


def planned(team, *members, now, by=None, **more):
    """A group, by the real action: of three places, at ten on Monday, by video, unless `more` says otherwise."""
    usual = {"name": "Monday group", "day": DAY, "at": time(10), "weeks": 1, "how": "video", "places": 3}
    with hub_scope(team.hub):
        return group_actions.plan_group(
            team.hub, members=list(members), by=by or team.ada, now=now, **(usual | more)
        )  # fmt: skip


def placed(team, referral, group, *, now, by=None, has_asked=True):
    """A place in a group, by the real action."""
    with hub_scope(team.hub):
        asked = Ask.values if has_asked else ()
        return group_actions.put_in(referral, group, asked=asked, by=by or team.ada, now=now)


@pytest.fixture
def met(tidewater, now):
    """Nell and Wren have diaries; Tansy waits for an assessment by Nell."""
    works(tidewater, tidewater.nell, tidewater.wren, now=now)
    tansy = waits(tidewater, owner=tidewater.nell, now=now, name="Tansy Madeup")
    with hub_scope(tidewater.hub):
        room = hours.add_room(
            tidewater.hub, name="Room 2", place="Quay House", seats=3, is_step_free=True, by=tidewater.ada, now=now
        )
    return SimpleNamespace(tansy=tansy, room=room)
