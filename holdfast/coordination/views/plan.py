"""The plan of a record: its goals and strands, what the person was shown, and what they say of it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from holdfast.accounts.gate import staff
from holdfast.accounts.roles import Permission
from holdfast.coordination import actions, plan_actions, strand_actions
from holdfast.coordination.forms import LOOKED_AT_AFTER, AgreeForm, GoalForm, ShowForm, StrandForm
from holdfast.coordination.models import ChangeWish, Plan
from holdfast.coordination.queries import Standing, able_for, ratings_of, standing_of, versions_of, wishes_of
from holdfast.coordination.states import WAITS, Status
from holdfast.coordination.words import goal_line, say_date, strand_line
from holdfast.hubs.hours import london_day, say_moment
from holdfast.lifecycle import MoveNotAllowed
from holdfast.people.identity import reveal
from holdfast.referrals.models import Referral
from holdfast.referrals.record import band_of, open_record, tabs_of
from holdfast.referrals.states import PAST_ASSESSMENT

QUICKER = (
    "A colleague was quicker. What they wrote stands above, and yours is still in this box: "
    "put together what should stand, and keep it"
)
NOT_THEIRS = "They cannot have this step. Choose somebody from the list."
SHOWN = "Shown. They read it on their own pages, and are told that there is something to read."


@staff(Permission.OPEN_RECORDS, Permission.SEE_CLINICAL)
@require_safe
def plan(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The plan as it stands."""
    return page(request, opened(request, pk), now=timezone.now())


