"""Forms of transfers: to which hub, why, with what; and why an offer is refused."""

from collections.abc import Sequence
from typing import Any

from django import forms

from holdfast.hubs.models import Hub
from holdfast.network.models import HubElsewhere, Transfer
from holdfast.network.rules import in_order
from holdfast.network.states import Part

LONGEST = 2000
NOT_NAMED = "Leave their name out, and whatever would tell who they are."


class PrepareForm(forms.Form):
    """Put together what would go."""

    to_hub = forms.ChoiceField(
        label="Which hub?", widget=forms.RadioSelect, error_messages={"required": "Choose a hub"}
    )
    reason = forms.ChoiceField(
        label="Why?", choices=Transfer.Reason, widget=forms.RadioSelect,
        error_messages={"required": "Choose why another hub would be better"},
    )  # fmt: skip
    summary = forms.CharField(
        label="What does the other hub need to know, to decide?", max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=f"This alone is read there before they accept. {NOT_NAMED} The person reads it first.",
        error_messages={"required": "Write in a few sentences what the other hub needs to know, to decide"},
    )  # fmt: skip
    parts = forms.MultipleChoiceField(
        label="What else goes with them, once that hub has accepted?", choices=Part, required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Their name, safe ways to reach them and whom they keep out always go.",
        error_messages={"invalid_choice": "Choose from the list"},
    )  # fmt: skip

    def __init__(self, data: Any = None, *, hubs: Sequence[Hub | HubElsewhere], names: Sequence[str], **options: Any):
        super().__init__(data, **options)
        self.hubs = {str(each.pk): each for each in hubs}
        self.names = [name.casefold() for name in names if name]
        self.fields["to_hub"].choices = [(pk, offered_as(each)) for pk, each in self.hubs.items()]

    def clean_summary(self) -> str:
        """Words in which the person is not named."""
        words: str = self.cleaned_data["summary"].strip()
        if any(name in words.casefold() for name in self.names):
            raise forms.ValidationError(f"The other hub reads this before it accepts. {NOT_NAMED}")
        return words

    def clean_parts(self) -> list[str]:
        """In the order in which they stand in the list."""
        return in_order(self.cleaned_data["parts"], Part.values)

    @property
    def hub(self) -> Hub | HubElsewhere:
        """The hub that was chosen."""
        return self.hubs[self.cleaned_data["to_hub"]]


def offered_as(hub: Hub | HubElsewhere) -> str:
    """What a hub is called in the list, and how somebody's record goes there."""
    return f"{hub.name}, by a sealed file" if isinstance(hub, HubElsewhere) else hub.name


class RefuseForm(forms.Form):
    """Why this hub cannot take somebody on."""

    reason = forms.CharField(
        label="Why can you not take them on?", max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="The hub that asks reads this, and may tell the person.",
        error_messages={"required": "Write why you cannot take them on"},
    )  # fmt: skip
