"""What staff choose when they plan a group, give a place in it, and say who came."""

from collections.abc import Collection, Iterator, Sequence
from typing import Any
from uuid import UUID

from django import forms

from holdfast.accounts.models import Membership
from holdfast.appointments.company import Ask
from holdfast.appointments.forms import NO_SUCH, REASONS, TWICE, TimeForm
from holdfast.appointments.group_actions import FEWEST_PLACES, MOST_PLACES
from holdfast.appointments.models import Appointment
from holdfast.appointments.states import ATTENDANCE
from holdfast.diary.actions import LONGEST_SERIES
from holdfast.diary.models import How, Room
from holdfast.diary.rules import WEEK, NoSuchTime, TimeTwice, clock_to_instant
from holdfast.people.identity import name_of

HOWS = [each for each in How.choices if each[0] in (How.ROOM, How.VIDEO)]


class PlanGroupForm(TimeForm):
    """A group, once or every week."""

    name = forms.CharField(
        label="Name", max_length=60,
        help_text="Colleagues read it in the diary. Name the day and not the subject: Thursday group",
    )  # fmt: skip
    member = forms.ChoiceField(label="Led by")
    second_member = forms.ChoiceField(label="And by", required=False)
    how = forms.ChoiceField(label="How", choices=HOWS)
    room = forms.ChoiceField(label="Room", required=False)
    places = forms.IntegerField(
        label="Places", min_value=FEWEST_PLACES, max_value=MOST_PLACES, help_text="Practitioners are not counted"
    )
    weeks = forms.IntegerField(
        label="How many weeks in a row", min_value=1, max_value=LONGEST_SERIES, initial=1, help_text="1: only once"
    )

    def __init__(self, *args: Any, pool: Sequence[Membership], rooms: Sequence[Room], **more: Any):
        super().__init__(*args, **more)
        self.pool, self.rooms = {str(each.pk): each for each in pool}, {str(each.pk): each for each in rooms}
        names = [(pk, each.name) for pk, each in self.pool.items()]
        self.fields["member"].choices = names  # type: ignore[attr-defined]
        self.fields["second_member"].choices = [("", "Nobody else"), *names]  # type: ignore[attr-defined]
        seats = [(pk, f"{each.name}, {each.seats} seats") for pk, each in self.rooms.items()]
        self.fields["room"].choices = [("", "None"), *seats]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Two practitioners are two, and a group in a room has one. Every week has such a time on the clock."""
        given = super().clean()
        if given.get("second_member") and given["second_member"] == given.get("member"):
            self.add_error("second_member", "Choose somebody else, or nobody")
        if given.get("how") == How.ROOM and not given.get("room"):
            self.add_error("room", "Choose the room")
        if not self.errors:
            self.ask_the_clock(given)
        return given

    def ask_the_clock(self, given: dict[str, Any]) -> None:
        """That the clock has this time once on each of the days."""
        try:
            for number in range(1, given["weeks"]):
                clock_to_instant(given["day"] + WEEK * number, given["at"])
        except NoSuchTime:
            self.add_error("at", NO_SUCH)
        except TimeTwice:
            self.add_error("at", TWICE)

    @property
    def chosen(self) -> list[Membership]:
        """Who leads it."""
        pks = [self.cleaned_data["member"], self.cleaned_data["second_member"]]
        return [self.pool[pk] for pk in pks if pk]


class PutInForm(forms.Form):
    """Which group somebody gets a place in, and that each was asked where that is needed."""

    group = forms.ChoiceField(label="Which group", widget=forms.RadioSelect)
    every_week = forms.BooleanField(
        label="And every later week of it", required=False, help_text="A week that cannot be is left out, and named"
    )
    has_asked = forms.BooleanField(label="I have asked each of them, and they agree", required=False)
    to_be_asked = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)

    def __init__(self, *args: Any, groups: Sequence[tuple[str, str]], has_weeks: bool, **more: Any):
        super().__init__(*args, **more)
        if not has_weeks:
            del self.fields["every_week"]
        self.fields["group"].choices = groups  # type: ignore[attr-defined]
        self.fields["group"].error_messages["required"] = "Choose a group"
        self.to_ask: list[str] = []

    def asked(self) -> list[str]:
        """What was asked of each, as they say: what the page told them to."""
        return self.cleaned_data["to_be_asked"].split() if self.cleaned_data["has_asked"] else []

    def must_ask(self, codes: Sequence[str]) -> None:
        """Say what is to be asked of each, and ask whether that was done."""
        self.to_ask = [Ask(code).label for code in codes]
        self.data = self.data.copy()
        self.data["to_be_asked"] = " ".join(codes)
        self.data.pop("has_asked", None)
        self.add_error("has_asked", "Ask each of them, then tick this box")


class AttendanceForm(forms.Form):
    """Whether each of them came: one question a person, answered or left."""

    def __init__(
        self, *args: Any, appointments: Sequence[Appointment], worrying: Collection[UUID], reads: bool, **more: Any
    ):
        super().__init__(*args, **more)
        self.appointments, self.reads, self.worrying = list(appointments), reads, worrying
        for each in self.appointments:
            choices = [(verb, status.label) for verb, status in ATTENDANCE.items()]
            self.fields[f"verb_{each.pk}"] = forms.ChoiceField(
                label=name_of(each.person), choices=choices, required=False, widget=forms.RadioSelect
            )
            if reads:
                self.fields[f"worrying_{each.pk}"] = forms.BooleanField(
                    label="If they did not come, I am worried", required=False, initial=each.pk in worrying
                )

    def rows(self) -> Iterator[tuple[Appointment, Any, Any]]:
        """Each of them with the fields."""
        for each in self.appointments:
            yield each, self[f"verb_{each.pk}"], self[f"worrying_{each.pk}"] if self.reads else None

    def said(self) -> dict[Any, tuple[str, bool]]:
        """What was said of whom. It worries as proposed where whoever says it may not read why."""
        given = self.cleaned_data
        worry = {pk: given.get(f"worrying_{pk}", pk in self.worrying) for pk in (each.pk for each in self.appointments)}
        return {pk: (given[f"verb_{pk}"], worries) for pk, worries in worry.items() if given.get(f"verb_{pk}")}


class CancelGroupForm(forms.Form):
    """Why a group is taken out."""

    reason = forms.ChoiceField(label="Why", choices=[("", "Choose"), *REASONS])
    whole = forms.BooleanField(label="And every later one of it", required=False)
