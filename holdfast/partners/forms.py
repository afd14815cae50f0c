"""What a referrer is asked. Errors say what to do."""

from datetime import date
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from holdfast.design.forms import DayField
from holdfast.front_door.forms import LONGEST_STORY, EmailForm, NameForm, PeopleForm, ReachForm, Words, checked
from holdfast.hubs.ids import uuid7
from holdfast.partners.rules import OLDEST_AGREEMENT, ROUTES, work_domain
from holdfast.people import contact_details, names
from holdfast.referrals.models import Referral
from holdfast.workplace.rules import LONGEST_REPLY

HOW = [choice for choice in Referral.Agreed.choices if choice[0] != Referral.Agreed.THEMSELVES]


class AddressForm(forms.Form):
    """The work address a code goes to."""

    email = Words(
        label=_("What is your work email address?"),
        help_text=_("We send a code of 6 digits there. A private address does not work."),
        max_length=320,
        error_messages={"required": _("Enter your work email address"), "max_length": contact_details.EMAIL_HINT},
        widget=forms.TextInput({"type": "email", "autocomplete": "email", "spellcheck": "false"}),
    )

    def clean_email(self):
        return checked(contact_details.email, self.cleaned_data["email"])


class CodeForm(forms.Form):
    """The code that was sent."""

    code = Words(
        label=_("Enter the code"),
        help_text=_("6 digits, from the email. It works for 15 minutes."),
        max_length=40,
        error_messages={
            "required": _("Enter the 6 digits of the code"),
            "max_length": _("Enter the 6 digits of the code"),
        },
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )


class YouForm(forms.Form):
    """Who a referrer is, the first time."""

    name = Words(
        label=_("Your name"),
        help_text=_("As the person you refer knows you."),
        max_length=1000,
        error_messages={"required": _("Enter your name"), "max_length": _("Enter a name of 90 letters or fewer")},
        widget=forms.TextInput({"autocomplete": "name", "spellcheck": "false"}),
    )
    telephone = Words(
        label=_("A number we can call you on at work"),
        max_length=200,
        error_messages={"required": _("Enter your number at work"), "max_length": contact_details.PHONE_HINT},
        widget=forms.TextInput({"type": "tel", "autocomplete": "tel"}),
    )
    admitted = forms.ChoiceField(
        label=_("What are you to the people you refer?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Pick what you are"), "invalid_choice": _("Pick one of the answers")},
    )

    def __init__(self, *args, admitted, **kwargs):
        super().__init__(*args, **kwargs)
        routes = dict(Referral.Route.choices)
        self.admitted = {str(each.pk): each for each in admitted}
        self.fields["admitted"].choices = [
            (pk, _("%(route)s, %(name)s") % {"route": routes[each.route], "name": each.name})
            for pk, each in self.admitted.items()
        ]

    def clean_name(self):
        return checked(names.is_name, self.cleaned_data["name"])

    def clean_telephone(self):
        return checked(contact_details.phone, self.cleaned_data["telephone"])

    def chosen(self):
        """The organisation they speak for."""
        return self.admitted[self.cleaned_data["admitted"]]


class TheirNameForm(NameForm):
    """Whom it is about."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("What is their name?")
        self.fields["name"].help_text = _("The name they want us to ask for. A first name is enough.")
        self.fields["name"].widget.attrs["autocomplete"] = "off"


class TheirReachForm(ReachForm):
    """Safe ways to reach whoever is referred, as they said them."""

    LABELS = {
        "ways": _("Ways that they said are safe"),
        "letter": _("Their address"),
        "work_ok": _("They know, and they want us to use it"),
        "note": _("Anything they want us to know about reaching them?"),
    }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, label in self.LABELS.items():
            self.fields[name].label = label
        for name in ("phone", "mobile", "email", "letter"):
            self.fields[name].widget.attrs["autocomplete"] = "off"
        self.fields["ways"].choices = [
            (way, _("Letter to their home") if way == "letter" else label) for way, label in self.WAYS
        ]


class AgreedForm(forms.Form):
    """How the person agreed, and when. Nobody is referred without it."""

    agrees = forms.BooleanField(
        label=_("They know what I am sending, and they agreed to it"),
        error_messages={"required": _("Ask them first. We take nobody who has not agreed")},
    )
    how = forms.ChoiceField(
        label=_("How did they tell you?"),
        choices=HOW,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Pick how they told you that they agree"),
            "invalid_choice": _("Pick how they told you that they agree"),
        },
    )
    on = DayField(label=_("When did they tell you?"), help_text=_("For example, 12 10 2026"))

    def __init__(self, *args, today: date, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_on(self):
        return checked(lambda day: agreed_on(day, self.today), self.cleaned_data["on"])


def agreed_on(day: date, today: date) -> date:
    """A day on which somebody can have agreed to this.

    Raises:
        ValueError: with the sentence for whoever typed it.
    """
    if day > today:
        raise ValueError("Enter a day that has been: they agree first, then you refer")
    if day < today - OLDEST_AGREEMENT:
        raise ValueError("That is more than a year ago. Ask them again, and enter that day")
    return day


class TheirStoryForm(forms.Form):
    """What is going on, as far as the person wants it passed on."""

    story = Words(
        label=_("What is going on?"),
        help_text=_("Only what they want us to know. They can read it. You can leave it empty."),
        required=False,
        max_length=LONGEST_STORY,
        error_messages={"max_length": _("This is longer than we can keep here. Use %(limit_value)d letters or fewer")},
        widget=forms.Textarea({"rows": 8, "autocomplete": "off"}),
    )


class WorryForm(forms.Form):
    """Whether somebody must call today. Always asked."""

    worried = forms.ChoiceField(
        label=_("Are you worried that they are not safe right now?"),
        choices=(("yes", _("Yes, I am worried")), ("no", _("No"))),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Pick yes or no. If you are not sure, pick yes"),
            "invalid_choice": _("Pick yes or no. If you are not sure, pick yes"),
        },
    )


class TheirPeopleForm(PeopleForm):
    """Who at the hub must not see this, as the person said."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["people"].label = _("Is there anyone who must not see this?")
        self.fields["people"].help_text = _(
            "If they told you. One name on each line: somebody who works at the hub, a team, or a role."
        )


