"""The questions of the request, as a person reads them. Errors say what to do."""

from django import forms
from django.core.validators import ProhibitNullCharactersValidator
from django.utils.translation import gettext_lazy as _

from holdfast.people import contact_details, names
from holdfast.referrals.models import Referral

LONGEST_STORY = 4000
LONGEST_LINE = 200
MOST_NAMES = 20


class Words(forms.CharField):
    """Free text: characters that cannot be shown are refused with a sentence."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.validators = [
            ProhibitNullCharactersValidator(message=_("Take out the characters that cannot be shown"))
            if isinstance(validator, ProhibitNullCharactersValidator)
            else validator
            for validator in self.validators
        ]


def checked(check, value):
    """Run one of our own checks; its sentence becomes the form's."""
    try:
        return check(value)
    except ValueError as error:
        raise forms.ValidationError(str(error)) from None


def mobile_number(text):
    """A number for text messages; its sentence says so, where phone and mobile are both asked for."""
    try:
        return contact_details.phone(text)
    except ValueError as error:
        raise ValueError(str(error).replace("a phone number", "a mobile number")) from None


class NameForm(forms.Form):
    """What we call them by."""

    name = Words(
        label=_("What should we call you?"),
        help_text=_("A first name is enough. It need not be the name that your employer knows."),
        required=False,
        widget=forms.TextInput({"autocomplete": "given-name", "spellcheck": "false"}),
    )

    def clean_name(self):
        return checked(names.is_name, self.cleaned_data["name"])


class EmailForm(forms.Form):
    """Asks for an `email`, and for a tick in `work_ok` where an employer may be able to read what is sent there."""

    def warn_of_work(self):
        """A work address once needs a second thought."""
        if self.is_work_address() and not self.cleaned_data["work_ok"]:
            self.add_error("work_ok", _("Tick the box to use this address, or give a private one"))

    def is_work_address(self):
        """Whether the address typed belongs to an employer, so that the page can say so."""
        try:
            return contact_details.is_work_address(contact_details.email(self["email"].value() or ""))
        except ValueError:
            return False


