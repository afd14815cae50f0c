"""What stands in the diary: an appointment and a place in a group of each record; hours, a room, kept time."""

from datetime import date, time, timedelta
from typing import Any

from holdfast.accounts.models import Membership
from holdfast.appointments.actions import book
from holdfast.appointments.earlier_actions import wish_earlier
from holdfast.appointments.group_actions import plan_group, put_in
from holdfast.diary import hours_actions as hours
from holdfast.diary.actions import give_time_back, keep_time
from holdfast.diary.models import WorkingPattern
from holdfast.hubs.hours import WeeklyHours, instant
from holdfast.hubs.scope import hub_scope
from holdfast.referrals.models import Referral
from tests.builders import Team

OFFICE = WeeklyHours(tuple((day, time(9), time(17)) for day in range(5)))
MONDAY = date(2026, 10, 19)


def in_diary(team: Team, asked: Referral, *, owner: Membership | None, now) -> dict[str, dict[str, Any]]:
    """An appointment with the owner, or with whoever is on duty; and one of everything else that a diary has."""
    member = owner or team.nell
    with hub_scope(team.hub):
        placed = WorkingPattern.objects.count()
        for each in (team.nell, team.wren, team.ines):
            hours.set_pattern(each, starts_on=MONDAY, ends_on=None, weeks=[OFFICE], by=team.ada, now=now)
        day = MONDAY + timedelta(days=placed // 3)  # each record has a day of its own
        made = book(
            asked, kind="support", members=[member], starts_at=instant(day, time(10)), how="phone", by=team.ada, now=now
        )
        wish_earlier(made, by=None, now=now)
        before = {"day": day, "at": time(9), "minutes": 60, "weeks": 1, "by": member}
        (given_back,) = keep_time(member, kind="notes", **before, now=now)
        give_time_back(given_back, whole_series=False, by=member, now=now + timedelta(seconds=1))  # free, and earlier
        away = {"starts_at": instant(day, time(15)), "ends_at": instant(day, time(16))}
        absence = hours.set_absence(team.nell, why="study", **away, by=team.nell, now=now)
        (kept,) = keep_time(team.nell, kind="notes", day=day, at=time(14), minutes=60, weeks=1, by=team.nell, now=now)
        (group,) = plan_group(
            team.hub, name=f"Group {placed}", members=[team.ines], day=day, at=time(12), weeks=1, how="video", places=6,
            by=team.ada, now=now,
        )  # fmt: skip
        put_in(asked, group, by=team.ada, now=now)
        room = hours.add_room(
            team.hub, name=f"Room {placed}", place="", seats=2, is_step_free=False, by=team.ada, now=now
        )
    return {
        "appointment": {"pk": made.pk},
        "absence": {"pk": team.nell.pk, "row_pk": absence.pk},
        "kept time": {"pk": team.nell.pk, "session_pk": kept.pk},
        "room": {"pk": room.pk},
        "group": {"pk": group.pk},
        "diary": {"pk": team.nell.pk},
        "profile": {"pk": team.nell.pk},
    }
