"""What staff write about somebody's work: whether they are at work, whom a statement is for, and what it says."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django import forms

from holdfast.agreements.models import Partner
from holdfast.hubs.ids import uuid7
from holdfast.people import contact_details
from holdfast.referrals.models import Background
from holdfast.workplace.queries import name_of_partner
from holdfast.workplace.rules import LONGEST, LONGEST_REPLY, LONGEST_STEP, MOST_STEPS, Step, Words
from holdfast.workplace.states import ASKS, AskEnded, Kind

FURTHEST = timedelta(days=366)
ANSWERED_IN = timedelta(days=10)
"""Proposed as the day by which an answer is hoped for; no rule."""
SOMEBODY_ELSE = "new"
ROUTES = (("oh", "Occupational Health"), ("manager", "Their manager"), ("gp", "Their GP"))
HINTS = {
    Kind.SUPPORT: "What would help, and what you ask for. Say how things are at work, not what is wrong with them.",
    Kind.QUESTION: "One question is answered sooner than three.",
    Kind.ADVICE: "Your name and profession are put under it.",
    Kind.LEAVE: "What the workplace needs to know. Reasons are the person’s own, and need not be said.",
    Kind.ADJUSTMENTS: "One change on each line: hours, place, tasks, breaks, who they can turn to.",
    Kind.RETURN: "What is to be known beside the steps. May be left empty.",
}


def day(label: str, *, hint: str = "", required: str = "") -> forms.DateField:
    """A day."""
    return forms.DateField(
        label=label, help_text=hint, required=bool(required),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": required, "invalid": "Enter a day, such as 16 10 2026"},
    )  # fmt: skip


def line(label: str, most: int, *, required: str = "", kind: str = "text") -> forms.CharField:
    """A line of text."""
    return forms.CharField(
        label=label, max_length=most, required=bool(required),
        widget=forms.TextInput(attrs={"autocomplete": "off", "type": kind}),
        error_messages={"required": required, "max_length": f"Use {most} letters or fewer"},
    )  # fmt: skip


class StateForm(forms.Form):
    """Whether they are at work, and since when."""

    state = forms.ChoiceField(
        label="Where they stand", choices=Background.WorkState, widget=forms.RadioSelect,
        error_messages={"required": "Choose where they stand", "invalid_choice": "Choose one of these"},
    )  # fmt: skip
    since_on = day("Since", required="Enter the day since when")

    def __init__(self, *args: Any, today: date, **more: Any):
        super().__init__(*args, **more)
        self.today = today

    def clean_since_on(self) -> date:
        """A day that has come, or is near."""
        since: date = self.cleaned_data["since_on"]
        if not self.today - 10 * FURTHEST <= since <= self.today:
            raise forms.ValidationError("Enter a day that has come, within the last ten years")
        return since


class PartnerForm(forms.Form):
    """Whom it is for: somebody known, or somebody new."""

    partner = forms.ChoiceField(
        label="Whom is it for?", widget=forms.RadioSelect,
        error_messages={"required": "Choose whom it is for", "invalid_choice": "Choose one of these"},
    )  # fmt: skip
    route = forms.ChoiceField(
        label="Who they are to the person", choices=[("", "Choose"), *ROUTES], required=False,
        error_messages={"invalid_choice": "Choose one of these"},
    )  # fmt: skip
    name = line("Their name", 90)
    organisation = line("Where they work", 120)
    email = line("Their email address at work", 320, kind="email")
    telephone = line("Their telephone number, to tell them the code", 40, kind="tel")

    def __init__(self, *args: Any, known: Sequence[Partner], **more: Any):
        super().__init__(*args, **more)
        self.known = {str(each.pk): each for each in known}
        named = [(pk, name_of_partner(each)) for pk, each in self.known.items()]
        self.fields["partner"].choices = [*named, (SOMEBODY_ELSE, "Somebody else")]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Somebody new is named in full."""
        given = super().clean() or {}
        if given.get("partner") != SOMEBODY_ELSE:
            return given
        needed = {
            "route": "Choose who they are", "name": "Enter their name", "organisation": "Enter where they work",
            "email": "Enter their email address at work", "telephone": "Enter their telephone number",
        }  # fmt: skip
        for name, words in needed.items():
            if not given.get(name) and name not in self.errors:
                self.add_error(name, words)
        if given.get("email"):
            try:
                given["email"] = contact_details.email(given["email"])
            except ValueError as trouble:
                self.add_error("email", str(trouble))
        return given

    @property
    def chosen(self) -> Partner | None:
        """Somebody known."""
        return self.known.get(self.cleaned_data["partner"])

    @property
    def new(self) -> dict[str, str]:
        """What names somebody new."""
        return {name: self.cleaned_data[name] for name in ("route", "name", "organisation", "email", "telephone")}


