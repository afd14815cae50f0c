"""What is asked for: a search, a service, that it is still true, what is missing and what is proposed."""

import re
from datetime import date
from typing import Any

from django import forms
from django.core.validators import URLValidator

from holdfast.design.forms import DayField
from holdfast.directory.kinds import SORTED, Cost, How, Kind, Route, Way, Welcome
from holdfast.directory.models import Proposal, Service
from holdfast.directory.queries import Asked
from holdfast.directory.rules import EMAIL_ADDRESS, WEB_ADDRESS
from holdfast.directory.words import STAFF_GROUPS
from holdfast.hubs.facts.work import SOCIAL_CARE_ROLE, STAFF_GROUP
from holdfast.workforce.codes import Language

ANY = ("", "Any")
LONGEST_SEARCH = 120
MOST_DAYS = 3650
REACHES = [("", "Local and national"), ("local", "Local only"), ("national", "National only")]


def typed(label: str, most: int, *, rows: int = 0, required: bool = True, help_text: str = "") -> forms.CharField:
    """A field for words; `rows`: as high as that."""
    widget = forms.Textarea({"rows": rows}) if rows else forms.TextInput()
    return forms.CharField(
        label=label, max_length=most, required=required, help_text=help_text, widget=widget,
        error_messages={
            "required": f"Enter: {label[0].lower()}{label[1:].rstrip('?')}",
            "max_length": f"Write at most {most:,} characters. You have written %(show_value)d",
        },
    )  # fmt: skip


def several(label: str, choices: Any, *, required: bool = False, help_text: str = "", missing: str = "") -> forms.Field:
    """Boxes to tick."""
    return forms.MultipleChoiceField(
        label=label, choices=choices, required=required, help_text=help_text, widget=forms.CheckboxSelectMultiple,
        error_messages={"required": missing, "invalid_choice": "Choose from the list"},
    )  # fmt: skip


def days(label: str, *, help_text: str = "", least: int = 0, required: bool = False) -> forms.IntegerField:
    """A number of days."""
    return forms.IntegerField(
        label=label, min_value=least, max_value=MOST_DAYS, required=required, help_text=help_text,
        widget=forms.TextInput({"inputmode": "numeric", "maxlength": "4"}),
        error_messages={
            "required": "Enter a number of days", "invalid": "Enter a whole number of days, like 28",
            "min_value": f"Enter {least} or more days", "max_value": f"Enter {MOST_DAYS} days at most",
        },
    )  # fmt: skip


class SearchForm(forms.Form):
    """A search. What is not in a list is not looked for: an odd address finds everything, and breaks nothing."""

    words = forms.CharField(label="Words", required=False, max_length=LONGEST_SEARCH)
    place = forms.CharField(label="Place", required=False, max_length=LONGEST_SEARCH)
    kind = forms.ChoiceField(label="Need", choices=[ANY, *Kind.choices], required=False)
    how = forms.ChoiceField(label="How", choices=[ANY, *How.choices], required=False)
    cost = forms.ChoiceField(label="Cost", choices=[ANY, *Cost.choices], required=False)
    language = forms.ChoiceField(label="Language beside English", choices=[ANY, *Language.choices], required=False)
    welcome = forms.ChoiceField(label="Made fit for", choices=[ANY, *Welcome.choices], required=False)
    reach = forms.ChoiceField(label="Reach", choices=REACHES, required=False)
    nice = forms.BooleanField(label="Treatment that NICE recommends", required=False)
    public = forms.ChoiceField(
        label="Shown to", choices=[ANY, ("yes", "Everybody"), ("no", "The hub’s staff alone")], required=False
    )

    def asked(self) -> Asked:
        """What the query takes."""
        self.full_clean()
        given = self.cleaned_data
        texts = {name: plain(given.get(name, "")) for name in ("words", "place")}
        codes = {name: given.get(name, "") for name in ("kind", "how", "cost", "language", "welcome", "reach")}
        is_public = {"yes": True, "no": False}.get(given.get("public", ""))
        return Asked(**texts, **codes, is_recommended=given.get("nice", False), is_public=is_public)


