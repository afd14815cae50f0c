"""One appointment: whether they came, another time, cancelling it."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from holdfast.accounts.gate import staff
from holdfast.accounts.models import Membership
from holdfast.accounts.roles import Permission
from holdfast.appointments import actions
from holdfast.appointments.actions import NotFree
from holdfast.appointments.earlier import open_wish
from holdfast.appointments.forms import CancelForm, TimeForm, parts_of
from holdfast.appointments.free_times import slots_for
from holdfast.appointments.models import Appointment
from holdfast.appointments.queries import find_appointment, override_of, practitioners_of, worrying_of
from holdfast.appointments.rooms import in_first_free, rooms_for
from holdfast.appointments.rules import may_wait
from holdfast.appointments.states import ATTENDANCE, SETTLED, Status
from holdfast.appointments.words import WHY_NOT, clock, line_of
from holdfast.diary.models import How, Kind
from holdfast.hubs.hours import say_day, say_moment, say_time
from holdfast.lifecycle import MoveNotAllowed
from holdfast.people.access import right_of
from holdfast.people.identity import reveal
from holdfast.people.viewer import viewer_of
from holdfast.referrals.record import band_of, tabs_of
from holdfast.triage.actions import UNDO, TooLate
from holdfast.workforce.words import override_words

QUICKER = "A colleague was quicker, or it was cancelled. What stands is below."


@staff(Permission.OPEN_RECORDS, Permission.SEE_DIARY)
@require_safe
def one(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One appointment."""
    return show(request, opened(request, pk), now=timezone.now())


