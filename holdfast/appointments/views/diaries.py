"""The diary: a member's week, the team's day, and whom a free time could be for."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.views.decorators.http import require_safe

from holdfast.accounts.gate import staff
from holdfast.accounts.models import Membership, Shift
from holdfast.accounts.roles import Permission
from holdfast.appointments.queries import caseload_of, in_diary
from holdfast.appointments.rules import say_span
from holdfast.appointments.shown import Column, RoomColumn, first_start
from holdfast.diary.models import WITH_PEOPLE
from holdfast.diary.queries import MOST_MEMBERS, Times, rooms_of, times_of, with_diary
from holdfast.diary.rules import DAY
from holdfast.hubs.hours import MIDNIGHT, as_utc, instant, london_day, say_moment
from holdfast.people.identity import name_of
from holdfast.people.viewer import viewer_of
from holdfast.referrals.models import Referral
from holdfast.referrals.next_step import say_next
from holdfast.workforce.queries import known_of
from holdfast.workforce.words import beside

A_WEEK = 7
COLUMNS_SHOWN = 24


@staff(Permission.SEE_DIARY)
@require_safe
def week(request: HttpRequest) -> HttpResponse:
    """One member's week: one's own, or a colleague's."""
    request.section = "diary"
    now = timezone.now()
    member = member_asked(request)
    monday = monday_of(day_asked(request, now))
    columns = columns_of(request, [member], monday, monday + 6 * DAY, now=now)
    column = columns[0]
    days = [monday + DAY * number for number in range(A_WEEK)]
    shown = [day for day in days if day.weekday() < 5 or column.slots(day)]
    begins = first_start([(column, day) for day in shown])
    context = {
        "whose": member, "is_own": member.pk == request.member.pk, "title_span": say_span(shown[0], shown[-1]),
        "columns": [column_words(column, day, begins, head=day_head(day), note=day_note(column, day, now))
                    for day in shown],
        "counts": counts_of(column), "has_diary": bool(column.times.works) or bool(column.entries),
        **around(request, monday, A_WEEK, of=member),
        "team_href": f"{reverse('appointments:team')}?on={max(monday, min(london_day(now), days[-1]))}",
        "printed": say_moment(now, now),
    }  # fmt: skip
    return render(request, "appointments/week.html", context)


@staff(Permission.SEE_DIARY)
@require_safe
def team(request: HttpRequest) -> HttpResponse:
    """Everybody's day."""
    request.section = "diary"
    now = timezone.now()
    day = day_asked(request, now)
    if request.GET.get("by") == "room":
        return by_room(request, day, now=now)
    members = sorted(with_diary(request.hub)[:COLUMNS_SHOWN], key=lambda each: each.pk != request.member.pk)
    columns = columns_of(request, members, day, day, now=now)
    begins = first_start([(column, day) for column in columns])
    context = {
        "title_day": f"{day:%A} {day.day} {day:%B}",
        "columns": [column_words(column, day, begins, head=column.member.name, note=team_note(request, column, day),
                                 href=week_of(column.member, day)) for column in columns],
        **around(request, day, 1), "other_href": f"?by=room&on={day}", "is_by_room": False,
        "week_href": week_of(request.member, day),
        "printed": say_moment(now, now),
    }  # fmt: skip
    return render(request, "appointments/team.html", context)


def by_room(request: HttpRequest, day: date, *, now: datetime) -> HttpResponse:
    """The same day, a column a room."""
    begin, end = instant(day, MIDNIGHT), instant(day + DAY, MIDNIGHT)
    team = {each.pk: each.name for each in request.hub.members.select_related("account")[:MOST_MEMBERS]}
    entries = in_diary(viewer_of(request), begin, end, members=list(team))
    rooms, nothing = rooms_of(request.hub), Times([], [], [])
    inside = {room.pk: [entry for entry in entries if entry.session.room_id == room.pk] for room in rooms}
    shown = [each.person_id for found in inside.values() for entry in found for each in entry.named]
    request.touched.add(shown, why="diary")
    columns = {
        room: RoomColumn(request.member, nothing, inside[room.pk], (), may_book=False, now=now, names=team)
        for room in rooms
    }
    begins = first_start([(column, day) for column in columns.values()])
    context = {
        "title_day": f"{day:%A} {day.day} {day:%B}",
        "columns": [column_words(column, day, begins, head=room.name, note=room.place)
                    for room, column in columns.items()],
        "before_href": f"?by=room&on={day - DAY}", "after_href": f"?by=room&on={day + DAY}",
        "other_href": f"?on={day}", "is_by_room": True, "week_href": week_of(request.member, day),
        "printed": say_moment(now, now),
    }  # fmt: skip
    return render(request, "appointments/team.html", context)