class ReachForm(EmailForm):
    """Safe ways and times to reach them."""

    WAYS = (
        ("call", _("Phone call")),
        ("text", _("Text message")),
        ("email", _("Email")),
        ("letter", _("Letter to my home")),
    )
    TIMES = (
        ("any", _("Any time")),
        ("am", _("Morning")),
        ("pm", _("Afternoon")),
        ("eve", _("Late afternoon")),
    )
    ways = forms.MultipleChoiceField(
        label=_("Safe ways to reach me"),
        choices=WAYS,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    phone = Words(
        label=_("Phone number"),
        required=False,
        max_length=LONGEST_LINE,
        widget=forms.TextInput({"type": "tel", "autocomplete": "tel"}),
    )
    voicemail = forms.ChoiceField(
        label=_("May we leave a voicemail?"),
        help_text=_("It would only say: “Hello, please ring back,” a first name, and a number."),
        choices=(("yes", _("Yes")), ("no", _("No"))),
        required=False,
        widget=forms.RadioSelect,
    )
    mobile = Words(
        label=_("Mobile number"),
        required=False,
        max_length=LONGEST_LINE,
        widget=forms.TextInput({"type": "tel", "autocomplete": "tel"}),
    )
    email = Words(
        label=_("Email address"),
        required=False,
        max_length=320,
        widget=forms.TextInput({"type": "email", "autocomplete": "email", "spellcheck": "false"}),
    )
    work_ok = forms.BooleanField(label=_("I know, and I want to use it"), required=False)
    letter = Words(
        label=_("Your address"),
        help_text=_("With your postcode. The envelope is plain."),
        required=False,
        max_length=400,
        widget=forms.Textarea({"rows": 4, "autocomplete": "street-address"}),
    )
    times = forms.MultipleChoiceField(
        label=_("Good times to call"),
        help_text=_("Pick all that suit you."),
        choices=TIMES,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    note = Words(
        label=_("Anything we should know?"),
        help_text=_("For example: I work nights, so please ring after 2pm."),
        required=False,
        max_length=LONGEST_LINE,
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    NEEDS = {
        "call": ("phone", contact_details.phone),
        "text": ("mobile", mobile_number),
        "email": ("email", contact_details.email),
        "letter": ("letter", lambda text: text.strip()),
    }

    def clean(self):
        ways = self.cleaned_data.get("ways", [])
        if not ways and "ways" not in self.errors:
            self.add_error("ways", _("Pick at least one safe way to reach you"))
        for way in ways:
            self.clean_way(way)
        return self.cleaned_data

    def clean_way(self, way):
        """Check what a chosen way needs, and warn of a work address once."""
        name, check = self.NEEDS[way]
        if name in self.errors:
            return
        try:
            self.cleaned_data[name] = check(self.cleaned_data.get(name, ""))
        except ValueError as error:
            self.add_error(name, str(error))
            return
        if way == "letter" and not self.cleaned_data[name]:
            self.add_error(name, _("Enter your address, with the postcode"))
        if way == "email":
            self.warn_of_work()

    def channels(self):
        """The safe ways as they are kept; only what was chosen."""
        given, ways = self.cleaned_data, self.cleaned_data["ways"]
        kept = {way: given[self.NEEDS[way][0]] for way in ways}
        if "call" in kept:
            kept["voicemail"] = given["voicemail"] == "yes"
        if "email" in kept:
            kept["email_is_work"] = self.is_work_address()
        return {**kept, "times": given["times"] if "call" in kept else [], "note": given["note"]}


class SafeForm(forms.Form):
    """Are you safe right now? Asked of everybody; none of the answers stops help."""

    safe = forms.ChoiceField(
        label=_("Are you safe right now?"),
        choices=(
            (Referral.SafeNow.YES, _("Yes, I am safe")),
            (Referral.SafeNow.UNSURE, _("I am not sure")),
            (Referral.SafeNow.NO, _("No, I am not safe")),
            (Referral.SafeNow.SKIPPED, _("I would rather not say")),
        ),
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": _("Pick one of the answers")},
    )


class StoryForm(forms.Form):
    """What is going on, in their words."""

    story = Words(
        label=_("What is going on?"),
        help_text=_("As much or as little as you like. You can leave it empty and tell us on the phone."),
        required=False,
        max_length=LONGEST_STORY,
        error_messages={"max_length": _("This is longer than we can keep here. Use %(limit_value)d letters or fewer")},
        widget=forms.Textarea({"rows": 8, "autocomplete": "off"}),
    )
    call_today = forms.BooleanField(label=_("I would like to be called today, if anybody is there"), required=False)


class PeopleForm(forms.Form):
    """Who at the hub must not see this; and where there are neighbours, whether one of them should see the person."""

    people = Words(
        label=_("Is there anyone who must not see this?"),
        help_text=_("One name on each line: somebody who works at the hub or might, a team, or a role."),
        required=False,
        max_length=2000,
        error_messages={"max_length": _("Enter names of %(limit_value)d letters or fewer in all")},
        widget=forms.Textarea({"rows": 4, "autocomplete": "off", "spellcheck": "false"}),
    )

    wished_hub = forms.ChoiceField(
        label=_("Which hub should see you?"),
        help_text=_("If you work for this hub, or know people there, a neighbour may feel safer."),
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": _("Pick one of the hubs, or leave it")},
    )

    def __init__(self, *args, own="", neighbours=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.hubs = {hub.slug: hub.name for hub in neighbours}
        self.fields["wished_hub"].choices = [("", own), *self.hubs.items()]

    def wish(self):
        """The hub that was picked, by its slug and name; nothing for this one."""
        slug = self.cleaned_data["wished_hub"]
        return {"slug": slug, "name": self.hubs[slug]} if slug else {}

    def clean_people(self):
        found = names.split_names(self.cleaned_data["people"])
        if len(found) > MOST_NAMES:
            raise forms.ValidationError(_("Enter 20 names or fewer. You can tell us the others when we call"))
        return found
