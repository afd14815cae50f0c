"""What staff write down of how it went: how they were reached, whether they are at work, the end, a death."""

from datetime import date
from typing import Any

from django import forms

from holdfast.outcomes.end_codes import END_CODES, NOT_SEEN, OF_DEATH, SEEN, TREATED
from holdfast.outcomes.models import Death, Discharge, FollowUp
from holdfast.outcomes.rules import ASKED_OF_WORK

LONGEST = 2000
RETURNS = (
    "If it comes back, you can come back. Ask again on your own pages, or call us and say your reference number: "
    "you need not begin anew, and need give no reason."
)
"""Proposed, in words that promise no more than the hub does. Whoever discharges changes them as they like."""
HOW_KNOWN = [each for each in Death.HowKnown.choices if each[0] != Death.HowKnown.HUB]
"""What staff write down. What another hub says comes by itself."""


class SettleForm(forms.Form):
    """What came of one follow-up."""

    follow_up = forms.UUIDField(widget=forms.HiddenInput)
    end = forms.ChoiceField(
        label="What came of it?",
        choices=[
            (FollowUp.End.LOOKED_AT, "I have looked at the answers"),
            (FollowUp.End.TALKED, "We talked instead"),
            (FollowUp.End.NOT_REACHED, "They could not be reached"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Say what came of it"},
    )

    def __init__(self, *args: Any, is_answered: bool = True, **more: Any):
        super().__init__(*args, **more)
        if not is_answered:
            self.fields["end"].choices = self.fields["end"].choices[1:]  # type: ignore[attr-defined]


class WorkForm(forms.Form):
    """Whether they are at work."""

    state = forms.ChoiceField(
        label="Are they at work?", widget=forms.RadioSelect,
        choices=[(each.value, each.label) for each in ASKED_OF_WORK],
        error_messages={"required": "Say whether they are at work"},
    )  # fmt: skip


def codes(group: str) -> list[tuple[str, str]]:
    """The codes of a group that somebody chooses."""
    return [(each.code, f"{each.code}: {each.label}") for each in END_CODES
            if each.group == group and each.code not in OF_DEATH]  # fmt: skip


UNCHECKED = (
    "Their own pages show this once somebody has checked who they are, which nobody has. Until then the pages say to "
    "call for it."
)


class DischargeForm(forms.Form):
    """Why care ends, what came of it, and what they read about coming back."""

    end_code = forms.ChoiceField(
        label="Why does it end?",
        choices=[("", "Choose"), *((group, codes(group)) for group in (TREATED, SEEN, NOT_SEEN))],
        help_text="In the national words, which the data return needs. They do not read it.",
        error_messages={"required": "Choose why it ends"},
    )
    outcome = forms.ChoiceField(
        label="What came of it?", choices=Discharge.Outcome.choices, widget=forms.RadioSelect,
        help_text="As you see it together.", error_messages={"required": "Say what came of it"},
    )  # fmt: skip
    returns = forms.CharField(
        label="What they do if it comes back", max_length=LONGEST, initial=RETURNS,
        help_text="They read this on their own pages as it stands.",
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": "Write what they do if it comes back",
                        "max_length": "Write at most 2,000 characters"},
    )  # fmt: skip
    ends_too = forms.BooleanField(
        label="I have read what ends with it", required=False,
        error_messages={"required": "Read what ends with it, and tick the box"},
    )  # fmt: skip

    def __init__(self, *args: Any, leaves_open: bool, is_checked: bool, **more: Any):
        super().__init__(*args, **more)
        if not is_checked:
            self.fields["returns"].help_text = UNCHECKED
        self.fields["ends_too"].required = leaves_open


class DeathForm(forms.Form):
    """How a death is known, and when it was."""

    how_known = forms.ChoiceField(
        label="How do you know?", choices=HOW_KNOWN, widget=forms.RadioSelect,
        error_messages={"required": "Say how you know"},
    )  # fmt: skip
    died_on = forms.DateField(
        label="When did they die?", required=False, help_text="Leave it empty if you do not know the day.",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "Enter a day, such as 16 10 2026"},
    )  # fmt: skip
    is_certain = forms.BooleanField(
        label="I am certain that it is this person",
        error_messages={"required": "Tick the box if you are certain that it is this person"},
    )

    def __init__(self, *args: Any, today: date, **more: Any):
        super().__init__(*args, **more)
        self.today = today

    def clean_died_on(self) -> date | None:
        """A day that has come."""
        day = self.cleaned_data["died_on"]
        if day and day > self.today:
            raise forms.ValidationError("Choose a day that has come")
        return day