def plain(text: str) -> str:
    """Words of a search in one line. PostgreSQL knows no NUL."""
    return " ".join(text.replace("\0", "").split())


def one_newline(value: Any) -> Any:
    """Words with the line ends that everything else has, and not those of a browser."""
    return value.replace("\r\n", "\n") if isinstance(value, str) else value


class ServiceForm(forms.Form):
    """One service, part by part."""

    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)
    name = typed("Name of the service", 120)
    run_by = typed("Who runs it", 120, help_text="The organisation behind it")
    kinds = several("What is it for?", SORTED, required=True, missing="Tick at least one thing that it is for")
    offers = typed("What it offers", 6000, rows=5, help_text="In plain words, as you would tell somebody")
    for_whom = typed("For whom it is", 1000, rows=3, required=False, help_text="And whom it does not take")
    recommended = typed(
        "NICE guideline that recommends its treatment", 120, required=False,
        help_text="Its number and name, like NG116 post-traumatic stress disorder. Empty: not said",
    )  # fmt: skip
    area = typed("Where it is for", 300, help_text="The places it serves, like Northfell and Tidewater coast")
    is_national = forms.BooleanField(label="It is for the whole country", required=False)
    address = typed("Address", 700, rows=3, required=False)
    hows = several("How does it happen?", How.choices)
    cost = forms.ChoiceField(label="What does it cost?", choices=Cost.choices, widget=forms.RadioSelect)
    cost_words = typed("More about the cost", 600, required=False)
    languages = several("Languages beside English", Language.choices)
    welcomes = several("What does it say that it is made fit for?", Welcome.choices)
    ways = several("How does one get in?", Way.choices, required=True, missing="Tick at least one way in")
    getting_in = typed(
        "What to know first", 1000, rows=3, required=False, help_text="What they ask for, whom to ask for, when"
    )
    telephone = typed("Telephone", 40, required=False)
    email = forms.EmailField(
        label="Email", required=False, max_length=254,
        error_messages={"invalid": "Enter an address like name@service.example"},
    )  # fmt: skip
    web = forms.URLField(
        label="Web address", required=False, max_length=300, assume_scheme="https",
        validators=[URLValidator(schemes=["http", "https"])],
        error_messages={"invalid": "Enter a web address that begins with https://"},
    )  # fmt: skip
    is_public = forms.BooleanField(label="Show it on the hub’s public page", required=False, initial=True)
    route = forms.ChoiceField(
        label="How do we refer somebody?", choices=[("", "We do not: the person asks themselves"), *Route.choices],
        required=False, widget=forms.RadioSelect,
    )  # fmt: skip
    route_to = typed("To whom", 300, required=False, help_text="The secure address, or whom the letter goes to")
    promised_days = days(
        "Days that they promise", least=1, help_text="From referral until they are first seen. Empty: nothing promised"
    )
    agreed_with = typed("Who agreed to that", 120, required=False, help_text="Name and post, for the service")
    agreed_until = DayField(label="Agreed until", required=False, help_text="For example, 31 3 2027")
    contingency = forms.ChoiceField(
        label="If they cannot keep it", required=False, help_text="The service that is proposed instead"
    )
    silent_days = days("Ask them after how many days of silence", least=1, required=True)
    usual_days = days("Usual wait in days", help_text="As they say themselves")

    def __init__(self, data: Any = None, *, service: Service | None, others: list[Service]):
        names = [name for name in self.base_fields if name != "seen"]
        initial: dict[str, Any] = {"silent_days": 14, "cost": Cost.FREE, "is_public": True}
        if service:
            initial = {name: getattr(service, name) for name in names} | {
                "contingency": service.contingency_id or "", "seen": service.version,
                "kinds": [kind for kind in service.kinds if kind != Kind.UNSORTED],
            }  # fmt: skip
        super().__init__(data, initial=initial)
        self.others = {str(each.pk): each for each in others if not service or each.pk != service.pk}
        choices = [("", "Nothing is agreed"), *((pk, each.name) for pk, each in self.others.items())]
        self.fields["contingency"].choices = choices  # type: ignore[attr-defined]

    def clean_email(self) -> str:
        """An address that every directory takes: none of a machine of one's own, and nothing that ends a link."""
        email: str = self.cleaned_data["email"]
        if email and not re.fullmatch(EMAIL_ADDRESS, email):
            raise forms.ValidationError('Enter an address like name@service.example, without ", ?, & or %')
        return email

    def clean_web(self) -> str:
        """An address that every directory takes."""
        web: str = self.cleaned_data["web"]
        if web and not re.fullmatch(WEB_ADDRESS, web):
            raise forms.ValidationError("Enter a web address without spaces, quotation marks, < or >")
        return web

    def clean(self) -> dict[str, Any]:
        """What goes together."""
        given = super().clean() or {}
        if given.get("promised_days") and not given.get("agreed_with"):
            self.add_error("agreed_with", "Enter who agreed to the days, for the service")
        if given.get("route") in (Route.EMAIL, Route.LETTER) and not given.get("route_to"):
            self.add_error("route_to", "Enter to whom a referral goes")
        return given

    def chosen(self) -> dict[str, Any]:
        """What the action takes."""
        given = {name: one_newline(value) for name, value in self.cleaned_data.items() if name != "seen"}
        return given | {"contingency": self.others.get(given["contingency"])}


