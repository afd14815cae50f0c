"""Forms about alerts."""

from collections.abc import Iterable

from django import forms

from holdfast.accounts.models import Membership


class HandOnForm(forms.Form):
    """To whom a taken alert goes. Only colleagues who may see the person are offered."""

    to = forms.ChoiceField(
        label="Hand on to",
        error_messages={
            "required": "Choose who takes the alert over",
            "invalid_choice": "Choose who takes the alert over",
        },
    )

    def __init__(self, *args, colleagues: Iterable[Membership], **options):
        super().__init__(*args, **options)
        self.colleagues = {str(member.pk): member for member in colleagues}
        self.fields["to"].choices = [("", "Choose a colleague")]
        self.fields["to"].choices += [(pk, member.name) for pk, member in self.colleagues.items()]

    def colleague(self) -> Membership:
        """The member that was chosen."""
        return self.colleagues[self.cleaned_data["to"]]
