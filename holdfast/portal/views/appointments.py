"""A person's own appointments: what is booked, choosing from what is offered, another time, cancelling."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from holdfast.appointments import actions, earlier_actions, offer_actions
from holdfast.appointments.actions import NotFree
from holdfast.appointments.earlier import open_wish, taken_by
from holdfast.appointments.forms import TimeForm, parts_of
from holdfast.appointments.free_times import Slot, slots_for
from holdfast.appointments.models import Appointment, Offer
from holdfast.appointments.queries import MOST_SHOWN, all_here, of_person, open_offer, pool_for, practitioners_of
from holdfast.appointments.rooms import in_first_free, rooms_for, times_with_room
from holdfast.appointments.rules import SOONEST, may_change, may_choose, meet
from holdfast.appointments.states import Status
from holdfast.appointments.words import clock, line_of
from holdfast.diary.models import How, Kind
from holdfast.diary.rules import Span
from holdfast.hubs.hours import london_day, say_day
from holdfast.hubs.models import Hub
from holdfast.lifecycle import MoveNotAllowed
from holdfast.people.access import admitted_to
from holdfast.people.identity import reveal
from holdfast.portal.gate import on_own_pages
from holdfast.portal.pages import page_of
from holdfast.portal.views.words import KINDS

SHOWN, DAYS, MOST_LOOKED_AT = 24, 14, 2000
APART = timedelta(hours=1)
Groups = dict[str, list[dict[str, Any]]]


@require_http_methods(["GET", "HEAD", "POST"])
@on_own_pages()
def appointments(request: HttpRequest) -> HttpResponse:
    """What is booked, and what may be chosen from."""
    now = timezone.now()
    made = open_offer(request.person, now=now)
    trouble = ""
    if request.method == "POST":
        form = TimeForm(picked(request.POST.get("pick", "")))
        trouble = choose(request, made, form, now=now)
        if not trouble:
            return redirect(f"{reverse('portal:appointments', args=[request.hub.slug])}?kept=1")
    lines = lines_of(request, now=now)
    offer = offer_of(request, made, now=now) if made else None
    context = {
        "title": _("Appointments"), **page_of(request),
        "trouble": "" if offer and offer["is_held_up"] else trouble,
        "is_kept": request.GET.get("kept") == "1",
        "coming": [line for line in lines if line["is_booked"] and not line["is_past"]],
        "off": [line for line in lines if line["is_off"]],
        "past": [line for line in lines if not line["is_off"] and (line["is_past"] or not line["is_booked"])],
        "offer": offer,
    }  # fmt: skip
    return render(request, "portal/appointments.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@on_own_pages()
def appointment(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One of them, with other times to move it to."""
    now, found = timezone.now(), own(request, pk)
    may = found.status == Status.BOOKED and may_change(found.session.starts_at, now=now)
    trouble = ""
    if request.method == "POST":
        form = TimeForm(picked(request.POST.get("pick", "")))
        trouble = move(request, found, form, may=may, now=now)
        if not trouble:
            return redirect(f"{reverse('portal:appointments', args=[request.hub.slug])}?kept=1")
    members = practitioners_of([found.session_id], request.hub)[found.session_id]
    is_alone = found.session.kind != Kind.GROUP  # others have a place in a group
    is_moved = may and is_alone and all_here(members) and admitted_to(found.person, members) == members
    pks = [each.pk for each in members]
    slots = own_slots(
        request, found.referral_id, pks[:1], found.session.kind, now=now, beside=pks[1:],
        in_room=found.session.how == How.ROOM, besides=found.session,
    ) if is_moved else []  # fmt: skip
    slots = [each for each in slots if each.starts_at != found.session.starts_at]
    context = {
        "title": _("Your appointment"), **page_of(request),
        "line": line_of(found, members, now=now) | said(found, now=now),
        "may": may, "may_wait": is_moved, "waits": may and open_wish(found) is not None, "trouble": trouble,
        "groups": grouped(slots, now=now), "reasons": THEIRS.items(), "usual": Appointment.Reason.OTHER,
        "video_link": reveal(found.person, f"video:{found.pk}", found.video_link_sealed),
    }  # fmt: skip
    return render(request, "portal/appointment.html", context)


