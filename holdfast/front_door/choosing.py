"""Hubs as the public pages offer them: where a link leads, whom it is for, and how long people waited there, as it was
published: what passed no control is said nowhere."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from holdfast.hubs.choice import Found, hubs_to_choose, neighbours_of
from holdfast.hubs.hours import london_day
from holdfast.hubs.models import Hub


def choosable(hub: Hub, *, now: datetime) -> list[dict[str, Any]]:
    """The neighbours of a hub by agreement. Their links say nothing about who follows them."""
    return offers(neighbours_of(hub, today=london_day(now)), now=now)


def offers(hubs: Iterable[Hub], *, now: datetime) -> list[dict[str, Any]]:
    """Hubs that somebody may pick, with what is published of waits there. One statement."""
    hubs = list(hubs)
    waits = say_waits(hubs, now=now)
    return [offer(each, waits) for each in hubs]


def offer(hub: Hub, waits: Mapping[str, str]) -> dict[str, Any]:
    """One hub that somebody may pick."""
    return {
        "name": hub.name,
        "place": hub.place,
        "href": reverse("front_door:start", args=[hub.slug]),
        "ask_href": reverse("front_door:ask", args=[hub.slug]),
        "wait": waits[hub.slug],
    }


def every_hub(*, now: datetime) -> list[dict[str, Any]]:
    """Every hub that takes requests."""
    return offers(hubs_to_choose(), now=now)


def all_found(found: Iterable[Found], *, now: datetime) -> list[dict[str, Any]]:
    """Hubs that a search found, which employers led there, and the neighbours that may be picked instead."""
    found = list(found)
    waits = say_waits({hub for each in found for hub in (each.hub, *each.neighbours)}, now=now)
    return [
        offer(each.hub, waits)
        | {"employers": each.employers, "neighbours": as_ways([offer(hub, waits) for hub in each.neighbours])}
        for each in found
    ]


def as_ways(offers: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Hubs as the component `ways` shows them: for whom, and how long people waited where that is published."""
    return [
        {
            "href": each["href"],
            "title": each["name"],
            "text": " ".join(filter(None, [_("For staff in %(place)s.") % {"place": each["place"]}, each["wait"]])),
        }
        for each in offers
    ]


def say_waits(hubs: Iterable[Hub], *, now: datetime) -> dict[str, str]:
    """How long people waited for a first conversation at each hub, by its slug: the median of its latest public
    figures, as published; empty where there is none. It is the same until the hub publishes again. One statement."""
    slugs = [hub.slug for hub in hubs]
    found = import_string(settings.PUBLISHED_WAITS)(slugs, today=london_day(now)) if slugs else {}
    return {slug: say_wait(*found[slug]) if slug in found else "" for slug in slugs}


def say_wait(days: str, when: str) -> str:
    """A published median as a sentence."""
    return _("Usual wait for a first conversation: %(days)s days, in %(when)s.") % {"days": days, "when": when}


def wished_hub(data: Mapping[str, Any], hub: Hub, *, now: datetime) -> Hub | None:
    """The neighbour that was picked while asking. An agreement that has ended since is no wish any more."""
    slug = (data.get("wish") or {}).get("slug")
    if not slug:
        return None
    return next((found for found in neighbours_of(hub, today=london_day(now)) if found.slug == slug), None)
