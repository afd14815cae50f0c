"""Logging an attempt: two clicks, because everything but the result is filled in."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django import forms

from holdfast.contacts.models import Attempt
from holdfast.contacts.rules import SENT_BY, Telling, channel_for, next_way, safe_channels
from holdfast.design.moments import MomentField
from holdfast.triage.rules import FURTHEST

Channel, Result = Attempt.Channel, Attempt.Result


class SafeChannels(forms.RadioSelect):
    """Ways to reach a person; those that are not safe are seen and cannot be chosen."""

    safe: tuple[str, ...] = ()

    def create_option(self, name, value, label, selected, index, subindex=None, attrs=None):
        """One way, disabled unless it is safe."""
        option = super().create_option(name, value, label, selected, index, subindex, attrs)
        if value not in self.safe:
            option["attrs"]["disabled"] = True
        return option


CHECKED = "We spoke, and I checked who they are"
HOW_CHECKED = "Two details that they told you agree with the record, such as date of birth and telephone number."


class CheckForm(forms.Form):
    """Who they are was checked, once their request is closed."""

    checked = forms.BooleanField(
        label=CHECKED,
        help_text=HOW_CHECKED,
        error_messages={"required": "Tick the box once you have checked who they are"},
    )


OFFERED = (Telling.TOLD, Telling.TRIED, Telling.STOPPED)
"""To whoever is on Today; that they do not know yet is a button by itself, where that is not so."""


class TellForm(forms.Form):
    """Whether they were told that their request is closed."""

    how = forms.ChoiceField(
        label="Do they know by now?",
        choices=[(each.value, each.label) for each in (*OFFERED, Telling.AGAIN)],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose whether they know", "invalid_choice": "Choose whether they know"},
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["how"].widget.choices = [(each.value, each.label) for each in OFFERED]


class LogForm(forms.Form):
    """What happened. The result is the button that was pressed."""

    result = forms.ChoiceField(
        label="What happened",
        widget=forms.HiddenInput,
        error_messages={"required": "Choose what happened", "invalid_choice": "Choose what happened"},
    )
    channel = forms.ChoiceField(
        label="How",
        choices=Channel,
        widget=SafeChannels,
        error_messages={"invalid_choice": "Choose how you tried to reach them"},
    )
    at = MomentField(
        label="When",
        required=False,
        thing="the attempt",
        help_text="Leave this empty if it was now.",
    )
    note = forms.CharField(
        label="Note",
        required=False,
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"max_length": "Write at most 10,000 characters"},
    )
    next_try_at = MomentField(
        label="Try again",
        required=False,
        thing="the next try",
        help_text="Leave this empty for what each button says comes next.",
    )
    identity_checked = forms.BooleanField(
        label=CHECKED,
        help_text=HOW_CHECKED,
        required=False,
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        channels: Mapping[str, Any],
        now: datetime,
        wrong: Collection[str] = (),
    ):
        self.safe = safe_channels(channels)
        first = next_way(channels, wrong) or self.safe[0]
        self.now = now
        super().__init__(data, initial={"channel": first})
        self.fields["channel"].widget.safe = self.safe
        # By default the buttons that fit the first way that is not wrong; the others after another way was chosen.
        named = data.get("channel", "") if data else ""
        self.channel = named if named in self.safe else first
        self.fields["result"].choices = results(channels)
        self.buttons = [each for each in results(channels) if fits_way(each[0], self.channel, wrong)]
        self.other_buttons = [each for each in results(channels) if each not in self.buttons]

    def clean_next_try_at(self) -> datetime | None:
        """A time to come within 90 days, if there is one."""
        at = self.cleaned_data["next_try_at"]
        if at is not None and not self.now < at <= self.now + FURTHEST:
            raise forms.ValidationError("Enter a day and time to come for the next try, within the next 90 days")
        return at

    def clean(self) -> dict[str, Any]:
        """The channel that a button such as "Sent a text" names wins; an unsafe one is refused."""
        given = super().clean()
        result, _, named = given.get("result", "").partition(".")
        channel = named or given.get("channel", "")
        if channel and channel not in self.safe:
            self.add_error("channel", f"{Channel(channel).label} is not safe for them. Choose another way")
        elif channel and result and not channel_for(result, channel):
            self.add_error("channel", f"“{Result(result).label}” does not fit {Channel(channel).label.lower()}")
        if given.get("identity_checked") and result and result != Result.SPOKE:
            self.add_error("identity_checked", "You can check who they are only when you speak with them")
        return {**given, "result": result, "channel": channel}


def fits_way(button: str, channel: str, wrong: Collection[str] = ()) -> bool:
    """Whether a button is offered while this way is chosen: one that names its own way is, unless that was wrong."""
    result, _, named = button.partition(".")
    return named not in wrong if named else channel_for(result, channel)


def results(channels: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The buttons, by the value each one posts. What is not safe has none."""
    found = [(Result.SPOKE, "We spoke"), (Result.NO_ANSWER, "No answer")]
    if channels.get("call") and channels.get("voicemail"):
        found.append((Result.VOICEMAIL, "Left a voicemail"))
    found.append((Result.CALL_BACK, "They asked us to try again"))
    for channel, words in SENT_BY.items():
        if channels.get(channel):
            found.append((f"{Result.SENT}.{channel}", words))
    found.append((Result.WRONG, Result.WRONG.label))
    return [(str(value), words) for value, words in found]
