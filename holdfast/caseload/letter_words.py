"""The plain words of what happened to a letter: whom it is for, and no word of it."""

from collections.abc import Callable
from typing import Any

from holdfast.events.models import Event
from holdfast.letters.models import Letter
from holdfast.letters.shown import AUDIENCES
from holdfast.letters.states import Audience

HOW = dict(Letter.How.choices)


def whom(event: Event) -> str:
    """ "to the GP"."""
    audience = event.codes.get("audience")
    words = AUDIENCES[Audience(audience)] if audience in Audience.values else ""
    return words[:1].lower() + words[1:]


def about(what: str) -> Callable[[Event, Any], dict[str, Any]]:
    """A step of a letter."""
    return lambda event, told: {"what": what, "by": whom(event)}


def agreed(event: Event, told: Any) -> dict[str, Any]:
    """They said yes."""
    return {"what": "They agreed to a letter", "by": whom(event), "text": f"{HOW.get(event.codes.get('how'), '')}."}


WORDS = {
    "letter.draft": about("Letter begun"),
    "letter.edit": about("Letter changed"),
    "letter.show": about("Letter shown to them"),
    "letter.agree": agreed,
    "letter.ask_change": about("They ask for a change in a letter"),
    "letter.refuse": about("They do not want a letter sent"),
    "letter.take_back": about("They took their yes to a letter back"),
    "letter.send": about("Letter put on their own pages"),
    "letter.ready": about("Letter put on the post list"),
    "letter.post": about("Letter posted"),
    "letter.withdraw": about("Letter left unsent"),
    "letter.stop": about("Letter stopped with their request"),
}
