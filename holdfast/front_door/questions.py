"""The order of the request's questions, and where each one goes next."""

from dataclasses import dataclass
from datetime import date

from holdfast.front_door import forms
from holdfast.hubs.choice import neighbours_of
from holdfast.hubs.models import Hub


@dataclass(frozen=True)
class Question:
    """One page of the request: its address, form, template and neutral title."""

    key: str
    form: type
    title: str

    @property
    def template(self) -> str:
        """Its own page."""
        return f"front_door/ask/{self.key}.html"


QUESTIONS = (
    Question("name", forms.NameForm, "A name"),
    Question("reach", forms.ReachForm, "How to reach you"),
    Question("safe", forms.SafeForm, "A question about now"),
    Question("story", forms.StoryForm, "In your words"),
    Question("people", forms.PeopleForm, "Who may see this"),
)
KEYS = [question.key for question in QUESTIONS]


def find(key: str) -> Question | None:
    """The question of this address."""
    return next((question for question in QUESTIONS if question.key == key), None)


def number(question: Question) -> int:
    """Which one it is, from 1."""
    return KEYS.index(question.key) + 1


def after(question: Question) -> str:
    """The key of the next page: a question, or `check`."""
    place = KEYS.index(question.key) + 1
    return KEYS[place] if place < len(KEYS) else "check"


def before(question: Question) -> str:
    """The key of the page before; empty: the promise."""
    place = KEYS.index(question.key)
    return KEYS[place - 1] if place else ""


def offers(question: Question, hub: Hub, *, today: date) -> dict:
    """What a question's form offers of this hub: its neighbours, where it asks which hub it should be."""
    if question.key != "people":
        return {}
    return {"own": hub.name, "neighbours": neighbours_of(hub, today=today)}


def initial(question: Question, data: dict) -> dict:
    """What was typed before, as the form shows it again."""
    if question.key == "reach":
        return {**initial_reach(data.get("channels", {})), **data.get("reach", {})}
    if question.key == "people":
        wish = data.get("wish") or {}
        return {"people": "\n".join(data.get("must_not_see", [])), "wished_hub": wish.get("slug", "")}
    return {
        "name": data.get("name"),
        "safe": data.get("safe"),
        "story": data.get("story"),
        "call_today": data.get("call_today"),
    }


def initial_reach(channels: dict) -> dict:
    """Safe ways, as the form shows them."""
    return {
        "ways": [way for way in ("call", "text", "email", "letter") if channels.get(way)],
        "phone": channels.get("call"),
        "mobile": channels.get("text"),
        "email": channels.get("email"),
        "letter": channels.get("letter"),
        "work_ok": channels.get("email_is_work"),
        "voicemail": "" if "voicemail" not in channels else "yes" if channels["voicemail"] else "no",
        "times": channels.get("times", []),
        "note": channels.get("note"),
    }


def take(question: Question, form: forms.forms.Form, data: dict) -> dict:
    """What was typed, with this page's answers."""
    given = form.cleaned_data
    if question.key == "reach":
        return {**data, "channels": form.channels()}
    if question.key == "people":
        return {**data, "must_not_see": given["people"], "wish": form.wish(), "seen_people": True}
    if question.key == "safe":
        return {**data, "safe": given["safe"] or "skipped"}
    return {**data, **given}
