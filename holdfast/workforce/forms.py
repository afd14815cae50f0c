"""What is said of a practitioner, and the rule of who assesses: typed, looked at, and then signed."""

import json
from collections.abc import Collection
from datetime import date
from typing import Any

from django import forms
from django.utils.crypto import salted_hmac

from holdfast.workforce.codes import (
    BANDS,
    WITHOUT_BAND,
    Competence,
    Employment,
    Gender,
    Grade,
    Language,
    Profession,
)
from holdfast.workforce.models import AssessorRule, Profile

SIGN = "sign"
SALT = "holdfast.workforce.shown"
NOT_SAID = ("", "Not said")
TRAINED_IN = [each for each in Competence.choices if each[0] != Competence.CULTURE]
GENDER_HINT = "Only if you like. Some people ask to be seen by a woman, or by a man: colleagues who book see it"


def several(label: str, choices: Collection[Any], help_text: str = "") -> forms.MultipleChoiceField:
    """Boxes to tick, none of which has to be."""
    return forms.MultipleChoiceField(
        label=label, choices=choices, required=False, help_text=help_text, widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Choose from the list"},
    )  # fmt: skip


class ProfileForm(forms.Form):
    """What a member is trained for. Whoever may say less has fewer fields."""

    seen = forms.UUIDField(required=False, widget=forms.HiddenInput)
    profession = forms.ChoiceField(
        label="Profession", choices=[("", "Choose"), *Profession.choices],
        error_messages={"required": "Choose their profession", "invalid_choice": "Choose their profession"},
    )  # fmt: skip
    grade = forms.ChoiceField(label="Grade", choices=[NOT_SAID, *Grade.choices], required=False)
    employment = forms.ChoiceField(label="How they work here", choices=[NOT_SAID, *Employment.choices], required=False)
    seconded_from = forms.CharField(label="Seconded from", max_length=80, required=False, help_text="The employer")
    gender = forms.ChoiceField(
        label="Gender", choices=[NOT_SAID, *Gender.choices], required=False, help_text=GENDER_HINT
    )
    languages = several(
        "Languages", Language.choices, "In which they can hold a conversation with somebody in distress. Beside English"
    )
    competences = several("Trained in", TRAINED_IN, "Beyond their profession, with a course or supervised practice")
    culture_trained_on = forms.DateField(
        label="Training in cultural competence ended on", required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"invalid": "Enter a day that exists, like 15/10/2026"},
    )  # fmt: skip

    def __init__(self, data: Any = None, *, last: Profile | None, may_say: Collection[str], today: date):
        names = [name for name in self.base_fields if name != "seen"]
        initial = {name: getattr(last, name) for name in names} if last else {}
        super().__init__(data, initial={**initial, "seen": last.pk if last else None})
        self.today = today
        for name in names:
            if name not in may_say:
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        """What goes together."""
        given = super().clean() or {}
        trained = given.get("culture_trained_on")
        if trained and trained > self.today:
            self.add_error("culture_trained_on", "Enter the day once it has passed")
        if given.get("employment") == Employment.SECONDED and not given.get("seconded_from"):
            self.add_error("seconded_from", "Enter from which employer they are seconded")
        return given

    def chosen(self) -> dict[str, Any]:
        """What the action takes."""
        return dict(self.cleaned_data)


class RuleForm(forms.Form):
    """Whom the rule admits. What is signed is exactly what was shown: `shown` marks it."""

    shown = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    professions = several("Professions that assess", Profession.choices, "None ticked: every profession")
    least_band = forms.ChoiceField(
        label="Least band", choices=[("", "No least band"), *((band.value, band.label) for band in BANDS)],
        required=False,
    )  # fmt: skip
    without_band = several(
        "Beside the least band, also", [(grade.value, grade.label) for grade in WITHOUT_BAND],
        "They have no band that could be compared",
    )  # fmt: skip
    competences = several("Competences that each needs", Competence.choices, "All that are ticked. None: none needed")
    signature = forms.CharField(
        label="Sign with your name", required=False, max_length=120,
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
    )  # fmt: skip
    ASKED = ("professions", "least_band", "without_band", "competences")

    def __init__(self, data: Any = None, *, rule: AssessorRule | None, signer: str):
        super().__init__(data, initial={name: getattr(rule, name) for name in self.ASKED} if rule else {})
        self.signer = signer

    def can_be_shown(self) -> bool:
        """Whether everything was sent that the rule needs, whatever stands as the signature."""
        return self.is_bound and not set(self.errors) - {"signature"}

    def chosen(self) -> dict[str, Any]:
        """What the action takes."""
        return {name: self.cleaned_data[name] for name in self.ASKED}

    def mark(self, newest: int) -> str:
        """The mark of what was chosen, beside the version it was compared with."""
        said = json.dumps([newest, self.chosen()], sort_keys=True)
        return salted_hmac(SALT, said, algorithm="sha256").hexdigest()

    def wants_to_sign(self, newest: int) -> bool:
        """Whether exactly this was shown, and is signed now with the signer's own name."""
        if self.data.get("do") != SIGN or self.cleaned_data.get("shown") != self.mark(newest):
            return False
        if same(self.cleaned_data.get("signature") or "") == same(self.signer):
            return True
        self.add_error("signature", f"Sign with your name as it stands here: {self.signer}")
        return False


def same(name: str) -> str:
    """A name, whatever its capitals and spaces."""
    return " ".join(name.casefold().split())
