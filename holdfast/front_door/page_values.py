"""What a hub has set, as the words its public pages use."""

from collections.abc import Sequence

from django.conf import settings
from django.urls import reverse

from holdfast.front_door import purposes
from holdfast.hubs.models import Hub, Terms

LINKS = {
    "ask": "ask",
    "help-now": "help_now",
    "confidentiality": "confidentiality",
    "contact": "contact",
    "is-this-for-me": "is_this_for_me",
    "privacy": "privacy",
    "self-help": "information",
    "what-happens": "what_happens",
}


def links_of(hub: Hub) -> dict[str, str]:
    """Addresses of the pages that texts link to."""
    return {key: reverse(f"front_door:{name}", args=[hub.slug]) for key, name in LINKS.items()}


def values_of(hub: Hub) -> dict[str, str]:
    """Words for every placeholder of the long texts."""
    terms: Terms = hub.current
    host = hub.host.name if hub.host else hub.name
    return {
        "controller": host,
        "data_protection_officer": f"that of {host}",
        "email": terms.post,
        "follow_up": months(terms.follow_up_months),
        "host": host,
        "hours": hub.telephone_hours,
        "hub_area": hub.place,
        "hub_name": hub.name,
        "night_cover": night_cover(terms),
        "phone": terms.telephone,
        "post_address": hub.name,
        "privacy_contact": terms.post,
        "purposes": purposes.html(kept=retention(terms)),
        "reply_days": str(terms.contact_target_days),
        "signed_by": terms.signed_by,
        "signed_on": f"{terms.signed_on.day} {terms.signed_on:%B %Y}",
        "target_contact": f"Within {days(terms.contact_target_days, 'working day')}",
        "tested_on": settings.TESTED_ON,
        "usual_assessment": f"For most people, within {weeks(terms.assessment_target_days)}",
    }


def retention(terms: Terms) -> str:
    """How long the hub keeps a care record."""
    after = days(terms.retention_years_after_death, "year")
    return f"{days(terms.retention_years, 'year')} after we finish, or {after} after death"


def months(numbers: Sequence[int]) -> str:
    """3, 6 and 9 months."""
    *before, last = map(str, numbers)
    return f"{', '.join(before)} and {last} months" if before else days(numbers[0], "month")


def days(count: int, word: str) -> str:
    """3 working days, 1 working day."""
    return f"{count} {word}{'' if count == 1 else 's'}"


def weeks(count: int) -> str:
    """14 days are said as 2 weeks."""
    return days(count // 7, "week") if count % 7 == 0 else days(count, "day")


def night_cover(terms: Terms) -> str:
    """What happens outside watched hours, said plainly; nothing where somebody covers."""
    if terms.night_cover == Terms.Cover.OUTSIDE:
        return f"Outside our hours, {terms.cover_name} reads what says that somebody is not safe."
    return "At night and when we are closed, nobody at the hub reads what you send."
