"""What colleagues plan with one another: supervision, a meeting, training, outreach."""

from collections.abc import Sequence
from datetime import date, time
from typing import Any

from django import forms

from holdfast.accounts.models import Membership
from holdfast.design.moments import day_field
from holdfast.diary.forms import NO_SUCH, TWICE, clock_field
from holdfast.diary.models import TOGETHER, How, Kind, Room
from holdfast.diary.rules import NoSuchTime, TimeTwice, clock_to_instant
from holdfast.hubs.models import Organisation


class TogetherForm(forms.Form):
    """Who, when, where; outreach also for whom and what about."""

    kind = forms.ChoiceField(label="What for", choices=[(each.value, each.label) for each in TOGETHER])
    members = forms.MultipleChoiceField(
        label="With whom", widget=forms.CheckboxSelectMultiple, error_messages={"required": "Choose who is to be there"}
    )
    day = day_field("Day")
    at = clock_field("From")
    minutes = forms.IntegerField(label="Minutes", min_value=15, max_value=480, initial=60)
    how = forms.ChoiceField(label="How", choices=How.choices)
    room = forms.ChoiceField(label="Room", required=False)
    organisation = forms.ChoiceField(label="For which organisation", required=False, help_text="For outreach")
    name = forms.CharField(
        label="What it is about",
        max_length=60,
        required=False,
        help_text="For outreach. Name nobody: it is seen in diaries",
    )

    def __init__(
        self,
        *args: Any,
        team: Sequence[Membership],
        rooms: Sequence[Room],
        employers: Sequence[Organisation],
        **more: Any,
    ):
        super().__init__(*args, **more)
        self.team, self.rooms = {str(each.pk): each for each in team}, {str(each.pk): each for each in rooms}
        self.employers = {each.code: each for each in employers}
        choices = {
            "members": [(pk, each.name) for pk, each in self.team.items()],
            "room": [("", "None"), *((pk, f"{each.name}, {each.seats} seats") for pk, each in self.rooms.items())],
            "organisation": [("", "None"), *((code, each.name) for code, each in self.employers.items())],
        }
        for name, found in choices.items():
            self.fields[name].choices = found  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The instant, as `starts_at`; supervision is of two, a room is chosen where it is in one."""
        given = super().clean() or {}
        if given.get("kind") == Kind.SUPERVISION and len(given.get("members", [])) == 1:
            self.add_error("members", "Supervision is of two at least: choose both")
        if given.get("how") == How.ROOM and not given.get("room"):
            self.add_error("room", "Choose the room")
        if isinstance(given.get("day"), date) and isinstance(given.get("at"), time):
            try:
                given["starts_at"] = clock_to_instant(given["day"], given["at"])
            except NoSuchTime:
                self.add_error("at", NO_SUCH)
            except TimeTwice:
                self.add_error("at", TWICE)
        return given
