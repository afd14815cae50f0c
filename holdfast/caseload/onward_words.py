"""The plain words of what happened to an onward referral: no word of what the service is told."""

from collections.abc import Callable
from typing import Any

from holdfast.events.models import Event
from holdfast.onward.states import How, Word

HOW = dict(How.choices)
WAYS = {"call": "a colleague wrote it down", "link": "by their link"}
ROUTES = {"email": "by secure email", "letter": "by letter", "link": "by a link"}
ASKED = {"call": "by telephone", "email": "by secure email", "letter": "by letter", "link": "by a new link"}


def only(what: str) -> Callable[[Event, Any], dict[str, Any]]:
    """A step."""
    return lambda event, told: {"what": what}


def said(what: str) -> Callable[[Event, Any], dict[str, Any]]:
    """What the service said, and how we know."""
    return lambda event, told: {"what": what, "by": WAYS.get(event.codes.get("way"), "")}


def with_code(what: str, key: str, words: dict[str, str]) -> Callable[[Event, Any], dict[str, Any]]:
    """A step with the words of one of its codes."""
    return lambda event, told: {"what": what, "by": words.get(event.codes.get(key), "")}


def handed(event: Event, told: Any) -> dict[str, Any]:
    """A list of services."""
    count = event.codes.get("count", 0)
    return {"what": "Handed a list of services", "by": "one service" if count == 1 else f"{count} services"}


WORDS = {
    "onward.draft": only("Onward referral begun"),
    "onward.edit": only("Onward referral changed"),
    "onward.show": only("Onward referral shown to them"),
    "onward.agree": with_code("They agreed to an onward referral", "how", {key: w.lower() for key, w in HOW.items()}),
    "onward.ask_change": only("They ask for a change in an onward referral"),
    "onward.take_back": only("They took their yes to an onward referral back"),
    "onward.send": with_code("Referred on", "route", ROUTES),
    "onward.acknowledge": said("The service has it"),
    "onward.accept": said("The service accepts"),
    "onward.decline": said("The service declines"),
    "onward.wait": said("The service says that they wait longer"),
    "onward.begin": said("First seen at the service"),
    "onward.complete": said("Completed at the service"),
    "onward.drop_out": said("Dropped out at the service"),
    "onward.hear": said("The service was spoken with"),
    "onward.ask": with_code("The service was asked how it stands", "how", ASKED),
    "onward.renew_link": only("The service was given a new link"),
    "onward.open_link": only("The service opened its link"),
    "onward.lock_link": only("The service’s link was closed after five wrong codes"),
    "onward.see_end": only("Seen how it ended at the service: nothing more is needed"),
    "onward.tell_service": with_code("The service was told on the telephone", "word", dict(Word.choices)),
    "onward.untell_service": only("The service was not told on the telephone after all"),
    "onward.withdraw": only("Onward referral withdrawn"),
    "onward.replace": only("Another service takes the place of this one"),
    "onward.stop": only("Onward referral stopped by them, or with their request"),
    "onward.signpost": handed,
}
