"""Form fields that Django does not have, drawn by `design/components/forms.html`."""

from datetime import date

from django import forms


class DayInput(forms.MultiWidget):
    """A date as day, month and year in three boxes: nobody scrolls back to 1964 in a calendar."""

    def __init__(self, *, autocomplete: str = "") -> None:
        parts = ("day", "month", "year")
        super().__init__([forms.TextInput(attrs=self._attributes(part, autocomplete)) for part in parts])

    @staticmethod
    def _attributes(part: str, autocomplete: str) -> dict[str, str]:
        attributes = {"inputmode": "numeric", "maxlength": "4" if part == "year" else "2"}
        return attributes | ({"autocomplete": f"{autocomplete}-{part}"} if autocomplete else {})

    def decompress(self, value: date | None) -> list[int | None]:
        """The three boxes for a date kept earlier."""
        return [value.day, value.month, value.year] if value else [None, None, None]

    def id_for_label(self, id_: str) -> str:
        """The first box: where the link of the error summary leads."""
        return f"{id_}_0" if id_ else id_


class DayField(forms.MultiValueField):
    """A date typed as three numbers; what was typed stays in the boxes, also when there is no such day.

    An error says which boxes it is about, as `faulty` among its params.
    """

    MISSING = ("the day", "the month", "the year")
    WRONG = ("a day from 1 to 31", "a month from 1 to 12", "a year of 4 numbers")
    HIGHEST = (31, 12, 9999)
    default_error_messages = {
        "required": "Enter a day, a month and a year",
        "invalid": "Enter a day that exists, for example 15 3 1984",
    }

    def __init__(self, *, autocomplete: str = "", **options) -> None:
        fields = [forms.CharField(max_length=4) for _ in range(3)]
        options.setdefault("widget", DayInput(autocomplete=autocomplete))
        super().__init__(fields, require_all_fields=False, **options)

    def clean(self, value: list[str] | None) -> date | None:
        """A date, None where it is optional and all three boxes are empty, or one sentence."""
        typed = [(part or "").strip() for part in (value or ["", "", ""])]
        if not any(typed):
            if self.required:
                raise forms.ValidationError(self.error_messages["required"], code="required")
            return None
        faulty = [place for place, part in enumerate(typed) if not self._can_be(place, part)]
        if not all(typed):
            raise forms.ValidationError(self._asks_for(typed, faulty), code="incomplete", params={"faulty": faulty})
        return self.compress(typed)

    def _can_be(self, place: int, part: str) -> bool:
        """Whether a box holds a number that can stand there. Only plain digits count: other scripts' would surprise."""
        return part.isascii() and part.isdigit() and len(part) <= 4 and 0 < int(part) <= self.HIGHEST[place]

    def _asks_for(self, typed: list[str], faulty: list[int]) -> str:
        """What to enter in the boxes that are empty or cannot be."""
        *others, last = [self.WRONG[place] if typed[place] else self.MISSING[place] for place in faulty]
        asked = f"Enter {', '.join(others)} and {last}" if others else f"Enter {last}"
        return asked if self.required else f"{asked}. Or leave all three boxes empty"

    def compress(self, data_list: list[str]) -> date:
        """The three numbers as a date."""
        faulty = [place for place, part in enumerate(data_list) if not self._can_be(place, part)]
        try:
            if faulty:
                raise ValueError
            day, month, year = (int(part) for part in data_list)
            return date(year, month, day)
        except ValueError:
            sentence, where = self.error_messages["invalid"], faulty or [0, 1, 2]
            raise forms.ValidationError(sentence, code="invalid", params={"faulty": where}) from None


class SampleForm(forms.Form):
    """What the components page shows: one field of each kind."""

    way = forms.MultipleChoiceField(
        label="Safe ways to reach me",
        choices=[("call", "Phone call"), ("text", "Text message"), ("letter", "Letter to my home")],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Pick at least one way to reach you"},
    )
    phone = forms.CharField(
        label="Phone number",
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off", "inputmode": "tel"}),
    )
    when = forms.ChoiceField(
        label="When may we ring?",
        help_text="We ring on weekdays.",
        choices=[("am", "Morning"), ("pm", "Afternoon")],
        widget=forms.RadioSelect,
        error_messages={"required": "Pick when we may ring"},
    )
    day = DayField(label="A day that suits you", help_text="For example, 15 3 2027", required=False)
    note = forms.CharField(
        label="Anything we should know?",
        help_text="For example: I work nights, so please ring after 2pm.",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    email = forms.EmailField(
        label="Email address",
        error_messages={
            "required": "Enter your email address",
            "invalid": "Enter an address like name@home.example",
        },
    )
