"""Pages of the team's meeting: who waits, a meeting with its agenda and minutes, a question and its decision."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from holdfast.accounts.gate import staff
from holdfast.accounts.models import Membership
from holdfast.accounts.roles import Permission
from holdfast.diary.models import Kind
from holdfast.hubs.hours import LONDON
from holdfast.lifecycle import MoveNotAllowed
from holdfast.meetings import actions, queries
from holdfast.meetings.actions import AskedSince, NobodyThere
from holdfast.meetings.forms import AskForm, CallForm, DecideForm
from holdfast.meetings.models import Discussion, Meeting
from holdfast.meetings.shown import chosen_meetings, discussion_line, meeting_line, waiting_line
from holdfast.meetings.states import MeetingStatus
from holdfast.people.access import right_of
from holdfast.people.viewer import viewer_of
from holdfast.referrals.record import band_of, open_record, tabs_of

MEETS = (Permission.OPEN_RECORDS, Permission.SEE_CLINICAL, Permission.ASSESS)
MEETING = "meeting"
NOT_YOURS = "You have this record for a while only. Whoever it is with, or a lead, asks the team"


@staff(*MEETS)
@require_http_methods(["GET", "HEAD", "POST"])
def meetings(request: HttpRequest) -> HttpResponse:
    """Who waits to be discussed, the meetings to come, and those that were."""
    request.section = "people"
    now, found = timezone.now(), viewer_of(request)
    form = CallForm(request.POST if request.method == "POST" else None, now=now)
    if form.is_valid():
        made = actions.call(request.hub, starts_at=form.cleaned_data["starts_at"], by=request.member, now=now)
        return redirect("meetings:meeting", made.pk)
    asked, unasked = queries.waiting(found), queries.without_question(found)
    request.touched.add([each.person_id for each in [*asked, *unasked]], why=found.why)
    context = {
        "form": form,
        "asked": [discussion_line(each, now=now) for each in asked],
        "unasked": [waiting_line(each, now=now) for each in unasked],
        "coming": [meeting_line(each, now=now) for each in queries.to_come(request.hub)],
        "held": [meeting_line(each, now=now) for each in queries.held(request.hub)],
    }
    return render(request, "meetings/meetings.html", context)


@staff(*MEETS)
@require_safe
def meeting(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A meeting: who is there, and what is on it, as far as the reader may know; printed, these are its minutes."""
    request.section = "people"
    now, found, at = timezone.now(), viewer_of(request), the_meeting(request, pk)
    agenda = queries.agenda_of(at, found)
    request.touched.add([each.person_id for each in agenda], why=MEETING)
    there = queries.present_at(at)
    names = queries.names_of(request.hub, {pk for each in agenda for pk in each.present})
    is_open = at.status == MeetingStatus.CALLED
    context = {
        "line": meeting_line(at, now=now), "present": there, "may_say": is_open and may_say(request, at),
        "agenda": [discussion_line(each, now=now, names=names) for each in agenda],
        "could_come": queries.could_come(at, there) if is_open else [], "has_begun": at.starts_at <= now,
        "is_open": is_open, "in_diary": diary_address(at, there) if may_plan(request, at, now=now) else "",
    }  # fmt: skip
    return render(request, "meetings/meeting.html", context)


def may_plan(request: HttpRequest, at: Meeting, *, now: datetime) -> bool:
    """Whether the member may hold time in the diary for a meeting that is to come."""
    may = request.member.may(Permission.BOOK) and request.member.may(Permission.SEE_DIARY)
    return may and at.status == MeetingStatus.CALLED and at.starts_at > now


def diary_address(at: Meeting, there: Sequence[Membership]) -> str:
    """Where the time of everybody who is there is held: the diary's own page, filled in."""
    local = at.starts_at.astimezone(LONDON)
    filled = [("kind", Kind.MEETING), ("day", local.date().isoformat()), ("at", f"{local:%H:%M}")]
    return f"{reverse('diary:plan_together')}?{urlencode([*filled, *(('members', each.pk) for each in there)])}"


