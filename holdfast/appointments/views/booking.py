"""A record's appointments, booking one, and offering times to choose from."""

from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from holdfast.accounts.gate import staff
from holdfast.accounts.roles import Permission
from holdfast.appointments import actions, offer_actions
from holdfast.appointments.actions import NotFree
from holdfast.appointments.forms import BookForm, OfferForm
from holdfast.appointments.models import Appointment
from holdfast.appointments.opening import OnlyForNow, may_be_offered
from holdfast.appointments.queries import MOST_SHOWN, of_person, open_offer, pool_for, practitioners_of
from holdfast.appointments.rooms import free_rooms, in_first_free
from holdfast.appointments.views.free_times import NOBODY, WISHES, kind_for, page
from holdfast.appointments.with_whom import WithWhom
from holdfast.appointments.words import WHY_NOT, line_of, names_of
from holdfast.diary.models import How, Kind
from holdfast.diary.queries import rooms_of
from holdfast.hubs.hours import say_moment
from holdfast.lifecycle import MoveNotAllowed
from holdfast.referrals.models import Referral
from holdfast.referrals.record import band_of, open_record, tabs_of
from holdfast.workforce.rules import NotAdmitted

CLOSED = "This request is closed: nothing can be booked for it."


@staff(Permission.OPEN_RECORDS, Permission.SEE_DIARY)
@require_safe
def of_record(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Everything that was booked for a person, and what is offered to them."""
    request.section = "people"
    now = timezone.now()
    referral = open_record(request, pk)
    found = list(of_person(referral.person)[:MOST_SHOWN])
    seen_by = practitioners_of([each.session_id for each in found], request.hub)
    lines = [line_of(each, seen_by[each.session_id], now=now) for each in found]
    made = open_offer(referral.person, now=now)
    context = frame(request, referral, now=now) | {
        "coming": [line for line in reversed(lines) if line["is_booked"]],
        "past": [line for line in lines if not line["is_booked"]],
        "offer": offer_words(made, request, now=now) if made else None,
        "may_book": request.member.may(Permission.BOOK) and referral.closed_at is None,
        "printed": say_moment(now, now),
    }
    return render(request, "appointments/of_record.html", context)


@staff(Permission.OPEN_RECORDS, Permission.BOOK)
@require_http_methods(["GET", "HEAD", "POST"])
def book(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Find a time and book it."""
    request.section = "people"
    now = timezone.now()
    referral = open_record(request, pk)
    if referral.closed_at is not None:
        return render(request, "appointments/closed.html", frame(request, referral, now=now) | {"words": CLOSED})
    given = request.POST if request.method == "POST" else request.GET
    whom = WithWhom(referral.person, request.hub, given.get("kind") or kind_for(referral), now=now)
    rooms = rooms_of(request.hub) if given.get("how") == How.ROOM or given.get("room") else []
    form = BookForm(request.POST, whom=whom, rooms=rooms) if request.method == "POST" else None
    if form is not None and form.is_valid():
        try:
            made = book_it(request, referral, form, now=now)
        except NotFree as refused:
            form.add_error("at", WHY_NOT[refused.why])
        except NotAdmitted:
            form.add_error("override", f"{whom.why_not(form.chosen[0])} Choose why they do it, or choose somebody else")
        except OnlyForNow:
            form.add_error("at", ONLY_FOR_NOW)
        except (MoveNotAllowed, PermissionDenied):
            messages.error(request, CLOSED)
            return redirect("appointments:of_record", pk)
        else:
            messages.success(request, f"Booked: {say_moment(made.session.starts_at, now)}.")
            return redirect("appointments:of_record", pk)
    context = page(request, referral, whom, form, rooms=rooms, now=now)
    return render(request, "appointments/book.html", frame(request, referral, now=now) | context)


@staff(Permission.OPEN_RECORDS, Permission.BOOK)
@require_POST
def offer(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Let them choose a time on their own page."""
    now = timezone.now()
    referral = open_record(request, pk)
    form = OfferForm(request.POST)
    whom = WithWhom(referral.person, request.hub, form.data.get("kind", ""), now=now)
    wish = {name: form.data.get(name, "") for name in WISHES}
    fitting = whom.offered(**wish)
    members = may_be_offered(referral, fitting, by=request.member, now=now)
    if not form.is_valid() or not members:
        messages.error(request, ONLY_FOR_NOW if fitting and not members else CHOOSE if whom.pool else NOBODY)
        return redirect("appointments:book", pk)
    try:
        given = form.cleaned_data
        offer_actions.offer(
            referral, kind=given["kind"], hows=given["hows"], members=members, override=given["override"],
            by=request.member, now=now,
        )  # fmt: skip
    except (NotAdmitted, PermissionDenied):  # one of them went, or is kept out, at this moment
        messages.error(request, CHOOSE)
        return redirect("appointments:book", pk)
    except MoveNotAllowed:
        messages.error(request, CLOSED)
    else:
        messages.success(request, "Offered. They can choose a time on their own page for two weeks.")
    return redirect("appointments:of_record", pk)


@staff(Permission.OPEN_RECORDS, Permission.BOOK)
@require_POST
def withdraw_offer(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take an offer back."""
    referral = open_record(request, pk)
    try:
        offer_actions.withdraw(referral, by=request.member, now=timezone.now())
    except MoveNotAllowed:
        messages.error(request, "They have chosen meanwhile, or there was none.")
    else:
        messages.success(request, "Taken back. Nothing is offered any more.")
    return redirect("appointments:of_record", pk)


ONLY_FOR_NOW = (
    "You have this record open for a while only. Choose somebody who works with them already, or ask one of those or a "
    "lead to book it. You can also offer times of others: they choose on their own page."
)
CHOOSE = "Choose how they may meet, and somebody with a diary; of somebody who is not admitted to assess, say why."


def frame(request: HttpRequest, referral: Referral, *, now: datetime) -> dict[str, Any]:
    """What every page of a record needs."""
    return {
        "referral": referral,
        "band": band_of(referral, member=request.member, now=now),
        "tabs_list": tabs_of(referral, member=request.member, current="appointments"),
    }


def book_it(request: HttpRequest, referral: Referral, form: BookForm, *, now: datetime) -> Appointment:
    """Book what was chosen."""
    given = form.cleaned_data
    chosen, rooms = form.rooms.get(given["room"]), []
    if given["how"] == How.ROOM:
        seats = len(form.chosen) + 1
        rooms = [chosen] if chosen else free_rooms(request.hub, given["kind"], given["starts_at"], seats=seats)
    books = partial(
        actions.book, referral, kind=given["kind"], members=form.chosen, starts_at=given["starts_at"], how=given["how"],
        interpreter=given["interpreter"], video_link=given["video_link"], override=given["override"],
        by=request.member, now=now,
    )  # fmt: skip
    return in_first_free(books, rooms)


def offer_words(made: Any, request: HttpRequest, *, now: datetime) -> dict[str, str]:
    """An offer that stands, in words."""
    members = [each for each in pool_for(made.person, request.hub) if each.pk in made.members]
    return {
        "what": Kind(made.kind).label,
        "how": ", ".join(How(each).label.lower() for each in made.hows),
        "with": names_of(members),
        "until": say_moment(made.ends_at, now),
        "by": made.made_by.name,
    }
