"""The call screen: one page that is filled while talking, and the list of what was promised."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from holdfast.accounts.gate import staff
from holdfast.accounts.roles import Permission
from holdfast.front_door.ask_views import AT_RISK
from holdfast.front_door.more_actions import say_not_safe
from holdfast.hubs.queries import terms_of
from holdfast.lifecycle import MoveNotAllowed
from holdfast.people.access import right_of
from holdfast.people.viewer import viewer_of
from holdfast.referrals.naming import TooManyNames
from holdfast.referrals.record import open_record
from holdfast.support_line import actions, outcomes, queries
from holdfast.support_line.forms import CallForm
from holdfast.support_line.models import Call
from holdfast.support_line.paging import read_key
from holdfast.support_line.shown import call_context, done_context, list_context, said_of
from holdfast.support_line.states import OPEN, Status
from holdfast.support_line.told import log_without_person, told_in

NOBODY_LEFT = "Nobody who calls back may see this. Make the request instead: then the outside cover is told"
ENDED = "This call has ended meanwhile. What became of it stands below."


@staff(Permission.ANSWER_CALLS)
@require_safe
def calls(request: HttpRequest) -> HttpResponse:
    """Begin a call; who is to be called back, what is going on, and how many calls there were."""
    request.section = "calls"
    now = timezone.now()
    found = viewer_of(request)
    promised = queries.to_be_called_back(found, after=read_key(request.GET.get("after", "")))
    open_calls = queries.going_on(found)
    if promised or open_calls:
        log_without_person(request, why="call", now=now)
    context = list_context(found, promised, open_calls, is_first="after" not in request.GET)
    return render(request, "support_line/calls.html", context)


@staff(Permission.ANSWER_CALLS)
@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """The telephone rings."""
    call = actions.begin(request.hub, by=request.member, now=timezone.now())
    return redirect("support_line:call", call.pk)


@staff(Permission.ANSWER_CALLS)
@require_http_methods(["GET", "HEAD", "POST"])
def call(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One call. Whatever button is pressed, what was typed is kept first."""
    request.section = "calls"
    now = timezone.now()
    found = open_call(request, pk, now=now)
    request.hub.current = terms_of(request.hub, now=now)
    is_post = request.method == "POST"
    form = CallForm(request.POST if is_post else None, initial=initial(found), now=now)
    if found.status not in OPEN:
        return ended(request, found, form, now=now)
    return pressed(request, found, form, now=now) if is_post else show(request, found, form, now=now)


def open_call(request: HttpRequest, pk: UUID, *, now: datetime) -> Call:
    """A call that the member may open; the access log says so.

    Raises:
        Http404: there is none, or it is not theirs to see.
    """
    found = queries.find_call(viewer_of(request), pk)
    if found is None:
        raise Http404
    if found.person is None:
        log_without_person(request, why="call", now=now)
    return found


def initial(found: Call) -> dict[str, Any]:
    """What was kept, for the boxes of the page. Of a call that has a person nothing is opened here."""
    if found.status not in OPEN:
        return {}
    return {**told_in(found), "safe_now": found.safe_now, "advice": found.advice, "seen": found.version}


def pressed(request: HttpRequest, found: Call, form: CallForm, *, now: datetime) -> HttpResponse:
    """Keep what was typed, then do what the button says."""
    do = request.POST.get("do", "keep")
    form.is_valid()
    try:
        found = keep(found, form, request, now=now)
    except actions.KeptMeanwhile:
        found = actions.locked(found)
        form.add_error(None, "Something else was kept in this call meanwhile. It stands beside: add yours, then keep")
        return show(request, found, form, now=now, meanwhile=told_in(found))
    if do == "look_up":
        return show(request, *outcomes.look_up(request, found, form, now=now), now=now)
    step = STEPS.get(do)
    if step is not None:
        outcomes.NEEDS[do](form)
        if do in WAITS and not queries.may_be_called_back(found):
            form.add_error("must_not_see", NOBODY_LEFT)
    if form.errors:
        return show(request, found, form, now=now)
    if step is None:
        messages.success(request, "Kept.")
        return redirect("support_line:call", found.pk)
    try:
        step(found, form, by=request.member, now=now)
    except MoveNotAllowed:
        messages.error(request, ENDED)
    if queries.find_call(viewer_of(request), pk=found.pk) is None:
        messages.success(request, "Kept for a colleague: the caller named you, or somebody who may be you.")
        return redirect("support_line:calls")
    return redirect("support_line:call", found.pk)