class ConfirmForm(forms.Form):
    """That all of it is still true."""

    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)
    confirmed_with = typed("Who of the service said so?", 120, help_text="Name and post")
    review_on = DayField(label="Ask again on", error_messages={"required": "Enter when to ask again"})

    def __init__(self, data: Any = None, *, today: date, initial: dict[str, Any]):
        super().__init__(data, initial=initial)
        self.today = today

    def clean_review_on(self) -> date:
        """A day to come, and not one after which nobody remembers why."""
        day = self.cleaned_data["review_on"]
        if not self.today < day <= date(self.today.year + 2, 12, 31):
            raise forms.ValidationError("Enter a day to come, in two years at most")
        return day


class GapForm(forms.Form):
    """What is missing."""

    kind = forms.ChoiceField(
        label="What was needed?", choices=[("", "Choose"), *SORTED],
        error_messages={"required": "Choose what was needed", "invalid_choice": "Choose from the list"},
    )  # fmt: skip
    area = typed("Where", 120)
    words = typed(
        "What is missing", 1000, rows=3,
        help_text="No name, and nothing by which somebody could be known: a trust’s own team may read this",
    )  # fmt: skip


class ProposalForm(forms.Form):
    """What should be commissioned."""

    words = typed("What should there be?", 2000, rows=5, help_text="What it offers, how much of it, and why here")
    area = typed("For which places", 120)
    staff_groups = several(
        "For which staff", [], required=True, missing="Tick at least one staff group",
        help_text="As the national return names them",
    )  # fmt: skip

    def __init__(self, data: Any = None, **options: Any):
        super().__init__(data, **options)
        groups = [(code.code, STAFF_GROUPS[code.code]) for code in (*STAFF_GROUP.codes, *SOCIAL_CARE_ROLE.codes)]
        self.fields["staff_groups"].choices = groups  # type: ignore[attr-defined]


class DecisionForm(forms.Form):
    """What the region said."""

    decision = forms.ChoiceField(
        label="What did the region say?", choices=Proposal.Decision.choices, widget=forms.RadioSelect,
        error_messages={"required": "Choose what the region said"},
    )  # fmt: skip
    decided_with = typed("Who of the region?", 120, help_text="Name and post")
    decided_on = DayField(label="When?", error_messages={"required": "Enter when they said so"})
    words = typed("In their words", 1000, rows=3, required=False)

    def __init__(self, data: Any = None, *, today: date):
        super().__init__(data, initial={"decided_on": today})
        self.today = today

    def clean_decided_on(self) -> date:
        """A day that has come."""
        day = self.cleaned_data["decided_on"]
        if day > self.today:
            raise forms.ValidationError("Enter the day once it has come")
        return day


class CloseGapForm(forms.Form):
    """Why nothing is missing any more."""

    why = typed("Why is it not missing any more?", 600, rows=2)
