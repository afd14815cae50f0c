"""Reads of unusual reading: what waits for a lead, and the readings behind one finding."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from holdfast.caseload.emergency_reviews import PAGES
from holdfast.events.models import AccessEntry, UnusualReading
from holdfast.events.rules import MANY_RECORDS, OPENED
from holdfast.hubs.hours import say_moment
from holdfast.people.access import keeps_out, open_to
from holdfast.people.viewer import Viewer
from holdfast.referrals.record import latest_referrals

Kind = UnusualReading.Kind
MOST_SHOWN = 50
MOST_READINGS = 200
TRIED = "Tried to open the record"
RIGHTS = {
    "owner": "as owner", "team": "works with them", "alert": "took their alert", "queue": "by the queue of their duty",
    "duty": "by their duty", "cover": "covers for the owner", "lead": "as lead", "role": "by their role",
    "emergency": "in an emergency", "safeguarding": "for a concern", "none": "refused",
}  # fmt: skip


def reviewable(found: Viewer) -> QuerySet[UnusualReading]:
    """Unusual reading of the hub; not one's own, nor of a record that the viewer must not see."""
    return (
        UnusualReading.objects.filter(hub_id=found.member.hub_id)
        .exclude(member=found.member)
        .exclude(keeps_out(found, "person_id"))
        .select_related("member__account", "reviewed_by__account")
    )


def waiting_readings(found: Viewer) -> list[UnusualReading]:
    """What no lead has looked into, the oldest first."""
    return list(reviewable(found).filter(reviewed_at=None).order_by("found_at", "pk")[:MOST_SHOWN])


def find_reading(found: Viewer, pk: UUID) -> UnusualReading | None:
    """One that the viewer may look into; None otherwise, for whatever reason."""
    return reviewable(found).filter(pk=pk).first()


def behind(reading: UnusualReading, found: Viewer) -> list[dict[str, Any]]:
    """The readings themselves, oldest first, of people whose record the viewer may open: no other is counted."""
    entries = AccessEntry.objects.filter(
        open_to(found, "about"), hub_id=reading.hub_id, by_id=reading.member_id, about__isnull=False,
        at__gte=reading.first_at, at__lte=reading.last_at,
    ).exclude(what__startswith="fitness:")  # fmt: skip
    if reading.person_id:
        entries = entries.filter(about=reading.person_id)
    if reading.kind != Kind.AFTERWARDS:
        entries = entries.filter(what__in=OPENED, action=AccessEntry.Action.READ)
    rows = list(entries.order_by("at", "pk").values_list("at", "about", "what", "why", "action")[:MOST_READINGS])
    referrals = latest_referrals(reading.hub_id, {about for _, about, *_ in rows})
    return [
        {
            "at": at,
            "person_id": about,
            "referral": referrals.get(about),
            "what": TRIED if action == AccessEntry.Action.REFUSED else PAGES.get(what, "Opened a page of the record"),
            "right": RIGHTS.get(why, why),
        }
        for at, about, what, why, action in rows
    ]


def extent(reading: UnusualReading) -> str:
    """How much it was. Of several records it says no number: one of them may be kept from whoever reads this."""
    if reading.person_id:
        return "Once" if reading.readings == 1 else f"{reading.readings} times"
    return f"{MANY_RECORDS} records or more" if reading.kind == Kind.MANY else "One record or more"


def span(reading: UnusualReading, now: datetime) -> str:
    """From when to when."""
    first = say_moment(reading.first_at, now)
    return first if reading.first_at == reading.last_at else f"{first} to {say_moment(reading.last_at, now)}"
