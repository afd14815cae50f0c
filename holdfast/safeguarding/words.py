"""Words about concerns: what to think of for each kind, and an entry as it is read."""

from datetime import date, datetime
from typing import Any

from holdfast.hubs.hours import say_moment
from holdfast.people.identity import reveal
from holdfast.people.models import Person
from holdfast.safeguarding.models import Concern, Entry

# A fixed list to read before writing. It weighs nothing and scores nothing.
PROMPTS = (
    "Who may be harmed, and is a child in the house?",
    "What did they say, in their own words? What did you see?",
    "What do they want to happen? Can they decide that freely?",
    "Who could be told that you know, and would that make it more dangerous?",
    "Does the person know that you pass it on? If not, why not?",
    "Speak with a second practitioner before you tell a service outside, unless that costs time you do not have.",
)


def say_date(on: date) -> str:
    """ "Friday 16 October 2026"."""
    return f"{on:%A} {on.day} {on:%B} {on.year}"


def entry_words(entry: Entry, person: Person, *, now: datetime) -> dict[str, Any]:
    """One entry as pairs of words; what was not written is left out."""
    done = "; ".join(dict(Entry.Done.choices).get(code, code) for code in entry.done)
    pairs = [
        ("Seen or said", reveal(person, f"seen:{entry.pk}", entry.seen_sealed)),
        (
            "Done",
            ". ".join(part for part in (done, reveal(person, f"concern_done:{entry.pk}", entry.done_sealed)) if part),
        ),
        ("Told outside", service_words(entry, person, now=now)),
        ("Do they know", told_words(entry, person)),
        (
            f"Advice of {entry.adviser.name}" if entry.adviser else "Advice",
            reveal(person, f"advice:{entry.pk}", entry.advice_sealed),
        ),
        ("Look again by", say_date(entry.review_on) if entry.review_on else ""),
    ]
    return {
        "title": f"{entry.by.name}, {say_moment(entry.at, now)}",
        "pairs": [(name, words) for name, words in pairs if words],
    }


def service_words(entry: Entry, person: Person, *, now: datetime) -> str:
    """Which service was told, whom by name, and when."""
    if not entry.service or entry.told_at is None:
        return ""
    name = reveal(person, f"service:{entry.pk}", entry.service_name_sealed)
    return ", ".join(
        part for part in (Entry.Service(entry.service).label, name, say_moment(entry.told_at, now)) if part
    )


def told_words(entry: Entry, person: Person) -> str:
    """Whether the person was told that it was passed on."""
    if entry.person_told == Entry.PersonTold.NO:
        return f"Not told: {reveal(person, f'not_told:{entry.pk}', entry.not_told_sealed)}"
    return "Told" if entry.person_told else ""


def concern_words(concern: Concern, *, today: date, now: datetime) -> dict[str, Any]:
    """A concern as one line of a list."""
    raised = f"Recorded {say_moment(concern.raised_at, now)} by {concern.raised_by.name}."
    if concern.review_on is None:
        return {"title": Concern.Kind(concern.kind).label, "text": f"{raised} Closed.", "is_late": False, "due": ""}
    return {
        "title": Concern.Kind(concern.kind).label,
        "text": raised,
        "is_late": concern.review_on < today,
        "due": say_date(concern.review_on),
    }