class NamedForm(EmailForm):
    """Whom a manager names: a name and one way to reach them, and nothing else."""

    WAYS = (("email", _("Email")), ("call", _("Phone call")))
    name = Words(
        label=_("What is their name?"),
        required=False,
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
    )
    way = forms.ChoiceField(
        label=_("One safe way to reach them"),
        help_text=_("Their own, not one that others at work can see."),
        choices=WAYS,
        widget=forms.RadioSelect,
        error_messages={"required": _("Pick one way to reach them"), "invalid_choice": _("Pick one way to reach them")},
    )
    email = Words(
        label=_("Their email address"),
        required=False,
        max_length=320,
        widget=forms.TextInput({"type": "email", "autocomplete": "off", "spellcheck": "false"}),
    )
    work_ok = forms.BooleanField(label=_("They have no other, and nobody else reads it"), required=False)
    phone = Words(
        label=_("Their phone number"),
        required=False,
        max_length=200,
        widget=forms.TextInput({"type": "tel", "autocomplete": "off"}),
    )

    def clean_name(self):
        return checked(names.is_name, self.cleaned_data["name"])

    def clean(self):
        way = self.cleaned_data.get("way")
        name, check = ("email", contact_details.email) if way == "email" else ("phone", contact_details.phone)
        if way and name not in self.errors:
            try:
                self.cleaned_data[name] = check(self.cleaned_data.get(name, ""))
            except ValueError as error:
                self.add_error(name, str(error))
            else:
                if way == "email":
                    self.warn_of_work()
        return self.cleaned_data

    def address(self):
        """The one way, checked."""
        return self.cleaned_data["email" if self.cleaned_data["way"] == "email" else "phone"]


class AdmitForm(forms.Form):
    """An organisation from which referrals are taken."""

    name = Words(
        label=_("Name of the organisation"),
        help_text=_("As the person who is referred will read it."),
        max_length=120,
        error_messages={
            "required": _("Enter the name of the organisation"),
            "max_length": _("Enter a name of %(limit_value)d letters or fewer"),
        },
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    route = forms.ChoiceField(
        label=_("Who refers from there?"),
        choices=[(route.value, route.label) for route in ROUTES],
        widget=forms.RadioSelect,
        error_messages={"required": _("Pick who refers from there"), "invalid_choice": _("Pick one of the answers")},
    )
    domain = Words(
        label=_("What their work addresses end in"),
        help_text=_("The part after the @, like northfell-trust.nhs.uk. Parts of it count too."),
        max_length=300,
        error_messages={"required": _("Enter what their addresses end in")},
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
    )

    def clean_domain(self):
        return checked(work_domain, self.cleaned_data["domain"])


class WorkCodeForm(forms.Form):
    """The code that opens what was shared about somebody's work."""

    code = Words(
        label=_("Enter the code"),
        help_text=_("6 digits. We told you them by telephone."),
        max_length=40,
        error_messages={
            "required": _("Enter the 6 digits of the code"),
            "max_length": _("Enter the 6 digits of the code"),
        },
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )


class ReplyForm(forms.Form):
    """What a partner answers."""

    mark = forms.CharField(required=False, widget=forms.HiddenInput)
    words = Words(
        label=_("Your answer"),
        help_text=_("The person reads it too. Say what you can do and from when, and nothing about other people."),
        max_length=LONGEST_REPLY,
        error_messages={
            "required": _("Write your answer"),
            "max_length": _("Use 4,000 letters or fewer"),
        },
        widget=forms.Textarea({"rows": 8}),
    )

    def marked(self) -> UUID:
        """The mark of this form, so that what is sent twice is kept once."""
        try:
            return UUID(self.cleaned_data["mark"])
        except ValueError:
            return uuid7()
