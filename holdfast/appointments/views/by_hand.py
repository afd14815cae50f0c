"""Whom to remind by hand of what is booked, in which ways, and that it was done."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from holdfast.accounts.gate import staff
from holdfast.accounts.roles import Permission
from holdfast.appointments import by_hand_actions
from holdfast.appointments.by_hand import ToRemind, mark_of, to_remind
from holdfast.appointments.models import Appointment
from holdfast.appointments.states import Status
from holdfast.appointments.views.one import opened
from holdfast.appointments.words import place_words
from holdfast.contacts.models import Attempt
from holdfast.contacts.rules import BY
from holdfast.correspondence.mail import say_date
from holdfast.hubs.hours import london_day, say_moment
from holdfast.lifecycle import MoveNotAllowed
from holdfast.people.identity import name_of
from holdfast.people.viewer import viewer_of
from holdfast.referrals.record import contact_card

NOT_NOTED = (
    "Not noted: a colleague has reminded them, or it was moved or cancelled since. How it stands is below: where they "
    "were told something else, tell them again."
)


@staff(Permission.OPEN_RECORDS, Permission.BOOK, Permission.SEE_CONTACT)
@require_safe
def by_hand(request: HttpRequest) -> HttpResponse:
    """Everybody who is to be reminded, the soonest first."""
    request.section = "diary"
    now = timezone.now()
    found = to_remind(viewer_of(request))
    request.touched.add([each.appointment.person_id for each in found], why=viewer_of(request).why)
    context = {"rows": [row_of(each, now=now) for each in found], "printed": say_moment(now, now)}
    return render(request, "appointments/by_hand.html", context)


@staff(Permission.OPEN_RECORDS, Permission.BOOK)
@require_POST
def remind(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Write down that they were reminded: one press."""
    found = opened(request, pk)
    how = request.POST.get("how", "")
    try:
        by_hand_actions.remind_by_hand(
            found, how=how, seen=request.POST.get("seen", ""), by=request.member, now=timezone.now()
        )
    except PermissionDenied:
        messages.error(request, "That is no way that they called safe any more. Their ways are below.")
    except MoveNotAllowed:
        messages.error(request, NOT_NOTED)
    else:
        done = "reminded" if found.status == Status.BOOKED else "told"
        messages.success(request, f"{name_of(found.person)}: {done} {BY[Attempt.Channel(how)]}.")
    return redirect("appointments:by_hand")


def row_of(each: ToRemind, *, now: datetime) -> dict[str, Any]:
    """Somebody to be reminded: who, of when, and how to reach them. What for is not said: a name and a time do."""
    found = each.appointment
    is_place = each.is_ended and found.session.cancelled_at is None  # the others of the group come
    wrong = {way: f"wrong, noted {say_moment(at, now)}" for way, at in each.wrong.items()}
    return {
        "pk": found.pk, "name": name_of(found.person), "reference": found.referral.reference,
        "referral_pk": found.referral_id, "href": reverse("appointments:one", args=[found.pk]),
        "when": say_moment(found.session.starts_at, now), "where": place_words(found.session),
        "is_today": london_day(found.session.starts_at) == london_day(now),
        "say": say_date(found.session.starts_at),
        "is_left": bool(each.channels.get("text") or each.channels.get("voicemail")),
        "card": contact_card(found.person, wrong=wrong),
        "cancelled": "Their place is cancelled" if is_place else "Cancelled", "is_place": is_place,
        "is_ended": each.is_ended, "is_closed": found.referral.closed_at is not None,
        "is_kept_out": found.reason == Appointment.Reason.KEPT_OUT, "seen": mark_of(found),
        "hows": [(how, f"{'Told' if each.is_ended else 'Reminded'} {BY[Attempt.Channel(how)]}") for how in each.hows],
        "only_letter": each.hows == [Attempt.Channel.LETTER.value],
    }  # fmt: skip