@staff(Permission.OPEN_RECORDS, Permission.BOOK)
@require_safe
def free(request: HttpRequest) -> HttpResponse:
    """Whom a free time is for: people who wait for somebody to see them."""
    request.section = "diary"
    now = timezone.now()
    member, at = member_asked(request), parse_moment(request.GET.get("at", "")) or now
    waiting = caseload_of(viewer_of(request))
    request.touched.add([each.person_id for each in waiting], why="owner")
    known = known_of(request.hub, [member], now=now)
    context = {
        "at": say_moment(at, now), "with": member, "beside": beside(known.profiles.get(member.pk)),
        "is_admitted": known.admits(member),
        "rows": [free_row(each, member, london_day(at)) for each in waiting],
    }  # fmt: skip
    return render(request, "appointments/free.html", context)


def free_row(referral: Referral, member: Membership, day: date) -> dict[str, str]:
    """Somebody for whom a time could be."""
    return {
        "name": name_of(referral.person),
        "href": f"{reverse('appointments:book', args=[referral.pk])}?member={member.pk}&day={day}",
        "next": say_next(referral.next_action, referral.status),
        "reference": referral.reference,
    }


def member_asked(request: HttpRequest) -> Membership:
    """Whose diary is asked for: a member of this hub; without one, one's own.

    Raises:
        Http404: nobody here has this id.
    """
    asked = request.GET.get("of", "")
    if not asked:
        return request.member
    try:
        found = request.hub.members.select_related("account").filter(pk=UUID(asked)).first()
    except ValueError:
        found = None
    if found is None:
        raise Http404
    return found


def parse_moment(text: str) -> datetime | None:
    """An instant of an address, in UTC; None for anything else, and for one that is not of this century."""
    try:
        found = as_utc(parse_datetime(text))
    except (ValueError, OverflowError):
        return None
    return found if found is not None and 2020 <= found.year < 2100 else None


def day_asked(request: HttpRequest, now: datetime) -> date:
    """The day of the address; without one that is a day of this century, today."""
    try:
        day = parse_date(request.GET.get("on", ""))
    except ValueError:
        day = None
    return day if day is not None and 2020 <= day.year < 2100 else london_day(now)


def monday_of(day: date) -> date:
    """The Monday of a day's week."""
    return day - DAY * day.weekday()


def columns_of(
    request: HttpRequest, members: Sequence[Membership], first: date, last: date, *, now: datetime
) -> list[Column]:
    """The diaries of some members; whom one sees in them is written down."""
    begin, end = instant(first, MIDNIGHT), instant(last + DAY, MIDNIGHT)
    pks = [member.pk for member in members]
    times = times_of(request.hub, pks, first, last)
    entries = in_diary(viewer_of(request), begin, end, members=pks)
    request.touched.add([each.person_id for entry in entries for each in entry.named], why="diary")
    shifts = shifts_of(request, pks, begin, end)
    may_book = request.member.may(Permission.BOOK) and request.member.may(Permission.OPEN_RECORDS)
    return [
        Column(member, times[member.pk], [entry for entry in entries if member.pk in entry.members],
               [shift for shift in shifts if shift.member_id == member.pk], may_book, now)
        for member in members
    ]  # fmt: skip


def shifts_of(request: HttpRequest, members: Collection[UUID], begin: datetime, end: datetime) -> list[Shift]:
    """When they are on duty."""
    found = request.hub.shifts.filter(member_id__in=members, removed_at=None, starts_at__lt=end, ends_at__gt=begin)
    return list(found.order_by("starts_at", "pk")[:500])


def column_words(column: Column, day: date, begins: Any, *, head: str, note: str, href: str = "") -> dict[str, Any]:
    """One column as the page draws it."""
    at = instant(day, MIDNIGHT) + begins if begins is not None else None
    return {"head": head, "note": note, "href": href, "slots": column.slots(day, begins=at)}


def day_head(day: date) -> str:
    """ "Mon 12"."""
    return f"{day:%a} {day.day}"


def day_note(column: Column, day: date, now: datetime) -> str:
    """Whether it is today, and the duty."""
    return ", ".join(part for part in ("today" if day == london_day(now) else "", column.duty(day)) if part)


def team_note(request: HttpRequest, column: Column, day: date) -> str:
    """Who this is: oneself, a profession, the duty."""
    member = column.member
    parts = ("you" if member.pk == request.member.pk else member.profession, column.duty(day))
    return ", ".join(part for part in parts if part)


def week_of(member: Membership, day: date) -> str:
    """The address of somebody's week."""
    return f"{reverse('appointments:week')}?on={day}&of={member.pk}"


def around(request: HttpRequest, day: date, step: int, of: Membership | None = None) -> dict[str, str]:
    """The addresses of the time before and after."""
    also = f"&of={of.pk}" if of is not None and of.pk != request.member.pk else ""
    return {"before_href": f"?on={day - DAY * step}{also}", "after_href": f"?on={day + DAY * step}{also}"}


def counts_of(column: Column) -> dict[str, int]:
    """How many appointments there are, and how many hours are free."""
    met = [entry for entry in column.entries if entry.session.kind in WITH_PEOPLE]
    seconds = sum((stop - start).total_seconds() for start, stop in column.times.free)
    return {"appointments": len(met), "hours": round(seconds / 3600)}
