"""Forms of the desk. What a hub declares is typed, looked at, and only then signed."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.crypto import salted_hmac

from holdfast.accounts.roles import ROLES
from holdfast.design.moments import MomentField
from holdfast.desk.questions import FIRST, TERMS, WELCOME, Question, columns, conflicts
from holdfast.front_door.forms import Words
from holdfast.hubs.hours import LONDON
from holdfast.hubs.models import Organisation, System
from holdfast.measures.questionnaire import Mode
from holdfast.measures.questionnaires import QUESTIONNAIRES
from holdfast.triage.rules import OFF, RULES, TODAY, TWO_DAYS

FURTHEST = timedelta(days=366)
LONGEST = 1000  # letters of any answer: more than the longest that can be right
SIGN = "sign"
SALT = "holdfast.desk.shown"


def same(name: str) -> str:
    """A name, whatever its capitals and spaces."""
    return " ".join(name.casefold().split())


class SignatureForm(forms.Form):
    """A name typed by whoever signs."""

    signature = Words(
        label="Sign with your name",
        required=False,
        max_length=120,
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"max_length": "Write your name as it stands here"},
    )

    def __init__(self, data: Any = None, *, signer: str, **options: Any):
        super().__init__(data, **options)
        self.signer = signer

    def is_signed(self) -> bool:
        """Whether the signer's own name stands there; if not, the sentence does."""
        if "signature" in self.errors:
            return False
        if same(self.cleaned_data.get("signature") or "") == same(self.signer):
            return True
        self.add_error("signature", f"Sign with your name as it stands here: {self.signer}")
        return False


class SignedForm(SignatureForm):
    """What is signed only as it was shown: `shown` marks the values, and the newest version beside which they stood."""

    shown = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    given: dict[str, Any]

    def can_be_shown(self) -> bool:
        """Whether everything was sent that signing would change, whatever stands as the signature."""
        return self.is_bound and not set(self.errors) - {"signature"}

    def mark(self, newest: int) -> str:
        """The mark of what was typed, beside the version it was compared with."""
        values = {name: self.cleaned_data.get(name) for name in self.fields if name not in ("signature", "shown")}
        said = json.dumps([newest, values], default=str, sort_keys=True)
        return salted_hmac(SALT, said, algorithm="sha256").hexdigest()

    def wants_to_sign(self, newest: int) -> bool:
        """Whether exactly this was shown, and is signed now."""
        was_shown = self.cleaned_data.get("shown") == self.mark(newest)
        return self.data.get("do") == SIGN and was_shown and self.is_signed()


class DeclaredForm(SignedForm):
    """Some of what a hub declares, each answer read as in the dialogue."""

    questions: tuple[Question, ...] = ()

    def __init__(self, data: Any = None, *, signer: str, now: datetime, initial: Mapping[str, str]):
        super().__init__(data, signer=signer, initial=initial)
        self.now = now
        for question in self.questions:
            self.fields[question.key] = Words(
                label=question.words, help_text=question.hint, required=False, max_length=LONGEST,
                widget=self.widget_of(question), error_messages={"max_length": "Write less"},
            )  # fmt: skip

    def widget_of(self, question: Question) -> forms.Widget:
        """A box as wide as its answer."""
        if question is WELCOME:
            return forms.Textarea({"rows": 3})
        is_number = (question.default or "").isdigit()
        width = "nhsuk-input--width-4" if is_number else "nhsuk-input--width-30"
        return forms.TextInput(
            {"class": width, "autocomplete": "off"} | ({"inputmode": "numeric"} if is_number else {})
        )

    def clean(self) -> dict[str, Any]:
        """Every answer read, and what does not go together."""
        found = super().clean() or {}
        answers = {}
        for question in self.questions:
            if question.key in found:
                try:
                    answers[question.key] = question.read(found[question.key])
                except ValueError as error:
                    self.add_error(question.key, str(error))
        for key, sentence in conflicts(answers, today=self.now.astimezone(LONDON).date()).items():
            self.add_error(key, sentence)
        self.given = columns(answers)
        return found

    @property
    def starts_at(self) -> datetime:
        """When it begins to hold."""
        return self.now


