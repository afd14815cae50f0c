"""The questions a referrer answers, in their order, and what is still missing. A manager is asked one."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from django import forms as django_forms

from holdfast.agreements.models import Partner
from holdfast.front_door.questions import initial_reach
from holdfast.partners import forms
from holdfast.referrals.models import Referral


@dataclass(frozen=True)
class Question:
    """One page: its address, what it keeps, its neutral title."""

    key: str
    title: str
    keeps: tuple[str, ...]
    is_needed: bool = True

    @property
    def template(self) -> str:
        """Its own page."""
        return f"partners/refer/{self.key}.html"


ABOUT = (
    Question("name", "A name", ("name",)),
    Question("reach", "How to reach them", ("channels",)),
    Question("agreed", "What was agreed", ("how", "on")),
    Question("worry", "A question about now", ("worried",)),
    Question("story", "In your words", ("story",), is_needed=False),
    Question("people", "Who may see this", ("must_not_see",), is_needed=False),
)
NAMING = (Question("somebody", "A name and one way", ("name", "way", "address")),)
MAKES: dict[str, Callable] = {
    "name": forms.TheirNameForm,
    "reach": forms.TheirReachForm,
    "agreed": forms.AgreedForm,
    "worry": forms.WorryForm,
    "story": forms.TheirStoryForm,
    "people": forms.TheirPeopleForm,
    "somebody": forms.NamedForm,
}


def names_only(partner: Partner) -> bool:
    """Whether this partner may only name somebody: a manager cannot agree for them, and learns nothing."""
    return partner.route == Referral.Route.MANAGER


def questions_of(partner: Partner) -> tuple[Question, ...]:
    """What this partner is asked."""
    return NAMING if names_only(partner) else ABOUT


def find(partner: Partner, key: str) -> Question | None:
    """The question of this address."""
    return next((question for question in questions_of(partner) if question.key == key), None)


def form_of(question: Question, *, today: date) -> Callable:
    """What makes its form."""
    make = MAKES[question.key]
    return partial(make, today=today) if question.key == "agreed" else make


def is_ready(partner: Partner, data: Mapping[str, Any]) -> bool:
    """Whether enough was typed to send."""
    return missing(partner, data) is None


def missing(partner: Partner, data: Mapping[str, Any]) -> str | None:
    """The first question that must be answered and is not."""
    needed = (question for question in questions_of(partner) if question.is_needed)
    return next((question.key for question in needed if not all(data.get(name) for name in question.keeps)), None)


def after(partner: Partner, question: Question, data: Mapping[str, Any]) -> str:
    """The key of the next page: the question that follows, or `check` once all were seen and nothing is missing."""
    keys = [each.key for each in questions_of(partner)]
    if data.get("seen_all"):
        return missing(partner, data) or "check"
    following = keys[keys.index(question.key) + 1 :]
    return following[0] if following else missing(partner, data) or "check"


def before(partner: Partner, question: Question) -> str:
    """The key of the page before; empty: the first page."""
    keys = [each.key for each in questions_of(partner)]
    place = keys.index(question.key)
    return keys[place - 1] if place else ""


def initial(question: Question, data: Mapping[str, Any]) -> dict[str, Any]:
    """What was typed before, as the form shows it again."""
    if question.key == "reach":
        return initial_reach(data.get("channels", {}))
    if question.key == "people":
        return {"people": "\n".join(data.get("must_not_see", []))}
    if question.key == "agreed":
        on = data.get("on")
        return {"agrees": bool(on), "how": data.get("how"), "on": date.fromisoformat(on) if on else None}
    if question.key == "somebody":
        way = data.get("way")
        field = {"email": "email", "call": "phone"}.get(way or "", "")
        return {"name": data.get("name"), "way": way, field: data.get("address")}
    return {name: data.get(name) for name in question.keeps}


def take(partner: Partner, question: Question, form: django_forms.Form, data: Mapping[str, Any]) -> dict[str, Any]:
    """What was typed, with this page's answers."""
    given = form.cleaned_data
    kept: dict[str, Any]
    if question.key == "reach":
        kept = {"channels": form.channels()}
    elif question.key == "people":
        kept = {"must_not_see": given["people"]}
    elif question.key == "agreed":
        kept = {"how": given["how"], "on": given["on"].isoformat()}
    elif question.key == "somebody":
        kept = {"name": given["name"], "way": given["way"], "address": form.address()}
    else:
        kept = dict(given)
    is_last = question == questions_of(partner)[-1]
    return {**data, **kept, "partner": str(partner.pk), "seen_all": is_last or bool(data.get("seen_all"))}
