"""A team's request in words: its row in a list, what they told, each call, what came of it."""

from datetime import datetime
from typing import Any

from django.urls import reverse

from holdfast.hubs.hours import LONDON, say_by, say_day, say_moment, say_time, say_wait
from holdfast.outreach.models import TeamCall, TeamRequest
from holdfast.outreach.states import TO_CALL, Status
from holdfast.people.identity import reveal
from holdfast.referrals.record import TIMES, phone_link

Pair = tuple[str, str]
HAPPENING = {
    TeamRequest.Happening.LOSS: "a loss",
    TeamRequest.Happening.INCIDENT: "an incident",
    TeamRequest.Happening.PRESSURE: "long pressure",
    TeamRequest.Happening.CONFLICT: "trouble between people",
    TeamRequest.Happening.CHANGE: "a change",
    TeamRequest.Happening.OTHER: "something else",
}
NOT_SAFE = {
    TeamRequest.NotSafe.YES: "Somebody in the team may not be safe",
    TeamRequest.NotSafe.UNSURE: "They are not sure that everybody in the team is safe",
    TeamRequest.NotSafe.NO: "Nobody that they know of is not safe",
}
WISHES = {
    TeamRequest.Wish.REFLECTIVE: "a reflective session",
    TeamRequest.Wish.TALK: "a talk or training",
    TeamRequest.Wish.CONSULTATION: "a conversation with the manager",
    TeamRequest.Wish.NOT_SURE: "to be talked about",
}


def row_of(request: TeamRequest, *, now: datetime) -> dict[str, Any]:
    """One line of a list. It names nobody: what is sealed stays sealed."""
    late = request.next_call_at is not None and request.next_call_at < now
    urgent = request.urgency == TeamRequest.Urgency.TODAY and request.status in TO_CALL
    return {
        "name": title_of(request),
        "href": reverse("outreach:team", args=[request.pk]),
        "reference": reference_words(request.reference),
        "now": "Call today" if urgent else "",
        "by": joined([request.organisation.name if request.organisation else "", size_words(request),
                      tries_words(request), result_words(request)]),
        "wait": due_words(request, now=now),
        "wait_act": late and request.status in TO_CALL,
        "owner": request.taken_by.name if request.taken_by else "Nobody yet",
        "do": {Status.CALLED_BACK: "Close", Status.CLOSED: "Look"}.get(Status(request.status), "Call back"),
        "do_href": reverse("outreach:team", args=[request.pk]),
        "name_word": f"the team of request {reference_words(request.reference)}",
    }  # fmt: skip


def reference_words(reference: str) -> str:
    """7KM 4TP 93."""
    return f"{reference[:3]} {reference[3:6]} {reference[6:]}"


def title_of(request: TeamRequest) -> str:
    """What is going on, in few words: "A loss, long pressure"."""
    named = ", ".join(HAPPENING[TeamRequest.Happening(code)] for code in request.happening)
    return capital(named or HAPPENING[TeamRequest.Happening.OTHER])


def size_words(request: TeamRequest) -> str:
    """How many people; nothing where they were not sure."""
    if request.size == TeamRequest.Size.UNKNOWN:
        return ""
    return f"{request.get_size_display().lower()} people"


def tries_words(request: TeamRequest) -> str:
    """How often somebody has tried to call them back."""
    if request.status not in TO_CALL:
        return ""
    return {0: "not tried", 1: "1 try"}.get(request.tries, f"{request.tries} tries")


def result_words(request: TeamRequest) -> str:
    """What came of a closed one."""
    return request.get_outcome_display().lower() if request.outcome else ""


def due_words(request: TeamRequest, *, now: datetime) -> str:
    """When the call is due, how late it is, or when it was made or closed."""
    if request.next_call_at is not None:
        late = now - request.next_call_at
        return f"Overdue {say_wait(late)}" if request.next_call_at < now else short(request.next_call_at, now)
    return short(request.closed_at or request.called_back_at or request.received_at, now)


def short(at: datetime, now: datetime) -> str:
    """For rows: "5pm" today, "tomorrow 5pm", "Fri 16 Oct 5pm"."""
    near = say_day(at, now)
    if near == "today":
        return say_time(at)
    if near in ("tomorrow", "yesterday"):
        return f"{near} {say_time(at)}"
    local = at.astimezone(LONDON)
    return f"{local:%a} {local.day} {local:%b} {say_time(at)}"


def facts_of(request: TeamRequest, told: dict[str, Any], *, now: datetime) -> list[Pair]:
    """What they told, what the team is, and when they asked; what was left out is left out."""
    wishes = [WISHES[TeamRequest.Wish(code)] for code in request.wishes]
    pairs = [
        ("Safe when asked", NOT_SAFE[TeamRequest.NotSafe(request.not_safe)]),
        ("Going on", title_of(request)),
        ("Who they are", joined([told.get("place", ""), size_words(request)])),
        ("Employer", request.organisation.name if request.organisation else told.get("employer", "")),
        ("What would help", capital(", ".join(wishes))),
        ("A talk on", told.get("talk_on", "")),
        ("Asked", capital(say_moment(request.received_at, now))),
        ("Promised", f"A call by {say_by(request.call_by, now)}"),
    ]
    return [pair for pair in pairs if pair[1]]


def card_of(told: dict[str, Any]) -> list[Pair]:
    """Whom to call, and how."""
    times = ", ".join(TIMES[time] for time in told.get("times", []) if time in TIMES)
    pairs = [
        ("Ask for", told.get("name", "")),
        ("Call", phone_link(told["phone"]) if told.get("phone") else ""),
        ("Email", told.get("email", "")),
        ("Good times", times),
    ]
    return [pair for pair in pairs if pair[1]]


def call_words(call: TeamCall, request: TeamRequest, *, now: datetime) -> dict[str, Any]:
    """One try in words."""
    return {
        "when": capital(say_moment(call.at, now)),
        "what": call.get_result_display(),
        "by": call.by.name,
        "text": reveal(request.box, f"call:{call.pk}", call.note_sealed),
        "is_undone": call.undone_at is not None,
    }


def ending_of(request: TeamRequest, *, now: datetime) -> list[Pair]:
    """How it was closed."""
    if request.closed_at is None or request.closed_by is None:
        return []
    agreed = ", ".join(WISHES[TeamRequest.Wish(code)] for code in request.agreed)
    pairs = [
        ("Closed", f"{request.closed_by.name}, {say_moment(request.closed_at, now)}"),
        ("What came of it", request.get_outcome_display()),
        ("Agreed on", capital(agreed)),
        ("In words", reveal(request.box, "outcome", request.outcome_sealed)),
    ]
    return [pair for pair in pairs if pair[1]]


def joined(parts: list[str]) -> str:
    """The parts that say something, with a dot between."""
    return " · ".join(part for part in parts if part)


def capital(text: str) -> str:
    """The text with a capital at its start."""
    return text[:1].upper() + text[1:]
