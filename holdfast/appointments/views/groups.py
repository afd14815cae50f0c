"""Groups: those that are planned, one of them with its places and attendance, planning one, giving a place in one."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from holdfast.accounts.gate import staff
from holdfast.accounts.models import Membership
from holdfast.accounts.roles import Permission
from holdfast.appointments import group_actions
from holdfast.appointments.actions import NotFree
from holdfast.appointments.group_actions import AskEach, Full, NotTogether
from holdfast.appointments.group_forms import AttendanceForm, CancelGroupForm, PlanGroupForm, PutInForm
from holdfast.appointments.models import Appointment
from holdfast.appointments.opening import OnlyForNow
from holdfast.appointments.queries import (
    AHEAD,
    BACK,
    caseload_of,
    find_group,
    groups_between,
    groups_for,
    practitioners_of,
    seated,
    shown_of,
    together_with,
    worrying_of,
)
from holdfast.appointments.states import Status
from holdfast.appointments.views.booking import CLOSED, ONLY_FOR_NOW, frame
from holdfast.appointments.words import WHY_NOT, names_of, place_words
from holdfast.diary.models import Session
from holdfast.diary.queries import rooms_of, with_diary
from holdfast.hubs.hours import london_day, say_moment, say_time
from holdfast.lifecycle import MoveNotAllowed
from holdfast.people.identity import name_of
from holdfast.people.viewer import viewer_of
from holdfast.referrals.record import open_record

NOT_THIS_ONE = "They cannot have a place in this group. Choose another one."
NOBODY = "Nobody has a working pattern yet. Set one under Diary, Hours."


@staff(Permission.SEE_DIARY)
@require_safe
def groups(request: HttpRequest) -> HttpResponse:
    """The groups that are planned, and those of the last two weeks."""
    request.section = "diary"
    now = timezone.now()
    found = groups_between(request.hub, now - BACK, now + AHEAD)
    led_by = practitioners_of([each.pk for each in found], request.hub)
    lines = [line_of(each, led_by[each.pk], now=now) for each in found]
    context = {
        "coming": [line for line in lines if not line["is_past"]],
        "past": [line for line in reversed(lines) if line["is_past"]],
        "may_book": request.member.may(Permission.BOOK), "printed": say_moment(now, now),
    }  # fmt: skip
    return render(request, "appointments/groups.html", context)


@staff(Permission.BOOK)
@require_http_methods(["GET", "HEAD", "POST"])
def plan_group(request: HttpRequest) -> HttpResponse:
    """Plan a group, once or every week."""
    request.section = "diary"
    now = timezone.now()
    pool = [each for each in with_diary(request.hub) if each.has_caseload]
    form = PlanGroupForm(request.POST or None, pool=pool, rooms=rooms_of(request.hub), initial=usual(request, now=now))
    if form.is_valid():
        given = form.cleaned_data
        which = {"first": False, "second": True}.get(given["second"])
        try:
            made = group_actions.plan_group(
                request.hub, name=given["name"], members=form.chosen, day=given["day"], at=given["at"], second=which,
                weeks=given["weeks"], how=given["how"], room=form.rooms.get(given["room"]), places=given["places"],
                by=request.member, now=now,
            )  # fmt: skip
        except NotFree as refused:
            form.add_error("at", f"{WHY_NOT[refused.why]}{' on one of the days' if given['weeks'] > 1 else ''}")
        else:
            messages.success(request, "Planned. Now people can be given places in it.")
            return redirect("appointments:group", made[0].pk)
    return render(request, "appointments/plan_group.html", {"form": form, "pool": pool, "nobody": NOBODY})


@staff(Permission.SEE_DIARY)
@require_safe
def group(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One group: when, who leads it, its places, and whether each came."""
    return show(request, opened(request, pk), now=timezone.now())


