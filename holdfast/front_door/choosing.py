"""Hubs as the public pages offer them: where a link leads, whom it is for, and how long people usually wait."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from holdfast.hubs.choice import Found, hubs_to_choose, neighbours_of, wait_of
from holdfast.hubs.hours import london_day
from holdfast.hubs.models import Hub


def choosable(hub: Hub, *, now: datetime) -> list[dict[str, Any]]:
    """The neighbours of a hub by agreement. Their links say nothing about who follows them."""
    return [offer(each, now=now) for each in neighbours_of(hub, today=london_day(now))]


def offer(hub: Hub, *, now: datetime) -> dict[str, Any]:
    """One hub that somebody may pick."""
    return {
        "name": hub.name,
        "place": hub.place,
        "href": reverse("front_door:start", args=[hub.slug]),
        "ask_href": reverse("front_door:ask", args=[hub.slug]),
        "wait": say_usual_wait(wait_of(hub, today=london_day(now))),
    }


def every_hub(*, now: datetime) -> list[dict[str, Any]]:
    """Every hub that takes requests."""
    return [offer(hub, now=now) for hub in hubs_to_choose()]


def found_words(found: Found, *, now: datetime) -> dict[str, Any]:
    """A hub that a search found, which employers led there, and the neighbours that may be picked instead."""
    neighbours = [offer(each, now=now) for each in found.neighbours]
    return offer(found.hub, now=now) | {"employers": found.employers, "neighbours": as_ways(neighbours)}


def as_ways(offers: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Hubs as the component `ways` shows them: for whom, and the usual wait where one can be said."""
    return [
        {
            "href": each["href"],
            "title": each["name"],
            "text": " ".join(filter(None, [_("For staff in %(place)s.") % {"place": each["place"]}, each["wait"]])),
        }
        for each in offers
    ]


def say_usual_wait(days: int | None) -> str:
    """The usual wait as a sentence; empty where too few people stand behind it to say anything."""
    if days is None:
        return ""
    if days == 0:
        return _("Usual wait for a first conversation: less than a working day, over the last three months.")
    return ngettext(
        "Usual wait for a first conversation: about %(days)d working day, over the last three months.",
        "Usual wait for a first conversation: about %(days)d working days, over the last three months.",
        days,
    ) % {"days": days}


def say_waits(hubs: Iterable[Hub], *, now: datetime) -> dict[str, str]:
    """The usual wait of each hub, by its slug."""
    return {hub.slug: say_usual_wait(wait_of(hub, today=london_day(now))) for hub in hubs}


def wished_hub(data: Mapping[str, Any], hub: Hub, *, now: datetime) -> Hub | None:
    """The neighbour that was picked while asking. An agreement that has ended since is no wish any more."""
    slug = (data.get("wish") or {}).get("slug")
    if not slug:
        return None
    return next((found for found in neighbours_of(hub, today=london_day(now)) if found.slug == slug), None)
