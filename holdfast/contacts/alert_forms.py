"""Closing an alert: what was done, in words, and what happens next."""

from datetime import datetime, timedelta

from django import forms

from holdfast.alerts.models import Alert
from holdfast.contacts.promise_words import promised_lines
from holdfast.contacts.rules import next_after_alert
from holdfast.design.moments import MomentField
from holdfast.referrals.models import Referral
from holdfast.referrals.states import NextAction
from holdfast.triage.rules import FURTHEST

SOONEST = timedelta(hours=2)
WORDS = {
    NextAction.CALL: "Call them again",
    NextAction.DECIDE: "Decide on the request",
    NextAction.ASSESS: "Arrange the assessment",
    NextAction.DISCUSS: "Discuss at the meeting",
    NextAction.STEP: "Go on with the plan",
}


def replaced(lines: list[dict[str, str]]) -> list[str]:
    """What was promised to somebody, of which what is chosen here takes the place, where they were spoken with."""
    promised = "; ".join(f"{each['what'].lower()} {each['due']}" for each in lines)
    return [f"If you spoke with them, it takes the place of what was promised: {promised}."] if promised else []


class CloseForm(forms.Form):
    """Closes an alert. A closed referral needs no next action; outside cover leaves it to the hub."""

    done = forms.MultipleChoiceField(
        label="What did you do?",
        choices=Alert.Done,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose what you did"},
    )
    words = forms.CharField(
        label="In your words",
        help_text="What was said, what was agreed, who else knows.",
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={
            "required": "Write what was said and agreed",
            "max_length": "Write at most 10,000 characters",
        },
    )

    def __init__(self, *args, referral: Referral, now: datetime, is_outside: bool, **options):
        super().__init__(*args, **options)
        self.now = now
        self.needs_next = referral.closed_at is None and not is_outside
        self.promised = promised_lines(referral, now=now) if self.needs_next else []
        if self.needs_next:
            actions = next_after_alert(referral.stage, referral.next_action)
            self.fields["next_action"] = forms.ChoiceField(
                label="Next action",
                help_text=" ".join(["An alert does not close without one.", *replaced(self.promised)]),
                choices=[(action, WORDS.get(action, NextAction(action).label)) for action in actions],
                initial=actions[0],
                error_messages={"required": "Choose what happens next", "invalid_choice": "Choose what happens next"},
            )
            self.fields["next_action_at"] = MomentField(
                label="When",
                required=True,
                thing="the next action",
                initial=max(referral.next_action_at, now + SOONEST),
            )

    def clean_next_action_at(self):
        """A moment to come, within the next 90 days."""
        at = self.cleaned_data["next_action_at"]
        if not self.now <= at <= self.now + FURTHEST:
            raise forms.ValidationError("Enter a day and time to come, within the next 90 days")
        return at
