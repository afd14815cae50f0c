"""Tell us more: work, groups, needs, details, equality. Every question may be left out."""

from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from holdfast.design.forms import DayField
from holdfast.front_door.forms import LONGEST_LINE, Words, checked
from holdfast.hubs.facts import codes
from holdfast.hubs.facts.at_risk import AT_RISK_QUESTION, AT_RISK_WHY
from holdfast.people import contact_details
from holdfast.people.names import search_words
from holdfast.referrals.models import Background

NONE_OF_THESE = "none"
MOST_FOUND = 20
EARLIEST_OFF = date(2000, 1, 1)
NOT_CHOSEN = ("", _("Choose one, or leave it"))


class EmployerForm(forms.Form):
    """An employer, by search over real organisations; free text where it is on no list."""

    employer = Words(
        label=_("Who do you work for?"),
        help_text=_("Part of the name is enough: a trust, a care home, an agency. Your employer is not told."),
        required=False,
        max_length=LONGEST_LINE,
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    organisation = forms.ChoiceField(label=_("Which one is it?"), required=False, widget=forms.RadioSelect)

    def __init__(self, *args, find, **kwargs):
        super().__init__(*args, **kwargs)
        words = search_words((self["employer"].value() or "").replace("\0", ""))
        self.matches = list(find(words)) if words else []
        self.is_cut = len(self.matches) >= MOST_FOUND
        found = [(organisation.code, organisation.name) for organisation in self.matches]
        self.fields["organisation"].choices = [*found, (NONE_OF_THESE, _("None of these. Keep what I wrote"))]

    def clean(self):
        given = self.cleaned_data
        if self.matches and not given.get("organisation") and "organisation" not in self.errors:
            self.add_error("organisation", _("Pick your employer from the list, or “None of these”"))
        return given

    def chosen(self):
        """The organisation that was picked, if any; that of a link's visitor stays while they name no other."""
        code = self.cleaned_data.get("organisation")
        kept = self.cleaned_data.get("kept")
        return next((found for found in self.matches if found.code == code), kept)


class WorkForm(EmployerForm):
    """Where they work, what they do, and whether they are at work."""

    staff_group = forms.ChoiceField(label=_("What kind of work do you do?"), required=False, widget=forms.Select)
    work_state = forms.ChoiceField(
        label=_("Are you at work now?"),
        choices=Background.WorkState.choices,
        required=False,
        widget=forms.RadioSelect,
    )
    off_since = DayField(label=_("Off work since"), help_text=_("For example, 27 3 2026"), required=False)

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today
        health = [(code.code, code.said) for code in codes.STAFF_GROUP.codes if code.offered]
        care = [(code.code, code.said) for code in codes.SOCIAL_CARE_ROLE.codes if code.offered]
        self.fields["staff_group"].choices = [NOT_CHOSEN, (_("Health"), health), (_("Social care"), care)]

    def clean_off_since(self):
        day = self.cleaned_data["off_since"]
        if day and not EARLIEST_OFF <= day <= self.today:
            raise forms.ValidationError(_("Enter a day that has passed, for example 27 3 2026"))
        return day


class GroupsForm(forms.Form):
    """At-risk groups, asked with tact."""

    groups = forms.MultipleChoiceField(
        label=AT_RISK_QUESTION,
        help_text=AT_RISK_WHY,
        choices=codes.AT_RISK_GROUP.choices(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


class NeedsForm(forms.Form):
    """Language, format and adjustments: asked once and honoured."""

    language = Words(
        label=_("Which language would you like to talk in?"),
        help_text=_("Leave it empty for English."),
        required=False,
        max_length=40,
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    needs_interpreter = forms.BooleanField(label=_("I would like an interpreter"), required=False)
    formats = forms.MultipleChoiceField(
        label=_("How should we write to you?"),
        choices=(
            ("large_print", _("In large print")),
            ("easy_read", _("In easy words and pictures")),
            ("audio", _("As a recording")),
            ("braille", _("In Braille")),
            ("bsl", _("In British Sign Language")),
        ),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    adjustments = Words(
        label=_("Is there anything that would make it easier to talk with us?"),
        help_text=_("For example: short calls, a quiet room, somebody with you, a woman to talk to."),
        required=False,
        max_length=1000,
        widget=forms.Textarea({"rows": 3, "autocomplete": "off"}),
    )


class DetailsForm(forms.Form):
    """Birth date and GP: they help us find the right services, and nothing is sent to them without agreement."""

    born = DayField(
        label=_("When were you born?"),
        help_text=_("For example, 27 3 1985"),
        required=False,
        autocomplete="bday",
    )
    gp = Words(
        label=_("Your GP practice"),
        help_text=_("We do not contact them unless you agree."),
        required=False,
        max_length=LONGEST_LINE,
        widget=forms.TextInput({"autocomplete": "off"}),
    )

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_born(self):
        born = self.cleaned_data["born"]
        if born is None:
            return None
        parts = (born.day, born.month, born.year)
        return checked(lambda day: contact_details.birth_date(*day, self.today), parts)


def choices_of(codelist, widget):
    """The list as the person reads it. Every list says “prefer not to say” itself; a select begins empty."""
    return [NOT_CHOSEN, *codelist.choices()] if type(widget) is forms.Select else codelist.choices()


class EqualityForm(forms.Form):
    """By national code lists, each with its reason, each skippable."""

    ethnic_category = forms.ChoiceField(label=_("Your ethnic background"), required=False, widget=forms.Select)
    gender = forms.ChoiceField(label=_("Your gender"), required=False, widget=forms.RadioSelect)
    gender_same_at_birth = forms.ChoiceField(
        label=_("Is your gender the same as the one you were given at birth?"), required=False, widget=forms.RadioSelect
    )
    sexual_orientation = forms.ChoiceField(label=_("Your sexual orientation"), required=False, widget=forms.RadioSelect)
    disability = forms.ChoiceField(
        label=_("Do you have a disability or a long-term condition?"), required=False, widget=forms.RadioSelect
    )
    religion = forms.ChoiceField(label=_("Your religion or belief"), required=False, widget=forms.Select)

    LISTS = {
        "ethnic_category": codes.ETHNIC_CATEGORY,
        "gender": codes.GENDER_IDENTITY,
        "gender_same_at_birth": codes.TRANS_STATUS,
        "sexual_orientation": codes.SEXUAL_ORIENTATION,
        "disability": codes.DISABILITY,
        "religion": codes.RELIGION,
    }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, codelist in self.LISTS.items():
            self.fields[name].choices = choices_of(codelist, self.fields[name].widget)


class CodeForm(forms.Form):
    """The code that goes with a link."""

    code = Words(
        label=_("Your code"),
        help_text=_("6 digits. You saw them when you asked for this page."),
        max_length=40,
        error_messages={"required": _("Enter the 6 digits of your code")},
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )


class KeepSafeForm(forms.Form):
    """Can you keep yourself safe right now?"""

    keep_safe = forms.ChoiceField(
        label=_("Can you keep yourself safe right now?"),
        choices=(
            ("yes", _("Yes, I can keep myself safe")),
            ("unsure", _("I am not sure")),
            ("no", _("No, I cannot")),
            ("skipped", _("I would rather not say")),
        ),
        required=False,
        widget=forms.RadioSelect,
    )


class WhenForm(forms.Form):
    """Now, later, or on the telephone."""

    more = forms.ChoiceField(
        label=_("Would you like to tell us more?"),
        choices=(
            ("now", _("Now")),
            ("later", _("Later, from a link")),
            ("phone", _("On the phone, when you call me")),
        ),
        widget=forms.RadioSelect,
        error_messages={"required": _("Pick one, or close this page: you have done enough")},
    )

    def __init__(self, *args, may_call=True, **kwargs):
        super().__init__(*args, **kwargs)
        if not may_call:
            self.fields["more"].choices = [choice for choice in self.fields["more"].choices if choice[0] != "phone"]
