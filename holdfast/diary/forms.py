"""What is said about when somebody works: a pattern, being away, extra hours, time kept free; rooms and lengths."""

from collections.abc import Iterator
from datetime import date, time, timedelta
from typing import Any

from django import forms

from holdfast.design.moments import day_field
from holdfast.diary.models import WITH_PEOPLE, Absence, Kind
from holdfast.diary.rules import DAY, NoSuchTime, TimeTwice, clock_to_instant
from holdfast.hubs.hours import DAY_NAMES, MIDNIGHT, WeeklyHours, instant

DATE = forms.DateInput(attrs={"type": "date"})
CLOCK = {"type": "time"}
MOST_WEEKS = 4
LONGEST_AWAY = timedelta(days=366)
NO_SUCH = "The clocks go forward that night: this time does not exist"
TWICE = "The clocks go back that night: this time comes twice. Choose one before or after that hour"


def clock_field(label: str, *, required: bool = True) -> forms.TimeField:
    """A time on the clock."""
    return forms.TimeField(label=label, required=required, widget=forms.TimeInput(attrs=CLOCK, format="%H:%M"))


class PatternForm(forms.Form):
    """The hours of one to four weeks that come again and again."""

    starts_on = day_field("From the week of")
    ends_on = forms.DateField(
        label="Last day", required=False, widget=DATE, help_text="For a secondment or a fixed term; else leave it empty"
    )
    works_bank_holidays = forms.BooleanField(label="Works on bank holidays too", required=False)

    def __init__(self, *args: Any, weeks: int = 1, **more: Any):
        super().__init__(*args, **more)
        self.weeks = max(1, min(MOST_WEEKS, weeks))
        for week in range(self.weeks):
            for day, name in enumerate(DAY_NAMES):
                self.fields[f"from_{week}_{day}"] = clock_field(f"{name}, from", required=False)
                self.fields[f"to_{week}_{day}"] = clock_field(f"{name}, to", required=False)

    def grid(self) -> Iterator[list[dict[str, Any]]]:
        """The fields of each week, a row a day."""
        for week in range(self.weeks):
            yield [
                {"day": name, "from": self[f"from_{week}_{day}"], "to": self[f"to_{week}_{day}"]}
                for day, name in enumerate(DAY_NAMES)
            ]

    def clean(self) -> dict[str, Any]:
        """The weeks, as `hours`."""
        given = super().clean() or {}
        rows: list[list[tuple[int, time, time]]] = [[] for _ in range(self.weeks)]
        for week in range(self.weeks):
            for day in range(7):
                self.add_row(rows[week], given, week, day)
        starts_on, ends_on = given.get("starts_on"), given.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", "The last day is not before the first")
        if not any(rows) and not self.errors:
            self.add_error("from_0_0", "Enter the hours of one day at least")
        is_off = not given.get("works_bank_holidays")
        if not self.errors:
            given["hours"] = [WeeklyHours(tuple(each), closed_on_bank_holidays=is_off) for each in rows]
        return given

    def add_row(self, rows: list[tuple[int, time, time]], given: dict[str, Any], week: int, day: int) -> None:
        """The hours of one day, if there are any."""
        start, end = given.get(f"from_{week}_{day}"), given.get(f"to_{week}_{day}")
        if (start is None) != (end is None):
            self.add_error(f"to_{week}_{day}", f"{DAY_NAMES[day]}: enter both times, or none")
        elif start is not None and end is not None and end <= start:
            self.add_error(f"to_{week}_{day}", f"{DAY_NAMES[day]}: the end is after the beginning")
        elif start is not None and end is not None:
            rows.append((day, start, end))


class SpanForm(forms.Form):
    """From a day to a day; or, on one day, from a time to a time."""

    first = day_field("First day")
    last = day_field("Last day", required=False, help_text="Empty: one day")
    start = clock_field("From", required=False)
    end = clock_field("To", required=False)

    def clean(self) -> dict[str, Any]:
        """The span, as `starts_at` and `ends_at`."""
        given = super().clean() or {}
        first, last = given.get("first"), given.get("last") or given.get("first")
        if not first or not last or self.errors:
            return given
        if last < first or last - first > LONGEST_AWAY:
            self.add_error("last", "The last day is not before the first, and within a year")
            return given
        try:
            starts_at = clock_to_instant(first, given["start"]) if given.get("start") else instant(first, MIDNIGHT)
            ends_at = clock_to_instant(last, given["end"]) if given.get("end") else instant(last + DAY, MIDNIGHT)
        except NoSuchTime:
            self.add_error("start", NO_SUCH)
        except TimeTwice:
            self.add_error("start", TWICE)
        else:
            if ends_at <= starts_at:
                self.add_error("end", "The end is after the beginning")
            given |= {"starts_at": starts_at, "ends_at": ends_at}
        return given


class AbsenceForm(SpanForm):
    """Being away."""

    why = forms.ChoiceField(label="Why", choices=Absence.Why.choices)


class ExtraForm(SpanForm):
    """Working beyond the pattern, once: both times are needed."""

    start = clock_field("From")
    end = clock_field("To")


class KeepForm(forms.Form):
    """Time kept free of appointments."""

    kind = forms.ChoiceField(label="What for", choices=[each for each in Kind.choices if each[0] not in WITH_PEOPLE])
    day = day_field("Day")
    at = clock_field("From")
    minutes = forms.IntegerField(label="Minutes", min_value=15, max_value=480, initial=60)
    weeks = forms.IntegerField(
        label="How many weeks in a row", min_value=1, max_value=26, initial=1, help_text="1: only once"
    )


class RoomForm(forms.Form):
    """A room."""

    name = forms.CharField(label="Name of the room", max_length=60)
    place = forms.CharField(
        label="Building", max_length=80, required=False, help_text="As people find it. They read it on their own page"
    )
    seats = forms.IntegerField(label="Seats", min_value=1, max_value=200)
    is_step_free = forms.BooleanField(label="It can be reached without steps", required=False)


class LengthForm(forms.Form):
    """How long a kind of appointment takes."""

    kind = forms.ChoiceField(label="Kind", choices=Kind.choices)
    minutes = forms.IntegerField(label="Minutes", min_value=15, max_value=480)
    before = forms.IntegerField(label="Minutes the practitioner needs before it", min_value=0, max_value=120)
    after = forms.IntegerField(label="Minutes the practitioner needs after it", min_value=0, max_value=120)


def monday(day: date) -> date:
    """The Monday of a day's week."""
    return day - DAY * day.weekday()