@staff(Permission.OPEN_RECORDS, Permission.SEE_CLINICAL, Permission.ASSESS)
@require_POST
def add_goal(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Write down a goal."""
    now, referral = timezone.now(), opened(request, pk)
    form = GoalForm(request.POST, auto_id="goal_%s")
    if not form.is_valid():
        return page(request, referral, now=now, goal_form=form)
    value = form.cleaned_data["value"]
    try:
        actions.add_goal(
            referral, words=form.cleaned_data["words"], value=int(value) if value else None, by=request.member, now=now
        )
    except MoveNotAllowed as refused:
        return page(request, referral, now=now, refused=str(refused), typed=[form.cleaned_data["words"]])
    else:
        messages.success(request, "The goal is written down.")
    return redirect("coordination:plan", pk)


@staff(Permission.OPEN_RECORDS, Permission.SEE_CLINICAL, Permission.ASSESS)
@require_POST
def add_strand(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Write down what is done, by whom and when."""
    now, referral = timezone.now(), opened(request, pk)
    able = able_for(referral.person, request.hub)
    form = StrandForm(request.POST, able=able, today=london_day(now), auto_id="strand_%s")
    if not form.is_valid():
        return page(request, referral, now=now, strand_form=form)
    try:
        strand_actions.add_strand(referral, **form.chosen, by=request.member, now=now)
    except PermissionDenied:
        form.add_error("who", NOT_THEIRS)
        return page(request, referral, now=now, strand_form=form)
    except MoveNotAllowed as refused:
        return page(request, referral, now=now, refused=str(refused), typed=[form.cleaned_data["what"]])
    else:
        messages.success(request, "It is part of the plan.")
    return redirect("coordination:plan", pk)


@staff(Permission.OPEN_RECORDS, Permission.SEE_CLINICAL, Permission.ASSESS)
@require_POST
def show(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show the plan to the person as it stands now."""
    now, referral = timezone.now(), opened(request, pk)
    form = ShowForm(request.POST, today=london_day(now), auto_id="show_%s")
    if not form.is_valid():
        return page(request, referral, now=now, show_form=form)
    try:
        plan_actions.show(referral, look_on=form.cleaned_data["look_on"], by=request.member, now=now)
    except MoveNotAllowed as refused:
        messages.error(request, f"{refused}.")
    else:
        messages.success(request, SHOWN)
    return redirect("coordination:plan", pk)


@staff(Permission.OPEN_RECORDS, Permission.SEE_CLINICAL, Permission.ASSESS)
@require_POST
def agree_with_them(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Write down that they agreed when you talked about it."""
    now, referral = timezone.now(), opened(request, pk)
    form = AgreeForm(request.POST, auto_id="agree_%s")
    if not form.is_valid():
        return page(request, referral, now=now, agree_form=form)
    try:
        version = of_page(referral, form.cleaned_data["version"])
        plan_actions.agree_with_them(version, how=form.cleaned_data["how"], by=request.member, now=now)
    except MoveNotAllowed as refused:
        messages.error(request, f"{refused}.")
    else:
        messages.success(request, "Agreed. What comes next follows the plan from now on.")
    return redirect("coordination:plan", pk)


@staff(Permission.OPEN_RECORDS, Permission.SEE_CLINICAL, Permission.ASSESS)
@require_POST
def look_again(request: HttpRequest, pk: UUID) -> HttpResponse:
    """It was looked at together and stays as it is."""
    now, referral = timezone.now(), opened(request, pk)
    form = ShowForm(request.POST, today=london_day(now), auto_id="look_%s")
    if not form.is_valid():
        return page(request, referral, now=now, look_form=form)
    try:
        version = of_page(referral, request.POST.get("version", ""))
        plan_actions.look_again(version, look_on=form.cleaned_data["look_on"], by=request.member, now=now)
    except MoveNotAllowed as refused:
        messages.error(request, f"{refused}.")
    else:
        messages.success(request, "It stays as it is. The next date is below.")
    return redirect("coordination:plan", pk)


def opened(request: HttpRequest, pk: UUID) -> Referral:
    """The record, if it is open to the member."""
    request.section = "people"
    return open_record(request, pk)


def of_page(referral: Referral, version: Any) -> Plan:
    """The version that the page showed.

    Raises:
        MoveNotAllowed: there is none by that name.
    """
    found = next((each for each in versions_of(referral) if str(each.pk) == str(version)), None)
    if found is None:
        raise MoveNotAllowed(plan_actions.NEWER)
    found.referral = referral
    return found


def frame(request: HttpRequest, referral: Referral, *, now: datetime) -> dict[str, Any]:
    """What every page of a plan needs."""
    return {
        "referral": referral,
        "band": band_of(referral, member=request.member, now=now),
        "tabs_list": tabs_of(referral, member=request.member, current="plan"),
        "may_write": request.member.may(Permission.ASSESS) and referral.closed_at is None,
        "printed": say_moment(now, now),
    }


def page(request: HttpRequest, referral: Referral, *, now: datetime, **sent: Any) -> HttpResponse:
    """The page, with whatever form was sent and not accepted; where it came too late, why (`refused`) and `typed`."""
    standing, person, today = standing_of(referral), referral.person, london_day(now)
    able = able_for(person, request.hub)
    rated = ratings_of(standing.goals)
    latest = standing.latest
    proposed = {"look_on": today + LOOKED_AT_AFTER}
    context = frame(request, referral, now=now) | {
        "goals": [goal_line(each, rated[each.root_id], person, now=now) for each in standing.open_goals],
        "strands": [strand_line(each, person, now=now) for each in standing.open_strands],
        "ended": ended_lines(standing, referral, now=now),
        "versions": [version_line(each, now=now) for each in standing.versions],
        "latest": version_line(latest, now=now) if latest else None,
        "wishes": [wish_line(each, referral, now=now) for each in wishes_of(standing.versions)],
        "is_changed": standing.changed_at is not None,
        "may_show": referral.stage in PAST_ASSESSMENT and bool(standing.open_strands)
        and (latest is None or standing.changed_at is not None),
        "is_assessed": referral.stage in PAST_ASSESSMENT or referral.closed_at is not None,
        "goal_form": GoalForm(auto_id="goal_%s"),
        "strand_form": StrandForm(able=able, today=today, auto_id="strand_%s"),
        "show_form": ShowForm(initial=proposed, today=today, auto_id="show_%s"),
        "agree_form": AgreeForm(initial={"version": latest.pk if latest else None}, auto_id="agree_%s"),
        "look_form": ShowForm(initial=proposed, today=today, auto_id="look_%s"),
        "refused": "",
        "typed": [],
    }  # fmt: skip
    return render(request, "coordination/plan.html", context | sent)


def version_line(plan: Plan, *, now: datetime) -> dict[str, Any]:
    """A version that was shown, and what became of it."""
    how = Plan.How(plan.agreed_how).label.lower() if plan.agreed_how else ""
    by = f", written down by {plan.agreed_by.name}" if plan.agreed_by else ""
    return {
        "pk": plan.pk,
        "number": plan.number,
        "state": Status(plan.status).label,
        "waits": plan.status in WAITS,
        "is_asked": plan.status == Status.CHANGE_ASKED,
        "shown": f"{say_moment(plan.shown_at, now)} by {plan.shown_by.name}",
        "agreed": f"{say_moment(plan.agreed_at, now)}, {how}{by}" if plan.agreed_at else "",
        "look_on": say_date(plan.look_on, now),
        "counts": f"{counted(len(plan.goals), 'goal')}, {counted(len(plan.strands), 'strand')}",
    }


def counted(number: int, word: str) -> str:
    """ "one goal", "2 goals"."""
    return f"one {word}" if number == 1 else f"{number} {word}s"


def wish_line(wish: ChangeWish, referral: Referral, *, now: datetime) -> dict[str, Any]:
    """What they would like changed."""
    return {
        "words": reveal(referral.person, f"change:{wish.pk}", wish.words_sealed),
        "when": say_moment(wish.asked_at, now),
        "number": wish.plan.number,
        "plan": wish.plan_id,
    }


def ended_lines(standing: Standing, referral: Referral, *, now: datetime) -> list[dict[str, Any]]:
    """What is part of the plan no more, and words that were changed; the latest first."""
    person = referral.person
    gone = sorted(
        (each for each in (*standing.goals, *standing.strands) if each.ended_at is not None),
        key=lambda each: each.ended_at, reverse=True,
    )  # fmt: skip
    return [
        {
            "words": goal_line(each, [], person, now=now)["words"] if each in standing.goals
            else strand_line(each, person, now=now)["what"],
            "what": "Goal" if each in standing.goals else each.get_kind_display(),
            "end": each.get_end_display(),
            "when": say_moment(each.ended_at, now),
        }
        for each in gone
    ]  # fmt: skip
