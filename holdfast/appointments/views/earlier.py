"""Who waits for an earlier time, and for whom one came free; waiting for one, and telling somebody of it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from holdfast.accounts.gate import staff
from holdfast.accounts.roles import Permission
from holdfast.appointments import earlier_actions
from holdfast.appointments.earlier import Waiting, waiting_for_earlier
from holdfast.appointments.forms import parts_of
from holdfast.appointments.models import Appointment
from holdfast.appointments.rules import may_change
from holdfast.appointments.views.one import opened
from holdfast.appointments.words import line_of
from holdfast.hubs.hours import say_moment
from holdfast.lifecycle import MoveNotAllowed
from holdfast.people.identity import channels_of, name_of
from holdfast.people.viewer import viewer_of
from holdfast.referrals.record import ways_to_reach

MAIL = "mail"
NO_LONGER = "They wait for an earlier time no longer, or it was changed meanwhile. What stands is below."


@staff(Permission.OPEN_RECORDS, Permission.BOOK)
@require_safe
def earlier(request: HttpRequest) -> HttpResponse:
    """Everybody who waits, those for whom a time came free first."""
    request.section = "diary"
    now = timezone.now()
    found = waiting_for_earlier(viewer_of(request))
    request.touched.add([each.wish.person_id for each in found], why=viewer_of(request).why)
    context = {
        "free": [row_of(each, now=now) | free_of(each, now=now) for each in found if each.starts_at is not None],
        "others": [row_of(each, now=now) for each in found if each.starts_at is None],
        "printed": say_moment(now, now),
    }
    return render(request, "appointments/earlier.html", context)


@staff(Permission.OPEN_RECORDS, Permission.BOOK)
@require_POST
def wish_earlier(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Let somebody wait for an earlier time, or no longer."""
    found, now = opened(request, pk), timezone.now()
    ends = request.POST.get("ends") == "1"
    try:
        if ends:
            earlier_actions.end_wish_earlier(found, by=request.member, now=now)
        else:
            earlier_actions.wish_earlier(found, by=request.member, now=now)
    except MoveNotAllowed:
        messages.error(request, "Nothing earlier can be given: it is too soon, a place in a group, or was changed.")
    else:
        messages.success(request, "They wait no longer." if ends else "Noted. Today says so once one comes free.")
    return redirect("appointments:one", pk)


@staff(Permission.OPEN_RECORDS, Permission.BOOK)
@require_POST
def tell_earlier(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Mail them that there is something to read, or note that they were asked and stay where they are."""
    found, now = opened(request, pk), timezone.now()
    mails = request.POST.get("how") == MAIL and may_mail(found, now=now)
    try:
        earlier_actions.tell_earlier(found, mails=mails, by=request.member, now=now)
    except MoveNotAllowed:
        messages.error(request, NO_LONGER)
    else:
        told = "They get a neutral mail, and can choose on their own page." if mails else "They stay where they are."
        messages.success(request, f"{told} Whatever comes free from now on is told again.")
    return redirect("appointments:earlier")


def may_mail(found: Appointment, *, now: datetime) -> bool:
    """Whether mail can go, and they could still move it by themselves."""
    return bool(channels_of(found.person).get("email")) and may_change(found.session.starts_at, now=now)


def row_of(each: Waiting, *, now: datetime) -> dict[str, Any]:
    """Somebody who waits: who, for what, and what they have now."""
    found = each.wish.appointment
    return line_of(found, each.members, now=now) | {
        "name": name_of(found.person), "reference": found.referral.reference, "referral_pk": found.referral_id,
        "href": reverse("appointments:one", args=[found.pk]), "since": say_moment(each.wish.since_at, now),
    }  # fmt: skip


def free_of(each: Waiting, *, now: datetime) -> dict[str, Any]:
    """The time that came free for them, and how they can be asked."""
    assert each.starts_at is not None
    found = each.wish.appointment
    return {
        "slot": parts_of(each.starts_at), "free": say_moment(each.starts_at, now),
        "ways": [way["text"] for way in ways_to_reach(found.person) if way["safe"]],
        "may_mail": may_mail(found, now=now),
    }  # fmt: skip