WAITS = {"promise", "try_again"}
STEPS: dict[str, Callable[..., object]] = {
    "advise": outcomes.advise,
    "promise": outcomes.promise,
    "try_again": outcomes.try_again,
    "call_back": outcomes.call_back,
    "give_up": outcomes.give_up,
    "request": outcomes.request,
    "hand_over": outcomes.hand_over,
    "end": outcomes.end,
}


def keep(found: Call, form: CallForm, request: HttpRequest, *, now: datetime) -> Call:
    """Keep every field that has no fault; the others stay on the page."""
    given = form.cleaned_data
    return actions.keep(
        found,
        form.told(),
        safe_now=given.get("safe_now", found.safe_now),
        advice=given.get("advice", found.advice),
        seen=given.get("seen"),
        by=request.member,
        now=now,
    )


def show(
    request: HttpRequest, found: Call, form: CallForm, *, now: datetime, meanwhile: dict | None = None
) -> HttpResponse:
    """The page while the call is open. What comes next is kept over the version that is there now."""
    if form.is_bound:
        form.data = form.data.copy()
        form.data["seen"] = str(found.version)
    context = call_context(found, form, member=request.member, hub=request.hub, now=now)
    looked_up = getattr(request, "looked_up", None)
    context |= {
        "meanwhile": meanwhile,
        "do": request.POST.get("do", ""),
        "looked_up": looked_up,
        "may_say": said_of(looked_up, now=now) if looked_up else [],
    }
    return render(request, "support_line/call.html", context)


def ended(request: HttpRequest, found: Call, form: CallForm, *, now: datetime) -> HttpResponse:
    """What became of a call. A handover can be added to a request; what else was typed too late is shown back."""
    typed: list[str] = []
    if form.is_bound:
        form.is_valid()
        if found.referral and found.status == Status.REQUESTED:
            hear_unsafe(request, found, form, now=now)
        if request.POST.get("do") == "hand_over" and found.status in {Status.REQUESTED, Status.MATCHED}:
            form.needs_handover()
            if not form.errors:
                outcomes.hand_over(found, form, by=request.member, now=now)
        else:
            typed = too_late(request, found, form, now=now)
        if not form.errors and not typed:
            return redirect("support_line:call", found.pk)
    context = done_context(request, found, now=now) | {"form": form, "typed": typed}
    return render(request, "support_line/done.html", context)


def hear_unsafe(request: HttpRequest, found: Call, form: CallForm, *, now: datetime) -> None:
    """They went on talking after the request was made, and said that they are not safe: it hears of that."""
    said = form.cleaned_data.get("safe_now")
    if said in AT_RISK and said != found.safe_now:
        actions.change_safe(found, safe_now=said)  # the call is held before the referral
        say_not_safe(found.referral, request.hub, safe_now=said, by=request.member, now=now)
        messages.warning(request, "An alert is raised: they may not be safe. Stay with them until somebody takes over.")


def too_late(request: HttpRequest, found: Call, form: CallForm, *, now: datetime) -> list[str]:
    """What was typed into a call that had ended: nothing, where a button was only pressed twice.

    Sealed words are compared for those only who wrote or may read them: the answer would tell a guess from the truth.
    """
    wrote = found.status == Status.REQUESTED and found.closed_by_id == request.member.pk
    knows = found.person is None or wrote or right_of(viewer_of(request), found.person)
    told, kept = form.told(), told_in(found) if knows else {}
    return [str(words) for key, words in told.items() if words and words is not True and words != kept.get(key)]


@staff(Permission.ANSWER_CALLS, Permission.OPEN_RECORDS)
@require_POST
def match(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Keep a call with the record of somebody who has asked for help before."""
    now = timezone.now()
    found = open_call(request, pk, now=now)
    try:
        referral = open_record(request, UUID(request.POST.get("referral", "")))
    except ValueError:
        raise Http404 from None
    request.member.hub.current = terms_of(request.hub, now=now)
    try:
        actions.match(found, referral, by=request.member, now=now)
    except (actions.CallFirst, TooManyNames) as trouble:
        messages.error(request, str(trouble))
    except MoveNotAllowed:
        messages.error(request, ENDED)
    return redirect("support_line:call", pk)
