"""What the own pages ask: the PIN, the reference, what may be told, another hub, whether to stop."""

from django import forms
from django.utils.translation import gettext_lazy as _

from holdfast.agreements.models import Agreement, Statement
from holdfast.front_door.forms import LONGEST_LINE, Words
from holdfast.portal.rules import PinTooWeak, check_pin


def pin_box(autocomplete="off"):
    """A box whose letters nobody sees over a shoulder, and which no shared computer remembers."""
    return forms.PasswordInput({"autocomplete": autocomplete, "autocapitalize": "none", "spellcheck": "false"})


class ChooseForm(forms.Form):
    """A PIN of one's own, typed twice."""

    pin = Words(
        label=_("Choose a PIN"),
        help_text=_("6 digits or more, or a few words. Not one that somebody near you could guess."),
        max_length=LONGEST_LINE,
        widget=pin_box("new-password"),
        error_messages={
            "required": _("Enter a PIN of 6 digits or more, or a few words"),
            "max_length": _("Use a PIN of 100 letters or fewer"),
        },
    )
    again = Words(
        label=_("Type it again"),
        max_length=LONGEST_LINE,
        widget=pin_box("new-password"),
        error_messages={
            "required": _("Enter the same PIN a second time"),
            "max_length": _("Use a PIN of 100 letters or fewer"),
        },
    )

    def clean_pin(self):
        try:
            return check_pin(self.cleaned_data["pin"])
        except PinTooWeak as weak:
            raise forms.ValidationError(str(weak)) from None

    def clean(self):
        given = self.cleaned_data
        if given.get("pin") and given.get("again") is not None and not same(given["pin"], given["again"]):
            self.add_error("again", _("The two are not the same. Enter the same PIN in both boxes"))
        return given


def same(kept, typed):
    """Whether a PIN was typed the same again."""
    try:
        return check_pin(typed) == kept
    except PinTooWeak:
        return False


class SecretForm(forms.Form):
    """What opens a link: the PIN, or the code that was told on the telephone."""

    secret = Words(
        label=_("Your PIN, or the code we told you"),
        help_text=_("The PIN is the one you chose. A code has 6 digits, and we told it to you on the phone."),
        max_length=LONGEST_LINE,
        widget=pin_box(),
        error_messages={"required": _("Enter your PIN or your code"), "max_length": _("Use 200 letters or fewer")},
    )


class PinForm(forms.Form):
    """The PIN, once more."""

    pin = Words(
        label=_("Your PIN"),
        max_length=LONGEST_LINE,
        widget=pin_box(),
        error_messages={"required": _("Enter your PIN"), "max_length": _("Use 200 letters or fewer")},
    )


class LostForm(PinForm):
    """A new link: reference number and PIN."""

    reference = Words(
        label=_("Your reference number"),
        help_text=_("Like 7KM 4TP 93."),
        max_length=LONGEST_LINE,
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": _("Enter your reference number"), "max_length": _("Use 200 letters or fewer")},
    )
    field_order = ("reference", "pin")


class ChangeForm(forms.Form):
    """What somebody would like changed in their plan."""

    words = Words(
        label=_("What would you like changed?"),
        help_text=_("In your own words. A few are enough."),
        max_length=2000,
        widget=forms.Textarea({"rows": 4}),
        error_messages={
            "required": _("Write what you would like changed"),
            "max_length": _("Use 2,000 letters or fewer"),
        },
    )


class StopForm(PinForm):
    """Stopping is asked with the PIN, and nothing else: nobody has to say why."""


class LetterChangeForm(forms.Form):
    """What a letter should say, or leave out."""

    answer = Words(
        label=_("What should it say, or leave out?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={
            "required": _("Write what should change. A few words are enough"),
            "max_length": _("Use 2,000 letters or fewer. The rest you can tell us when we talk"),
        },
    )


class WishForm(forms.Form):
    """Which other hub somebody would rather have."""

    NONE = "none"
    hub = forms.ChoiceField(
        label=_("Which hub would you rather have?"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Pick a hub, or that you stay here"),
            "invalid_choice": _("Pick one of the hubs"),
        },
    )

    def __init__(self, *args, hubs, **kwargs):
        super().__init__(*args, **kwargs)
        self.hubs = {str(hub.pk): hub for hub in hubs}
        offered = [(pk, hub.name) for pk, hub in self.hubs.items()]
        self.fields["hub"].choices = [*offered, (self.NONE, _("I stay with this hub"))]

    def chosen(self):
        """The hub, or None where they stay."""
        return self.hubs.get(self.cleaned_data["hub"])


class AgreeForm(forms.Form):
    """What one partner may be told, and what for."""

    PURPOSES = (
        (Agreement.Purpose.REFERRER, _("So that they know where things stand")),
        (Agreement.Purpose.WORK, _("So that Occupational Health can support me at work")),
        (Agreement.Purpose.CARE, _("So that my GP can support me")),
    )
    purpose = forms.ChoiceField(
        label=_("What is it for?"),
        choices=PURPOSES,
        widget=forms.RadioSelect,
        error_messages={"required": _("Pick what it is for"), "invalid_choice": _("Pick what it is for")},
    )
    kinds = forms.MultipleChoiceField(
        label=_("Which of these may we tell them, once you have said yes to each?"),
        help_text=_("Nothing else can be told this way: not what you wrote, no answer, no score."),
        choices=Statement.Kind.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Pick at least one sentence, or leave this page: then nothing is told"),
            "invalid_choice": _("Pick from the sentences on this page"),
        },
    )


class WorkChangeForm(forms.Form):
    """What a statement about their work should say, or leave out."""

    wish = Words(
        label=_("What should it say, or leave out?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={
            "required": _("Write what should change. A few words are enough"),
            "max_length": _("Use 2,000 letters or fewer. The rest you can tell us when we talk"),
        },
    )
