"""One goal: how near they are to it, other words for it, and what became of it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from holdfast.accounts.gate import staff
from holdfast.accounts.roles import Permission
from holdfast.coordination import actions
from holdfast.coordination.forms import NUMBERS, EndGoalForm, RateForm, WordsForm
from holdfast.coordination.models import Goal
from holdfast.coordination.queries import as_it_is_now, find_goal, goals_of, ratings_of
from holdfast.coordination.views.plan import QUICKER, frame, opened
from holdfast.coordination.words import goal_line, words_of
from holdfast.lifecycle import MoveNotAllowed
from holdfast.referrals.models import Referral


@staff(Permission.OPEN_RECORDS, Permission.SEE_CLINICAL)
@require_safe
def goal(request: HttpRequest, pk: UUID, goal_pk: UUID) -> HttpResponse:
    """One goal."""
    referral, found = goal_of(request, pk, goal_pk)
    return page(request, referral, found, now=timezone.now())


@staff(Permission.OPEN_RECORDS, Permission.SEE_CLINICAL, Permission.ASSESS)
@require_POST
def rate(request: HttpRequest, pk: UUID, goal_pk: UUID) -> HttpResponse:
    """How near they are to it now, as they see it."""
    now, (referral, found) = timezone.now(), goal_of(request, pk, goal_pk)
    form = RateForm(request.POST)
    if not form.is_valid():
        return page(request, referral, found, now=now, rate_form=form)
    try:
        actions.rate(found, value=form.cleaned_data["value"], by=request.member, now=now)
    except MoveNotAllowed as refused:
        messages.error(request, f"{refused}.")
    else:
        messages.success(request, "The rating is kept.")
    return redirect("coordination:plan", pk)


@staff(Permission.OPEN_RECORDS, Permission.SEE_CLINICAL, Permission.ASSESS)
@require_POST
def correct_goal(request: HttpRequest, pk: UUID, goal_pk: UUID) -> HttpResponse:
    """Give it other words."""
    now, (referral, found) = timezone.now(), goal_of(request, pk, goal_pk)
    form = WordsForm(request.POST)
    if not form.is_valid():
        return page(request, referral, found, now=now, words_form=form)
    try:
        actions.correct_goal(found, words=form.cleaned_data["words"], by=request.member, now=now)
    except MoveNotAllowed as refused:
        return both(request, referral, found, form, f"{refused}.", now=now)
    else:
        messages.success(request, "It has these words now. What it said before is kept.")
    return redirect("coordination:plan", pk)


@staff(Permission.OPEN_RECORDS, Permission.SEE_CLINICAL, Permission.ASSESS)
@require_POST
def end_goal(request: HttpRequest, pk: UUID, goal_pk: UUID) -> HttpResponse:
    """It is reached, or is none any more."""
    now, (referral, found) = timezone.now(), goal_of(request, pk, goal_pk)
    form = EndGoalForm(request.POST, auto_id="end_%s")
    if not form.is_valid():
        return page(request, referral, found, now=now, end_form=form)
    try:
        actions.end_goal(found, how=form.cleaned_data["how"], by=request.member, now=now)
    except MoveNotAllowed as refused:
        messages.error(request, f"{refused}.")
    else:
        messages.success(request, "Kept. It stands under what was before.")
    return redirect("coordination:plan", pk)


def goal_of(request: HttpRequest, pk: UUID, goal_pk: UUID) -> tuple[Referral, Goal]:
    """A record that is open to the member, and a goal of it.

    Raises:
        Http404: the record is not theirs, or the goal is not of it.
    """
    referral = opened(request, pk)
    found = find_goal(referral, goal_pk)
    if found is None:
        raise Http404
    found.referral, found.person = referral, referral.person
    return referral, found


def both(
    request: HttpRequest, referral: Referral, found: Goal, form: Form, refused: str, *, now: datetime
) -> HttpResponse:
    """A colleague was quicker: what stands now, and what was typed; in its box while there is one to send it from."""
    latest = as_it_is_now(found, goals_of(referral))
    if latest.ended_at is None and referral.closed_at is None:
        form.add_error("words", QUICKER)
        return page(request, referral, latest, now=now, words_form=form)
    lost = {"refused": refused, "typed": [form.data.get("words", "")]}
    return page(request, referral, latest, now=now, lost=lost)


def page(request: HttpRequest, referral: Referral, found: Goal, *, now: datetime, **more: Any) -> HttpResponse:
    """The page of one goal, with whatever form was sent and not accepted, or words that were `lost`."""
    context = frame(request, referral, now=now) | {
        "line": goal_line(found, ratings_of([found])[found.root_id], referral.person, now=now),
        "ended": found.get_end_display(),
        "rate_form": RateForm(),
        "numbers_of": NUMBERS,
        "words_form": WordsForm(initial={"words": words_of(found, referral.person)}),
        "end_form": EndGoalForm(auto_id="end_%s"),
        "lost": None,
    }
    return render(request, "coordination/goal.html", context | more)
