"""Forms of a concern about fitness to practise: raise, add, advise, tell, close, hand on, step in."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django import forms

from holdfast.accounts.models import Membership
from holdfast.design.moments import MomentField
from holdfast.fitness.actions import Telling
from holdfast.fitness.queries import is_senior
from holdfast.fitness.words import ASKED, BODIES, KNOWS, RISKS
from holdfast.hubs.ids import uuid7

LONGEST = 10_000
LOOK_BACK = timedelta(days=366)
SHOWN_TO_THEM = "If they do, their own pages show who has read it."


def text(label: str, *, sentence: str = "", rows: int = 4, hint: str = "") -> forms.CharField:
    """Free text; `sentence` is said where it must not be empty."""
    return forms.CharField(
        label=label,
        help_text=hint,
        required=bool(sentence),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": sentence, "max_length": "Write at most 10,000 characters"},
    )


def choice(label: str, choices: Any, *, sentence: str, hint: str = "", required: bool = True) -> forms.ChoiceField:
    """One of a few; `sentence` is said where none, or one that is not there, was chosen."""
    return forms.ChoiceField(
        label=label,
        help_text=hint,
        choices=choices,
        required=required,
        widget=forms.RadioSelect,
        error_messages={"required": sentence, "invalid_choice": sentence},
    )


class SaidForm(forms.Form):
    """What one step says: `said` by field, without what was left empty."""

    KEPT: tuple[str, ...] = ("words",)

    def __init__(self, data: Any = None, *, now: datetime):
        super().__init__(data, auto_id=f"{type(self).__name__.lower()}_%s")  # several stand on one page
        self.now = now

    @property
    def said(self) -> dict[str, Any]:
        """What was written, by field."""
        return {name: self.cleaned_data[name] for name in self.KEPT if self.cleaned_data.get(name)}

    @property
    def facts(self) -> dict[str, Any]:
        """All that its step keeps: by it the same form is known that comes twice."""
        return self.said


class TellingForm(SaidForm):
    """What a body was told. In `RaiseForm` none of it need be there."""

    KEPT = ("body", "body_name", "least", "knows", "not_told")

    body = choice("Who was told?", BODIES, sentence="Select who was told")
    body_name = forms.CharField(
        label="Which body, and whom there",
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "Enter which body was told", "max_length": "Write at most 200 characters"},
    )
    at = MomentField(label="When were they told?", thing="when they were told")
    least = text(
        "What they were told",
        sentence="Enter what they were told",
        hint="The least that they need. Word for word if you can.",
    )
    knows = choice(
        "Does the person know that it was told?", KNOWS, sentence="Say whether the person knows", hint=SHOWN_TO_THEM
    )
    not_told = text("If not, why not?", rows=2)

    def clean_at(self) -> datetime | None:
        """A moment that has passed, within the last year."""
        at = self.cleaned_data["at"]
        if at is not None and not self.now - LOOK_BACK <= at <= self.now:
            raise forms.ValidationError("Enter a day and time that have passed, within the last year")
        return at

    def clean(self) -> dict[str, Any]:
        """Whoever was not told is not told for a reason."""
        given = super().clean()
        says_why(self, given, answer="knows", wants="no", why="not_told", sentence="Write why the person was not told")
        return given

    def told(self) -> Telling:
        """What the action takes."""
        at = self.cleaned_data["at"]
        kept = TellingForm.KEPT
        said = {name: self.cleaned_data[name] for name in kept if self.cleaned_data.get(name)}
        return Telling(at, {**said, "at": at.isoformat()})

    @property
    def facts(self) -> dict[str, Any]:
        """With when they were told: another time is another telling."""
        return dict(self.told().said)


class RaiseForm(TellingForm):
    """The concern with its threshold, its evidence and the second person; and where it was urgent, what was told."""

    KEPT = ("risks", "evidence", "asked", "not_asked", "urgent")
    FIRST = ("mark", "risks", "is_serious", "evidence", "asked", "not_asked", "second", "is_urgent", "urgent")
    TOLD = ("body", "body_name", "at", "least", "knows", "not_told")

    mark = forms.CharField(required=False, widget=forms.HiddenInput)
    risks = forms.MultipleChoiceField(
        label="Who could come to serious harm?",
        choices=RISKS,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Select who could come to serious harm. If nobody could, there is no concern to write down",
            "invalid_choice": "Select who could come to serious harm from the list",
        },
    )
    is_serious = choice(
        "Is it more than that they are ill, or ask for help?",
        KNOWS,
        hint="Being ill, or asking for help, is no concern about fitness to practise.",
        sentence="Say whether it is more than being ill or asking for help",
    )
    evidence = text(
        "What was seen or said, by whom and when",
        sentence="Enter what was seen or said",
        rows=6,
        hint="What you know, and apart from it what you think.",
    )
    asked = choice("Did you ask them whether they agree that it is told?", ASKED, sentence="Say whether you asked them")
    not_asked = text("If not, why not?", rows=2)
    second = forms.ChoiceField(
        label="Who is the second person?",
        error_messages={"required": "Choose the second person", "invalid_choice": "Choose a colleague from the list"},
    )
    is_urgent = choice(
        "Did you have to tell somebody before your colleague could read this?",
        KNOWS,
        hint="Only where waiting would have harmed somebody.",
        sentence="Say whether somebody was told already",
    )
    urgent = text("Why could it not wait?", rows=2)

    field_order = (*FIRST, *TOLD)

    def __init__(self, data: Any = None, *, colleagues: Iterable[Membership], now: datetime):
        super().__init__(data, now=now)
        self.initial["mark"] = uuid7()
        self.colleagues = {str(each.pk): each for each in colleagues}
        named = [(pk, f"{each.name}, lead" if is_senior(each) else each.name) for pk, each in self.colleagues.items()]
        self.fields["second"].choices = [("", "Choose a colleague"), *named]
        self.is_told = self.data.get("is_urgent") == "yes"
        for name in self.TOLD if not self.is_told else ():
            self.fields[name].required = False

    def clean_mark(self) -> UUID:
        """The mark of this form, so that what is sent twice is kept once."""
        try:
            return UUID(self.cleaned_data["mark"])
        except ValueError:
            return uuid7()

    def clean_is_serious(self) -> str:
        """Illness is none."""
        if self.cleaned_data["is_serious"] != "yes":
            raise forms.ValidationError(
                "Then there is no concern about fitness to practise, and nothing is kept. Talk it over with a lead"
            )
        return "yes"

    def clean(self) -> dict[str, Any]:
        """What belongs together is there together."""
        given = super().clean()
        says_why(
            self, given, answer="asked", wants="not_asked", why="not_asked", sentence="Write why they were not asked"
        )
        says_why(self, given, answer="is_urgent", wants="yes", why="urgent", sentence="Write why it could not wait")
        wrote_it = any(self.data.get(name) for name in ("body", "body_name", "least"))
        if wrote_it and not self.is_told and "is_urgent" not in self.errors:
            self.add_error("is_urgent", "You wrote what was told. Say that somebody was told, or take it out")
        return given

    @property
    def chosen(self) -> Membership:
        """The colleague who was chosen."""
        return self.colleagues[self.cleaned_data["second"]]


class AddForm(SaidForm):
    """What has become known since."""

    words = text("What has become known", sentence="Enter what has become known")


class AdviseForm(SaidForm):
    """The second person's advice."""

    agrees = choice("Do you agree that a body is told?", KNOWS, sentence="Say whether you agree")
    words = text(
        "What you advise, and why", sentence="Enter what you advise, and why", hint="It stays beside what was written."
    )

    @property
    def said(self) -> dict[str, Any]:
        """What was written, by field, and whether they agree."""
        return {**super().said, "agrees": self.cleaned_data["agrees"] == "yes"}


