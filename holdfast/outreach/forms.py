"""Logging a call to a team in two clicks, and closing its request."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django import forms

from holdfast.design.moments import MomentField
from holdfast.outreach.models import TeamRequest
from holdfast.outreach.rules import NEEDS_WORDS, results

Outcome, Wish = TeamRequest.Outcome, TeamRequest.Wish


def words(label: str, hint: str = "") -> forms.CharField:
    """A box for some sentences that may stay empty."""
    return forms.CharField(
        label=label,
        help_text=hint,
        required=False,
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"max_length": "Write at most 10,000 characters"},
    )


class CallForm(forms.Form):
    """What happened. The result is the button that was pressed."""

    result = forms.ChoiceField(
        label="What happened",
        widget=forms.HiddenInput,
        error_messages={"required": "Choose what happened", "invalid_choice": "Choose what happened"},
    )
    note = words("Note", "Name nobody of the team here unless it must be.")
    next_try_at = MomentField(
        label="Try again",
        required=False,
        thing="the next try",
        help_text="Leave this empty for the time that each button proposes.",
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, told: Mapping[str, Any], now: datetime):
        super().__init__(data)
        self.now = now
        self.buttons = results(told)
        self.fields["result"].choices = self.buttons

    def clean_next_try_at(self) -> datetime | None:
        """A time to come, if there is one."""
        at = self.cleaned_data["next_try_at"]
        if at is not None and at <= self.now:
            raise forms.ValidationError("Enter a day and time to come for the next try")
        return at


class CloseForm(forms.Form):
    """What came of it."""

    outcome = forms.ChoiceField(
        label="What came of it",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what came of it", "invalid_choice": "Choose what came of it"},
    )
    agreed = forms.MultipleChoiceField(
        label="What was agreed",
        choices=[
            (Wish.REFLECTIVE.value, "A reflective session"),
            (Wish.TALK.value, "A talk or training"),
            (Wish.CONSULTATION.value, "Conversations with the manager"),
        ],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Choose what was agreed from the list"},
    )
    words = words("In a few words: what, when, and who does it")

    def __init__(self, data: Mapping[str, Any] | None = None, *, outcomes: Sequence[str]):
        super().__init__(data, initial={"outcome": outcomes[0] if len(outcomes) == 1 else ""})
        labels = dict(Outcome.choices)
        self.fields["outcome"].choices = [(each, labels[each]) for each in outcomes]

    def clean(self) -> dict[str, Any]:
        """What each outcome needs. What was agreed counts only where something was."""
        given = super().clean()
        outcome = given.get("outcome")
        if outcome == Outcome.AGREED and not given.get("agreed") and "agreed" not in self.errors:
            self.add_error("agreed", "Choose what was agreed")
        if outcome in NEEDS_WORDS and "words" not in self.errors and not given.get("words", "").strip():
            self.add_error("words", "Write in a few words what was agreed or advised")
        return {**given, "agreed": given.get("agreed", []) if outcome == Outcome.AGREED else []}
