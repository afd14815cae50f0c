"""One strand: a step of it that was done, what it is and who does it, and its end."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from holdfast.accounts.gate import staff
from holdfast.accounts.roles import Permission
from holdfast.coordination import strand_actions
from holdfast.coordination.forms import THEY_DO, EndStrandForm, StepForm, StrandForm
from holdfast.coordination.models import Strand
from holdfast.coordination.queries import able_for, as_it_is_now, find_strand, strands_of
from holdfast.coordination.views.plan import NOT_THEIRS, QUICKER, frame, opened
from holdfast.coordination.words import strand_line, what_of
from holdfast.hubs.hours import london_day
from holdfast.lifecycle import MoveNotAllowed
from holdfast.referrals.models import Referral


@staff(Permission.OPEN_RECORDS, Permission.SEE_CLINICAL)
@require_safe
def strand(request: HttpRequest, pk: UUID, strand_pk: UUID) -> HttpResponse:
    """One strand."""
    referral, found = strand_of(request, pk, strand_pk)
    return page(request, referral, found, now=timezone.now())


@staff(Permission.OPEN_RECORDS, Permission.SEE_CLINICAL, Permission.ASSESS)
@require_POST
def do_step(request: HttpRequest, pk: UUID, strand_pk: UUID) -> HttpResponse:
    """A step was done: when the strand goes on."""
    now, (referral, found) = timezone.now(), strand_of(request, pk, strand_pk)
    form = StepForm(request.POST, today=london_day(now), auto_id="step_%s")
    if not form.is_valid():
        return page(request, referral, found, now=now, step_form=form)
    try:
        strand_actions.do_step(found, next_on=form.cleaned_data["next_on"], by=request.member, now=now)
    except MoveNotAllowed as refused:
        messages.error(request, f"{refused}.")
    else:
        messages.success(request, "Done. The next date is below.")
    return redirect("coordination:plan", pk)


@staff(Permission.OPEN_RECORDS, Permission.SEE_CLINICAL, Permission.ASSESS)
@require_POST
def correct_strand(request: HttpRequest, pk: UUID, strand_pk: UUID) -> HttpResponse:
    """What is done, and who does it, is otherwise from now on."""
    now, (referral, found) = timezone.now(), strand_of(request, pk, strand_pk)
    form = StrandForm(request.POST, able=able_for(referral.person, request.hub), today=london_day(now))
    if not form.is_valid():
        return page(request, referral, found, now=now, strand_form=form)
    try:
        strand_actions.correct_strand(found, **form.chosen, by=request.member, now=now)
    except PermissionDenied:
        form.add_error("who", NOT_THEIRS)
        return page(request, referral, found, now=now, strand_form=form)
    except MoveNotAllowed as refused:
        return both(request, referral, found, form, f"{refused}.", now=now)
    else:
        messages.success(request, "Kept. What it said before is kept too.")
    return redirect("coordination:plan", pk)


@staff(Permission.OPEN_RECORDS, Permission.SEE_CLINICAL, Permission.ASSESS)
@require_POST
def end_strand(request: HttpRequest, pk: UUID, strand_pk: UUID) -> HttpResponse:
    """It is done, or goes on no more."""
    now, (referral, found) = timezone.now(), strand_of(request, pk, strand_pk)
    form = EndStrandForm(request.POST, auto_id="end_%s")
    if not form.is_valid():
        return page(request, referral, found, now=now, end_form=form)
    try:
        strand_actions.end_strand(found, how=form.cleaned_data["how"], by=request.member, now=now)
    except MoveNotAllowed as refused:
        messages.error(request, f"{refused}.")
    else:
        messages.success(request, "Kept. It stands under what was before.")
    return redirect("coordination:plan", pk)


def strand_of(request: HttpRequest, pk: UUID, strand_pk: UUID) -> tuple[Referral, Strand]:
    """A record that is open to the member, and a strand of it.

    Raises:
        Http404: the record is not theirs, or the strand is not of it.
    """
    referral = opened(request, pk)
    found = find_strand(referral, strand_pk)
    if found is None:
        raise Http404
    found.referral, found.person = referral, referral.person
    return referral, found


def both(
    request: HttpRequest, referral: Referral, found: Strand, form: Form, refused: str, *, now: datetime
) -> HttpResponse:
    """A colleague was quicker: what stands now, and what was typed; in its box while there is one to send it from."""
    latest = as_it_is_now(found, strands_of(referral))
    if latest.ended_at is None and referral.closed_at is None:
        form.add_error("what", QUICKER)
        return page(request, referral, latest, now=now, strand_form=form)
    lost = {"refused": refused, "typed": [form.data.get("what", "")]}
    return page(request, referral, latest, now=now, lost=lost)


def page(request: HttpRequest, referral: Referral, found: Strand, *, now: datetime, **more: Any) -> HttpResponse:
    """The page of one strand, with whatever form was sent and not accepted, or words that were `lost`."""
    today, person = london_day(now), referral.person
    as_it_is = {
        "kind": found.kind, "what": what_of(found, person), "next_on": found.next_on,
        "who": THEY_DO if found.is_theirs else str(found.owner_id or ""),
    }  # fmt: skip
    context = frame(request, referral, now=now) | {
        "line": strand_line(found, person, now=now),
        "ended": found.get_end_display(),
        "step_form": StepForm(today=today, auto_id="step_%s"),
        "strand_form": StrandForm(initial=as_it_is, able=able_for(person, request.hub), today=today),
        "end_form": EndStrandForm(auto_id="end_%s"),
        "lost": None,
    }
    return render(request, "coordination/strand.html", context | more)
