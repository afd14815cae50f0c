"""Their own plan, as it was shown to them last: how near they are to their goals, agreeing, a wish for a change."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from holdfast.coordination import actions, plan_actions
from holdfast.coordination.models import HIGHEST, LOWEST, Goal, Plan, Strand
from holdfast.coordination.queries import Standing, ratings_of, standing_of, wishes_of
from holdfast.coordination.states import Status
from holdfast.coordination.words import goal_line, say_date, what_of
from holdfast.lifecycle import MoveNotAllowed
from holdfast.people.identity import reveal
from holdfast.portal.forms import ChangeForm
from holdfast.portal.gate import on_own_pages
from holdfast.portal.pages import page_of
from holdfast.portal.standing import on_moment
from holdfast.portal.views.words import STRANDS

KEPT = ("rated", "agreed", "asked")
NEWER, UNRATED = "newer", "unrated"
NUMBERS = range(LOWEST, HIGHEST + 1)


@require_safe
@on_own_pages(verified=True)
def plan(request: HttpRequest) -> HttpResponse:
    """The plan as it was shown to them last."""
    return page(request, now=timezone.now())


@require_POST
@on_own_pages(verified=True)
def rate_goals(request: HttpRequest) -> HttpResponse:
    """Keep how near they are to their goals: to those for which they chose a number."""
    now, standing = timezone.now(), standing_of(request.referral)
    shown = standing.goals_in(standing.latest) if standing.latest else []
    given = [(each, request.POST.get(f"goal-{each.root_id}", "")) for each in shown]
    chosen = [(each, int(value)) for each, value in given if value in {str(number) for number in NUMBERS}]
    if not chosen:
        return page(request, now=now, trouble=UNRATED)
    try:
        for each, value in chosen:
            each.referral = request.referral
            actions.rate(each, value=value, by=None, now=now)
    except MoveNotAllowed:
        return page(request, now=now, trouble=NEWER)
    return done(request, "rated")


@require_POST
@on_own_pages(verified=True)
def agree_plan(request: HttpRequest) -> HttpResponse:
    """Agree to the version that they read. Pressed twice, it is agreed once."""
    now, found = timezone.now(), version_of(request)
    if found is not None and found.status == Status.AGREED:
        return done(request, "agreed")
    try:
        if found is None:
            raise MoveNotAllowed
        plan_actions.agree(found, now=now)
    except MoveNotAllowed:
        return page(request, now=now, trouble=NEWER)
    return done(request, "agreed")


@require_POST
@on_own_pages(verified=True)
def ask_change(request: HttpRequest) -> HttpResponse:
    """Say what they would like changed. What they wrote stays in the box where the plan is a newer one."""
    now, found, form = timezone.now(), version_of(request), ChangeForm(request.POST)
    if not form.is_valid():
        return page(request, now=now, form=form)
    try:
        if found is None:
            raise MoveNotAllowed
        plan_actions.ask_change(found, words=form.cleaned_data["words"], now=now)
    except MoveNotAllowed:
        return page(request, now=now, form=form, trouble=NEWER)
    return done(request, "asked")


def done(request: HttpRequest, what: str) -> HttpResponse:
    """Back to the plan, which says what was kept."""
    return redirect(f"{reverse('portal:plan', args=[request.hub.slug])}?kept={what}")


def version_of(request: HttpRequest) -> Plan | None:
    """The version that the page showed, if it is theirs."""
    try:
        pk = UUID(request.POST.get("version", ""))
    except ValueError:
        return None
    found = Plan.objects.filter(hub=request.hub, referral=request.referral, pk=pk).first()
    if found is not None:
        found.referral = request.referral
    return found


def page(request: HttpRequest, *, now: datetime, trouble: str = "", form: ChangeForm | None = None) -> HttpResponse:
    """The page. What the team is changing and has not shown does not stand on it."""
    standing = standing_of(request.referral)
    latest, is_open = standing.latest, request.referral.closed_at is None
    context = {
        "title": _("Your plan"), **page_of(request), "trouble": trouble, "form": form or ChangeForm(),
        "kept": request.GET.get("kept") if request.GET.get("kept") in KEPT and request.method != "POST" else "",
        "plan": latest, "is_open": is_open, "goals": [], "strands": [],
    }  # fmt: skip
    if latest is not None:
        context |= shown(standing, latest, request, now=now)
    return render(request, "portal/plan.html", context)


def shown(standing: Standing, latest: Plan, request: HttpRequest, *, now: datetime) -> dict[str, Any]:
    """What stands in a version, with how far it has got since."""
    goals = standing.goals_in(latest)
    rated, ended = (
        ratings_of(goals),
        {each.root_id: each.end for each in standing.goals if each.end != Goal.End.REPLACED},
    )
    before = standing.in_force
    return {
        "goals": [
            goal_line(each, rated[each.root_id], request.person, now=now)
            | {"end": GOAL_ENDS.get(ended.get(each.root_id))}
            for each in goals
        ],
        "strands": [step_of(each, standing, request, now=now) for each in standing.strands_in(latest)],
        "is_agreed": latest.status == Status.AGREED,
        "is_asked": latest.status == Status.CHANGE_ASKED,
        "shown_by": latest.shown_by.name,
        "shown_at": on_moment(latest.shown_at, now),
        "agreed_at": on_moment(latest.agreed_at, now) if latest.agreed_at else "",
        "before": on_moment(before.agreed_at, now) if before and before.agreed_at and before.pk != latest.pk else "",
        "look_on": say_date(latest.look_on, now),
        "numbers_of": [(number, number) for number in NUMBERS],
        "wishes": [
            {
                "words": reveal(request.person, f"change:{each.pk}", each.words_sealed),
                "when": on_moment(each.asked_at, now),
            }
            for each in wishes_of([latest])
        ],
    }


GOAL_ENDS = {
    Goal.End.REACHED: gettext_lazy("You have reached it"),
    Goal.End.NO_LONGER: gettext_lazy("No longer a goal of yours"),
}


def step_of(shown_row: Strand, standing: Standing, request: HttpRequest, *, now: datetime) -> dict[str, Any]:
    """A strand in the words that were shown, with who does it and when next as it is by now."""
    is_over = shown_row.end == Strand.End.DONE
    who = _("You") if shown_row.is_theirs else shown_row.owner.name if shown_row.owner else ""
    return {
        "kind": STRANDS.get(Strand.Kind(shown_row.kind), ""),
        "what": what_of(shown_row, request.person),
        "who": who or _("Somebody from the hub: we tell you who"),
        "when": say_date(shown_row.next_on, now) if shown_row.next_on and not is_over else "",
        "is_done": is_over,
    }
