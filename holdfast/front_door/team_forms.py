"""The questions of a team's request. Nobody of the team is asked for by name."""

from django import forms
from django.utils.translation import gettext_lazy as _

from holdfast.front_door.forms import LONGEST_LINE, ReachForm, Words, checked
from holdfast.front_door.more_forms import EmployerForm
from holdfast.outreach.models import TeamRequest
from holdfast.people import contact_details, names

LONGEST_WORDS = 2000


class WhatForm(forms.Form):
    """What is going on for the team."""

    happening = forms.MultipleChoiceField(
        label=_("What is going on for the team?"),
        help_text=_("Pick all that fit."),
        choices=TeamRequest.Happening.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("Pick from the list")},
    )
    words = Words(
        label=_("In your words"),
        help_text=_("A few are enough. Please name nobody: we help the team without knowing who is in it."),
        required=False,
        max_length=LONGEST_WORDS,
        error_messages={"max_length": _("This is longer than we can keep here. Use %(limit_value)d letters or fewer")},
        widget=forms.Textarea({"rows": 5, "autocomplete": "off"}),
    )

    def clean(self):
        given = self.cleaned_data
        if not self.errors and not given["happening"] and not given["words"].strip():
            self.add_error("happening", _("Pick what fits, or write a few words"))
        return given


class TeamForm(EmployerForm):
    """How many, what kind of place, and the employer."""

    size = forms.ChoiceField(
        label=_("How many people are in the team?"),
        choices=TeamRequest.Size.choices,
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": _("Pick one of the answers")},
    )
    place = Words(
        label=_("What kind of place is it?"),
        help_text=_("For example: a ward, a care home, a practice, a night team."),
        required=False,
        max_length=LONGEST_LINE,
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    employer = Words(
        label=_("Who is the employer?"),
        help_text=_("Part of the name is enough. We do not tell them that you asked."),
        required=False,
        max_length=LONGEST_LINE,
        widget=forms.TextInput({"autocomplete": "off"}),
    )


class HelpForm(forms.Form):
    """What would help."""

    wishes = forms.MultipleChoiceField(
        label=_("What would help?"),
        help_text=_("Pick all that you can imagine. We decide it together."),
        choices=TeamRequest.Wish.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("Pick from the list")},
    )
    talk_on = Words(
        label=_("On what?"),
        required=False,
        max_length=LONGEST_LINE,
        widget=forms.TextInput({"autocomplete": "off"}),
    )


class CallBackForm(forms.Form):
    """Whom we call back: a name to use, and one way."""

    name = Words(
        label=_("A first name to ask for"),
        required=False,
        widget=forms.TextInput({"autocomplete": "given-name", "spellcheck": "false"}),
    )
    phone = Words(
        label=_("Phone number"),
        required=False,
        max_length=LONGEST_LINE,
        widget=forms.TextInput({"type": "tel", "autocomplete": "tel"}),
    )
    email = Words(
        label=_("Email address"),
        help_text=_("We send your reference number and when we are in touch, nothing else."),
        required=False,
        max_length=320,
        widget=forms.TextInput({"type": "email", "autocomplete": "email", "spellcheck": "false"}),
    )
    times = forms.MultipleChoiceField(
        label=_("Good times to call"),
        choices=ReachForm.TIMES,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("Pick from the list")},
    )

    def clean_name(self):
        return checked(names.is_name, self.cleaned_data["name"])

    def clean_phone(self):
        typed = self.cleaned_data["phone"].strip()
        return checked(contact_details.phone, typed) if typed else ""

    def clean_email(self):
        typed = self.cleaned_data["email"].strip()
        return checked(contact_details.email, typed) if typed else ""

    def clean(self):
        given = self.cleaned_data
        if not (given.get("phone") or given.get("email")) and not {"phone", "email"} & set(self.errors):
            self.add_error("phone", _("Enter a phone number or an email address"))
        return given


class NotSafeForm(forms.Form):
    """Is anybody in the team not safe right now? Always answered: it decides how soon somebody calls."""

    not_safe = forms.ChoiceField(
        label=_("Is anybody in the team not safe right now?"),
        choices=TeamRequest.NotSafe.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Pick one of the answers"), "invalid_choice": _("Pick one of the answers")},
    )
