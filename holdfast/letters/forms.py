"""Forms of letters: whom one goes to, its words, a template. What no letter can hold is said in a sentence."""

from typing import Any

from django import forms

from holdfast.letters import rules
from holdfast.letters.pdf import NotPrintable, Page, pdf_of
from holdfast.letters.queries import Used, Words
from holdfast.letters.rules import LONGEST_BODY, LONGEST_LINE, LONGEST_SUBJECT, Unreadable
from holdfast.letters.states import Audience

ROWS = {"body": 16, "easy": 8, "to_address": 4}
BRACKETS = "Write, or take out, what stands in [square brackets]. A line that begins with a dash is an item of a list."
EASY = "Short sentences, one thought each. The person can read these beside the letter."
PRINTS = "Write {signs} in words: a letter cannot print {them}"


def area(rows: int) -> forms.Textarea:
    """A field of several lines."""
    return forms.Textarea(attrs={"rows": rows})


class WordsForm(forms.Form):
    """Words that are kept as they are printed."""

    TEXTS: tuple[str, ...] = ()

    def clean(self) -> dict[str, Any]:
        """Every text in one way, and printable."""
        given = super().clean() or {}
        for name in self.TEXTS:
            try:
                given[name] = rules.plain(given.get(name) or "")
            except Unreadable as trouble:
                self.add_error(name, str(trouble))
        for name in self.TEXTS:
            if name not in self.errors:
                self.print_it(name, given.get(name, ""))
        return given

    def print_it(self, name: str, text: str) -> None:
        """Refuse a sign that no font of ours has."""
        try:
            pdf_of(Page((), (), (), "Letter", rules.blocks(text)))
        except NotPrintable as trouble:
            them = "it" if len(trouble.signs) == 1 else "them"
            self.add_error(name, PRINTS.format(signs=" ".join(trouble.signs[:10]), them=them))


class RecipientForm(WordsForm):
    """Whom it goes to."""

    TEXTS = ("to_name", "to_address")

    to_name = forms.CharField(label="Name", max_length=LONGEST_LINE, error_messages={"required": "Say to whom it goes"})
    to_address = forms.CharField(
        label="Address", required=False, max_length=600, widget=area(ROWS["to_address"]),
        help_text="As it stands on the envelope: at most 6 lines, the postcode last.",
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """An address that an envelope shows."""
        given = super().clean()
        try:
            given["to_address"] = "\n".join(rules.address_lines(given.get("to_address") or ""))
        except Unreadable as trouble:
            self.add_error("to_address", str(trouble))
        return given


class LetterForm(RecipientForm):
    """What it says, and to whom."""

    TEXTS = ("to_name", "to_address", "subject", "body", "easy")

    subject = forms.CharField(
        label="Subject", max_length=LONGEST_SUBJECT, error_messages={"required": "Write a subject"}
    )
    body = forms.CharField(
        label="The letter", max_length=LONGEST_BODY, widget=area(ROWS["body"]), help_text=BRACKETS,
        error_messages={"required": "Write the letter"},
    )  # fmt: skip
    easy = forms.CharField(
        label="The same in easy words", required=False, max_length=LONGEST_BODY, widget=area(ROWS["easy"]),
        help_text=EASY,
    )  # fmt: skip
    is_large = forms.BooleanField(label="Print it large", required=False)
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=10_000)

    def __init__(self, *args: Any, audience: str, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if audience == Audience.PERSON:
            self.fields["to_address"].help_text = "Only for a letter by post, where they called letters safe."

    @property
    def words(self) -> Words:
        """What was typed."""
        given = self.cleaned_data
        return Words(given["subject"], given["body"], given["easy"], given["to_name"], given["to_address"])


class TemplateForm(WordsForm):
    """A template: what is typed is checked for fields that there are."""

    TEXTS = ("name", "subject", "body", "easy")

    name = forms.CharField(label="What the letter is for", max_length=80, error_messages={"required": "Give it a name"})
    subject = forms.CharField(
        label="Subject", max_length=LONGEST_SUBJECT, error_messages={"required": "Write a subject"}
    )
    body = forms.CharField(
        label="The letter", max_length=LONGEST_BODY, widget=area(ROWS["body"]),
        error_messages={"required": "Write the letter"},
    )  # fmt: skip
    easy = forms.CharField(
        label="The same in easy words", required=False, max_length=LONGEST_BODY, widget=area(ROWS["easy"]),
        help_text=EASY,
    )  # fmt: skip
    is_used = forms.BooleanField(label="Offer it when a letter is written", required=False)
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=10_000)

    def __init__(self, *args: Any, template: Used, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.template = template

    def clean(self) -> dict[str, Any]:
        """Only fields that a letter to this audience may hold."""
        given = super().clean()
        for name in ("subject", "body", "easy"):
            try:
                rules.check(given.get(name) or "", self.template.audience)
            except Unreadable as trouble:
                self.add_error(name, str(trouble))
        return given

    @property
    def typed(self) -> Used:
        """The template as it was typed."""
        given = self.cleaned_data
        return Used(
            self.template.key, self.template.version, self.template.audience, given["name"], given["subject"],
            given["body"], given["easy"], given["is_used"],
        )  # fmt: skip
