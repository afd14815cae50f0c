"""What staff choose when they book, move, cancel or record attendance."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from functools import partial
from types import MappingProxyType
from typing import Any

from django import forms

from holdfast.accounts.models import Membership
from holdfast.appointments.models import Appointment
from holdfast.appointments.with_whom import ANYBODY, WithWhom
from holdfast.design.moments import day_field
from holdfast.diary.models import WITH_PEOPLE, How, Kind, Room
from holdfast.diary.rules import NoSuchTime, TimeTwice, clock_to_instant
from holdfast.hubs.hours import LONDON
from holdfast.workforce.codes import Override

KINDS = [(kind.value, kind.label) for kind in WITH_PEOPLE if kind != Kind.GROUP]  # a group has places
REASONS = [
    each
    for each in Appointment.Reason.choices
    if each[0] not in (Appointment.Reason.KEPT_OUT, Appointment.Reason.CLOSED)
]
NO_SUCH = "The clocks go forward that night: this time does not exist. Choose one before or after it"
TWICE = "The clocks go back that night: this time comes twice. Say which one you mean"


def why_field() -> forms.ChoiceField:
    """Why somebody assesses whom the rule does not admit."""
    return forms.ChoiceField(
        label="Why them, though not admitted", choices=[("", "Choose why"), *Override.choices], required=False
    )


class SlotsForm(forms.Form):
    """Which times are looked for."""

    kind = forms.ChoiceField(label="What for", choices=KINDS)
    member = forms.ChoiceField(label="With whom", required=False)
    override = why_field()
    gender = forms.ChoiceField(label="Seen by", required=False)
    language = forms.ChoiceField(label="In which language", required=False)
    beside = forms.ChoiceField(label="And with", required=False)
    how = forms.ChoiceField(label="How", choices=How.choices)
    day = day_field("From")

    def __init__(self, *args: Any, whom: WithWhom, told: str, **more: Any):
        super().__init__(*args, auto_id="find_%s", **more)
        wished = self.data.get("language", "")
        first = "Whoever is admitted and free first" if whom.asks_why else "Whoever is free first"
        self.fields["member"].choices = whom.choices(first)  # type: ignore[attr-defined]
        self.fields["beside"].choices = beside_choices(whom)  # type: ignore[attr-defined]
        for name, choices, none in (("gender", whom.genders(), "Anybody"),
                                    ("language", whom.languages(told, wished), "English")):  # fmt: skip
            self.fields[name].choices = [(ANYBODY, none), *choices]  # type: ignore[attr-defined]
            if not choices:
                self.fields[name].widget = forms.HiddenInput()


def beside_choices(whom: WithWhom) -> list[tuple[str, str]]:
    """Who may be there as a second practitioner."""
    return [(ANYBODY, "Nobody else"), *whom.named]


class ColleagueField(forms.ChoiceField):
    """Somebody with whom it could be. Only who was chosen is looked up; the list is read where it is drawn."""

    able: Mapping[str, Membership] = MappingProxyType({})

    def valid_value(self, value: Any) -> bool:
        """Whether it could be with them."""
        return str(value) in self.able


class TimeForm(forms.Form):
    """A day and a time on the clock."""

    day = day_field("Day")
    at = forms.TimeField(label="Time", widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    second = forms.ChoiceField(
        label="Which of the two",
        choices=[("", "It comes once"), ("first", "The first, before the clocks go back"), ("second", "The second")],
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        """The instant, as `starts_at`."""
        given = super().clean() or {}
        day, at = given.get("day"), given.get("at")
        if isinstance(day, date) and isinstance(at, time):
            which = {"first": False, "second": True}.get(given.get("second", ""))
            try:
                given["starts_at"] = clock_to_instant(day, at, second=which)
            except NoSuchTime:
                self.add_error("at", NO_SUCH)
            except TimeTwice:
                self.asks_which = True
                self.add_error("second", TWICE)
        return given

    asks_which = False


class BookForm(TimeForm):
    """A time that is booked: picked from the list, or typed."""

    kind = forms.ChoiceField(choices=KINDS, widget=forms.HiddenInput)
    how = forms.ChoiceField(choices=How.choices, widget=forms.HiddenInput)
    member = ColleagueField(label="With whom")
    beside = ColleagueField(label="And with", required=False)
    room = forms.ChoiceField(label="Room", required=False)
    interpreter = forms.CharField(
        label="Interpreter", max_length=40, required=False, help_text="The language, if one is to be there"
    )
    video_link = forms.URLField(label="Link of the video call", max_length=500, required=False, assume_scheme="https")
    override = why_field()

    def __init__(self, *args: Any, whom: WithWhom, rooms: Sequence[Room], **more: Any):
        super().__init__(*args, **more)
        self.able = whom.among(self.data.get(name, "") for name in ("member", "beside")) if self.is_bound else {}
        self.rooms = {str(each.pk): each for each in rooms}
        for name, choices in (("member", whom.choices), ("beside", partial(beside_choices, whom))):
            self.fields[name].able, self.fields[name].choices = self.able, choices  # type: ignore[attr-defined]
        names = [("", "The first that is free"), *((pk, each.name) for pk, each in self.rooms.items())]
        self.fields["room"].choices = names  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Two practitioners are two."""
        given = super().clean()
        if given.get("beside") and given["beside"] == given.get("member"):
            self.add_error("beside", "Choose somebody else, or nobody")
        return given

    @property
    def chosen(self) -> list[Membership]:
        """With whom: the first is whose time was chosen."""
        return [self.able[pk] for pk in (self.cleaned_data["member"], self.cleaned_data["beside"]) if pk]


class CancelForm(forms.Form):
    """Why it is cancelled, and whose wish it is."""

    whose = forms.ChoiceField(
        label="Who cancels it",
        choices=[("person", "They do"), ("hub", "We do")],
        widget=forms.RadioSelect,
    )
    reason = forms.ChoiceField(label="Why", choices=[("", "Choose"), *REASONS])


class OfferForm(forms.Form):
    """What is offered to choose from."""

    kind = forms.ChoiceField(choices=KINDS, widget=forms.HiddenInput)
    member = forms.CharField(required=False, widget=forms.HiddenInput)
    gender = forms.CharField(required=False, widget=forms.HiddenInput)
    language = forms.CharField(required=False, widget=forms.HiddenInput)
    override = forms.CharField(required=False, widget=forms.HiddenInput)
    hows = forms.MultipleChoiceField(
        label="How they may meet", choices=[each for each in How.choices if each[0] != How.ELSEWHERE],
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip


def parts_of(at: datetime) -> dict[str, Any]:
    """An instant as the fields of `TimeForm`."""
    local = at.astimezone(LONDON)
    twice = local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()
    which = ("second" if local.fold else "first") if twice else ""
    return {"day": local.date().isoformat(), "at": f"{local:%H:%M}", "second": which}
