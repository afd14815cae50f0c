"""Concerns about a person: read, raised, added to, closed; and the hub's open ones by the day to look again.

Reading is logged as "safeguarding", so that the person's own pages can leave it out until that is safe.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from holdfast.accounts.gate import staff
from holdfast.accounts.roles import Permission
from holdfast.hubs.hours import LONDON
from holdfast.lifecycle import MoveNotAllowed
from holdfast.people.identity import name_of
from holdfast.people.viewer import viewer_of
from holdfast.referrals.models import Referral
from holdfast.referrals.record import band_of, latest_referrals, open_record, tabs_of
from holdfast.safeguarding import actions
from holdfast.safeguarding.forms import CloseForm, ConcernForm, NoteForm
from holdfast.safeguarding.models import Concern
from holdfast.safeguarding.queries import (
    MOST_SHOWN,
    advisers,
    concerns_of,
    entries_of,
    find_concern,
    has_advice,
    open_concerns,
    open_count,
)
from holdfast.safeguarding.states import CONCERN, Status
from holdfast.safeguarding.words import PROMPTS, concern_words, entry_words

NEEDS = (Permission.OPEN_RECORDS, Permission.SEE_CONCERNS)
WHY = "safeguarding"
CLOSED_MEANWHILE = (
    "A colleague has closed this concern meanwhile. What you wrote is below: raise it again if it must be kept."
)


@staff(*NEEDS)
@require_safe
def open_list(request: HttpRequest) -> HttpResponse:
    """Open concerns about people whose record is open to the member, the soonest day first."""
    request.section = "hub"
    now = timezone.now()
    found = list(open_concerns(viewer_of(request))[:MOST_SHOWN])
    request.touched.add([concern.person_id for concern in found], why=WHY)
    referrals = latest_referrals(request.hub.pk, [concern.person_id for concern in found])
    rows = [
        {
            **concern_words(concern, today=today_of(now), now=now),
            "whose": name_of(concern.person),
            "href": reverse("safeguarding:concern", args=[referrals[concern.person_id].pk, concern.pk]),
        }
        for concern in found
        if concern.person_id in referrals
    ]
    return render(request, "safeguarding/open.html", {"rows": rows})


@staff(*NEEDS)
@require_safe
def concerns(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The concerns about one person."""
    now = timezone.now()
    referral = open_concerns_of(request, pk)
    rows = [
        {
            **concern_words(each, today=today_of(now), now=now),
            "href": reverse("safeguarding:concern", args=[pk, each.pk]),
        }
        for each in concerns_of(referral.person)
    ]
    return render(request, "safeguarding/concerns.html", {**frame(request, referral, now=now), "rows": rows})


