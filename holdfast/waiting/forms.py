"""What staff say of a wait, and the rhythm that a lead signs."""

from datetime import date, timedelta
from typing import Any

from django import forms

from holdfast.waiting.models import Rhythm
from holdfast.waiting.rhythm import may_be_asked

FURTHEST = timedelta(days=366)


class ExpectForm(forms.Form):
    """Until when they are expected to wait."""

    expected_on = forms.DateField(
        label="They wait until about",
        help_text="They read this day on their own page, and are mailed that there is news.",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "Say until when", "invalid": "Enter a day, such as 16 10 2026"},
    )  # fmt: skip

    def __init__(self, *args: Any, today: date, **more: Any):
        super().__init__(*args, auto_id="expect_%s", **more)
        self.today = today

    def clean_expected_on(self) -> date:
        """A day to come, within a year."""
        day: date = self.cleaned_data["expected_on"]
        if not self.today <= day <= self.today + FURTHEST:
            raise forms.ValidationError("Choose a day from today on, within a year")
        return day


def days(label: str, low: int, high: int, hint: str = "") -> forms.IntegerField:
    """A number of days."""
    wrong = f"Enter a number of days from {low} to {high}"
    return forms.IntegerField(
        label=label, help_text=hint, min_value=low, max_value=high,
        error_messages={"required": wrong, "invalid": wrong, "min_value": wrong, "max_value": wrong},
    )  # fmt: skip


class RhythmForm(forms.Form):
    """A new version of the rhythm, signed with one's name."""

    contact_days = days("Days from one contact to the next", 1, 91)
    measure_days = days("Days from one set of questions to the next", 7, 182)
    long_days = days("Days after which a wait for an assessment counts", 7, 182)
    questionnaires = forms.MultipleChoiceField(
        label="What they are asked", required=False, widget=forms.CheckboxSelectMultiple,
        help_text="None ticked: they are asked nothing by a link.",
    )  # fmt: skip
    seen_version = forms.IntegerField(widget=forms.HiddenInput)
    signature = forms.CharField(
        label="Sign with your name", max_length=120, error_messages={"required": "Sign with your name"},
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
    )  # fmt: skip
    ASKED = ("contact_days", "measure_days", "long_days", "questionnaires")

    def __init__(self, data: Any = None, *, rhythm: Rhythm, signer: str):
        first = {name: getattr(rhythm, name) for name in self.ASKED} | {"seen_version": rhythm.version}
        super().__init__(data, initial=first)
        self.signer = signer
        self.fields["questionnaires"].choices = [(each.key, each.name) for each in may_be_asked()]  # type: ignore[attr-defined]

    def clean_signature(self) -> str:
        """The signer's own name."""
        given = " ".join(self.cleaned_data["signature"].split())
        if given.casefold() != " ".join(self.signer.split()).casefold():
            raise forms.ValidationError(f"Sign with your name as it stands here: {self.signer}")
        return given

    def chosen(self) -> dict[str, Any]:
        """What the action takes."""
        return {name: self.cleaned_data[name] for name in (*self.ASKED, "seen_version")}