@staff(Permission.OPEN_RECORDS, Permission.BOOK)
@require_POST
def attend_group(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Record of each whose record is open to the member whether they came."""
    now, session = timezone.now(), opened(request, pk)
    form = attendance_form(request, open_in(request, session), request.POST)
    if not form.is_valid():
        return show(request, session, now=now, attendance=form)
    try:
        done = group_actions.attend_group(form.said(), session, by=request.member, now=now)
    except MoveNotAllowed:
        messages.error(request, "It has not begun. Say afterwards who came.")
    else:
        words = "Nobody new. Say of somebody whether they came." if not done else f"Kept for {len(done)}."
        messages.success(request, words)
    return redirect("appointments:group", pk)


@staff(Permission.BOOK)
@require_POST
def cancel_group(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take it out of the diary, with the reason; each person is told."""
    now, session = timezone.now(), opened(request, pk)
    form = CancelGroupForm(request.POST, auto_id="cancel_%s")
    if not group_actions.may_run(session, request.member):
        raise PermissionDenied("cancel_group")
    if not form.is_valid():
        return show(request, session, now=now, cancel_form=form)
    given = form.cleaned_data
    meant = [session, *(together_with(session) if given["whole"] else [])]
    request.touched.add([each.person_id for one in meant for each in seated(one)], why="diary")
    try:
        count = group_actions.cancel_group(
            session, reason=given["reason"], whole_series=given["whole"], by=request.member, now=now
        )
    except MoveNotAllowed:
        messages.error(request, "It was taken out meanwhile, or attendance was recorded.")
        return redirect("appointments:group", pk)
    told = {0: "Nobody had a place.", 1: "One person is told."}.get(count, f"{count} places were given back.")
    messages.success(request, f"Cancelled. {told}")
    return redirect("appointments:groups")


@staff(Permission.OPEN_RECORDS, Permission.BOOK)
@require_http_methods(["GET", "HEAD", "POST"])
def put_in(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Give somebody a place in a group."""
    request.section = "people"
    now = timezone.now()
    referral = open_record(request, pk)
    if referral.closed_at is not None:
        return render(request, "appointments/closed.html", frame(request, referral, now=now) | {"words": CLOSED})
    found = {str(each.pk): each for each in groups_for(referral.person, request.hub, now=now)}
    led_by = practitioners_of([each.pk for each in found.values()], request.hub)
    lines = [line_of(each, led_by[each.pk], now=now) for each in found.values()]
    choices = [(str(line["pk"]), f"{line['name']}, {line['when']}") for line in lines]
    first = {"group": request.GET.get("group", "")}
    has_weeks = any(each.series for each in found.values())
    given = request.POST if request.method == "POST" else None
    form = PutInForm(given, groups=choices, has_weeks=has_weeks, initial=first)
    if form.is_valid() and give(request, referral, found[form.cleaned_data["group"]], form, now=now):
        return redirect("appointments:of_record", pk)
    hints = {str(line["pk"]): f"{line['where']}, {line['with']}. {line['free']}" for line in lines}
    context = frame(request, referral, now=now) | {"form": form, "has_groups": bool(found), "hints": hints}
    return render(request, "appointments/put_in.html", context)


def give(request: HttpRequest, referral: Any, session: Session, form: PutInForm, *, now: datetime) -> bool:
    """Give the place; where that cannot be, the form says why."""
    weeks: Sequence[Appointment] = []
    left_out: Sequence[Session] = []
    asked, whoever = form.asked(), request.member
    try:
        if form.cleaned_data.get("every_week"):
            weeks, left_out = group_actions.put_in_every_week(
                referral, session, asked=asked, by=whoever, now=now
            )  # fmt: skip
        else:
            group_actions.put_in(referral, session, asked=asked, by=whoever, now=now)
    except AskEach as first:
        form.must_ask(first.codes)
    except NotTogether:
        form.add_error("group", NOT_THIS_ONE)
    except OnlyForNow:
        form.add_error("group", ONLY_FOR_NOW)
    except Full:
        form.add_error("group", "The last place has just been taken. Choose another group.")
    except NotFree:
        form.add_error("group", "They have another appointment then. Choose another group, or move that one first.")
    except MoveNotAllowed:
        form.add_error("group", "It was taken out meanwhile, or they have a place in it already.")
    else:
        messages.success(request, given_words(session, len(weeks), now=now))
        if left_out:
            days = ", ".join(say_moment(each.starts_at, now) for each in left_out)
            messages.warning(request, f"No place could be given on {days}.")
        return True
    return False


def given_words(session: Session, weeks: int, *, now: datetime) -> str:
    """That they have a place, and in how many weeks."""
    first = say_moment(session.starts_at, now)
    return f"They have a place: {session.name}, {first if weeks < 2 else f'{weeks} weeks from {first}'}."


def usual(request: HttpRequest, *, now: datetime) -> dict[str, Any]:
    """What the form proposes."""
    return {"member": str(request.member.pk), "day": london_day(now).isoformat(), "places": 8, "weeks": 1}


def opened(request: HttpRequest, pk: UUID) -> Session:
    """A group of this hub.

    Raises:
        Http404: there is none.
    """
    request.section = "diary"
    found = find_group(request.hub, pk)
    if found is None:
        raise Http404
    return found


def open_in(request: HttpRequest, session: Session) -> list[Appointment]:
    """Whose place it is, as far as the record is open to the member; the access log will say so."""
    found = shown_of(viewer_of(request), session) if request.member.may(Permission.OPEN_RECORDS) else []
    request.touched.add([each.person_id for each in found], why="diary")
    return found


def attendance_form(request: HttpRequest, found: Sequence[Appointment], data: Any = None) -> AttendanceForm:
    """Of whom it can be said whether they came."""
    booked = [each for each in found if each.status == Status.BOOKED]
    reads = request.member.may(Permission.SEE_CLINICAL)
    return AttendanceForm(data, appointments=booked, worrying=worrying_of(booked), reads=reads)


def show(
    request: HttpRequest,
    session: Session,
    *,
    now: datetime,
    attendance: AttendanceForm | None = None,
    cancel_form: CancelGroupForm | None = None,
) -> HttpResponse:
    """The page of one group."""
    found = open_in(request, session)
    may_book = request.member.may(Permission.BOOK) and session.cancelled_at is None
    line = line_of(session, practitioners_of([session.pk], request.hub)[session.pk], now=now)
    opens = may_book and request.member.may(Permission.OPEN_RECORDS)
    may_put = opens and not line["is_past"] and line["number_free"] > 0
    context = {
        "line": line, "is_out": session.cancelled_at is not None,
        "people": [person_line(each) for each in found], "others": line["taken"] - len(found),
        "attendance": attendance or attendance_form(request, found), "may_attend": opens and line["is_past"],
        "may_put": may_put, "to_put_in": to_put_in(request, session, found) if may_put else [],
        "may_cancel": session.cancelled_at is None and group_actions.may_run(session, request.member),
        "cancel_form": cancel_form or CancelGroupForm(auto_id="cancel_%s"), "is_series": session.series is not None,
        "printed": say_moment(now, now),
    }  # fmt: skip
    return render(request, "appointments/group.html", context)


def line_of(session: Any, leaders: Sequence[Membership], *, now: datetime) -> dict[str, Any]:
    """A group as a line; `session` has the number of places that are taken."""
    free = session.places - session.taken
    return {
        "pk": session.pk, "name": session.name, "when": say_moment(session.starts_at, now),
        "until": say_time(session.ends_at), "with": names_of(leaders), "where": place_words(session),
        "taken": session.taken, "places": session.places, "number_free": free,
        "free": {0: "Full", 1: "One place free"}.get(free, f"{free} places free"),
        "is_past": session.starts_at <= now,
    }  # fmt: skip


def person_line(found: Appointment) -> dict[str, Any]:
    """Somebody who has a place."""
    return {
        "pk": found.pk, "name": name_of(found.person), "reference": found.referral.reference,
        "href": reverse("appointments:one", args=[found.pk]), "state": Status(found.status).label,
        "is_booked": found.status == Status.BOOKED,
    }  # fmt: skip


def to_put_in(request: HttpRequest, session: Session, found: Sequence[Appointment]) -> list[dict[str, str]]:
    """People of the member's own caseload who have no place in it yet."""
    have = {each.person_id for each in found}
    waiting = [each for each in caseload_of(viewer_of(request)) if each.person_id not in have]
    request.touched.add([each.person_id for each in waiting], why="diary")
    return [
        {"name": name_of(each.person), "reference": each.reference,
         "href": f"{reverse('appointments:put_in', args=[each.pk])}?group={session.pk}"}
        for each in waiting
    ]  # fmt: skip