@staff(*NEEDS)
@require_http_methods(["GET", "HEAD", "POST"])
def raise_concern(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Record a new concern."""
    now = timezone.now()
    referral = open_concerns_of(request, pk)
    form = ConcernForm(
        request.POST if request.method == "POST" else None,
        advisers=advisers(referral.person, besides=request.member),
        now=now,
    )
    if form.is_valid():
        concern = actions.raise_concern(
            referral.person, kind=form.cleaned_data["kind"], note=form.note(),
            review_on=form.cleaned_data["review_on"], by=request.member, now=now,
        )  # fmt: skip
        messages.success(request, "Recorded. Only colleagues who may read concerns, and may open this record, see it.")
        return redirect("safeguarding:concern", pk, concern.pk)
    context = {**frame(request, referral, now=now), "form": form, "prompts": PROMPTS}
    return render(request, "safeguarding/raise_concern.html", context)


@staff(*NEEDS)
@require_safe
def concern(request: HttpRequest, pk: UUID, concern_pk: UUID) -> HttpResponse:
    """One concern with everything that was written about it."""
    now = timezone.now()
    referral, found = open_concern(request, pk, concern_pk)
    return show(request, referral, found, None, now=now)


@staff(*NEEDS)
@require_POST
def add_entry(request: HttpRequest, pk: UUID, concern_pk: UUID) -> HttpResponse:
    """Add what was seen, done or advised since."""
    now = timezone.now()
    referral, found = open_concern(request, pk, concern_pk)
    form = NoteForm(request.POST, advisers=advisers(referral.person, besides=request.member), now=now)
    if form.is_valid():
        try:
            actions.add_entry(
                found, note=form.note(), review_on=form.cleaned_data["review_on"], by=request.member, now=now
            )
        except MoveNotAllowed:
            form.add_error(None, CLOSED_MEANWHILE)
        else:
            messages.success(request, "Added.")
            return redirect("safeguarding:concern", pk, concern_pk)
    return show(request, referral, found, form, now=now)


@staff(*NEEDS)
@require_http_methods(["GET", "HEAD", "POST"])
def close(request: HttpRequest, pk: UUID, concern_pk: UUID) -> HttpResponse:
    """Close a concern with what came of it and a second practitioner's advice."""
    now = timezone.now()
    referral, found = open_concern(request, pk, concern_pk)
    form = CloseForm(
        request.POST if request.method == "POST" else None,
        advisers=advisers(referral.person, besides=request.member),
        now=now,
    )
    if form.is_valid():
        try:
            actions.close(
                found, note=form.note(), shows_reading=form.cleaned_data["shows_reading"] == "yes",
                by=request.member, now=now,
            )  # fmt: skip
        except MoveNotAllowed:
            form.add_error(None, CLOSED_MEANWHILE)
        except actions.NoSecondOpinion as trouble:
            form.add_error("adviser", str(trouble))
        else:
            messages.success(request, "Closed.")
            return redirect("safeguarding:concern", pk, concern_pk)
    context = {
        **frame(request, referral, now=now),
        "form": form,
        "concern": found,
        "kind": Concern.Kind(found.kind).label,
        "has_advice": has_advice(found, besides=request.member),
    }
    return render(request, "safeguarding/close.html", context)


def show(
    request: HttpRequest, referral: Referral, found: Concern, form: NoteForm | None, *, now: datetime
) -> HttpResponse:
    """The page of one concern."""
    moves = [move.verb for move in CONCERN.open_to(request.member, status=found.status)]
    if form is None and "add_entry" in moves:
        form = NoteForm(advisers=advisers(referral.person, besides=request.member), now=now)
    context = {
        **frame(request, referral, now=now),
        "concern": found,
        "line": concern_words(found, today=today_of(now), now=now),
        "is_open": found.status == Status.OPEN,
        "entries": [entry_words(entry, referral.person, now=now) for entry in entries_of(found)],
        "form": form,
        "moves": moves,
    }
    return render(request, "safeguarding/concern.html", context)


def open_concerns_of(request: HttpRequest, pk: UUID) -> Referral:
    """The record, opened by right; the access log will say that its concerns were read.

    Raises:
        Http404: there is none, or it is not theirs to see.
    """
    request.section = "people"
    referral = open_record(request, pk)
    request.touched.add([referral.person_id], why=WHY)
    return referral


def open_concern(request: HttpRequest, pk: UUID, concern_pk: UUID) -> tuple[Referral, Concern]:
    """The record, and one concern about its person.

    Raises:
        Http404: there is none, or it is not theirs to see.
    """
    referral = open_concerns_of(request, pk)
    found = find_concern(referral.person, concern_pk)
    if found is None:
        raise Http404
    return referral, found


def frame(request: HttpRequest, referral: Referral, *, now: datetime) -> dict[str, Any]:
    """What every page of a record needs."""
    counts = {"concerns": open_count(referral.person) or ""}
    return {
        "referral": referral,
        "band": band_of(referral, member=request.member, now=now),
        "tabs_list": tabs_of(referral, member=request.member, current="concerns", counts=counts),
    }


def today_of(now: datetime) -> Any:
    """The day in London."""
    return now.astimezone(LONDON).date()
