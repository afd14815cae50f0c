"""What staff write down of a plan: goals, ratings, strands, and what the person says of the whole."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django import forms

from holdfast.accounts.models import Membership
from holdfast.coordination.models import HIGHEST, LOWEST, Goal, Plan, Strand

LONGEST = 2000
TOO_LONG = "Write at most 2,000 characters"
FURTHEST = timedelta(days=366)
THEY_DO = "person"
NUMBERS = [(str(number), str(number)) for number in range(LOWEST, HIGHEST + 1)]
LOOKED_AT_AFTER = timedelta(weeks=6)
"""When a plan is looked at again, where nobody says otherwise: proposed only, and no clinical rule."""


def words(label: str, *, hint: str = "", required: str) -> forms.CharField:
    """Free text; `required` is the sentence where it is empty."""
    return forms.CharField(
        label=label, help_text=hint, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": required, "max_length": TOO_LONG},
    )  # fmt: skip


def day(label: str, *, hint: str = "", required: str = "") -> forms.DateField:
    """A day to come."""
    return forms.DateField(
        label=label, help_text=hint, required=bool(required),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": required, "invalid": "Enter a day, such as 16 10 2026"},
    )  # fmt: skip


class DayForm(forms.Form):
    """A form with a day that is to come, within a year."""

    def __init__(self, *args: Any, today: date, **more: Any):
        super().__init__(*args, **more)
        self.today = today

    def clean(self) -> dict[str, Any]:
        """Every day of the form is to come."""
        given = super().clean() or {}
        for name, value in list(given.items()):
            if isinstance(value, date) and not self.today <= value <= self.today + FURTHEST:
                self.add_error(name, "Choose a day from today on, within a year")
        return given


class WordsForm(forms.Form):
    """A goal in their words."""

    words = words(
        "What they want to be different, in their words",
        hint="As they say it: “I want to sleep through before an early shift.”",
        required="Write the goal in their words",
    )


class GoalForm(WordsForm):
    """A new goal, and how near they are to it now."""

    value = forms.ChoiceField(
        label="How near are they to it now?",
        choices=[("", "Not asked yet"), *NUMBERS],
        required=False,
        help_text="As they see it. 0: not there at all. 10: all the way there.",
    )


class RateForm(forms.Form):
    """How near they are to a goal."""

    value = forms.TypedChoiceField(
        label="How near are they to it now?", choices=NUMBERS, coerce=int, widget=forms.RadioSelect,
        help_text="As they see it. 0: not there at all. 10: all the way there.",
        error_messages={"required": "Choose the number they say, from 0 to 10"},
    )  # fmt: skip


class EndGoalForm(forms.Form):
    """Why a goal is none any more."""

    how = forms.ChoiceField(
        label="What became of it?", choices=[(Goal.End.REACHED, "They have reached it"), (Goal.End.NO_LONGER,
        "It is no goal of theirs any more")], widget=forms.RadioSelect,
        error_messages={"required": "Say whether they have reached it"},
    )  # fmt: skip


class StrandForm(DayForm):
    """What happens, who does it, and when next."""

    kind = forms.ChoiceField(
        label="Kind of support", choices=[("", "Choose"), *Strand.Kind.choices],
        error_messages={"required": "Choose what kind of support it is"},
    )  # fmt: skip
    what = words(
        "What happens",
        hint="They read this as it stands. Plain words, and nobody else’s name.",
        required="Write what happens",
    )
    who = forms.ChoiceField(label="Who does it", error_messages={"required": "Choose who does it"})
    next_on = day("When next", hint="May be left empty for what they do themselves.")

    def __init__(self, *args: Any, able: Sequence[Membership], **more: Any):
        super().__init__(*args, **more)
        self.able = {str(each.pk): each for each in able}
        names = [(pk, each.name) for pk, each in self.able.items()]
        self.fields["who"].choices = [("", "Choose"), (THEY_DO, "They do it themselves"), *names]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Whoever of the team does it says when."""
        given = super().clean()
        if given.get("who") not in {None, THEY_DO} and not given.get("next_on") and "next_on" not in self.errors:
            self.add_error("next_on", "Say when it goes on next")
        return given

    @property
    def chosen(self) -> dict[str, Any]:
        """What was chosen, as the action takes it."""
        given = self.cleaned_data
        who = given["who"]
        return {
            "kind": given["kind"], "what": given["what"], "next_on": given["next_on"],
            "owner": self.able.get(who), "is_theirs": who == THEY_DO,
        }  # fmt: skip


class StepForm(DayForm):
    """When a strand goes on, once a step of it was done."""

    next_on = day("When does it go on?", required="Say when it goes on next")


class EndStrandForm(forms.Form):
    """Why a strand goes on no more."""

    how = forms.ChoiceField(
        label="Does it go on?", choices=[(Strand.End.DONE, "No, it is done"), (Strand.End.STOPPED,
        "No, it is not part of the plan any more")], widget=forms.RadioSelect,
        error_messages={"required": "Say whether it is done"},
    )  # fmt: skip


class ShowForm(DayForm):
    """When the plan is looked at together again."""

    look_on = day(
        "We look at it together again on",
        hint="They read this date.",
        required="Say when you look at it together again",
    )


class AgreeForm(forms.Form):
    """How they agreed, where they did so in a conversation."""

    version = forms.UUIDField(widget=forms.HiddenInput)
    how = forms.ChoiceField(
        label="How did they agree?", choices=[each for each in Plan.How.choices if each[0] != Plan.How.OWN_PAGES],
        widget=forms.RadioSelect, error_messages={"required": "Say how they agreed"},
    )  # fmt: skip