@staff(Permission.OPEN_RECORDS, Permission.BOOK)
@require_POST
def attend(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Record whether they came: one press."""
    now, found = timezone.now(), opened(request, pk)
    verb = request.POST.get("verb", "")
    worrying = request.POST.get("worrying") == "on" or proposed_to(request.member, [found]) == {found.pk}
    try:
        actions.attend(found, verb, is_worrying=worrying, by=request.member, now=now)
    except MoveNotAllowed:
        messages.error(request, QUICKER)
    return redirect("appointments:one", pk)


def proposed_to(member: Membership, appointments: Sequence[Appointment]) -> set[UUID]:
    """Of which it worries that they did not come, where whoever records it may not read why and is not asked."""
    return set() if member.may(Permission.SEE_CLINICAL) else worrying_of(appointments)


@staff(Permission.OPEN_RECORDS, Permission.BOOK)
@require_POST
def undo(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take back one's own entry, within a minute."""
    try:
        actions.undo(opened(request, pk), by=request.member, now=timezone.now())
    except (MoveNotAllowed, PermissionDenied, TooLate):
        messages.error(request, "The minute for undoing has passed, or it was a colleague’s entry.")
    else:
        messages.success(request, "Undone. Nothing is recorded yet.")
    return redirect("appointments:one", pk)


@staff(Permission.OPEN_RECORDS, Permission.BOOK)
@require_POST
def cancel(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Cancel it, with the reason."""
    now, found = timezone.now(), opened(request, pk)
    form = CancelForm(request.POST)
    if not form.is_valid():
        return show(request, found, now=now, cancel_form=form)
    given = form.cleaned_data
    try:
        actions.cancel(found, reason=given["reason"], by_them=given["whose"] == "person", by=request.member, now=now)
    except MoveNotAllowed:
        messages.error(request, QUICKER)
        return redirect("appointments:one", pk)
    messages.success(request, "Cancelled. Arrange another time, or say what comes next.")
    return redirect("appointments:of_record", found.referral_id)


@staff(Permission.OPEN_RECORDS, Permission.BOOK)
@require_http_methods(["GET", "HEAD", "POST"])
def move(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Move it to another time."""
    now, found = timezone.now(), opened(request, pk)
    if found.session.kind == Kind.GROUP:
        messages.error(request, "A group is not moved for one person. Cancel their place, and give them another one.")
        return redirect("appointments:one", pk)
    form = TimeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        starts_at, session = form.cleaned_data["starts_at"], found.session
        moves_to = partial(actions.move, found, starts_at=starts_at, how=session.how, by=request.member, now=now)
        try:
            in_first_free(moves_to, rooms_for(found, starts_at))
        except NotFree as refused:
            form.add_error("at", WHY_NOT[refused.why])
        except MoveNotAllowed:
            messages.error(request, QUICKER)
            return redirect("appointments:one", pk)
        else:
            messages.success(request, f"Moved to {say_moment(starts_at, now)}.")
            return redirect("appointments:one", pk)
    context = frame(request, found, now=now)
    return render(request, "appointments/move.html", context | moves(request, found, form, context["members"], now=now))


def opened(request: HttpRequest, pk: UUID) -> Appointment:
    """The appointment, if the person's record is open to the member. The access log will say so.

    Raises:
        Http404: there is none, or it is not theirs to see.
    """
    request.section = "people"
    found = find_appointment(viewer_of(request), pk)
    if found is None:
        raise Http404
    request.touched.open(found.person_id, why=right_of(viewer_of(request), found.person))
    return found


def frame(request: HttpRequest, found: Appointment, *, now: datetime) -> dict[str, Any]:
    """Whose it is, and what it is."""
    members = practitioners_of([found.session_id], request.hub)[found.session_id]
    return {
        "referral": found.referral,
        "band": band_of(found.referral, member=request.member, now=now),
        "tabs_list": tabs_of(found.referral, member=request.member, current="appointments"),
        "appointment": found,
        "line": line_of(found, members, now=now),
        "group": found.session_id if found.session.kind == Kind.GROUP else None,
        "members": members,
    }


def show(
    request: HttpRequest, found: Appointment, *, now: datetime, cancel_form: CancelForm | None = None
) -> HttpResponse:
    """The page of one appointment."""
    undo_until = found.settled_at + UNDO if found.settled_at else now
    may_undo = found.status in SETTLED and found.settled_by_id == request.member.pk and now <= undo_until
    reads = request.member.may(Permission.SEE_CLINICAL)
    worrying = worrying_of([found]) == {found.pk}
    context = (
        frame(request, found, now=now)
        | wish_words(found, now=now)
        | {
            "cancel_form": cancel_form or CancelForm(initial={"whose": "person"}),
            "may_book": request.member.may(Permission.BOOK),
            "verbs": [(verb, status.label) for verb, status in ATTENDANCE.items()],
            "worrying": worrying if reads else False,
            "reads": reads,
            "undo_until": say_time(undo_until) if may_undo else "",
            "settled": settled_words(found, now=now),
            "video_link": reveal(found.person, f"video:{found.pk}", found.video_link_sealed),
            "override": override_words(code) if (code := override_of(found)) else "",
            "printed": say_moment(now, now),
        }
    )
    return render(request, "appointments/one.html", context)


def wish_words(found: Appointment, *, now: datetime) -> dict[str, Any]:
    """Whether they wait for an earlier time, since when and by whom; and whether they could."""
    wish = open_wish(found)
    may = found.status == Status.BOOKED and found.session.kind != Kind.GROUP
    return {
        "waits_since": say_moment(wish.since_at, now) if wish else "",
        "waits_by": wish.by.name if wish and wish.by else "",
        "may_wait": may and may_wait(found.session.starts_at, now=now),
    }


def settled_words(found: Appointment, *, now: datetime) -> str:
    """Who recorded what became of it, and when."""
    if found.settled_at is None:
        return ""
    alone = "the hub, by itself" if found.status == Status.CANCELLED_BY_HUB else "themselves"
    who = found.settled_by.name if found.settled_by else alone
    return f"Recorded {say_moment(found.settled_at, now)} by {who}."


def moves(
    request: HttpRequest, found: Appointment, form: TimeForm, members: list[Membership], *, now: datetime
) -> dict[str, Any]:
    """Other times with the same people."""
    pks = [each.pk for each in members]
    free = slots_for(
        found.referral, pks[:1], found.session.kind, hub=request.hub, now=now, beside=pks[1:],
        in_room=found.session.how == How.ROOM, besides=found.session,
    )  # fmt: skip
    groups: dict[str, list[dict[str, Any]]] = {}
    for slot in [each for each in free if each.starts_at != found.session.starts_at]:
        groups.setdefault(say_day(slot.starts_at, now), []).append(
            {**parts_of(slot.starts_at), "time": clock(slot.starts_at)}
        )
    return {"form": form, "groups": groups}
