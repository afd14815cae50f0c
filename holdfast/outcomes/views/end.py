"""Ending somebody's care, taking that back within the minute; and recording a death."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from holdfast.accounts.gate import staff
from holdfast.accounts.roles import Permission
from holdfast.hubs.hours import london_day
from holdfast.lifecycle import MoveNotAllowed
from holdfast.outcomes import death_actions, discharge_actions
from holdfast.outcomes.forms import DeathForm, DischargeForm
from holdfast.outcomes.left import left_open
from holdfast.outcomes.queries import deaths_of, discharge_of
from holdfast.outcomes.views.record import frame, opened
from holdfast.outcomes.words import say_undone
from holdfast.referrals.answers import is_mailed
from holdfast.referrals.models import Referral
from holdfast.referrals.states import REFERRAL
from holdfast.triage.actions import TooLate
from holdfast.triage.ends import MoreIsOpen, mark_of

QUICKER = "That could not be done: a colleague was quicker. What stands is below."

OTHERWISE = "What is open has changed since you opened this page. Read it again; nobody is discharged yet"


@staff(Permission.OPEN_RECORDS, Permission.SEE_CLINICAL, Permission.ASSESS)
@require_http_methods(["GET", "HEAD", "POST"])
def discharge(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Why it ends, what came of it, what ends with it, and what they read."""
    now, referral = timezone.now(), opened(request, pk)
    may = {move.verb for move in REFERRAL.open_to(request.member, status=referral.status)}
    if "discharge" not in may:
        messages.error(request, "This request is closed, or waits for a decision first.")
        return redirect("outcomes:of_record", pk)
    left = left_open(referral, now=now)
    is_checked = referral.person.verified_at is not None
    form = DischargeForm(request.POST or None, leaves_open=bool(left), is_checked=is_checked)
    if request.method == "POST" and form.is_valid():
        given = {key: form.cleaned_data[key] for key in ("end_code", "outcome", "returns")}
        try:
            discharge_actions.discharge(
                referral, **given, by=request.member, now=now, shown=request.POST.get("shown", "")
            )
        except MoreIsOpen:
            left = left_open(referral, now=now)
            form = DischargeForm({**request.POST.dict(), "ends_too": ""}, leaves_open=bool(left), is_checked=is_checked)
            form.errors.pop("ends_too", None)
            form.add_error("ends_too" if left else None, OTHERWISE)
        except MoveNotAllowed:
            messages.error(request, QUICKER)
            return redirect("outcomes:of_record", pk)
        else:
            return redirect("outcomes:of_record", pk)
    context = {"left": left, "shown": mark_of(referral, left), "is_mailed": is_mailed(referral.person)}
    return show(request, referral, "discharge", form, now=now, **context)


@staff(Permission.OPEN_RECORDS, Permission.SEE_CLINICAL, Permission.ASSESS)
@require_POST
def undo_discharge(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take it back within the minute."""
    now, referral = timezone.now(), opened(request, pk)
    found = discharge_of(referral)
    try:
        if found is None:
            raise TooLate
        found.referral = referral
        discharge_actions.undo_discharge(found, by=request.member, now=now)
    except (TooLate, PermissionDenied):
        messages.error(request, "It is too late to take it back. They can be taken on again instead.")
    else:
        messages.success(request, say_undone(found.before.get("ended", [])))
    return redirect("outcomes:of_record", pk)


@staff(Permission.OPEN_RECORDS, Permission.SEE_CLINICAL, Permission.ASSESS)
@require_http_methods(["GET", "HEAD", "POST"])
def death(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What is known; then, once more, what it does; then it is recorded: once by this hub, whoever else says it."""
    now, referral = timezone.now(), opened(request, pk)
    said = deaths_of([referral.person])
    if any(each.is_ours for each in said):
        return redirect("outcomes:of_record", pk)
    form = DeathForm(request.POST or None, today=london_day(now))
    is_sent = request.method == "POST" and form.is_valid()
    if is_sent and request.POST.get("confirmed") == "1":
        given = {key: form.cleaned_data[key] for key in ("died_on", "how_known")}
        try:
            death_actions.record_death(referral, **given, by=request.member, now=now)
        except MoveNotAllowed:
            messages.error(request, QUICKER)
        return redirect("outcomes:of_record", pk)
    context = {"is_sure": is_sent, "is_said": bool(said), "left": left_open(referral, now=now)}
    return show(request, referral, "death", form, now=now, **context)


@staff(Permission.OPEN_RECORDS, Permission.SEE_CLINICAL, Permission.ASSESS, Permission.OPEN_ALL_RECORDS)
@require_POST
def undo_death(request: HttpRequest, pk: UUID) -> HttpResponse:
    """It was an error."""
    now, referral = timezone.now(), opened(request, pk)
    shown = request.POST.get("shown", "").split()
    try:
        closings = death_actions.undo_death(referral.person, by=request.member, now=now, shown=shown)
    except death_actions.MoreIsSaid as why:
        messages.error(request, str(why))
    except MoveNotAllowed:
        messages.error(request, QUICKER)
    else:
        ended = [line for each in closings for line in each.before.get("ended", [])]
        messages.success(request, f"{say_undone(ended)} Messages and letters that were stopped stay stopped.")
    return redirect("outcomes:of_record", pk)


def show(
    request: HttpRequest, referral: Referral, name: str, form: Form, *, now: datetime, **more: object
) -> HttpResponse:
    """A page of the end, with its form."""
    context = frame(request, referral, now=now) | {"form": form} | more
    return render(request, f"outcomes/{name}.html", context)
