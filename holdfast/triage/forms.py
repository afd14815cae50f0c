"""The decision on a request, as the practitioner reads it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms

from holdfast.accounts.models import Membership
from holdfast.design.moments import MomentField
from holdfast.hubs.hours import say_moment
from holdfast.hubs.models import Hub
from holdfast.triage.actions import Choice
from holdfast.triage.models import Decision
from holdfast.triage.rules import FURTHEST

Outcome = Decision.Outcome
PROPOSED, LATER = "proposed", "later"
TOO_LONG = "Write at most 10,000 characters"


def words(label: str, *, hint: str = "", rows: int = 2) -> forms.CharField:
    """A box for some sentences that may stay empty."""
    return forms.CharField(
        label=label,
        help_text=hint,
        required=False,
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"max_length": TOO_LONG},
    )


class DecideForm(forms.Form):
    """When, what, who, and a note. `seen` is the latest decision that the page showed.

    Somebody who wishes for a hub that may be offered finds that wish proposed.
    """

    seen = forms.UUIDField(required=False, widget=forms.HiddenInput)
    when = forms.ChoiceField(
        label="When to make contact",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose when to make contact",
            "invalid_choice": "Choose again when to make contact: that moment has passed",
        },
    )
    later_at = MomentField(label="Contact by", required=False, thing="the contact")
    later_reason = words("Why later than proposed", hint="It is kept with the decision and shown in the record.")
    outcome = forms.ChoiceField(
        label="What you decide",
        choices=Outcome,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what you decide", "invalid_choice": "Choose what you decide"},
    )
    owner = forms.ChoiceField(
        label="Who makes contact",
        required=False,
        error_messages={"invalid_choice": "Choose who makes contact from the list"},
    )
    wished_hub = forms.ChoiceField(
        label="Which hub",
        required=False,
        error_messages={"invalid_choice": "Choose a hub from the list"},
    )
    advice = words("What you advised, and to what service", hint="They see this text.")
    out_of_scope = words(
        "Why, and what they can do instead", hint="They see this text. A second practitioner signs it."
    )
    note = words("A note for the next colleague")

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        proposed: datetime,
        sooner: Sequence[datetime],
        offered: Sequence[tuple[Membership, int]],
        hubs: Sequence[Hub],
        wished: UUID | None,
        seen: UUID | None,
        member: Membership,
        now: datetime,
    ):
        outcome = Outcome.OTHER_HUB if wished in [each.pk for each in hubs] else Outcome.ACCEPT
        super().__init__(
            data, initial={"when": PROPOSED, "outcome": outcome, "wished_hub": str(wished or ""), "seen": seen}
        )
        self.now, self.proposed = now, proposed
        self.moments = {PROPOSED: proposed, **{f"sooner_{at:%Y%m%d%H%M}": at for at in sooner}}
        self.members = {str(each.pk): each for each, _ in offered}
        self.hubs = {str(each.pk): each for each in hubs}
        self.fields["when"].choices = self.when_choices(now)
        self.fields["owner"].choices = [(str(each.pk), said(each, room, member)) for each, room in offered]
        self.fields["owner"].choices += [("", "First contact queue, no name yet")]
        self.fields["wished_hub"].choices = [("", "Choose a hub"), *((pk, hub.name) for pk, hub in self.hubs.items())]

    def when_choices(self, now: datetime) -> list[tuple[str, str]]:
        """As proposed, sooner, and later with its reason."""
        due = say_moment(self.proposed, now)
        is_late = self.proposed < now
        choices = [(PROPOSED, f"At once: it was due {due}" if is_late else f"By {due}, as proposed")]
        choices += [(key, f"Sooner: {say_moment(at, now)}") for key, at in self.moments.items() if key != PROPOSED]
        return [*choices, (LATER, "Later, with a reason")]

    def clean(self) -> dict[str, Any]:
        """What each choice needs."""
        given = super().clean()
        if given.get("when") == LATER:
            self.check_later(given)
        needs = {
            Outcome.SIGNPOST: ("advice", "Write what you advised"),
            Outcome.DECLINE: ("out_of_scope", "Write why, and what they can do instead"),
            Outcome.OTHER_HUB: ("wished_hub", "Choose the hub they wish for"),
        }
        field, sentence = needs.get(given.get("outcome"), ("", ""))
        if field and field not in self.errors and not given.get(field, "").strip():
            self.add_error(field, sentence)
        return given

    def check_later(self, given: dict[str, Any]) -> None:
        """A later moment, to come, and why."""
        at = given.get("later_at")
        if "later_at" not in self.errors and (at is None or not self.now < at <= self.now + FURTHEST):
            self.add_error("later_at", "Enter a day and time to come, within the next 90 days")
        elif at is not None and at <= self.proposed:
            self.add_error("later_at", "This is not later than proposed. Choose one of the times above")
        if not given.get("later_reason", "").strip():
            self.add_error("later_reason", "Write why contact is made later than proposed")

    def choice(self) -> Choice:
        """What was chosen, as the action takes it. Only what belongs to the outcome counts."""
        given = self.cleaned_data
        outcome, later = given["outcome"], given["when"] == LATER
        return Choice(
            outcome=outcome,
            contact_by=given["later_at"] if later else self.moments[given["when"]],
            owner=self.members.get(given["owner"]) if outcome == Outcome.ACCEPT else None,
            wished_hub=self.hubs.get(given["wished_hub"]) if outcome == Outcome.OTHER_HUB else None,
            words={Outcome.SIGNPOST: given["advice"], Outcome.DECLINE: given["out_of_scope"]}.get(outcome, ""),
            later_reason=given["later_reason"] if later else "",
            note=given["note"],
        )


def said(member: Membership, room: int, viewer: Membership) -> str:
    """One colleague as the list offers them."""
    you = " (you)" if member == viewer else ""
    return f"{member.name}{you}, has room for {room}" if room else f"{member.name}{you}, has no room"
