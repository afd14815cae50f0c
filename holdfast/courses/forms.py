"""What staff say of a course, of a session, and of a protocol."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django import forms

from holdfast.accounts.models import Membership
from holdfast.assessments.sections import NEEDS
from holdfast.courses.models import MOST_SESSIONS, Course, Protocol
from holdfast.courses.shipped import Shipped
from holdfast.waiting.rhythm import may_be_asked

LONGEST = 8000
FURTHEST = timedelta(days=366)
NOBODY_YET = "waits"


def words(label: str, *, hint: str = "", required: str, rows: int = 4) -> forms.CharField:
    """Free text; `required` is the sentence where it is empty."""
    return forms.CharField(
        label=label, help_text=hint, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": rows}),
        required=bool(required),
        error_messages={"required": required, "max_length": "Write at most 8,000 characters"},
    )  # fmt: skip


def number(label: str, low: int, high: int, hint: str = "") -> forms.IntegerField:
    """A whole number."""
    wrong = f"Enter a number from {low} to {high}"
    return forms.IntegerField(
        label=label, help_text=hint, min_value=low, max_value=high,
        error_messages={"required": wrong, "invalid": wrong, "min_value": wrong, "max_value": wrong},
    )  # fmt: skip


class CourseForm(forms.Form):
    """A form about the course that the page showed: another one by now is not changed by it."""

    course = forms.UUIDField(widget=forms.HiddenInput)


def who_choices(able: Sequence[Membership], *, first: tuple[str, str]) -> list[tuple[str, str]]:
    """Who may give a course."""
    return [("", "Choose"), first, *((str(each.pk), each.name) for each in able)]


class AgreeForm(forms.Form):
    """A course: which, how many sessions, with whom; or until when they wait."""

    protocol = forms.ChoiceField(label="Course", error_messages={"required": "Choose a course"})
    sessions = number("Sessions agreed", 1, MOST_SESSIONS, "As you agreed with them.")
    who = forms.ChoiceField(label="Who gives it", error_messages={"required": "Choose who gives it, or that they wait"})
    expected_on = forms.DateField(
        label="They wait until about", required=False,
        help_text="Only where nobody is free yet. They are told this day.",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "Enter a day, such as 16 10 2026"},
    )  # fmt: skip

    def __init__(self, *args: Any, able: Sequence[Membership], protocols: Sequence[Protocol], today: date, **more: Any):
        super().__init__(*args, auto_id="agree_%s", **more)
        self.able, self.today = {str(each.pk): each for each in able}, today
        self.protocols = {each.key: each for each in protocols}
        names = [(key, f"{each.name}, usually {each.sessions} sessions") for key, each in self.protocols.items()]
        self.fields["protocol"].choices = [("", "Choose"), *names]  # type: ignore[attr-defined]
        first = (NOBODY_YET, "Nobody is free yet: they wait")
        self.fields["who"].choices = who_choices(able, first=first)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Whoever waits is told until when: a day to come, within a year."""
        given = super().clean() or {}
        day = given.get("expected_on")
        if given.get("who") == NOBODY_YET and day is None and "expected_on" not in self.errors:
            self.add_error("expected_on", "Say until when they wait: they are told")
        elif given.get("who") == NOBODY_YET and day and not self.today <= day <= self.today + FURTHEST:
            self.add_error("expected_on", "Choose a day from today on, within a year")
        return given

    @property
    def chosen(self) -> dict[str, Any]:
        """What the action takes."""
        given = self.cleaned_data
        practitioner = self.able.get(given["who"])
        return {
            "protocol": self.protocols[given["protocol"]], "sessions": given["sessions"],
            "practitioner": practitioner, "expected_on": None if practitioner else given["expected_on"],
        }  # fmt: skip


class GiverForm(CourseForm):
    """Who gives it from now on."""

    who = forms.ChoiceField(label="Who gives it", error_messages={"required": "Choose who gives it"})

    def __init__(self, *args: Any, able: Sequence[Membership], **more: Any):
        super().__init__(*args, auto_id="giver_%s", **more)
        self.able = {str(each.pk): each for each in able}
        self.fields["who"].choices = [("", "Choose"), *((pk, each.name) for pk, each in self.able.items())]  # type: ignore[attr-defined]

    @property
    def member(self) -> Membership:
        """Who was chosen."""
        return self.able[self.cleaned_data["who"]]


