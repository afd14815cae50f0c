"""What an author types: one box for each section, the needs as codes; corrections, agreeing, the safety plan."""

from collections.abc import Collection, Mapping
from typing import Any

from django import forms

from holdfast.assessments.models import Assessment
from holdfast.assessments.sections import AREAS, HINTS, NEED_WORDS, Section
from holdfast.referrals.models import Background

MOST_WORDS = 20_000
TOO_LONG = {"max_length": "Write at most 20,000 characters at a time"}


def words_field(label: str, *, rows: int, required: bool = False, help_text: str = "") -> forms.CharField:
    """A box to write in."""
    return forms.CharField(
        label=label, required=required, max_length=MOST_WORDS, widget=forms.Textarea(attrs={"rows": rows}),
        help_text=help_text, error_messages={**TOO_LONG, "required": "Write something first"},
    )  # fmt: skip


def told_together(needs: Collection[str], work: Mapping[str, Any]) -> str:
    """Needs and work as one line, by which a page knows later what it showed."""
    return f"{' '.join(sorted(needs))}|{work.get('work_state') or ''}|{work.get('off_since_on') or ''}"


class WriteForm(forms.Form):
    """A box for each section, with the version of what was kept of it; the needs; a colleague to be named."""

    needs = forms.MultipleChoiceField(
        label="Needs that are counted", required=False, choices=list(NEED_WORDS.items()),
        widget=forms.CheckboxSelectMultiple, help_text="Codes only. What you write stays words.",
    )  # fmt: skip
    work_state = forms.ChoiceField(
        label="At work?", required=False, choices=[("", "Not said"), *Background.WorkState.choices],
    )  # fmt: skip
    off_since_on = forms.DateField(
        label="Off since", required=False, widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"invalid": "Enter the day since when they are off work"},
    )  # fmt: skip
    has_needs = forms.BooleanField(required=False, widget=forms.HiddenInput)
    facts_seen = forms.CharField(required=False, max_length=2000, widget=forms.HiddenInput)
    member = forms.ChoiceField(label="Colleague", required=False)

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, colleagues: Collection[tuple[str, str]] = (),
        typed: Mapping[str, str] | None = None, versions: Mapping[str, int] | None = None,
        needs: Collection[str] = (), work: Mapping[str, Any] | None = None,
    ):  # fmt: skip
        initial = dict(work or {})
        initial |= {f"words_{section}": words for section, words in (typed or {}).items()}
        initial |= {f"seen_{section}": version for section, version in (versions or {}).items()}
        seen = told_together(needs, work or {})
        super().__init__(data, initial={**initial, "needs": list(needs), "has_needs": True, "facts_seen": seen})
        self.fields["member"].choices = [("", "Choose a colleague"), *colleagues]
        for section in Section:
            rows = 2 if section in AREAS else 4
            self.fields[f"words_{section}"] = words_field(
                f"Add to “{section.label}”", rows=rows, help_text=HINTS.get(section, "")
            )
            self.fields[f"seen_{section}"] = forms.IntegerField(
                required=False, min_value=0, widget=forms.HiddenInput, initial=0
            )

    def work(self) -> dict[str, Any]:
        """Whether they are at work, as far as it is said here."""
        state = self.cleaned_data.get("work_state", "")
        since = self.cleaned_data.get("off_since_on") if state == Background.WorkState.OFF_SICK else None
        return {"work_state": state, "off_since_on": since}

    def needs_seen(self) -> set[str] | None:
        """The needs that stood when the page was drawn; None where it does not say."""
        seen = self.cleaned_data.get("facts_seen", "")
        return set(seen.split("|")[0].split()) if seen else None

    def has_other_work(self) -> bool:
        """Whether something else is said of work than the page said."""
        seen = self.cleaned_data.get("facts_seen", "")
        return not seen or told_together((), self.work()).split("|")[1:] != seen.split("|")[1:]

    def texts(self) -> dict[str, str]:
        """What was typed, by section."""
        return {section: self.cleaned_data.get(f"words_{section}", "") for section in Section.values}

    def seen(self) -> dict[str, int]:
        """The version of what was kept that the page had, by section."""
        return {section: self.cleaned_data.get(f"seen_{section}") or 0 for section in Section.values}


class KeepForm(forms.Form):
    """What is typed in one section, as it is typed."""

    section = forms.ChoiceField(choices=Section)
    text = forms.CharField(required=False, max_length=MOST_WORDS, strip=False)
    seen = forms.IntegerField(min_value=0)


class CorrectForm(forms.Form):
    """Other words in the place of one's own."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False, strip=False)
    text = words_field("Your words", rows=6, required=True, help_text="What stood there before can still be read.")


class AgreeForm(forms.Form):
    """What comes next once everybody who wrote has agreed."""

    leads_to = forms.ChoiceField(
        label="What comes next?", choices=Assessment.LeadsTo, widget=forms.RadioSelect,
        error_messages={"required": "Choose what comes next"},
    )  # fmt: skip
    without = forms.ChoiceField(
        label="Finish it without those who have not agreed", required=False, widget=forms.RadioSelect,
        choices=[("", "No, wait for them"), *Assessment.Without.choices],
    )  # fmt: skip


class SafetyPlanForm(forms.Form):
    """The safety plan as a whole."""

    seen = forms.IntegerField(min_value=0, required=False, widget=forms.HiddenInput)
    text = words_field(
        "The plan, in words you both use", rows=14, required=True,
        help_text="How it begins, what helps, who can be there, whom to ring, how to make the place safer, what is "
        "worth staying for. They can keep it.",
    )  # fmt: skip