class CloseForm(SaidForm):
    """What came of it."""

    KEPT = ("words", "knows", "not_told")

    words = text("What came of it", sentence="Enter what came of it")
    knows = choice(
        "Does the person know of this concern?", KNOWS, sentence="Say whether the person knows", hint=SHOWN_TO_THEM
    )
    not_told = text("If not, why not?", rows=2)

    def clean(self) -> dict[str, Any]:
        """Whoever was not told is not told for a reason."""
        given = super().clean()
        says_why(self, given, answer="knows", wants="no", why="not_told", sentence="Write why the person does not know")
        return given


class DropForm(CloseForm):
    """Why nobody is told after all."""

    words = text("Why nobody is told", sentence="Enter why nobody is told")


class HandOnForm(SaidForm):
    """To whom one's own place goes."""

    to = forms.ChoiceField(
        label="Who takes your place?",
        error_messages={"required": "Choose a colleague", "invalid_choice": "Choose a colleague from the list"},
    )
    words = text("Why", sentence="Enter why", rows=2)

    def __init__(self, data: Any = None, *, colleagues: Iterable[Membership], now: datetime):
        super().__init__(data, now=now)
        self.colleagues = {str(each.pk): each for each in colleagues}
        self.fields["to"].choices = [
            ("", "Choose a colleague"),
            *((pk, each.name) for pk, each in self.colleagues.items()),
        ]

    @property
    def said(self) -> dict[str, Any]:
        """What was written, by field, and who takes the place."""
        return {**super().said, "to": self.colleague.name}

    @property
    def colleague(self) -> Membership:
        """The colleague who was chosen."""
        return self.colleagues[self.cleaned_data["to"]]


class NameAnotherForm(HandOnForm):
    """Who takes the place of the other of the two."""

    to = forms.ChoiceField(
        label="Who takes their place?",
        error_messages={"required": "Choose a colleague", "invalid_choice": "Choose a colleague from the list"},
    )
    field_order = ("to", "words")


class StepInForm(SaidForm):
    """Why somebody steps in."""

    words = text("Why you step in", sentence="Enter why you step in", rows=2)


def says_why(form: forms.Form, given: dict[str, Any], *, answer: str, wants: str, why: str, sentence: str) -> None:
    """An answer that needs its reason has one."""
    if given.get(answer) == wants and not given.get(why) and why not in form.errors:
        form.add_error(why, sentence)
