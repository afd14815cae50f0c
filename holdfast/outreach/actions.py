"""Writes of teams' requests: receive one, tell the duty, remind who must call.

A team is nobody's record: the rows of the request and of its calls are their own history, and the access log says
which member opened one, naming no person.
"""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from holdfast.accounts.duty import fallbacks, on_duty
from holdfast.accounts.models import Membership
from holdfast.accounts.roles import Permission
from holdfast.alerts.queries import with_role
from holdfast.correspondence.actions import post_to_box, post_to_member
from holdfast.correspondence.mail import say_date
from holdfast.correspondence.models import Message
from holdfast.events import access
from holdfast.events.models import AccessEntry
from holdfast.events.together import write_together
from holdfast.hubs.models import Hub
from holdfast.outreach.asked import TeamAsked
from holdfast.outreach.models import TeamRequest
from holdfast.outreach.queries import late, untold
from holdfast.outreach.rules import is_urgent, promise_of
from holdfast.people.actions import new_box
from holdfast.people.identity import seal_data
from holdfast.referrals.reference import new_reference

ATTEMPTS_AT_A_NUMBER = 5


def receive(
    hub: Hub, asked: TeamAsked, *, submission: bytes, now: datetime, by: Membership | None = None
) -> TeamRequest:
    """Keep a team's request with a reference number of its own, tell the duty where it is urgent, and confirm by mail.

    `hub.current` holds the terms. The same `submission` again gives the request that is already there.
    """
    for attempt in range(1, ATTEMPTS_AT_A_NUMBER + 1):
        try:
            with transaction.atomic():
                return write(hub, asked, submission=submission, now=now, by=by)
        except IntegrityError as error:
            if "team_request_submitted_once" in str(error):
                return TeamRequest.objects.get(hub=hub, submission=submission)
            if "team_request_reference_once" not in str(error) or attempt == ATTEMPTS_AT_A_NUMBER:
                raise
    raise AssertionError


def write(hub: Hub, asked: TeamAsked, *, submission: bytes, now: datetime, by: Membership | None) -> TeamRequest:
    """The rows of one request, and its mail."""
    urgent = is_urgent(asked.not_safe)
    promise = promise_of(hub.current, urgent=urgent, now=now)
    box = new_box(hub, now=now)
    request = TeamRequest(
        hub=hub,
        box=box,
        reference=new_reference(),
        submission=submission,
        happening=list(asked.happening),
        size=asked.size,
        wishes=list(asked.wishes),
        organisation=asked.organisation,
        not_safe=asked.not_safe,
        told_sealed=seal_data(box, "team", asked.told),
        urgency=TeamRequest.Urgency.TODAY if urgent else TeamRequest.Urgency.TARGET,
        received_at=now,
        call_by=promise.call_by,
        next_call_at=promise.call_by,
    )
    entry = access.entry(
        hub.pk, [], what="outreach:receive", why="request", action=AccessEntry.Action.WRITE, now=now, by=by,
        actor="member" if by else "person",
    )  # fmt: skip
    write_together(box, request, entry)
    if urgent and promise.is_watched:
        tell_duty(request, hub, now=now)
    if asked.email:
        post_to_box(
            box, to=asked.email, kind=Message.Kind.TEAM, subject_id=request.pk, now=now,
            reference=request.reference, by=say_date(promise.call_by),
        )  # fmt: skip
    return request


def tell_duty(request: TeamRequest, hub: Hub, *, now: datetime) -> list[Membership]:
    """Mail whoever is on duty and may call back, else the fallbacks, else everybody who may.

    Where there is none, nothing is written down, and the next round tries again.
    """
    told = [member for member in on_duty(hub, now=now) if member.may(Permission.ANSWER_TEAMS)]
    told = told or [member for member in fallbacks(hub) if member.may(Permission.ANSWER_TEAMS)]
    told = told or with_role(hub, Permission.ANSWER_TEAMS)
    for member in told:
        post_to_member(member, kind=Message.Kind.TEAM_CALL, subject_id=request.pk, now=now)
    if told:
        change(request, told_at=now)
    return told


def locked(request: TeamRequest) -> TeamRequest:
    """The request as it is now, held until the transaction ends."""
    found = TeamRequest.objects.select_for_update(of=("self",)).select_related("box", "taken_by__account")
    return found.get(hub_id=request.hub_id, pk=request.pk)


def change(request: TeamRequest, **changes: Any) -> TeamRequest:
    """Set fields of a held request."""
    for name, value in changes.items():
        setattr(request, name, value)
    request.save(update_fields=list(changes))
    return request


def remind(hub: Hub, *, now: datetime, is_watched: bool) -> int:
    """Tell the duty of urgent requests that came while nobody was there, and the leads of calls that are late.

    In the hub's scope. While nobody watches, of urgent calls alone: they were promised while somebody did. Told once;
    each further try sets the next moment.
    """
    waiting = [request for request in untold(hub) if tell_duty(request, hub, now=now)] if is_watched else []
    overdue = [request for request in late(hub, now=now) if is_watched or request.urgency == TeamRequest.Urgency.TODAY]
    for request in overdue:
        told = with_role(hub, Permission.SEE_ALL_ALERTS) or fallbacks(hub)
        told += [member for member in still_here(request.taken_by) if member not in told]
        for member in told:
            post_to_member(member, kind=Message.Kind.TEAM_CALL, subject_id=request.pk, now=now)
        change(request, reminded_at=now)
    return len(waiting) + len(overdue)


def still_here(member: Membership | None) -> list[Membership]:
    """This member, if they work here still."""
    return [member] if member and member.status == Membership.Status.ACTIVE else []