class TermsForm(DeclaredForm):
    """Hours, cover, targets and limits, and from when."""

    questions = TERMS
    begins = forms.ChoiceField(
        label="From when do they hold?",
        choices=[("now", "At once"), ("later", "From a later moment")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose from when they hold", "invalid_choice": "Choose from when they hold"},
    )
    later_at = MomentField(thing="the beginning", label="They begin", required=False)

    def clean(self) -> dict[str, Any]:
        """The moment lies ahead, and within a year."""
        found = super().clean()
        later = found.get("later_at")
        if found.get("begins") == "later" and "later_at" not in self.errors:
            if later is None:
                self.add_error("later_at", "Enter the day and time of the beginning")
            elif not self.now < later <= self.now + FURTHEST:
                self.add_error("later_at", "Enter a moment that lies ahead, within a year")
        return found

    @property
    def starts_at(self) -> datetime:
        """When they begin to hold."""
        return self.cleaned_data["later_at"] if self.cleaned_data["begins"] == "later" else self.now


class PlaceForm(forms.Form):
    """What the hub is called, for which area, and which of the organisations that it serves hosts it."""

    name = Words(
        label="What is the hub called?", max_length=120, widget=forms.TextInput({"autocomplete": "off"}),
        error_messages={"required": "Enter what the hub is called", "max_length": "Use 120 letters or fewer"},
    )  # fmt: skip
    place = Words(
        label="For which area, as a person would say it?", max_length=120,
        widget=forms.TextInput({"autocomplete": "off"}),
        error_messages={"required": "Enter the area", "max_length": "Use 120 letters or fewer"},
    )  # fmt: skip
    host = forms.ChoiceField(
        label="Which organisation hosts it?",
        required=False,
        help_text="One whose staff the hub serves. Choose the employers first.",
        error_messages={"invalid_choice": "Choose one of the organisations"},
    )

    def __init__(self, data: Any = None, *, organisations: Iterable[Organisation], **options: Any):
        super().__init__(data, **options)
        self.organisations = {each.pk: each for each in organisations}
        named = [(each.pk, each.name) for each in self.organisations.values()]
        self.fields["host"].choices = [("", "Not settled yet"), *named]

    def chosen(self) -> Organisation | None:
        """The host that was chosen."""
        return self.organisations.get(self.cleaned_data["host"])


class WelcomeForm(DeclaredForm):
    """The hub's own words on its start page."""

    questions = (WELCOME,)


class QuestionnairesForm(SignedForm):
    """What is asked beside PHQ-9 and GAD-7."""

    others = forms.MultipleChoiceField(
        label="And these",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Choose from the questionnaires that there are"},
    )

    def __init__(self, data: Any = None, *, signer: str, now: datetime, initial: Mapping[str, Any]):
        super().__init__(data, signer=signer, initial=initial)
        self.starts_at = now
        self.fields["others"].choices = [
            (key, each.name) for key, each in QUESTIONNAIRES.items() if key not in FIRST
        ]  # fmt: skip

    @property
    def hints(self) -> dict[str, str]:
        """What to know before one is chosen."""
        return {
            key: "" if each.mode == Mode.TEXT else f"No wording is shipped, so people are not asked it. {each.licence}."
            for key, each in QUESTIONNAIRES.items()
        }

    def clean(self) -> dict[str, Any]:
        """The whole set, in the order in which it is shipped."""
        found = super().clean() or {}
        chosen = set(found.get("others", ()))
        self.given = {"questionnaires": [*FIRST, *(key for key in QUESTIONNAIRES if key in chosen)]}
        return found


class RulesForm(SignedForm):
    """What each rule proposes."""

    CHOICES = ((TODAY, "Today"), (TWO_DAYS, "Two working days"), (OFF, "Off"))

    def __init__(self, data: Any = None, *, signer: str, initial: Mapping[str, str]):
        super().__init__(data, signer=signer, initial={**initial})
        for rule in RULES:
            self.fields[rule.key] = forms.ChoiceField(
                label=rule.words[:1].upper() + rule.words[1:],
                choices=[(key, said + (" (as shipped)" if key == rule.proposes else "")) for key, said in self.CHOICES],
                widget=forms.RadioSelect,
                error_messages={"required": f"Choose what to do when: {rule.words}",
                                "invalid_choice": f"Choose what to do when: {rule.words}"},
            )  # fmt: skip

    @property
    def rules(self) -> list[forms.BoundField]:
        """The fields of the rules, in order."""
        return [self[rule.key] for rule in RULES]

    def clean(self) -> dict[str, Any]:
        """The set."""
        found = super().clean() or {}
        self.given = {rule.key: found[rule.key] for rule in RULES if rule.key in found}
        return found


class RolesForm(forms.Form):
    """What a colleague does here."""

    roles = forms.MultipleChoiceField(
        label="Roles",
        choices=[(role.key, role.label) for role in ROLES.values()],
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Choose one role at least",
            "invalid_choice": "Choose from the roles that there are",
        },
    )
    is_fallback = forms.BooleanField(label="The fallback: told of every alert that nobody on duty has", required=False)

    @property
    def hints(self) -> dict[str, str]:
        """What each role opens."""
        return {role.key: role.description for role in ROLES.values()}


class InviteForm(RolesForm):
    """Somebody who joins the team."""

    name = Words(
        label="Name",
        help_text="As colleagues and people see it.",
        max_length=120,
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false", "class": "nhsuk-input--width-30"}),
        error_messages={"required": "Enter their name", "max_length": "Use a shorter name: 120 characters at most"},
    )
    email = Words(
        label="Email address",
        help_text="They sign in with it.",
        max_length=254,
        widget=forms.TextInput({"type": "email", "autocomplete": "off", "class": "nhsuk-input--width-30"}),
        error_messages={"required": "Enter their email address", "max_length": "Use a shorter address"},
    )
    field_order = ("name", "email", "roles", "is_fallback")


class SystemForm(forms.Form):
    """One more integrated care system."""

    code = forms.ChoiceField(
        label="Add an integrated care system",
        error_messages={"required": "Choose a system", "invalid_choice": "Choose a system from the list"},
    )

    def __init__(self, data: Any = None, *, systems: Iterable[System]):
        super().__init__(data)
        self.fields["code"].choices = [("", "Choose"), *((each.pk, each.name) for each in systems)]
