"""Forms of looking after records: whose one is, two that are one person's, cover for leave, unusual reading."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import forms

from holdfast.accounts.models import Membership
from holdfast.caseload.forms import LONGEST_NOTE, TOO_LONG
from holdfast.events.models import UnusualReading
from holdfast.hubs.hours import LONDON
from holdfast.people.rules import LONGEST_COVER
from holdfast.referrals.models import Referral
from holdfast.referrals.states import Stage
from holdfast.triage.forms import said
from holdfast.triage.queries import who_can_make_contact
from holdfast.workforce.codes import Override
from holdfast.workforce.queries import known_of
from holdfast.workforce.rules import say_why_not
from holdfast.workforce.words import beside


class JoinForm(forms.Form):
    """Another record that is the same person's, and why."""

    reference = forms.CharField(
        label="Reference number of the other record",
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "class": "nhsuk-input--width-10"}),
        error_messages={"required": "Enter the reference number", "max_length": "Enter the reference number alone"},
    )
    reason = forms.CharField(
        label="Why are they one person?",
        help_text="What they said, and what you compared. The colleague who agrees reads this.",
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Enter why they are one person", "max_length": TOO_LONG},
    )


class OwnerForm(forms.Form):
    """To whom a record is given. `had` is the owner that the page showed.

    Where it waits for an assessment, whom the hub's rule admits stand first, and for the others a reason is needed.
    """

    had = forms.UUIDField(required=False, widget=forms.HiddenInput)
    owner = forms.ChoiceField(
        label="Give them to",
        error_messages={"required": "Choose a colleague", "invalid_choice": "Choose a colleague from the list"},
    )
    override = forms.ChoiceField(
        label="Why them, though not admitted to assess", choices=[("", "Choose why"), *Override.choices],
        required=False, help_text="Only for somebody whom the rule does not admit",
    )  # fmt: skip

    def __init__(self, data: Any = None, *, referral: Referral, member: Membership, now: datetime):
        others = [pair for pair in who_can_make_contact(referral) if pair[0].pk != referral.owner_id]
        offered = sorted(others, key=lambda pair: pair[0].pk != member.pk)
        super().__init__(data, initial={"had": referral.owner_id})
        self.members = {str(each.pk): each for each, _ in offered}
        self.known = known_of(member.hub, [each for each, _ in offered], now=now)
        lines = [(each, (str(each.pk), self.line(each, room, member))) for each, room in offered]
        admitted = [line for each, line in lines if referral.stage != Stage.ASSESSMENT or self.known.admits(each)]
        rest = [line for _, line in lines if line not in admitted]
        groups = [("Admitted to assess", admitted), ("Not admitted: say why", rest)] if rest else admitted
        own_first = [] if admitted and admitted[0][0] == str(member.pk) else [("", "Choose a colleague")]
        self.fields["owner"].choices = [*own_first, *(each for each in groups if each[1])]
        if not rest:
            del self.fields["override"]

    def line(self, colleague: Membership, room: int, member: Membership) -> str:
        """One colleague, with what they are by training and which languages they speak."""
        more = beside(self.known.profiles.get(colleague.pk))
        return ", ".join(part for part in (said(colleague, room, member), more) if part)

    def chosen(self) -> dict[str, Any]:
        """What the action takes."""
        return {
            "owner": self.members[self.cleaned_data["owner"]], "had": self.cleaned_data["had"],
            "override": self.cleaned_data.get("override", ""),
        }  # fmt: skip

    def refuse(self) -> None:
        """Say why the colleague who was chosen needs a reason."""
        chosen = self.members[self.cleaned_data["owner"]]
        why = say_why_not(self.known.profiles.get(chosen.pk), self.known.rule)
        words = f"The hub’s rule does not admit {chosen.name} to assess: {why}. Choose why they do it, or somebody else"
        self.add_error("override" if "override" in self.fields else "owner", words)


class CoverForm(forms.Form):
    """Who is away, who has their open referrals meanwhile, and from which day to which."""

    away = forms.ChoiceField(
        label="Who is away",
        error_messages={"required": "Choose who is away", "invalid_choice": "Choose who is away"},
    )
    covering = forms.ChoiceField(
        label="Who covers",
        error_messages={"required": "Choose who covers", "invalid_choice": "Choose who covers"},
    )
    starts_on = forms.DateField(
        label="First day away",
        input_formats=["%Y-%m-%d", "%d/%m/%Y", "%d %m %Y"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "nhsuk-input--width-10"}),
        error_messages={"required": "Enter the first day", "invalid": "Enter a day that exists, like 15/10/2026"},
    )
    ends_on = forms.DateField(
        label="Last day away",
        input_formats=["%Y-%m-%d", "%d/%m/%Y", "%d %m %Y"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "nhsuk-input--width-10"}),
        error_messages={"required": "Enter the last day", "invalid": "Enter a day that exists, like 15/10/2026"},
    )

    def __init__(self, data: Any = None, *, away: Iterable[Membership], covering: Iterable[Membership], now: datetime):
        super().__init__(data)
        self.now = now
        self.members = {str(member.pk): member for member in (*away, *covering)}
        self.fields["away"].choices = named(away)
        self.fields["covering"].choices = named(covering)

    def clean(self) -> dict[str, Any]:
        """Days to come, in their order, and two different colleagues."""
        given = super().clean()
        if self.errors:
            return given
        today = self.now.astimezone(LONDON).date()
        if given["away"] == given["covering"]:
            self.add_error("covering", "Choose a colleague: nobody covers for themselves")
        if given["ends_on"] < given["starts_on"]:
            self.add_error("ends_on", "Enter a last day that is not before the first")
        elif given["ends_on"] < today:
            self.add_error("ends_on", "Enter a last day that has not passed")
        elif given["ends_on"] > today + LONGEST_COVER:
            self.add_error("ends_on", "Enter a last day within the next year")
        elif given["ends_on"] - given["starts_on"] > LONGEST_COVER:
            self.add_error("starts_on", "Enter a first day at most a year before the last")
        return given

    def chosen(self) -> dict[str, Any]:
        """What the action takes."""
        given = self.cleaned_data
        return {
            "away": self.members[given["away"]],
            "covering": self.members[given["covering"]],
            "starts_on": given["starts_on"],
            "ends_on": given["ends_on"],
        }


def named(members: Iterable[Membership]) -> list[tuple[str, str]]:
    """Choices of a list of colleagues; the only one is chosen already."""
    found = [(str(member.pk), member.name) for member in members]
    return found if len(found) == 1 else [("", "Choose a colleague"), *found]


class ReadingForm(forms.Form):
    """What came of looking into unusual reading."""

    finding = forms.ChoiceField(
        label="What do you find?",
        choices=UnusualReading.Finding,
        widget=forms.RadioSelect,
        error_messages={"required": "Select what you find"},
    )
    words = forms.CharField(
        label="In your words",
        help_text="What the colleague said, and what you do. Name no person of the hub here.",
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Write what you found out", "max_length": TOO_LONG},
    )
