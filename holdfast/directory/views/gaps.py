"""What is missing: needs that no service meets, and what the region said of a service proposed for them."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from holdfast.accounts.gate import staff
from holdfast.accounts.roles import Permission
from holdfast.directory import gap_actions as actions
from holdfast.directory.forms import CloseGapForm, DecisionForm, GapForm, ProposalForm
from holdfast.directory.gap_queries import find_gap, gaps_of, proposals_of
from holdfast.directory.kinds import Kind
from holdfast.directory.models import Gap, Proposal
from holdfast.directory.states import GAP, GapStatus
from holdfast.directory.words import say_date, staff_groups_of
from holdfast.hubs.hours import london_day, say_day, say_moment
from holdfast.lifecycle import MoveNotAllowed

P = Permission
TOO_LATE = "A colleague was quicker. What stands by now is below."


@staff(P.SEE_DIRECTORY)
@require_http_methods(["GET", "HEAD", "POST"])
def gaps(request: HttpRequest) -> HttpResponse:
    """What is missing, the oftenest met first; and one more."""
    request.section = "directory"
    now = timezone.now()
    form = GapForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        made = actions.raise_gap(request.hub, by=request.member, now=now, **form.cleaned_data)
        messages.success(request, "Written down. Whoever meets the same need adds to it.")
        return redirect("directory:gap", made.pk)
    context = {
        "form": form, "rows": [row(each, now=now) for each in gaps_of(request.hub)],
        "closed": gaps_of(request.hub, closed=True), "printed": say_moment(now, now),
    }  # fmt: skip
    return render(request, "directory/gaps.html", context)


@staff(P.SEE_DIRECTORY)
@require_safe
def gap(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One need that no service meets."""
    return show(request, found_gap(request, pk), now=timezone.now())


@staff(P.SEE_DIRECTORY)
@require_POST
def meet(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Somebody needed it once more."""
    return tried(request, pk, lambda found, now: actions.meet_gap(found, by=request.member, now=now), "Counted.")


@staff(P.COMMISSION)
@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Propose a service for it."""
    request.section = "directory"
    found = found_gap(request, pk)
    form = ProposalForm(request.POST if request.method == "POST" else None, initial={"area": found.area})
    if form.is_valid():
        given = form.cleaned_data
        return tried(
            request, pk, lambda gap, now: actions.propose(gap, by=request.member, now=now, **given),
            "Proposed. Record here what the region says.",
        )  # fmt: skip
    return render(request, "directory/propose.html", {"form": form, "gap": found, "kind": Kind(found.kind).label})


@staff(P.COMMISSION)
@require_POST
def decide(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Record what the region said."""
    now, found = timezone.now(), found_gap(request, pk)
    form = DecisionForm(request.POST, today=london_day(now))
    if not form.is_valid():
        return show(request, found, now=now, decision_form=form)
    given = form.cleaned_data
    return tried(
        request, pk, lambda gap, now: actions.decide_proposal(gap, by=request.member, now=now, **given), "Recorded."
    )


@staff(P.COMMISSION)
@require_POST
def close(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Nothing is missing any more."""
    form = CloseGapForm(request.POST)
    if not form.is_valid():
        return show(request, found_gap(request, pk), now=timezone.now(), close_form=form)
    why = form.cleaned_data["why"]
    return tried(request, pk, lambda gap, now: actions.close_gap(gap, words=why, by=request.member, now=now), "Closed.")


def tried(request: HttpRequest, pk: UUID, act: Callable[[Gap, datetime], Any], done: str) -> HttpResponse:
    """Take a step, and say what came of it."""
    try:
        act(found_gap(request, pk), timezone.now())
    except MoveNotAllowed:
        messages.error(request, TOO_LATE)
    else:
        messages.success(request, done)
    return redirect("directory:gap", pk)


def found_gap(request: HttpRequest, pk: UUID) -> Gap:
    """A gap of this hub.

    Raises:
        Http404: there is none.
    """
    found = find_gap(request.hub, pk)
    if found is None:
        raise Http404
    return found


def row(gap: Gap, *, now: datetime) -> dict[str, Any]:
    """One line of the list."""
    return {
        "name": f"{Kind(gap.kind).label}, {gap.area}", "href": reverse("directory:gap", args=[gap.pk]),
        "wait": "Once" if gap.times == 1 else f"{gap.times} times", "by": gap.words,
        "owner": f"Last {say_day(gap.last_met_at, now)}", "do": GapStatus(gap.status).label, "done": True,
    }  # fmt: skip


def show(
    request: HttpRequest, gap: Gap, *, now: datetime, decision_form: forms.Form | None = None,
    close_form: forms.Form | None = None,
) -> HttpResponse:  # fmt: skip
    """The page of one."""
    request.section = "directory"
    verbs = {move.verb for move in GAP.open_to(request.member, status=gap.status)}
    context = {
        "gap": gap, "kind": Kind(gap.kind).label, "state": GapStatus(gap.status).label, "verbs": verbs,
        "raised": f"{say_moment(gap.raised_at, now)}, {gap.raised_by.name}",
        "last": say_moment(gap.last_met_at, now),
        "closed": f"{say_moment(gap.closed_at, now)}, {gap.closed_by.name}" if gap.closed_by else "",
        "proposals": [proposal_of(each, now=now) for each in proposals_of(gap)],
        "decision_form": decision_form or DecisionForm(today=london_day(now)),
        "close_form": close_form or CloseGapForm(),
        "printed": say_moment(now, now),
    }  # fmt: skip
    return render(request, "directory/gap.html", context)


def proposal_of(proposal: Proposal, *, now: datetime) -> dict[str, Any]:
    """A proposal, and what came of it."""
    facts = [
        ("For", f"{staff_groups_of(proposal.staff_groups)}. {proposal.area}"),
        ("Proposed", f"{say_moment(proposal.proposed_at, now)}, {proposal.proposed_by.name}"),
    ]
    if proposal.recorded_by and proposal.decided_on:
        decision = Proposal.Decision(proposal.decision).label
        facts += [("The region", f"{decision} on {say_date(proposal.decided_on)} by {proposal.decided_with}"),
                   ("In their words", proposal.decided_words or "None given"),
                  ("Recorded by", proposal.recorded_by.name)]  # fmt: skip
    return {"words": proposal.words, "facts": facts}
