"""Forms of the caseload: a worry, an emergency, a review, a name to settle, an at-risk group."""

from collections.abc import Iterable

from django import forms

from holdfast.accounts.models import Membership
from holdfast.alerts.models import Alert
from holdfast.people.actions import REASON_LETTERS
from holdfast.people.names import normalise

LONGEST_NOTE = 4000
TOO_LONG = f"Shorten it to {LONGEST_NOTE} characters or fewer"


class WorryForm(forms.Form):
    """An alert raised by a worker."""

    ABOUT = (
        ("self", "For them"),
        ("others", "For somebody else: harm to others, a child or an adult at risk"),
    )

    about = forms.MultipleChoiceField(
        label="Who are you worried for?",
        choices=ABOUT,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Select who you are worried for"},
    )
    note = forms.CharField(
        label="What worries you?",
        help_text="What was said or seen, and when. Whoever takes the alert reads this first.",
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": "Enter what worries you", "max_length": TOO_LONG},
    )
    keep_safe = forms.ChoiceField(
        label="Can they keep themselves safe right now?",
        choices=[
            (Alert.KeepSafe.NO, "No"),
            (Alert.KeepSafe.UNSURE, "They are unsure"),
            (Alert.KeepSafe.YES, "Yes, they said so"),
            (Alert.KeepSafe.SKIPPED, "I could not ask"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Select whether they can keep themselves safe"},
    )


class EmergencyForm(forms.Form):
    """A record that is not one's own, in an emergency."""

    reference = forms.CharField(
        label="Reference number",
        help_text="As the person reads it out, like 7KM 4TP 93.",
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": "Enter the reference number", "max_length": "Enter the reference number alone"},
    )
    reason = forms.CharField(
        label="Why do you need it now?",
        help_text="One or two sentences a colleague understands tomorrow. The clinical lead and the person read this.",
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Enter why you need this record now", "max_length": TOO_LONG},
    )

    def clean_reason(self) -> str:
        """Asked before the record is looked for, so that the answer says nothing about it."""
        reason = self.cleaned_data["reason"]
        if len("".join(normalise(reason))) < REASON_LETTERS:
            raise forms.ValidationError("Say in a sentence why you need this record now")
        return reason


class ReviewForm(forms.Form):
    """The finding of a review."""

    finding = forms.ChoiceField(
        label="Your finding",
        choices=[("right", "Yes, it was right"), ("not_right", "No, it was not right")],
        widget=forms.RadioSelect,
        error_messages={"required": "Select whether it was right"},
    )


class SettleNameForm(forms.Form):
    """Who is meant by a name."""

    NOBODY = "nobody"

    who = forms.MultipleChoiceField(
        label="Who is meant?",
        help_text="Choose everybody who is meant. They are kept out from now on.",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Choose who is meant, or nobody who works here",
            "invalid_choice": "Choose colleagues from the list",
        },
    )

    def __init__(self, *args, colleagues: Iterable[Membership], **options):
        super().__init__(*args, **options)
        self.colleagues = {str(member.pk): member for member in colleagues}
        named = [(pk, self.words_for(member)) for pk, member in self.colleagues.items()]
        self.fields["who"].choices = [*named, (self.NOBODY, "Nobody who works here")]

    def words_for(self, member: Membership) -> str:
        """Their name, and that they no longer work here."""
        return f"{member.name} (has left)" if member.status == Membership.Status.LEFT else member.name

    def clean_who(self) -> list[str]:
        """Either colleagues or nobody."""
        who = self.cleaned_data["who"]
        if self.NOBODY in who and len(who) > 1:
            raise forms.ValidationError("Choose colleagues, or nobody who works here, not both")
        return who

    def members(self) -> list[Membership]:
        """The colleagues that were chosen; none where nobody here is meant."""
        return [self.colleagues[pk] for pk in self.cleaned_data["who"] if pk != self.NOBODY]


class ReleaseForm(forms.Form):
    """What a lead answers to somebody who asks that a name be taken off."""

    OFF, ON = "off", "on"

    answer = forms.ChoiceField(
        label="What did they say?",
        help_text="Speak with them alone and by a way that is safe: somebody may have made them ask.",
        choices=[
            (OFF, "Take the name off: they want it, and nobody makes them"),
            (ON, "Leave the name on the list"),
        ],
        widget=forms.RadioSelect,
        error_messages={
            "required": "Speak with them first, then select what they said",
            "invalid_choice": "Select what they said",
        },
    )


class AtRiskForm(forms.Form):
    """At-risk groups that a practitioner heard of in conversation."""

    groups = forms.MultipleChoiceField(
        label="Groups they told you about",
        help_text="What they said before stays. Add only what they told you.",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Choose at least one group to add",
            "invalid_choice": "Choose groups from the list",
        },
    )

    def __init__(self, *args, groups: Iterable[tuple[str, str]], **options):
        super().__init__(*args, **options)
        self.fields["groups"].choices = list(groups)
