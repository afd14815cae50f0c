"""What staff choose and write of an onward referral, and what a service says, by its link or on the telephone."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django import forms

from holdfast.coordination.forms import day as a_day
from holdfast.directory.kinds import How, Kind
from holdfast.hubs.hours import instant, london_day
from holdfast.onward.choosing import Wanted
from holdfast.onward.rules import CODE_DIGITS, MORNING, PARTS
from holdfast.onward.states import ANSWERS
from holdfast.onward.states import How as Agreed
from holdfast.workforce.codes import Language

LONGEST = 2000
FURTHEST = timedelta(days=732)
HINTS = {
    "contact": "A way that they called safe, and no other.",
    "reason": "In your words, plain, and no more than the service needs. The person reads every word.",
}
OLD_WAYS = (
    "They have changed how they can be reached since you opened this page, so what stood here may not be safe any "
    "more. How it is now stands in the box: read it, and send it again."
)
ROWS = {"reason": 6, "needs": 3, "contact": 3, "language": 2}
BY_CALL = {
    "acknowledge": "They have it", "accept": "They accept, and see them on the day below", "decline": "They decline",
    "wait": "Still waiting: now expected on the day below", "begin": "First seen, on the day below",
    "complete": "Completed", "drop_out": "Dropped out",
}  # fmt: skip
NOTHING_NEW = "Nothing new"
DAYS_TO_COME, DAYS_PAST = ("accept", "wait"), ("begin",)


class PartsForm(forms.Form):
    """What would be told, part by part: each is told only where it is ticked."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=10_000)
    ways = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)

    def __init__(
        self, data: Any = None, *, known: dict[str, str], ticked: Iterable[str], seen: int = 0, ways: str = ""
    ):
        super().__init__(data, initial={"seen": seen, "ways": ways})
        chosen = set(ticked)
        for part in PARTS:
            self.fields[f"tell_{part.key}"] = forms.BooleanField(
                label=f"Tell them: {part.words[:1].lower()}{part.words[1:]}", required=False,
                initial=part.key in chosen,
            )  # fmt: skip
            self.fields[part.key] = forms.CharField(
                label=part.words, required=False, max_length=LONGEST, initial=known.get(part.key, ""),
                help_text=HINTS.get(part.key, ""), widget=widget_for(part.key),
                error_messages={"max_length": "Write at most 2,000 characters"},
            )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """What is ticked says something; without a name and a reason nobody can take somebody on."""
        given = super().clean() or {}
        for part in PARTS:
            is_told, words = given.get(f"tell_{part.key}"), (given.get(part.key) or "").strip()
            if is_told and not words and part.key not in self.errors:
                self.add_error(part.key, "Write it, or untick it")
        for key, words in (("name", "Tick the name: a service cannot take on somebody without one"),
                           ("reason", "Tick why you refer them, and say it in a sentence")):  # fmt: skip
            if not given.get(f"tell_{key}"):
                self.add_error(f"tell_{key}", words)
        return given

    def take_new_ways(self, contact: str, *, ways: str) -> None:
        """Put how to reach them now in its box, and say why, with what was typed there."""
        typed = self.data.get("contact", "").strip()
        self.data = self.data.copy()
        self.data["contact"], self.data["ways"] = contact, ways
        self.add_error("contact", f"{OLD_WAYS} You had written: {typed}")

    @property
    def typed(self) -> list[str]:
        """Every word that was typed, by part."""
        said = ((part.words, (self.data.get(part.key) or "").strip()) for part in PARTS)
        return [f"{words}: {text}" for words, text in said if text]

    @property
    def parts(self) -> dict[str, str]:
        """What is to be told."""
        given = self.cleaned_data
        return {part.key: given[part.key] for part in PARTS if given[f"tell_{part.key}"]}

    def pairs(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """Each tick with its words, as the page draws them."""
        return [(self[f"tell_{part.key}"], self[part.key]) for part in PARTS]


def widget_for(key: str) -> forms.Widget:
    """One line, or several."""
    return forms.Textarea(attrs={"rows": ROWS[key]}) if key in ROWS else forms.TextInput()


class WantedForm(forms.Form):
    """What a list of services is cut down to."""

    kind = forms.ChoiceField(label="For", choices=[("", "Anything"), *Kind.choices], required=False)
    how = forms.ChoiceField(label="How", choices=[("", "Any way"), *How.choices], required=False)
    language = forms.ChoiceField(label="Language", choices=[("", "Any"), *Language.choices], required=False)
    place = forms.CharField(label="Place", required=False, max_length=60)

    @property
    def wanted(self) -> Wanted:
        """As the list is cut down; whatever cannot be read cuts nothing."""
        given = self.cleaned_data if self.is_valid() else {}
        return Wanted(**{name: given.get(name) or "" for name in ("kind", "how", "language", "place")})


class AgreeForm(forms.Form):
    """How they agreed, where they did so in a conversation."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=10_000)
    how = forms.ChoiceField(
        label="How did they agree?", choices=[each for each in Agreed.choices if each[0] != Agreed.OWN_PAGES],
        widget=forms.RadioSelect, error_messages={"required": "Say how they agreed"},
    )  # fmt: skip


class CodeForm(forms.Form):
    """The code of a link."""

    code = forms.CharField(
        label="The code that we told you", max_length=20,
        help_text="Six figures, told on the telephone. After five wrong tries the link closes.",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"required": f"Enter the code of {CODE_DIGITS} figures"},
    )  # fmt: skip


class SaidForm(forms.Form):
    """One answer of a service by its link: a day, where it needs one; a reason, where it says no."""

    code = forms.CharField(max_length=20, widget=forms.HiddenInput)
    day = a_day("Day")
    words = forms.CharField(
        label="The reason", required=False, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"max_length": "Write at most 2,000 characters"},
    )  # fmt: skip

    def __init__(
        self, data: Any = None, *, verb: str, today: date, sent_at: datetime | None, code: str = "",
        labels: dict[str, str],
    ):  # fmt: skip
        super().__init__(data, initial={"code": code}, auto_id=f"{verb}_%s")
        self.verb, self.today, self.sent_on = verb, today, london_day(sent_at) if sent_at else None
        self.fields["day"].label = labels.get(verb, "")
        self.needs_day = verb in (*DAYS_TO_COME, *DAYS_PAST)
        self.needs_words = verb == "decline"

    def clean(self) -> dict[str, Any]:
        """What this answer needs."""
        given = super().clean() or {}
        check_day(self, self.verb, given, today=self.today, sent_on=self.sent_on)
        if self.needs_words and not (given.get("words") or "").strip() and "words" not in self.errors:
            self.add_error("words", "Write the reason: the person is told of it, and it helps to find something else")
        return given


def check_day(form: forms.Form, verb: str, given: dict[str, Any], *, today: date, sent_on: date | None) -> None:
    """That an answer that needs a day has one that can be: to come, or past, and not before it was sent."""
    found = given.get("day")
    if "day" in form.errors or verb not in (*DAYS_TO_COME, *DAYS_PAST):
        return
    if found is None:
        words = "the day on which they were first seen" if verb in DAYS_PAST else "the day on which they will be seen"
        form.add_error("day", f"Enter {words}, even if you only know about when")
    elif verb in DAYS_PAST and not today - FURTHEST <= found <= today:
        form.add_error("day", "Enter a day up to today")
    elif verb in DAYS_PAST and sent_on and found < sent_on:
        form.add_error("day", f"Enter {sent_on:%-d %B %Y}, the day on which it was sent, or a later day")
    elif verb in DAYS_TO_COME and not today <= found <= today + FURTHEST:
        form.add_error("day", "Enter a day from today on")


class CallForm(forms.Form):
    """What a call with the service said: what, by whom, when."""

    verb = forms.ChoiceField(
        label="What they said", required=False, widget=forms.RadioSelect,
    )  # fmt: skip
    day = a_day("The day", hint="For “accept”, “still waiting” and “first seen”.")
    who = forms.CharField(label="Who said it", max_length=120, help_text="Their name, as far as you have it.",
                          error_messages={"required": "Write who of the service said it"})  # fmt: skip
    said_on = a_day("When you talked", required="Say on which day you talked")
    words = forms.CharField(
        label="Anything else, or the reason", required=False, max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}), error_messages={"max_length": "Write at most 2,000 characters"},
    )  # fmt: skip

    def __init__(self, data: Any = None, *, verbs: Iterable[str], sent_at: datetime | None, now: datetime):
        self.now, self.today, self.sent_on = now, london_day(now), london_day(sent_at) if sent_at else None
        super().__init__(data, initial={"said_on": self.today}, auto_id="call_%s")
        offered = [(verb, BY_CALL[verb]) for verb in ANSWERS if verb in set(verbs)]
        self.fields["verb"].choices = [*offered, ("", NOTHING_NEW)]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """What was said needs its day or its reason; a call is past."""
        given = super().clean() or {}
        check_day(self, given.get("verb") or "", given, today=self.today, sent_on=self.sent_on)
        if given.get("verb") == "decline" and not (given.get("words") or "").strip():
            self.add_error("words", "Write the reason that they gave")
        said_on = given.get("said_on")
        if said_on and not self.today - FURTHEST <= said_on <= self.today:
            self.add_error("said_on", "Enter a day up to today")
        return given

    @property
    def typed(self) -> list[str]:
        """What was typed: the note, and who said it."""
        said = ((self.data.get(name) or "").strip() for name in ("words", "who"))
        return [each for each in said if each]

    @property
    def said(self) -> dict[str, Any]:
        """As the action takes it."""
        given = self.cleaned_data
        said_on = given["said_on"]
        at = self.now if said_on == self.today else instant(said_on, MORNING)
        needs_day = given["verb"] in (*DAYS_TO_COME, *DAYS_PAST)
        return {
            "said_at": min(at, self.now), "day": given["day"] if needs_day else None, "words": given["words"],
            "who": given["who"],
        }  # fmt: skip


class AskForm(forms.Form):
    """How a service was asked how it stands."""

    how = forms.ChoiceField(
        label="How did you ask?", choices=[("call", "By telephone"), ("email", "By secure email"),
        ("letter", "By letter"), ("link", "By a new link, which is sent now")], widget=forms.RadioSelect,
        error_messages={"required": "Say how you asked"},
    )  # fmt: skip

    def __init__(self, data: Any = None, *, has_links: bool):
        super().__init__(data, auto_id="ask_%s")
        if not has_links:
            field = self.fields["how"]
            field.choices = [each for each in field.choices if each[0] != "link"]  # type: ignore[attr-defined]


class SignpostForm(forms.Form):
    """Which services are handed to them."""

    services = forms.MultipleChoiceField(
        label="Which services?", widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Tick at least one service"},
    )  # fmt: skip

    def __init__(self, data: Any = None, *, offered: Iterable[tuple[str, str]]):
        super().__init__(data)
        self.fields["services"].choices = list(offered)  # type: ignore[attr-defined]
