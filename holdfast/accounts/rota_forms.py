"""Adding a shift to the rota."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django import forms

from holdfast.accounts.models import Membership
from holdfast.hubs.hours import instant

LONGEST = timedelta(hours=16)
FURTHEST = timedelta(days=366)


class ShiftForm(forms.Form):
    """Who, which day, from when until when. An end that is not after the start is on the next day."""

    member = forms.ChoiceField(
        label="Who",
        error_messages={"required": "Choose who is on duty", "invalid_choice": "Choose who is on duty"},
    )
    day = forms.DateField(
        label="Day",
        input_formats=["%Y-%m-%d", "%d/%m/%Y", "%d %m %Y"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "nhsuk-input--width-10"}),
        error_messages={"required": "Enter the day", "invalid": "Enter a day that exists, like 15/10/2026"},
    )
    start = forms.TimeField(
        label="From",
        input_formats=["%H:%M", "%H.%M"],
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time", "class": "nhsuk-input--width-5"}),
        error_messages={"required": "Enter when the shift starts", "invalid": "Enter a time like 8:00"},
    )
    end = forms.TimeField(
        label="Until",
        input_formats=["%H:%M", "%H.%M"],
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time", "class": "nhsuk-input--width-5"}),
        error_messages={"required": "Enter when the shift ends", "invalid": "Enter a time like 18:00"},
    )

    def __init__(self, data: Any = None, *, members: Iterable[Membership], now: datetime):
        super().__init__(data)
        self.now = now
        self.members = {str(member.pk): member for member in members}
        self.fields["member"].choices = [("", "Choose a colleague")]
        self.fields["member"].choices += [(pk, member.name) for pk, member in self.members.items()]

    def clean(self) -> dict[str, Any]:
        """The shift's two instants, to come and not too long."""
        given = super().clean()
        if self.errors:
            return given
        try:
            last_day = given["day"] + timedelta(days=given["end"] <= given["start"])
            starts_at, ends_at = instant(given["day"], given["start"]), instant(last_day, given["end"])
        except OverflowError:
            raise forms.ValidationError("Enter a day within the next year") from None
        if ends_at <= self.now:
            self.add_error("day", "Enter a shift that has not ended yet")
        elif starts_at > self.now + FURTHEST:
            self.add_error("day", "Enter a day within the next year")
        elif ends_at - starts_at > LONGEST:
            self.add_error("end", "A shift lasts at most 16 hours. Check the two times")
        return {**given, "starts_at": starts_at, "ends_at": ends_at}

    def chosen(self) -> dict[str, Any]:
        """What the action takes."""
        given = self.cleaned_data
        return {
            "member": self.members[given["member"]],
            "starts_at": given["starts_at"],
            "ends_at": given["ends_at"],
        }