class ExtendForm(CourseForm):
    """More sessions, with the reason."""

    sessions = number("Sessions agreed now, in all", 1, MOST_SESSIONS)
    why = words("Why more", required="Say why more were agreed", rows=3)

    def __init__(self, *args: Any, course: Course | None = None, **more: Any):
        super().__init__(*args, auto_id="extend_%s", **more)
        self.now_agreed = course.sessions if course else 0

    def clean_sessions(self) -> int:
        """More than there are."""
        given: int = self.cleaned_data["sessions"]
        if given <= self.now_agreed:
            raise forms.ValidationError(f"Enter more than the {self.now_agreed} that are agreed")
        return given


class EndForm(CourseForm):
    """How a course ends."""

    how = forms.ChoiceField(
        label="How does it end?", widget=forms.RadioSelect,
        choices=[("complete", "Completed as agreed"), ("end_for_them", "Earlier, by them"), ("end", "Earlier, by us")],
        error_messages={"required": "Say how it ends"},
    )  # fmt: skip
    why = words("Why, in a sentence", hint="Needed where it ends earlier.", required="", rows=3)

    def __init__(self, *args: Any, **more: Any):
        super().__init__(*args, auto_id="end_%s", **more)

    def clean(self) -> dict[str, Any]:
        """What ends earlier says why."""
        given = super().clean() or {}
        if given.get("how") in ("end_for_them", "end") and not given.get("why"):
            self.add_error("why", "Say why it ends earlier")
        return given


class NoteForm(CourseForm):
    """Words on a session."""

    session = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, data: Any, **more: Any):
        super().__init__(data, **more)
        self.fields["text"].widget.attrs["id"] = f"note-{data.get('session', '')}"

    text = words("Note of this session", hint="Signed with your name. It can be corrected, not removed.",
                 required="Write the note", rows=6)  # fmt: skip


class CorrectForm(CourseForm):
    """Other words for one's own note."""

    note = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, data: Any, **more: Any):
        super().__init__(data, **more)
        self.fields["text"].widget.attrs["id"] = f"correct-{data.get('note', '')}"

    text = words("The note, in the words that are right", required="Write the note", rows=6)


class ProtocolForm(forms.Form):
    """A new version of a protocol, signed with one's name."""

    name = forms.CharField(label="Name", max_length=80, error_messages={"required": "Enter a name"})
    need = forms.ChoiceField(
        label="For which need", choices=[("", "Choose"), *((each.code, each.words) for each in NEEDS)],
        error_messages={"required": "Choose a need"},
    )  # fmt: skip
    sessions = number("Sessions, usually", 1, MOST_SESSIONS)
    minutes = number("Length of one, in minutes", 15, 180)
    questionnaires = forms.MultipleChoiceField(
        label="Asked by a link the day before", required=False, widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    every = number("How often they are asked", 1, 12, "1: before each session. 2: before each second one.")
    source = forms.CharField(
        label="What it rests on", max_length=400,
        help_text="A guideline or study, as you would cite it; or whose practice it is.",
        error_messages={"required": "Say what it rests on"},
    )  # fmt: skip
    is_used = forms.TypedChoiceField(
        label="Is it offered?", choices=[("yes", "Yes"), ("no", "No: nothing new is agreed by it")],
        coerce=lambda value: value == "yes", widget=forms.RadioSelect,
        error_messages={"required": "Say whether it is offered"},
    )  # fmt: skip
    seen_version = forms.IntegerField(widget=forms.HiddenInput)
    signature = forms.CharField(
        label="Sign with your name", max_length=120, error_messages={"required": "Sign with your name"},
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
    )  # fmt: skip
    ASKED = ("name", "need", "sessions", "minutes", "questionnaires", "every", "source", "is_used")

    def __init__(self, data: Any = None, *, stands: Protocol | Shipped | None, signer: str):
        first: dict[str, Any] = {"every": 1, "is_used": "yes", "seen_version": 0}
        if stands is not None:
            first = {name: getattr(stands, name) for name in self.ASKED} | {"seen_version": stands.version}
            first["is_used"] = "yes" if stands.is_used or not stands.version else "no"
        super().__init__(data, initial=first)
        self.signer = signer
        self.fields["questionnaires"].choices = [(each.key, each.name) for each in may_be_asked()]  # type: ignore[attr-defined]

    def clean_signature(self) -> str:
        """The signer's own name."""
        given = " ".join(self.cleaned_data["signature"].split())
        if given.casefold() != " ".join(self.signer.split()).casefold():
            raise forms.ValidationError(f"Sign with your name as it stands here: {self.signer}")
        return given

    def chosen(self) -> dict[str, Any]:
        """What the action takes."""
        return {name: self.cleaned_data[name] for name in (*self.ASKED, "seen_version")}
