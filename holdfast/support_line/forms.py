"""The call screen: everything may be left empty. What an outcome needs is asked when its button is pressed."""

from datetime import datetime, timedelta
from typing import Any

from django import forms

from holdfast.correspondence.documents import Checked, NotTaken, check
from holdfast.design.moments import MomentField
from holdfast.front_door.forms import LONGEST_LINE, LONGEST_STORY, MOST_NAMES, Words, checked
from holdfast.people import contact_details, names
from holdfast.referrals.models import Referral
from holdfast.support_line.models import Call
from holdfast.support_line.rules import FURTHEST

SAFE = (
    (Referral.SafeNow.YES, "Yes, they are safe"),
    (Referral.SafeNow.UNSURE, "They are not sure"),
    (Referral.SafeNow.NO, "No, they are not safe"),
    (Referral.SafeNow.SKIPPED, "They would rather not say"),
)
NOT_SAFE = {Referral.SafeNow.NO, Referral.SafeNow.UNSURE}
LONGEST_CALL = timedelta(days=1)
SOON = timedelta(hours=1)
UNSAFE = "They may not be safe: write what you did about it, or make the request, or hand over to a crisis team"
TOO_LATE_TO_BE_SAFE = "They may not be safe: call back within the hour, make the request, or hand over to a crisis team"
TOO_LONG = "Use %(limit_value)d letters or fewer here"


def line(label: str, **options: Any) -> Words:
    """One line of text, which may be empty."""
    widget = forms.TextInput({"autocomplete": "off", "spellcheck": "false", **options.pop("attributes", {})})
    options.setdefault("max_length", LONGEST_LINE)
    return Words(label=label, required=False, widget=widget, error_messages={"max_length": TOO_LONG}, **options)


def text(label: str, *, rows: int, **options: Any) -> Words:
    """Several lines of text, which may be empty."""
    widget = forms.Textarea({"rows": rows, "autocomplete": "off"})
    options.setdefault("max_length", LONGEST_STORY)
    return Words(label=label, required=False, widget=widget, error_messages={"max_length": TOO_LONG}, **options)


class CallForm(forms.Form):
    """Everything that may be typed while talking. Kept as it stands, whichever button is pressed."""

    KEPT = (
        "words", "name", "number", "voicemail", "advice_words", "must_not_see", "story", "today", "service", "who",
    )  # fmt: skip

    seen = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
    safe_now = forms.ChoiceField(
        label="“Are you safe right now?”",
        help_text="Ask it in these words.",
        choices=SAFE,
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "Choose one of the answers"},
    )
    words = text("What they say", rows=8)
    name = line("A name to use", help_text="A first name is enough. They may stay nameless.")
    number = line("A number to ring", attributes={"type": "tel", "inputmode": "tel"})
    voicemail = forms.BooleanField(label="A voicemail there is safe", required=False)
    advice = forms.MultipleChoiceField(
        label="Advice given",
        choices=Call.Advice,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Choose advice from the list"},
    )
    advice_words = text("Anything else you told them", rows=2)
    call_back_by = MomentField(label="Call back by", required=False, thing="the call-back")
    must_not_see = text(
        "“Is there anyone at the hub who must not see this?”",
        rows=2,
        help_text="One name, team or role on each line.",
        max_length=2000,
    )
    story = text(
        "What goes into the request",
        rows=3,
        help_text="Leave it empty to send what they said, as you typed it above.",
    )
    today = forms.BooleanField(label="It is urgent: contact them today", required=False)
    service = line("Which team", help_text="For example: crisis team, 111, ambulance.")
    who = line("Who took over", help_text="The name of whoever you spoke with.")
    handed_over_at = MomentField(label="When", required=False, thing="the handover", help_text="Empty means now.")
    first = line("Their reference number, or their name")
    second = line(
        "A second detail they tell you",
        help_text="A telephone number, an email address or a date of birth, like 27 3 1985.",
        max_length=320,
    )

    def __init__(self, *args, now: datetime, **options):
        super().__init__(*args, **options)
        self.now = now

    def told(self) -> dict[str, Any]:
        """What can be kept of what was typed: every field without a fault."""
        return {key: self.cleaned_data[key] for key in self.KEPT if key in self.cleaned_data}

    def needs_advice(self) -> None:
        """What ending with advice needs."""
        self.needs_safety()
        if not self.cleaned_data.get("advice") and not self.cleaned_data.get("advice_words"):
            self.add_error("advice", "Tick the advice you gave, or write it down")

    def needs_safety(self) -> None:
        """What ending needs where they may not be safe: what was done about it. No alert is raised without a name."""
        if self.is_unsafe and not self.cleaned_data.get("advice_words"):
            self.add_error("advice_words", UNSAFE)

    @property
    def is_unsafe(self) -> bool:
        """Whether they said that they are not safe, or not sure."""
        return self.cleaned_data.get("safe_now") in NOT_SAFE

    def needs_call_back(self) -> None:
        """What a promise needs: a time to come, soon where they may not be safe, and a number."""
        at = self.cleaned_data.get("call_back_by")
        if self.is_unsafe and at and at > self.now + SOON:
            self.add_error("call_back_by", TOO_LATE_TO_BE_SAFE)
        if "call_back_by" not in self.errors and not (at and self.now < at <= self.now + FURTHEST):
            self.add_error("call_back_by", "Enter a day and time to come, within the next 14 days")
        self.needs_number()

    def needs_request(self) -> None:
        """What a request needs: a name to use, one safe way, and the answer to being safe."""
        self.check("name", names.is_name)
        self.needs_number()
        if not self.cleaned_data.get("safe_now") and "safe_now" not in self.errors:
            self.add_error("safe_now", "Ask if they are safe right now, and choose what they say")
        if len(self.kept_out()) > MOST_NAMES:
            self.add_error("must_not_see", f"Enter {MOST_NAMES} names or fewer. The others can be told later")

    def needs_handover(self) -> None:
        """What a handover needs: who took over, and a time that has passed."""
        if not self.cleaned_data.get("service"):
            self.add_error("service", "Enter which team took over")
        if not self.cleaned_data.get("who"):
            self.add_error("who", "Enter who took over: the name of whoever you spoke with")
        at = self.cleaned_data.get("handed_over_at")
        if at is not None and not self.now - LONGEST_CALL <= at <= self.now:
            self.add_error("handed_over_at", "Enter a time that has passed, today, or leave it empty for now")

    def needs_number(self) -> None:
        """A number that can be rung."""
        self.check("number", contact_details.phone)

    def check(self, field: str, rule: Any) -> None:
        """Run one of our own checks on what an outcome needs."""
        if field in self.errors:
            return
        try:
            self.cleaned_data[field] = checked(rule, self.cleaned_data.get(field, ""))
        except forms.ValidationError as error:
            self.add_error(field, error)

    def kept_out(self) -> tuple[str, ...]:
        """The names of those who must not see the request."""
        return tuple(names.split_names(self.cleaned_data.get("must_not_see", "")))


