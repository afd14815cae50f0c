"""Staff pages of teams that asked: the lists, one request, its calls, closing it."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from holdfast.accounts.gate import staff
from holdfast.accounts.roles import Permission
from holdfast.events import access
from holdfast.events.models import AccessEntry
from holdfast.hubs.hours import say_moment
from holdfast.hubs.queries import terms_of
from holdfast.lifecycle import MoveNotAllowed
from holdfast.outreach import call_actions, queries
from holdfast.outreach.forms import CallForm, CloseForm
from holdfast.outreach.models import TeamCall, TeamRequest
from holdfast.outreach.rules import next_call, outcomes_open
from holdfast.outreach.states import TO_CALL, Status
from holdfast.outreach.words import call_words, card_of, ending_of, facts_of, reference_words, row_of, title_of
from holdfast.triage.actions import UNDO, TooLate

LISTS = {
    queries.TO_CALL_LIST: ("To call back", "Call by"),
    queries.CALLED_LIST: ("Called back", "Called"),
    queries.CLOSED_LIST: ("Closed", "Closed"),
}
QUICKER = "A colleague was quicker. What stands is below."
TOO_LATE = "The minute for undoing has passed."


@staff(Permission.ANSWER_TEAMS)
@require_safe
def teams(request: HttpRequest) -> HttpResponse:
    """Teams that asked, by what waits. An unknown list is the first one; an unknown place is its beginning."""
    request.section = "outreach"
    now = timezone.now()
    which = request.GET.get("list", "")
    which = which if which in LISTS else queries.TO_CALL_LIST
    after = queries.read_key(request.GET.get("after", ""))
    found = queries.page_of(request.hub, which, after=after)
    address = f"{reverse('outreach:teams')}?list={which}"
    context = {
        "which": which,
        "rows": [row_of(each, now=now) for each in found[: queries.PAGE]],
        "heads": {"name": "What is going on", "by": "Team", "wait": LISTS[which][1], "next": "Do"},
        "tabs_list": [
            {"label": label, "href": f"{reverse('outreach:teams')}?list={key}", "current": key == which}
            for key, (label, _) in LISTS.items()
        ],
        "next_href": f"{address}&after={queries.write_key(found[queries.PAGE - 1])}"
        if len(found) > queries.PAGE
        else "",
        "first_href": address if after else "",
    }
    return render(request, "outreach/teams.html", context)


@staff(Permission.ANSWER_TEAMS)
@require_safe
def team(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One request: what they told, whom to call, and what to press."""
    return show(request, open_request(request, pk), now=timezone.now())


