"""What was told before, as the forms of telling more show it again to the browser that told it."""

from collections.abc import Callable
from datetime import date
from typing import Any

from holdfast.front_door.more_forms import NONE_OF_THESE, EqualityForm
from holdfast.people.identity import details_of, reveal
from holdfast.referrals.models import Background, Referral

Told = dict[str, Any]


def told_before(referral: Referral, key: str) -> Told:
    """The kept values of one part, by the names of its form's fields; empty where nothing was told."""
    return TOLD[key](referral)


def latest_background(referral: Referral) -> Background | None:
    """Work, language and needs as last told."""
    found = referral.backgrounds.filter(hub_id=referral.hub_id).select_related("organisation")
    return found.order_by("-told_at", "-pk").first()


def work(referral: Referral) -> Told:
    """Where they work."""
    found = latest_background(referral)
    if found is None:
        return {}
    written = reveal(referral.person, "employer", found.employer_sealed)
    kept = found.organisation
    return {
        "employer": kept.name if kept else written,
        "organisation": kept.code if kept else NONE_OF_THESE if written else "",
        "kept": kept,
        "staff_group": found.staff_group,
        "work_state": found.work_state,
        "off_since": found.off_since_on,
    }


def needs(referral: Referral) -> Told:
    """Language, format and adjustments."""
    found = latest_background(referral)
    if found is None:
        return {}
    person = referral.person
    return {
        "language": reveal(person, "language", found.language_sealed),
        "needs_interpreter": found.needs_interpreter,
        "formats": found.formats,
        "adjustments": reveal(person, "adjustments", found.adjustments_sealed),
    }


def groups(referral: Referral) -> Told:
    """At-risk groups that they named."""
    named = referral.at_risk.filter(hub_id=referral.hub_id, said_by="person")
    return {"groups": list(named.values_list("group", flat=True)[:50])}


def details(referral: Referral) -> Told:
    """Birth date and GP."""
    kept = details_of(referral.person)
    return {"born": date.fromisoformat(kept["born"]) if kept.get("born") else None, "gp": kept.get("gp", "")}


def equality(referral: Referral) -> Told:
    """Answers to the equality questions."""
    found = referral.equality.filter(hub_id=referral.hub_id).order_by("-told_at", "-pk").first()
    return {name: getattr(found, name) for name in EqualityForm.LISTS} if found else {}


TOLD: dict[str, Callable[[Referral], Told]] = {
    "work": work, "needs": needs, "groups": groups, "details": details, "equality": equality,
}  # fmt: skip
