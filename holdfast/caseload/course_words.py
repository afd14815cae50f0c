"""The plain words of what happened to somebody's sessions, and while they waited. No score and no note is in them."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from holdfast.caseload.plan_words import on
from holdfast.courses.shipped import BY_KEY
from holdfast.events.models import Event
from holdfast.waiting.models import What

FOR = {key: label.lower() for key, label in What.choices}


def said(what: str, text: str = "") -> Callable[[Event, Any], dict[str, Any]]:
    """The same words each time."""
    return lambda event, told: {"what": what, "text": text}


def agreed(event: Event, told: Any) -> dict[str, Any]:
    """How many sessions, of what."""
    count, key = event.codes.get("sessions"), event.codes.get("protocol", "")
    name = BY_KEY[key].name if key in BY_KEY else key.replace("-", " ").capitalize()
    entry = {"what": "Sessions here were agreed"}
    return {**entry, "text": f"{count} in all. {name}."} if told.reads else entry


def given_by(what: str) -> Callable[[Event, Any], dict[str, Any]]:
    """Who gives them."""

    def words(event: Event, told: Any) -> dict[str, Any]:
        owner = event.codes.get("owner")
        return {"what": what, "text": f"{told.names.get(UUID(owner), 'A colleague') if owner else 'Nobody yet'}."}

    return words


def expected(event: Event, told: Any) -> dict[str, Any]:
    """Until when they wait, and for what."""
    was = f" Before: {on(event, 'was')}." if event.codes.get("was") else ""
    return {"what": "They were told how long they wait", "by": FOR.get(event.codes.get("what"), ""),
            "text": f"Until about {on(event, 'on')}.{was}"}  # fmt: skip


def asked(event: Event, told: Any) -> dict[str, Any]:
    """Questions by a link."""
    why = "the day before a session" if event.codes.get("why") == "session" else "while they wait"
    return {"what": "Questions were put on their own pages", "by": why}


def worse(event: Event, told: Any) -> dict[str, Any]:
    """Contact comes sooner; why, for whoever may read it."""
    entry = {"what": "Contact was brought forward"}
    return {**entry, "text": "Their answers are reliably worse than before."} if told.reads else entry


WORDS = {
    "course.agree": agreed,
    "course.start": given_by("The sessions begin"),
    "course.hand_on": given_by("Somebody else gives the sessions"),
    "course.extend": lambda event, told: {
        "what": "More sessions were agreed", "text": f"{event.codes.get('sessions')} in all."
    },
    "course.complete": said("The sessions were completed as agreed"),
    "course.end_for_them": said("They ended the sessions earlier"),
    "course.end": said("The sessions were ended earlier by the team"),
    "course.close": said("The sessions ended with the request"),
    "course.stop": said("They stopped, and the sessions ended"),
    "course.write_note": said("A note of a session was signed"),
    "course.correct_note": said("A note of a session was corrected", "What it said before is kept."),
    "questions.ask": asked,
    "waiting.expect": expected,
    "waiting.worsen": worse,
}  # fmt: skip