@staff(Permission.ANSWER_TEAMS)
@require_POST
def take(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take a request."""
    return moved(request, pk, call_actions.take, "It is yours. Call them by the time that was promised.")


@staff(Permission.ANSWER_TEAMS)
@require_POST
def hand_back(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Give a request back to everybody."""
    return moved(request, pk, call_actions.hand_back, "Handed back. Any colleague can take it now.")


@staff(Permission.ANSWER_TEAMS)
@require_POST
def reopen(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take back one's own closing, within a minute."""
    return moved(request, pk, call_actions.reopen, "Undone. It is open again.")


@staff(Permission.ANSWER_TEAMS)
@require_http_methods(["GET", "HEAD", "POST"])
def log_call(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Log a try to call back: one press of a result."""
    now, found = timezone.now(), open_request(request, pk)
    if request.method != "POST":
        return redirect("outreach:team", pk)
    form = CallForm(request.POST, told=queries.told_in(found), now=now)
    if not form.is_valid():
        return show(request, found, now=now, call_form=form)
    terms = terms_of(request.hub, now=now)
    try:
        call = call_actions.log_call(found, terms=terms, by=request.member, now=now, **form.cleaned_data)
    except MoveNotAllowed:
        form.add_error(None, "A colleague has called them back, or closed this. Nothing of yours was kept: it is below")
        return show(request, queries.find_request(request.hub, pk), now=now, call_form=form)
    return redirect(f"{reverse('outreach:team', args=[pk])}?logged={call.pk}")


@staff(Permission.ANSWER_TEAMS)
@require_POST
def undo_call(request: HttpRequest, pk: UUID, call_pk: UUID) -> HttpResponse:
    """Take back one's own entry, within a minute."""
    call = queries.find_call(open_request(request, pk), call_pk)
    if call is None:
        raise Http404
    try:
        call_actions.undo_call(call, by=request.member, now=timezone.now())
    except TooLate:
        messages.error(request, f"{TOO_LATE} Log another call, and say in its note what was wrong.")
    except PermissionDenied:
        messages.error(request, "Only the colleague who logged this can undo it.")
    else:
        messages.success(request, "Undone. The call does not count.")
    return redirect("outreach:team", pk)


@staff(Permission.ANSWER_TEAMS)
@require_http_methods(["GET", "HEAD", "POST"])
def close(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Close a request with what came of it."""
    now, found = timezone.now(), open_request(request, pk)
    if request.method != "POST":
        return redirect("outreach:team", pk)
    form = CloseForm(request.POST, outcomes=outcomes_open(found.status, found.tries))
    if not form.is_valid():
        return show(request, found, now=now, close_form=form)
    try:
        call_actions.close(found, by=request.member, now=now, **form.cleaned_data)
    except MoveNotAllowed:
        form.add_error(None, "A colleague was quicker. Nothing of yours was kept: it is below")
        return show(request, queries.find_request(request.hub, pk), now=now, close_form=form)
    return redirect(f"{reverse('outreach:team', args=[pk])}?closed=1")


def open_request(request: HttpRequest, pk: UUID) -> TeamRequest:
    """One request of this hub; the access log says who opened it.

    Raises:
        Http404: there is none here.
    """
    found = queries.find_request(request.hub, pk)
    if found is None:
        raise Http404
    action = AccessEntry.Action.WRITE if request.method == "POST" else AccessEntry.Action.READ
    access.log(
        request.hub.pk, [], what=request.resolver_match.view_name, why="role", action=action, now=timezone.now(),
        by=request.member,
    )  # fmt: skip
    return found


def moved(request: HttpRequest, pk: UUID, move: Callable[..., TeamRequest], done: str) -> HttpResponse:
    """Make a move that needs nothing but a press, and say what came of it."""
    found = open_request(request, pk)
    try:
        move(found, by=request.member, now=timezone.now())
    except MoveNotAllowed:
        messages.error(request, QUICKER)
    except TooLate:
        messages.error(request, TOO_LATE)
    except PermissionDenied:
        messages.error(request, "Only the colleague who closed this can undo it.")
    else:
        messages.success(request, done)
    return redirect("outreach:team", pk)


def show(
    request: HttpRequest, found: TeamRequest, *, now: datetime, call_form: CallForm | None = None,
    close_form: CloseForm | None = None,
) -> HttpResponse:  # fmt: skip
    """The page of one request, with the forms that its status opens; a form that was refused keeps what was typed."""
    request.section = "outreach"
    told, calls = queries.told_in(found), queries.calls_of(found)
    may_call, outcomes = found.status in TO_CALL, outcomes_open(found.status, found.tries)
    call_form = call_form or (CallForm(told=told, now=now) if may_call else None)
    context = {
        "found": found,
        "reference": reference_words(found.reference),
        "row": row_of(found, now=now),
        "going_on": title_of(found),
        "facts": facts_of(found, told, now=now),
        "words": told.get("words", ""),
        "card": card_of(told),
        "call_form": call_form,
        "buttons": buttons(request, call_form, found, told, now=now) if call_form and may_call else [],
        "close_form": close_form or (CloseForm(outcomes=outcomes) if outcomes else None),
        "is_called": found.status == Status.CALLED_BACK,
        "ending": ending_of(found, now=now),
        "calls": [call_words(each, found, now=now) for each in calls],
        "undo": undo_of(request, found, calls, now=now),
        "may_take": found.status == Status.RECEIVED,
        "may_hand_back": found.status == Status.TAKEN and found.taken_by == request.member,
    }
    return render(request, "outreach/team.html", context)


def buttons(
    request: HttpRequest, form: CallForm, found: TeamRequest, told: dict[str, Any], *, now: datetime
) -> list[dict[str, str]]:
    """Each result with what comes next if it is pressed."""
    terms, offered = terms_of(request.hub, now=now), []
    for value, label in form.buttons:
        again = next_call(value, urgency=found.urgency, told=told, terms=terms, now=now)
        is_call = value == TeamCall.Result.SPOKE
        hint = "Next: say what came of it" if is_call else f"Next: try again {say_moment(again, now)}"
        offered.append({"value": value, "label": label, "hint": hint})
    return offered


def undo_of(request: HttpRequest, found: TeamRequest, calls: list[TeamCall], *, now: datetime) -> dict[str, Any] | None:
    """What one did a moment ago, with the way back while there is one."""
    if found.closed_at and found.closed_by == request.member and now <= found.closed_at + UNDO:
        href = reverse("outreach:reopen", args=[found.pk])
        return {"text": "Closed.", "href": href, "until": found.closed_at + UNDO}
    last = next((call for call in calls if call.undone_at is None), None)
    if last is None or found.closed_at or last.by_id != request.member.pk or now > last.at + UNDO:
        return None
    href = reverse("outreach:undo_call", args=[found.pk, last.pk])
    return {"text": f"Logged: {last.get_result_display().lower()}.", "href": href, "until": last.at + UNDO}
