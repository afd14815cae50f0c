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
    """A date typed as three numbers; what was typed stays in the boxes, also when there is no such day."""

    default_error_messages = {
        "required": "Enter a day, a month and a year",
        "incomplete": "Enter a day, a month and a year",
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
        if not all(typed):
            raise forms.ValidationError(self.error_messages["incomplete"], code="incomplete")
        return self.compress(typed)

    def compress(self, data_list: list[str]) -> date:
        """The three numbers as a date. Only plain digits count: other scripts' digits would surprise."""
        try:
            if not all(part.isascii() and part.isdigit() for part in data_list):
                raise ValueError
            day, month, year = (int(part) for part in data_list)
            return date(year, month, day)
        except (ValueError, OverflowError):
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid") from None


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
