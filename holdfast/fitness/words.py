"""Words about fitness to practise: what to weigh before writing a concern, and what was written, as it is read."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.dateparse import parse_datetime

from holdfast.fitness.models import FitnessConcern, FitnessStep
from holdfast.fitness.queries import due_of, said_in
from holdfast.fitness.states import Status
from holdfast.hubs.hours import say_by, say_day, say_moment
from holdfast.people.models import Person

# Read before writing: the parts that our own promise sets (confidentiality: layer 6). It weighs nothing and scores
# nothing, and it stands for no regulator's rule.
THRESHOLD = (
    "Somebody else could come to serious harm through how this person works. Being ill, being on medication, having "
    "been in hospital or asking for help is no concern about fitness to practise.",
    "Could it be made safe in another way first: time off, other duties, help now, telling their manager themselves?",
    "Ask them, unless asking would put somebody in danger. Many agree, and many tell the body themselves.",
    "Tell the least that the body needs, and write down what you told.",
)
RISKS = (
    ("patients", "Patients, or people they care for"),
    ("children", "Children"),
    ("adults", "Adults at risk"),
    ("colleagues", "Colleagues"),
    ("public", "The public"),
)
BODIES = (
    ("regulator", "Their regulator"),
    ("dbs", "Disclosure and Barring Service"),
    ("lado", "Local authority designated officer, about children"),
    ("trust", "Whoever looks into people in positions of trust, about adults at risk"),
    ("university", "Their university or training body"),
    ("employer", "Their employer"),
    ("police", "Police"),
    ("other", "Another body"),
)
ASKED = (
    ("agreed", "Yes, and they agree"),
    ("refused", "Yes, and they do not agree"),
    ("not_asked", "No"),
)
KNOWS = (("yes", "Yes"), ("no", "No"))
DONE = {
    "raise": "Wrote down the concern",
    "add": "Added",
    "agree": "Advised: tell the body",
    "advise_against": "Advised: tell nobody outside",
    "tell": "Told the body",
    "tell_at_once": "Told the body at once",
    "sign": "Signed what was told at once",
    "drop": "Told nobody after all",
    "close": "Closed it",
    "hand_on": "Gave their place to a colleague",
    "step_in": "Stepped in",
    "name_another": "Asked somebody else",
}
# Field, its words, and where it is a choice, its choices.
FIELDS: tuple[tuple[str, str, tuple[tuple[str, str], ...]], ...] = (
    ("risks", "Who could be harmed", RISKS),
    ("evidence", "What was seen or said, by whom and when", ()),
    ("asked", "Were they asked whether they agree?", ASKED),
    ("not_asked", "Why they were not asked", ()),
    ("urgent", "Why it could not wait", ()),
    ("agrees", "Agrees that a body is told", KNOWS),
    ("words", "In their words", ()),
    ("body", "Who was told", BODIES),
    ("body_name", "By name", ()),
    ("at", "When", ()),
    ("least", "What was told", ()),
    ("knows", "Does the person know that it was told?", KNOWS),
    ("not_told", "Why the person was not told", ()),
    ("instead_of", "Instead of", ()),
    ("to", "Who reads it from now on", ()),
)


def step_words(step: FitnessStep, person: Person, *, now: datetime) -> dict[str, Any]:
    """One step as pairs of words; what was not written is left out."""
    said = said_in(step, person)
    return {
        "title": f"{DONE[step.verb]}: {step.by.name}, {say_moment(step.at, now)}",
        "pairs": [(label, words) for key, label, choices in FIELDS if (words := in_words(said, key, choices, now=now))],
    }


def in_words(said: Mapping[str, Any], key: str, choices: tuple[tuple[str, str], ...], *, now: datetime) -> str:
    """What was written in one field."""
    given = said.get(key)
    if given is None or given in ("", []):
        return ""
    if key == "at":
        at = parse_datetime(given)
        return say_moment(at, now) if at else ""
    labels = dict(choices)
    if isinstance(given, bool):
        return "Yes" if given else "No"
    if isinstance(given, list):
        return "; ".join(labels.get(each, each) for each in given)
    return labels.get(given, given)


def concern_words(concern: FitnessConcern, *, now: datetime) -> dict[str, Any]:
    """A concern in one line: how it stands, whose it is, and what it waits for, by when."""
    text = f"Written down {say_moment(concern.raised_at, now)}. "
    text += f"{concern.first.name} and {concern.second.name} read it, and nobody else."
    due, words = due_of(concern), ""
    if due and concern.status == Status.TOLD:
        words = f"Write what came of it, or what you know so far, by {say_day(due, now)}"
    elif due and concern.status == Status.AGREED:
        words = f"Tell the body, and write down what you told, by {say_by(due, now)}"
    elif due:
        words = f"{concern.second.name} signs by {say_by(due, now)}"
    return {
        "title": Status(concern.status).label,
        "text": text,
        "due": words,
        "is_late": due is not None and due < now,
        "is_open": concern.closed_at is None,
    }
