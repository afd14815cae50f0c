"""The plain words of what happened about somebody's work: what kind of statement, for whom, and no word of it."""

from collections.abc import Callable
from typing import Any

from holdfast.events.models import Event
from holdfast.workplace.models import WorkStatement
from holdfast.workplace.states import AskEnded, AtWork, Kind
from holdfast.workplace.words import TO

HOW, ASK_ENDED = dict(WorkStatement.How.choices), dict(AskEnded.choices)


def what(event: Event) -> str:
    """ "request for support at work, to Occupational Health"."""
    kind, route = dict(Kind.choices).get(event.codes.get("statement"), ""), TO.get(event.codes.get("route", ""), "")
    return ", ".join(words[:1].lower() + words[1:] for words in (kind, route) if words)


def about(words: str) -> Callable[[Event, Any], dict[str, Any]]:
    """A step of a statement."""
    return lambda event, told: {"what": words, "by": what(event)}


def agreed(event: Event, told: Any) -> dict[str, Any]:
    """They said yes."""
    return {
        "what": "They agreed to something about their work", "by": what(event),
        "text": f"{HOW.get(event.codes.get('how'), '')}.",
    }  # fmt: skip


def ask_ended(event: Event, told: Any) -> dict[str, Any]:
    """Nobody waits for an answer any more."""
    return {
        "what": "An answer about their work waited for no longer", "by": what(event),
        "text": f"{ASK_ENDED.get(event.codes.get('how'), '')}.",
    }  # fmt: skip


def noted(event: Event, told: Any) -> dict[str, Any]:
    """Whether they are at work."""
    state = dict(AtWork.choices).get(event.codes.get("state"), "")
    return {"what": "At work or off, as they said", "text": f"{state}." if state else ""}


WORDS = {
    "work.note_state": noted,
    "work.show": about("Something about their work shown to them"),
    "work.rewrite": about("Something about their work written again"),
    "work.agree": agreed,
    "work.ask_change": about("They ask for a change in something about their work"),
    "work.refuse": about("They do not want something about their work shared"),
    "work.leave": about("Something about their work left unshared"),
    "work.stop": about("Something about their work stopped: they share nothing more"),
    "work.share": about("Something about their work shared, as they agreed"),
    "work.give_link": about("Link to it mailed"),
    "work.reply": about("Answered by whom it was shared with"),
    "work.read_reply": about("Answer about their work read"),
    "work.end_ask": ask_ended,
    "work.do_step": about("Step of the return to work done"),
}
