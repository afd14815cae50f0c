"""Calling a meeting, a question to the team, and what was decided."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django import forms

from holdfast.design.moments import MomentField
from holdfast.meetings.models import Discussion

MOST_WORDS = 10_000
TOO_LONG = {"max_length": "Write at most 10,000 characters"}


class CallForm(forms.Form):
    """When the team meets."""

    starts_at = MomentField(label="When", thing="the meeting")

    def __init__(self, *args: Any, now: datetime, **more: Any):
        super().__init__(*args, **more)
        self.now = now

    def clean_starts_at(self) -> datetime:
        """A time from today on, within a year."""
        at: datetime = self.cleaned_data["starts_at"]
        if not -1 <= (at - self.now).days < 366:
            raise forms.ValidationError("Enter a day and time from today on, within the next year")
        return at


class AskForm(forms.Form):
    """What is asked about somebody, and at which meeting."""

    question = forms.CharField(
        label="What do you want to ask the team?", max_length=MOST_WORDS, widget=forms.Textarea(attrs={"rows": 5}),
        help_text="As little as they need to answer. They read it, and only those who are at the meeting.",
        error_messages={**TOO_LONG, "required": "Write what you want to ask"},
    )  # fmt: skip
    seen = forms.UUIDField(required=False, widget=forms.HiddenInput)
    meeting = forms.ChoiceField(label="At which meeting?", required=False, widget=forms.RadioSelect)

    def __init__(self, *args: Any, meetings: Collection[tuple[str, str]] = (), **more: Any):
        super().__init__(*args, **more)
        self.fields["meeting"].choices = [*meetings, ("", "The next one that is called")]


class DecideForm(forms.Form):
    """What the team decided."""

    decisions = forms.MultipleChoiceField(
        label="What was decided?", choices=Discussion.Decision, widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose what was decided"},
    )  # fmt: skip
    words = forms.CharField(
        label="In words", required=False, max_length=MOST_WORDS, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Who does what. It stands in the record and in the minutes.", error_messages=TOO_LONG,
    )  # fmt: skip