class IncomingForm(forms.Form):
    """Voicemail, a letter or an email."""

    kind = forms.ChoiceField(
        label="What came in?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what came in", "invalid_choice": "Choose what came in"},
    )
    received_at = MomentField(label="When it came", required=False, thing="its coming", help_text="Empty means now.")
    sender = line("Whom it is from", help_text="As far as it says. It may be empty.")
    number = line("A number they left", attributes={"type": "tel", "inputmode": "tel"})
    note = text("What it says", rows=5, help_text="For a letter that you add below, a few words are enough.")
    document = forms.FileField(
        label="The letter itself",
        help_text="PDF, PNG, JPEG or plain text, at most 10 MB.",
        required=False,
        allow_empty_file=True,
    )
    is_call_back = forms.BooleanField(label="They ask to be called back", required=False)
    call_back_by = MomentField(label="Call back by", required=False, thing="the call-back")

    def __init__(self, *args, kinds: list[tuple[str, str]], now: datetime, **options):
        super().__init__(*args, **options)
        self.fields["kind"].choices = kinds
        self.now = now

    def clean_document(self) -> Checked | None:
        """The file as it will be kept: checked by what it holds, not by what it is called."""
        sent = self.cleaned_data["document"]
        if not sent:
            return None
        try:
            return check(sent.name, sent.read(), size=sent.size)
        except NotTaken as refused:
            raise forms.ValidationError(str(refused)) from None

    def clean_received_at(self) -> datetime:
        """A time that has passed, within a year."""
        at = self.cleaned_data["received_at"] or self.now
        if not (0 <= (self.now - at).total_seconds() <= 366 * 86_400):
            raise forms.ValidationError("Enter a time that has passed, within the last year")
        return at

    def clean(self) -> dict[str, Any]:
        """Something must be said or sent; a call-back needs a number and a time."""
        given = super().clean()
        if not given.get("note") and not given.get("document") and not {"note", "document"} & set(self.errors):
            self.add_error("note", "Write what it says, or add the letter")
        if given.get("is_call_back"):
            self.clean_call_back(given)
        if self.errors and given.get("document"):
            self.add_error("document", "Choose the file again: it was not kept")
        return given

    def clean_call_back(self, given: dict[str, Any]) -> None:
        """The number can be rung, and the time is to come."""
        try:
            given["number"] = checked(contact_details.phone, given.get("number", ""))
        except forms.ValidationError as error:
            self.add_error("number", error)
        at = given.get("call_back_by")
        if "call_back_by" not in self.errors and not (at and self.now < at <= self.now + FURTHEST):
            self.add_error("call_back_by", "Enter a day and time to come, within the next 14 days")


class FindForm(forms.Form):
    """Whose post this is."""

    q = line("Reference number or name")