@require_POST
@on_own_pages()
def cancel_appointment(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Cancel it. Too near for that, the page says whom to call."""
    now, found = timezone.now(), own(request, pk)
    if found.status != Status.BOOKED or not may_change(found.session.starts_at, now=now):
        return redirect("portal:appointment", request.hub.slug, pk)
    reason = request.POST.get("reason", "")
    reason = reason if reason in THEIRS else Appointment.Reason.OTHER
    try:
        actions.cancel(found, reason=reason, by_them=True, by=None, now=now)
    except MoveNotAllowed:  # the team has cancelled it meanwhile, or it has been: the page says what stands
        return redirect("portal:appointment", request.hub.slug, pk)
    return redirect(f"{reverse('portal:appointments', args=[request.hub.slug])}?kept=1")


@require_POST
@on_own_pages()
def wish_earlier(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Wait for an earlier time than this one, or no longer: one press. Nothing moves by itself."""
    now, found = timezone.now(), own(request, pk)
    try:
        if request.POST.get("ends") == "1":
            earlier_actions.end_wish_earlier(found, by=None, now=now)
        elif may_change(found.session.starts_at, now=now):
            earlier_actions.wish_earlier(found, by=None, now=now)
    except MoveNotAllowed:
        pass  # the page says what stands
    return redirect("portal:appointment", request.hub.slug, pk)


THEIRS = {
    Appointment.Reason.NOT_WELL: gettext_lazy("I am not well"),
    Appointment.Reason.WORK: gettext_lazy("I cannot get away from work"),
    Appointment.Reason.ANOTHER_TIME: gettext_lazy("Another time is better"),
    Appointment.Reason.NO_LONGER: gettext_lazy("I do not want it any more"),
    Appointment.Reason.OTHER: gettext_lazy("I would rather not say"),
}
"""Why a person cancels, in their words: other reasons are the hub's."""
TAKEN = "taken"
OVER = "over"


def picked(text: str) -> dict[str, str]:
    """The fields of the time that a button stands for; none of them, where it stands for no time."""
    parts = [*text.split(" "), "", "", ""]
    return {"day": parts[0], "at": parts[1], "second": parts[2]}


def choose(request: HttpRequest, made: Offer | None, form: TimeForm, *, now: datetime) -> str:
    """Book what they chose; or why it could not be."""
    if made is None or not form.is_valid():
        return OVER if made is None else TAKEN
    try:
        offer_actions.choose(
            made, request.hub, starts_at=form.cleaned_data["starts_at"], how=request.POST.get("how", ""), now=now
        )
    except NotFree:
        return TAKEN
    except (MoveNotAllowed, PermissionDenied):
        return OVER
    return ""


def move(request: HttpRequest, found: Appointment, form: TimeForm, *, may: bool, now: datetime) -> str:
    """Move it to what they chose; or why it could not be."""
    if not may or not form.is_valid():
        return TAKEN
    starts_at, session = form.cleaned_data["starts_at"], found.session
    if not may_choose(starts_at, now=now):
        return TAKEN
    moves_to = partial(actions.move, found, starts_at=starts_at, how=session.how, by=None, now=now)
    try:
        in_first_free(moves_to, rooms_for(found, starts_at))
    except (NotFree, MoveNotAllowed):
        return TAKEN
    return ""


def own(request: HttpRequest, pk: UUID) -> Appointment:
    """An appointment of this person.

    Raises:
        Http404: it is not theirs, or there is none.
    """
    found = of_person(request.person).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def lines_of(request: HttpRequest, *, now: datetime) -> list[dict[str, Any]]:
    """Every appointment in words, the next first and then those before."""
    found = list(of_person(request.person)[:MOST_SHOWN])
    seen_by = practitioners_of([each.session_id for each in found], request.hub)
    booked = [span for _, span in taken_by(request.hub, {request.person.pk}, now=now)[request.person.pk]]
    lines = [line_of(each, seen_by[each.session_id], now=now) | said(each, booked, now=now) for each in found]
    return sorted(lines, key=lambda line: (line["is_past"], lines.index(line) * (1 if line["is_past"] else -1)))


def said(found: Appointment, booked: Collection[Span] = (), *, now: datetime) -> dict[str, Any]:
    """What the person reads of it in their own words. `booked`: the times at which they come, on joined records
    too. That it does not take place is not said of a time at which they see somebody else."""
    what = KINDS.get(Kind(found.session.kind), _("Appointment"))
    is_to_come = found.reason == Appointment.Reason.KEPT_OUT and found.session.starts_at > now
    is_off = is_to_come and not any(meet(span_of(found), span) for span in booked)
    is_open = found.referral.closed_at is None
    is_place = found.session.cancelled_at is None  # a group takes place without them
    state = STATES.get(Status(found.status), "")
    return {"what": what, "state": state, "is_off": is_off, "is_open": is_open, "is_place": is_place}


def span_of(found: Appointment) -> Span:
    """From when to when."""
    return found.session.starts_at, found.session.ends_at


STATES = {
    Status.ATTENDED: gettext_lazy("You came"),
    Status.LATE: gettext_lazy("You came"),
    Status.TOO_LATE: gettext_lazy("We could not meet"),
    Status.MISSED: gettext_lazy("We missed each other"),
    Status.CANCELLED_BY_PERSON: gettext_lazy("You cancelled it"),
    Status.CANCELLED_BY_HUB: gettext_lazy("We cancelled it"),
}


def offer_of(request: HttpRequest, made: Offer, *, now: datetime) -> dict[str, Any]:
    """What may be chosen from: the ways, and the times from a day on."""
    offered = [each.pk for each in pool_for(made.person, request.hub) if each.pk in made.members]
    slots = own_slots(request, made.referral_id, offered, made.kind, now=now)
    one_each: dict[datetime, Slot] = {}
    for slot in slots:
        one_each.setdefault(slot.starts_at, slot)
    times = with_rooms(request.hub, made, list(one_each))
    first = day_asked(request, now)
    return {
        "is_held_up": made.person.is_held and not offered,
        "what": KINDS.get(Kind(made.kind), _("Appointment")), "hows": [(how, How(how).label) for how in made.hows],
        "groups": grouped([one_each[at] for at in times], now=now, without_room=[at for at in times if not times[at]]),
        "until": say_day(made.ends_at, now),
        "later_href": f"?from={first + timedelta(days=DAYS)}",
    }  # fmt: skip


def with_rooms(hub: Hub, made: Offer, times: list[datetime]) -> dict[datetime, bool]:
    """The times that are shown, in order, each with whether they could meet in a room then, as far as that is one of
    the ways: where it is the only one, the others are not shown."""
    if How.ROOM not in made.hows:
        return dict.fromkeys(times[:SHOWN], True)
    if len(made.hows) == 1:
        return dict.fromkeys(times_with_room(hub, made.kind, times, most=SHOWN), True)
    shown = times[:SHOWN]
    return dict.fromkeys(shown, False) | dict.fromkeys(times_with_room(hub, made.kind, shown, most=SHOWN), True)


def own_slots(
    request: HttpRequest,
    referral_id: UUID,
    members: list[UUID],
    kind: str,
    *,
    now: datetime,
    beside: Sequence[UUID] = (),
    **room: Any,
) -> list[Slot]:
    """The times that they may choose by themselves."""
    if referral_id != request.referral.pk:
        return []
    return slots_for(
        request.referral, members, kind, hub=request.hub, now=now, first=day_asked(request, now), days=DAYS,
        beside=beside, most=MOST_LOOKED_AT, not_before=now + SOONEST, apart=APART, **room,
    )  # fmt: skip


def grouped(slots: list[Slot], *, now: datetime, without_room: Collection[datetime] = ()) -> Groups:
    """Times by day."""
    groups: Groups = {}
    for slot in slots[:SHOWN]:
        at = slot.starts_at
        line = {**parts_of(at), "time": clock(at), "no_room": at in without_room}
        groups.setdefault(say_day(slot.starts_at, now), []).append(line)
    return groups


def day_asked(request: HttpRequest, now: datetime) -> date:
    """From which day on times are shown: within the next year; else today."""
    today = london_day(now)
    try:
        day = parse_date(request.GET.get("from", ""))
    except ValueError:
        day = None
    return day if day is not None and today <= day < today + timedelta(days=366) else today
