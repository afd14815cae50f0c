"""A day and a time in two boxes, as the clock in London shows them."""

from datetime import date, datetime, time

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator

from holdfast.hubs.hours import LONDON, instant

EARLIEST, LATEST = date(2000, 1, 1), date(2099, 12, 31)
"""Between which any day of a diary or a record lies: a year mistyped is said, and nothing is reckoned from it."""
OF_OUR_TIME = [
    MinValueValidator(EARLIEST, "Enter a day after the year 2000"),
    MaxValueValidator(LATEST, "Enter a day before the year 2100"),
]


def day_field(label: str, *, required: bool = True, help_text: str = "") -> forms.DateField:
    """A day, typed or picked."""
    return forms.DateField(
        label=label, required=required, help_text=help_text, validators=OF_OUR_TIME,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )  # fmt: skip


class MomentInput(forms.MultiWidget):
    """The browser's own boxes for a day and a time; where it has none, plain text."""

    def __init__(self):
        day = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "data-label": "Day"})
        clock = forms.TimeInput(format="%H:%M", attrs={"type": "time", "data-label": "Time"})
        super().__init__([day, clock])

    def decompress(self, value: datetime | None) -> list[date | time | None]:
        """The two boxes for a moment kept earlier."""
        if value is None:
            return [None, None]
        local = value.astimezone(LONDON)
        return [local.date(), local.time().replace(second=0, microsecond=0, fold=0)]

    def id_for_label(self, id_: str) -> str:
        """The first box: where the link of the error summary leads."""
        return f"{id_}_0" if id_ else id_


class MomentField(forms.MultiValueField):
    """An instant, typed as London's day and time. `thing` names it in the sentences that say what is wrong."""

    def __init__(self, *, thing: str, **options):
        fields = [
            forms.DateField(input_formats=["%Y-%m-%d", "%d/%m/%Y", "%d %m %Y"]),
            forms.TimeField(input_formats=["%H:%M", "%H:%M:%S", "%H.%M"]),
        ]
        sentences = {
            "required": f"Enter the day and time of {thing}",
            "incomplete": f"Enter the day and time of {thing}",
            "invalid": f"Enter a day and time of {thing} that exist, like 15/10/2026 and 14:30",
        }
        super().__init__(fields, require_all_fields=False, widget=MomentInput(), error_messages=sentences, **options)

    def clean(self, value: list[str] | None) -> datetime | None:
        """The instant, None where it is optional and both boxes are empty, or one sentence."""
        typed = [(part or "").strip() for part in (value or ["", ""])]
        if not any(typed):
            if self.required:
                raise forms.ValidationError(self.error_messages["required"], code="required")
            return None
        if not all(typed):
            raise forms.ValidationError(self.error_messages["incomplete"], code="incomplete")
        try:
            day, clock = (field.clean(part) for field, part in zip(self.fields, typed, strict=True))
            at = instant(day, clock)
            if at.astimezone(LONDON).replace(tzinfo=None) != datetime.combine(day, clock):
                raise ValueError("the clocks go forward: there is no such time")
            return at
        except (forms.ValidationError, OverflowError, ValueError):
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid") from None

    def compress(self, data_list: list) -> datetime | None:
        """Never asked: `clean` does all of it."""
        return None