@staff(*MEETS)
@require_POST
def come(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say that a colleague is there."""
    return said_of(request, pk, actions.come)


@staff(*MEETS)
@require_POST
def go(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say that a colleague is not there after all."""
    return said_of(request, pk, actions.go)


@staff(*MEETS)
@require_POST
def close_minutes(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Close the minutes."""
    return settled(request, pk, actions.close_minutes, "The minutes are closed.")


@staff(*MEETS)
@require_POST
def call_off(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Call it off."""
    return settled(request, pk, actions.call_off, "Called off. What was on it waits for another meeting.")


@staff(*MEETS)
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Ask the team about somebody."""
    request.section = "people"
    now, referral = timezone.now(), open_record(request, pk)
    asked = queries.waiting_of(referral)
    coming, theirs = queries.to_come(request.hub), None
    initial = (
        {"question": actions.question_of(asked), "meeting": str(asked.meeting_id or ""), "seen": asked.pk}
        if asked
        else None
    )
    data = request.POST if request.method == "POST" else None
    form = AskForm(data, initial=initial, meetings=chosen_meetings(coming, now=now))
    if form.is_valid():
        chosen = next((each for each in coming if str(each.pk) == form.cleaned_data["meeting"]), None)
        try:
            made = actions.ask(
                referral, form.cleaned_data["question"], meeting=chosen, seen=form.cleaned_data["seen"],
                by=request.member, now=now,
            )  # fmt: skip
        except MoveNotAllowed as refused:
            form.add_error(None, str(refused))
        except AskedSince as refused:
            form, theirs = seen_now(form, refused.waits), refused.waits
        except PermissionDenied:
            form.add_error(None, NOT_YOURS)
        else:
            messages.success(request, "Asked. It is on the agenda.")
            return redirect("meetings:discussion", made.pk)
    context = {
        "form": form, "referral": referral, "is_asked": asked is not None,
        "theirs": discussion_line(theirs, now=now) if theirs else None,
        "earlier": [discussion_line(each, now=now) for each in queries.of_person(referral.person)],
        "band": band_of(referral, member=request.member, now=now),
        "tabs_list": tabs_of(referral, member=request.member, current="assessment"),
    }  # fmt: skip
    return render(request, "meetings/ask.html", context)


@staff(*MEETS)
@require_http_methods(["GET", "HEAD", "POST"])
def discussion(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A question, and writing down what was decided."""
    request.section = "people"
    now, found = timezone.now(), opened(request, pk)
    form = DecideForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            actions.decide(found, by=request.member, now=now, **form.cleaned_data)
        except (NobodyThere, MoveNotAllowed) as refused:
            form.add_error(None, str(refused))
        except PermissionDenied:
            form.add_error(None, "Those who are at the meeting write its decisions. Say that you are there first")
        else:
            messages.success(request, "Decided, and written into the record.")
            return redirect("meetings:discussion", pk)
    return render(request, "meetings/discussion.html", shown(request, found, form, now=now))


@staff(*MEETS)
@require_POST
def withdraw_question(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Ask no more: for those to whom the record is open."""
    found = opened(request, pk)
    if not right_of(viewer_of(request), found.person):
        raise Http404
    try:
        actions.withdraw_question(found, by=request.member, now=timezone.now())
    except MoveNotAllowed:
        messages.error(request, "It was decided meanwhile, or asked no more.")
    else:
        messages.success(request, "Not asked any more.")
    return redirect("meetings:meetings")


def shown(request: HttpRequest, found: Discussion, form: DecideForm, *, now: datetime) -> dict[str, Any]:
    """Everything of the page of a question. The record itself is linked for those to whom it is open."""
    there = queries.present_at(found.meeting) if found.meeting else []
    names = queries.names_of(request.hub, found.present)
    return {
        "form": form, "line": discussion_line(found, now=now, names=names),
        "meeting": meeting_line(found.meeting, now=now) if found.meeting else None,
        "present": queries.present_for(found, there), "opens": bool(right_of(viewer_of(request), found.person)),
    }  # fmt: skip


def opened(request: HttpRequest, pk: UUID) -> Discussion:
    """A question that is the member's to read. The access log will say so.

    Raises:
        Http404: there is none, or it is not theirs.
    """
    found = queries.find_discussion(viewer_of(request), pk)
    if found is None:
        raise Http404
    request.touched.open(found.person_id, why=right_of(viewer_of(request), found.person) or MEETING)
    return found


def the_meeting(request: HttpRequest, pk: UUID) -> Meeting:
    """A meeting of this hub.

    Raises:
        Http404: there is none.
    """
    found = queries.find_meeting(request.hub, pk)
    if found is None:
        raise Http404
    return found


def may_say(request: HttpRequest, at: Meeting) -> bool:
    """Whether the member says who is there."""
    return actions.is_there(at, request.member) or request.member.may(Permission.OPEN_ALL_RECORDS)


def said_of(request: HttpRequest, pk: UUID, act: Any) -> HttpResponse:
    """Say of a colleague whether they are there."""
    at = the_meeting(request, pk)
    choices = {str(each.pk): each for each in [*queries.present_at(at), *queries.could_come(at, [])]}
    member = choices.get(request.POST.get("member", ""))
    if member is None:
        messages.error(request, "Choose a colleague first.")
        return redirect("meetings:meeting", pk)
    try:
        act(at, member, by=request.member, now=timezone.now())
    except (MoveNotAllowed, PermissionDenied):
        messages.error(
            request, "Those who are at the meeting, or a lead, say who is there, until its minutes are closed."
        )
    return redirect("meetings:meeting", pk)


def settled(request: HttpRequest, pk: UUID, act: Any, words: str) -> HttpResponse:
    """End a meeting one way or the other."""
    try:
        act(the_meeting(request, pk), by=request.member, now=timezone.now())
    except MoveNotAllowed as refused:
        messages.error(request, f"That cannot be done any more, or not yet. {refused}.")
    except PermissionDenied:
        messages.error(request, "Those who are at the meeting, or a lead, end it.")
    else:
        messages.success(request, words)
    return redirect("meetings:meeting", pk)


def seen_now(form: AskForm, waits: Discussion) -> AskForm:
    """The form as it was sent, with what a colleague asked meanwhile as seen."""
    data = form.data.copy()
    data["seen"] = str(waits.pk)
    return AskForm(data, meetings=form.fields["meeting"].choices[:-1])
