"""A service in words: its line in a list, its facts, how its agreement stands, what was known before."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from holdfast.directory.kinds import Cost, How, Kind, Route, Way, Welcome
from holdfast.directory.models import EarlierService, Service
from holdfast.directory.rules import MeasuredWait, has_run_out, holds
from holdfast.hubs.facts.work import SOCIAL_CARE_ROLE, STAFF_GROUP
from holdfast.workforce.codes import Language

STAFF_GROUPS = {code.code: str(code.label) for code in (*STAFF_GROUP.codes, *SOCIAL_CARE_ROLE.codes)}
NOT_SAID = "Not said"
FIELDS: dict[str, tuple[str, type[TextChoices] | None]] = {
    "name": ("Name", None), "run_by": ("Run by", None), "kinds": ("What it is for", Kind),
    "offers": ("What it offers", None), "for_whom": ("For whom", None), "recommended": ("NICE guideline", None),
    "area": ("Where", None), "address": ("Address", None), "hows": ("How", How), "cost": ("Cost", Cost),
    "cost_words": ("Cost in words", None), "languages": ("Languages", Language), "welcomes": ("Made fit for", Welcome),
    "ways": ("How one gets in", Way), "getting_in": ("Getting in", None), "telephone": ("Telephone", None),
    "email": ("Email", None), "web": ("Web", None), "is_national": ("National", None), "is_public": ("Public", None),
    "route": ("How we refer", Route), "route_to": ("Referred to", None), "promised_days": ("Days promised", None),
    "agreed_with": ("Agreed with", None), "agreed_until": ("Agreed until", None),
    "contingency": ("If they cannot", None), "silent_days": ("Days of silence", None),
    "usual_days": ("Usual wait in days", None), "confirmed_at": ("Confirmed", None),
    "confirmed_with": ("Who of the service said so", None), "review_on": ("To be asked again", None),
}  # fmt: skip
"""What of a service a history names, and the codes of each. Who confirmed and who ended it stands beside the row."""


def labels(codes: Iterable[str], kinds: type[TextChoices]) -> str:
    """The words of some codes, in the order of the list."""
    chosen = set(codes)
    return ", ".join(str(label) for code, label in kinds.choices if code in chosen)


def say_date(day: date) -> str:
    """ "2 October 2026"."""
    return f"{day.day} {day:%B %Y}"


def days_words(days: int) -> str:
    """ "28 days"."""
    return ngettext("%(count)d day", "%(count)d days", days) % {"count": days}


def cost_of(service: Service) -> str:
    """What it costs."""
    words = str(Cost(service.cost).label)
    return f"{words}. {service.cost_words}" if service.cost_words else words


def languages_of(service: Service) -> str:
    """In which languages."""
    return ", ".join(part for part in (_("English"), labels(service.languages, Language)) if part)


def where_of(service: Service) -> str:
    """Where it is for people, in words."""
    return f"{_('National')}: {service.area}" if service.is_national else service.area


def wait_words(service: Service, *, today: date) -> str:
    """The wait in a line: what is promised, else what is usual."""
    if holds(service.promised_days, service.agreed_until, today=today):
        return f"Promises {days_words(service.promised_days or 0)}"
    if has_run_out(service.promised_days, service.agreed_until, today=today):
        return "Its agreement has run out"
    return f"Usually {days_words(service.usual_days)}" if service.usual_days is not None else "Wait not known"


def line_of(service: Service, *, href: str, today: date) -> dict[str, Any]:
    """One line of the list."""
    apart = [service.run_by, labels(service.hows, How), "" if service.is_public else "For the hub’s staff alone"]
    return {
        "name": service.name, "href": href, "wait": where_of(service),
        "by": ". ".join(part for part in (labels(service.kinds, Kind), *apart) if part),
        "owner": ", ".join(part for part in (Cost(service.cost).label, labels(service.languages, Language)) if part),
        "do": wait_words(service, today=today), "done": True,
    }  # fmt: skip


def agreement_of(service: Service, *, today: date) -> str:
    """What is agreed about rapid access, or that nothing is."""
    if service.promised_days is None:
        return "None. They have promised no number of days."
    days = days_words(service.promised_days)
    words = f"{days} from referral until they are first seen. Agreed by {service.agreed_with}"
    if service.agreed_until is None:
        return f"{words}, with no end."
    if has_run_out(service.promised_days, service.agreed_until, today=today):
        return f"{words}. It ran out on {say_date(service.agreed_until)} and nobody has renewed it."
    return f"{words}, until {say_date(service.agreed_until)}."


def measured_words(wait: MeasuredWait | None) -> str:
    """How long our own people really waited."""
    if wait is None or not wait.people:
        return ""
    seen = ngettext("Of %(count)d person", "Of the last %(count)d people", wait.people) % {"count": wait.people}
    kept = "" if wait.within_promise is None else f" {wait.within_promise} within what is promised."
    return f"{seen} whom we referred, half were seen by day {wait.half_by}, the last on day {wait.longest}.{kept}"


def public_facts(service: Service) -> list[tuple[str, str]]:
    """What everybody may read of it."""
    facts = [
        (_("For whom"), service.for_whom), (_("Where"), where_of(service)), (_("How"), labels(service.hows, How)),
        (_("Cost"), cost_of(service)), (_("Languages"), languages_of(service)),
        (_("Made fit for"), labels(service.welcomes, Welcome)),
        (_("NICE"), recommended_of(service)), (_("How to get in"), labels(service.ways, Way)),
        (_("What to know first"), service.getting_in), (_("Address"), ", ".join(service.address.splitlines())),
        (_("Usual wait"), days_words(service.usual_days) if service.usual_days is not None else ""),
    ]  # fmt: skip
    return [(key, value) for key, value in facts if value]


def recommended_of(service: Service) -> str:
    """That its treatment is one that NICE recommends, and where."""
    words = _("Treatment that NICE recommends: %(guideline)s") % {"guideline": service.recommended}
    return words if service.recommended else ""


def route_of(service: Service) -> str:
    """How the hub refers somebody."""
    if not service.route:
        return "Not by us. The person asks themselves."
    return f"{Route(service.route).label}: {service.route_to}" if service.route_to else str(Route(service.route).label)


def earlier_words(row: EarlierService, names: dict[str, str]) -> list[tuple[str, str]]:
    """What was known before a change, a line a field."""
    return [(FIELDS[name][0], value_words(name, value, names)) for name, value in row.known.items() if name in FIELDS]


def value_words(name: str, value: Any, names: dict[str, str]) -> str:
    """An earlier value as people read it."""
    codes = FIELDS[name][1]
    if value is None or value in ("", []):
        return NOT_SAID
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if name == "contingency":
        return names.get(value, NOT_SAID)
    if name in ("agreed_until", "review_on", "confirmed_at"):
        return say_date(datetime.fromisoformat(value).date())
    if codes:
        return labels([value] if isinstance(value, str) else value, codes)
    return str(value)


def staff_groups_of(codes: Iterable[str]) -> str:
    """For which staff."""
    return ", ".join(STAFF_GROUPS[code] for code in codes if code in STAFF_GROUPS)
