"""Forms of a concern: raise, add an entry, close. What is not asked for may be left empty."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django import forms

from holdfast.accounts.models import Membership
from holdfast.design.moments import MomentField
from holdfast.hubs.hours import LONDON
from holdfast.hubs.ids import uuid7
from holdfast.safeguarding.actions import Note
from holdfast.safeguarding.models import Concern, Entry

LONGEST = 10_000
TOO_LONG = "Write at most 10,000 characters"
FURTHEST = timedelta(days=90)
FIRST_REVIEW = timedelta(days=7)
LOOK_BACK = timedelta(days=366)


def words(label: str, *, rows: int = 3, hint: str = "", required: str = "") -> forms.CharField:
    """Free text; `required` is the sentence where it must not be empty."""
    return forms.CharField(
        label=label,
        help_text=hint,
        required=bool(required),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": required, "max_length": TOO_LONG},
    )


class NoteForm(forms.Form):
    """What one entry says."""

    mark = forms.CharField(required=False, widget=forms.HiddenInput)
    seen = words("What was seen or said since", rows=4)
    done = forms.MultipleChoiceField(
        label="What was done",
        choices=Entry.Done,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Choose what was done from the list"},
    )
    done_words = words("What was done, in your words")
    service = forms.ChoiceField(
        label="Who was told outside the hub?",
        choices=[("", "Nobody"), *Entry.Service.choices],
        required=False,
        error_messages={"invalid_choice": "Choose who was told from the list"},
    )
    service_name = forms.CharField(
        label="Their name and number",
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"max_length": "Write at most 200 characters"},
    )
    told_at = MomentField(label="When they were told", required=False, thing="when they were told")
    person_told = forms.ChoiceField(
        label="Does the person know that it was passed on?",
        choices=Entry.PersonTold,
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "Say whether the person knows"},
    )
    not_told = words("If not, why not?", rows=2)
    adviser = forms.ChoiceField(
        label="A second practitioner who advised",
        required=False,
        error_messages={"invalid_choice": "Choose a colleague from the list"},
    )
    advice = words("What they advised")
    review_on = forms.DateField(
        label="Look again by",
        required=False,
        input_formats=["%Y-%m-%d", "%d/%m/%Y", "%d %m %Y"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "nhsuk-input--width-10"}),
        error_messages={
            "required": "Enter the day by which somebody looks again",
            "invalid": "Enter a day that exists, like 15/10/2026",
        },
    )

    def __init__(self, data: Any = None, *, advisers: Iterable[Membership], now: datetime):
        super().__init__(data, initial={"mark": uuid7()})
        self.now = now
        self.advisers = {str(member.pk): member for member in advisers}
        named = [(pk, member.name) for pk, member in self.advisers.items()]
        self.fields["adviser"].choices = [("", "Nobody yet"), *named]

    def clean_mark(self) -> UUID:
        """The mark of this form, so that what is sent twice is kept once."""
        try:
            return UUID(self.cleaned_data["mark"])
        except ValueError:
            return uuid7()

    def clean_review_on(self):
        """A day to come, within 90 days."""
        on = self.cleaned_data["review_on"]
        today = self.now.astimezone(LONDON).date()
        if on is not None and not today <= on <= today + FURTHEST:
            raise forms.ValidationError("Enter a day from today on, within the next 90 days")
        return on

    def clean_told_at(self):
        """A moment that has passed."""
        at = self.cleaned_data["told_at"]
        if at is not None and not self.now - LOOK_BACK <= at <= self.now:
            raise forms.ValidationError("Enter a day and time that have passed, within the last year")
        return at

    def clean(self) -> dict[str, Any]:
        """What belongs together is there together."""
        given = super().clean()
        pairs = (
            ("service", "told_at", "Enter when they were told"),
            ("told_at", "service", "Choose who was told"),
            ("service_name", "service", "Choose which service they belong to"),
            ("adviser", "advice", "Write what they advised"),
            ("advice", "adviser", "Choose who advised"),
        )
        for one, other, sentence in pairs:
            if given.get(one) and not given.get(other) and other not in self.errors:
                self.add_error(other, sentence)
        if given.get("person_told") == Entry.PersonTold.NO and not given.get("not_told"):
            self.add_error("not_told", "Write why they were not told")
        elif given.get("not_told") and given.get("person_told") != Entry.PersonTold.NO:
            self.add_error("person_told", "Say whether the person knows")
        if not self.errors and not any(given.get(name) for name in ("seen", "done_words", "advice")):
            self.add_error(self.first_words, "Write what was seen, done or advised")
        return given

    first_words = "seen"

    def note(self) -> Note:
        """What the action takes."""
        given = self.cleaned_data
        return Note(
            **{name: given[name] for name in (
                "seen", "done", "done_words", "service", "service_name", "told_at", "person_told", "not_told", "advice",
            )},
            adviser=self.advisers.get(given["adviser"]),
            mark=given["mark"],
        )  # fmt: skip


class ConcernForm(NoteForm):
    """A new concern with its first entry."""

    kind = forms.ChoiceField(
        label="What is the concern?",
        choices=Concern.Kind,
        widget=forms.RadioSelect,
        error_messages={"required": "Select what the concern is"},
    )
    seen = words(
        "What was seen or said",
        rows=5,
        hint="Their own words where you can. What you saw and what you think of it, apart.",
        required="Enter what was seen or said",
    )

    def __init__(self, data: Any = None, *, advisers: Iterable[Membership], now: datetime):
        super().__init__(data, advisers=advisers, now=now)
        self.fields["review_on"].required = True
        self.fields["review_on"].initial = (now + FIRST_REVIEW).astimezone(LONDON).date()


class CloseForm(NoteForm):
    """The last entry: what came of it."""

    first_words = "done_words"
    seen = words("What was seen or said since")
    done_words = words(
        "What came of it",
        rows=4,
        hint="Why it can be closed, and who goes on with it.",
        required="Enter what came of it",
    )
    shows_reading = forms.ChoiceField(
        label="May the person see on their own pages who read this concern?",
        help_text="No, while seeing it could put somebody in danger.",
        choices=[("yes", "Yes"), ("no", "No")],
        widget=forms.RadioSelect,
        error_messages={"required": "Select whether they may see who read this"},
    )

    def __init__(self, data: Any = None, *, advisers: Iterable[Membership], now: datetime):
        super().__init__(data, advisers=advisers, now=now)
        del self.fields["review_on"]
