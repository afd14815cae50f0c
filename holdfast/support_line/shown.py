"""Calls in words: the list, the screen while one lasts, and what became of it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from holdfast.accounts.models import Membership
from holdfast.accounts.roles import Permission
from holdfast.alerts.rules import cover_at
from holdfast.front_door import help_lines
from holdfast.hubs.hours import say_by, say_moment, say_wait, say_wait_long
from holdfast.hubs.models import Hub
from holdfast.people import contact_details
from holdfast.people.access import right_of
from holdfast.people.identity import name_of
from holdfast.people.viewer import Viewer, viewer_of
from holdfast.referrals.answers import who_has_it
from holdfast.referrals.models import Referral
from holdfast.referrals.record import phone_link
from holdfast.referrals.states import Stage, Status
from holdfast.support_line import queries
from holdfast.support_line.actions import may_look_up
from holdfast.support_line.forms import NOT_SAFE, CallForm
from holdfast.support_line.models import Call
from holdfast.support_line.paging import write_key
from holdfast.support_line.rules import call_back_by, say_overdue
from holdfast.support_line.states import CALL
from holdfast.support_line.states import Status as CallStatus
from holdfast.support_line.told import told_in

NAMELESS = "No name given"
WEEK = timedelta(days=7)
WHILE_THEY_TALK = timedelta(hours=1)
"""How long whoever made the request reads out when somebody will ring: later the date may have moved for a reason."""
ADVICE = dict(Call.Advice.choices)


def list_context(
    found: Viewer, promised: Sequence[Call], going_on: Sequence[Call], *, is_first: bool
) -> dict[str, Any]:
    """The page of calls."""
    now = found.now
    page = promised[: queries.PAGE]
    more = len(promised) > queries.PAGE
    number, given = queries.counts(found.member.hub, since=now - WEEK, until=now)
    address = reverse("support_line:calls")
    return {
        "promised": [promised_row(call, now=now) for call in page],
        "going_on": [going_row(call, now=now) for call in going_on],
        "next_href": f"?after={write_key(page[-1].call_back_by, page[-1].pk)}" if more else "",
        "first_href": "" if is_first else address,
        "tabs_list": tabs(found, "calls"),
        "number": number,
        "given": sorted(((ADVICE.get(key, key), count) for key, count in given.items()), key=lambda pair: -pair[1]),
    }


def tabs(found: Viewer, current: str) -> list[dict[str, Any]]:
    """Calls and post, with how much post waits."""
    return [
        {"label": "Calls", "href": reverse("support_line:calls"), "current": current == "calls"},
        {
            "label": "Voicemail and post", "href": reverse("support_line:post"), "current": current == "post",
            "count": queries.post_count(found),
        },
        {
            "label": "People who were named", "href": reverse("partners:named_people"), "current": current == "named",
            "count": found.member.hub.introductions.filter(status="named", token_hash=None).count(),
        },
    ]  # fmt: skip


def promised_row(call: Call, *, now: datetime) -> dict[str, Any]:
    """Whom to call back, and by when; red and in words when it is late."""
    late = say_overdue(call.call_back_by, now)
    asked = f"{call.get_kind_display()} {say_moment(call.begun_at, now)}"
    tries = f", {call.tries} {'try' if call.tries == 1 else 'tries'} so far" if call.tries else ""
    name = told_in(call).get("name") or NAMELESS
    return {
        "name": name, "href": reverse("support_line:call", args=[call.pk]), "name_word": name,
        "wait": late or f"by {say_by(call.call_back_by, now)}", "wait_act": bool(late), "by": f"{asked}{tries}",
        "now": "May not be safe" if call.safe_now in NOT_SAFE else "",
        "owner": call.taken_by.name, "do": "Call back", "do_href": reverse("support_line:call", args=[call.pk]),
    }  # fmt: skip


def going_row(call: Call, *, now: datetime) -> dict[str, Any]:
    """A call that nobody has ended."""
    name = told_in(call).get("name") or NAMELESS
    return {
        "name": name, "href": reverse("support_line:call", args=[call.pk]), "name_word": name,
        "wait": say_wait(now - call.begun_at), "by": f"Begun {say_moment(call.begun_at, now)}",
        "owner": call.taken_by.name, "do": "Go on", "do_href": reverse("support_line:call", args=[call.pk]),
    }  # fmt: skip


def call_context(call: Call, form: CallForm, *, member: Membership, hub: Hub, now: datetime) -> dict[str, Any]:
    """The screen while a call is open."""
    promised = call.status == CallStatus.PROMISED
    proposal = call_back_by(hub.current, now=now)
    if not form.is_bound:
        form.initial["call_back_by"] = proposal
    late = say_overdue(call.call_back_by, now) if promised and call.call_back_by else ""
    return {
        "call": call,
        "form": form,
        "begun": f"{say_moment(call.begun_at, now)}, {say_wait_long(now - call.begun_at)} ago",
        "taken_by": "" if call.taken_by_id == member.pk else call.taken_by.name,
        "is_promised": promised,
        "due": f"by {say_by(call.call_back_by, now)}" if promised and call.call_back_by else "",
        "late": late,
        "dial": dial(told_in(call).get("number", "")),
        "proposal": say_by(proposal, now),
        "verbs": {move.verb for move in CALL.open_to(member, status=call.status)},
        "not_safe": call.safe_now in NOT_SAFE,
        "may_look_up": may_look_up(call),
        "opens_records": member.may(Permission.OPEN_RECORDS),
        "lines": help_lines.now(),
        "cover": cover_at(hub.current, now=now),
        "at": now,
    }


def dial(number: str) -> str:
    """The number as a link that a telephone calls; nothing while it cannot be rung."""
    try:
        return phone_link(contact_details.phone(number))
    except ValueError:
        return ""


def said_of(referral: Referral, *, now: datetime) -> list[tuple[str, str]]:
    """What a caller may be told about their own request, and no more."""
    pairs = [("Received", say_moment(referral.received_at, now)), ("Reference", say_reference(referral.reference))]
    if referral.stage == Stage.CLOSED:
        answer = who_has_it(referral, now=now)
        closed = [*pairs, ("Now", f"Closed: {Status(referral.status).label.lower()}")]
        return [*closed, ("What was written to them", answer)] if answer else closed
    responsible = referral.owner.name if referral.owner else "The team on duty. Nobody has it alone yet"
    return [*pairs, ("Who is responsible", responsible), ("Next contact", next_contact(referral, now=now))]


def next_contact(referral: Referral, *, now: datetime) -> str:
    """By when they hear from us."""
    if referral.next_action_at < now:
        return "It should have been made. Say that you pass this on, and tell whoever is responsible"
    return f"by {say_by(referral.next_action_at, now)}"


def say_reference(reference: str) -> str:
    """A reference number in the groups it is read out in."""
    return f"{reference[:3]} {reference[3:6]} {reference[6:]}"


def done_context(request: HttpRequest, call: Call, *, now: datetime) -> dict[str, Any]:
    """What became of a call. The words of one that belongs to a record are read there."""
    told = told_in(call) if call.person is None else {}
    right = ""
    if call.person is not None:
        right = right_of(viewer_of(request), call.person)
        request.touched.add([call.person_id], why=right or "own call")
    referral = call.referral
    pairs = [
        ("Began", say_moment(call.begun_at, now)),
        ("Taken by", call.taken_by.name),
        ("Advice", "; ".join(ADVICE.get(key, key) for key in call.advice)),
        ("Handed over to", ", ".join(filter(None, [told.get("who"), told.get("service")]))),
        ("Handed over", say_moment(call.handed_over_at, now) if call.handed_over_at else ""),
    ]
    is_own = call.closed_by_id == request.member.pk or call.taken_by_id == request.member.pk
    made = call.status == CallStatus.REQUESTED
    is_fresh = call.closed_at is not None and now - call.closed_at < WHILE_THEY_TALK
    return {
        "call": call,
        "referral": referral if right or (is_own and made) else None,
        "made": made,
        "pairs": [(name, words) for name, words in pairs if words],
        "words": told.get("words", "") or told.get("advice_words", ""),
        "whose": name_of(call.person) if call.person is not None and right else "",
        "record_href": reverse("caseload:person", args=[referral.pk])
        if referral and right and request.member.may(Permission.OPEN_RECORDS)
        else "",
        "contact_by": say_by(referral.contact_by, now) if referral and (right or is_fresh) else "",
        "alerted": call.safe_now in {*NOT_SAFE, Referral.SafeNow.SKIPPED},
        "may_hand_over": is_own and call.status in {CallStatus.REQUESTED, CallStatus.MATCHED},
        "lines": help_lines.now(),
    }