class WordsForm(forms.Form):
    """What a statement says: by its kind, days or steps too."""

    text = forms.CharField(
        label="What they read", max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": "Write what they read", "max_length": f"Use {LONGEST} letters or fewer"},
    )  # fmt: skip
    from_on = day("From")
    until_on = day("Until, as far as known")
    answer_by = day("An answer is hoped for by", hint="After this day it stands on your Today.")
    mark = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, kind: str, today: date, **more: Any):
        super().__init__(*args, **more)
        self.kind, self.today = kind, today
        self.initial["mark"] = uuid7()
        self.fields["text"].help_text = HINTS[Kind(kind)]
        self.fields["from_on"].required = kind == Kind.LEAVE
        self.fields["from_on"].error_messages["required"] = "Enter from which day"
        if kind not in {Kind.LEAVE, Kind.ADJUSTMENTS}:
            del self.fields["from_on"], self.fields["until_on"]
        if kind not in ASKS:
            del self.fields["answer_by"]
        else:
            self.fields["answer_by"].required = True
            self.fields["answer_by"].error_messages["required"] = "Enter by when an answer is hoped for"
        if kind == Kind.RETURN:
            self.fields["text"].required = False
            for number in range(1, MOST_STEPS + 1):
                self.fields |= {
                    f"on_{number}": day("From this day"), f"what_{number}": line("What they do", LONGEST_STEP),
                    f"hours_{number}": line("Hours", 60),
                }  # fmt: skip

    def clean_mark(self) -> UUID:
        """The mark of this form, so that what is sent twice is shown once."""
        try:
            return UUID(self.cleaned_data["mark"])
        except ValueError:
            return uuid7()

    def rows(self) -> list[tuple[int, Any, Any, Any]]:
        """The fields of each step."""
        if self.kind != Kind.RETURN:
            return []
        return [(n, self[f"on_{n}"], self[f"what_{n}"], self[f"hours_{n}"]) for n in range(1, MOST_STEPS + 1)]

    def has_more(self, shown: int) -> bool:
        """Whether something is typed in a step after these, or wrong there."""
        return any(field.value() or field.errors for _, *fields in self.rows()[shown:] for field in fields)

    def clean(self) -> dict[str, Any]:
        """What belongs together is there together, in its order."""
        given = super().clean() or {}
        begins, ends = given.get("from_on"), given.get("until_on")
        if begins and ends and ends < begins:
            self.add_error("until_on", "Enter a day that comes after the first one")
        by = given.get("answer_by")
        if by and not self.today <= by <= self.today + FURTHEST:
            self.add_error("answer_by", "Enter a day from today on, within a year")
        if self.kind == Kind.RETURN and not self.errors:
            self.check_steps(given)
        return given

    def check_steps(self, given: dict[str, Any]) -> None:
        """At least one step; each has its day and its words; none comes before the one above it."""
        before: date | None = None
        for number in range(1, MOST_STEPS + 1):
            on, what = given.get(f"on_{number}"), given.get(f"what_{number}")
            if what and not on:
                self.add_error(f"on_{number}", "Enter from which day")
            elif (on or given.get(f"hours_{number}")) and not what:
                self.add_error(f"what_{number}", "Write what they do")
            elif on and before and on < before:
                self.add_error(f"on_{number}", "Put the steps in the order of their days")
            before = on or before
        if before is None and not self.errors:
            self.add_error("on_1", "Write at least one step: from which day, and what they do")

    def words(self, *, by: str) -> Words:
        """What was typed. `by`: who advises."""
        given = self.cleaned_data
        steps = tuple(
            Step(given[f"on_{n}"], given[f"what_{n}"], given.get(f"hours_{n}") or "")
            for n in range(1, MOST_STEPS + 1)
            if given.get(f"what_{n}")
        )
        return Words(given["text"], given.get("from_on"), given.get("until_on"), steps, by)


class EndAskForm(forms.Form):
    """Why nobody waits for an answer any more."""

    how = forms.ChoiceField(
        label="Why does nobody wait any more?", choices=AskEnded, widget=forms.RadioSelect,
        error_messages={"required": "Choose why nobody waits any more", "invalid_choice": "Choose one of these"},
    )  # fmt: skip
    words = forms.CharField(
        label="What they answered, or why we wait no longer", max_length=LONGEST_REPLY,
        help_text="The person reads it. Whoever was asked does not.", widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={
            "required": "Write what they answered, or why we wait no longer",
            "max_length": f"Use {LONGEST_REPLY} letters or fewer",
        },
    )  # fmt: skip


def initial_of(words: Words, answer_by: date | None) -> dict[str, Any]:
    """The fields of a form that begins with these words."""
    steps = {}
    for number, step in enumerate(words.steps, start=1):
        steps |= {f"on_{number}": step.on, f"what_{number}": step.what, f"hours_{number}": step.hours}
    return {
        "text": words.text, "from_on": words.from_on, "until_on": words.until_on, "answer_by": answer_by, **steps,
    }  # fmt: skip
