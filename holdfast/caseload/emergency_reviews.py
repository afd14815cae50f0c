"""Reads of emergency access: what waits for a review, and what was looked at meanwhile."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from holdfast.events.models import AccessEntry
from holdfast.people.access import Viewer, keeps_out
from holdfast.people.models import EmergencyAccess
from holdfast.referrals.models import Referral

MOST_SHOWN = 50
PAGES = {
    "caseload:emergency": "Opened the record",
    "caseload:person": "Read the record",
    "caseload:answers": "Read the answers as given",
    "caseload:raise_alert": "Raised an alert",
    "caseload:same": "Looked for another record of theirs",
    "contacts:log": "Logged a contact",
    "safeguarding:concern": "Read a concern",
    "safeguarding:concerns": "Read their concerns",
    "triage:decide": "Looked at the decision",
}


def reviewable(found: Viewer) -> QuerySet[EmergencyAccess]:
    """Emergency access of the hub, except to records that the viewer must not see."""
    return (
        EmergencyAccess.objects.filter(hub_id=found.member.hub_id)
        .exclude(keeps_out(found, "person_id"))
        .select_related("person", "member__account", "reviewed_by__account")
    )


def waiting_reviews(found: Viewer) -> list[EmergencyAccess]:
    """What nobody has reviewed yet and the viewer may review, the soonest due first."""
    waiting = reviewable(found).filter(reviewed_at=None).exclude(member=found.member)
    return list(waiting.order_by("review_by", "pk")[:MOST_SHOWN])


def own_waiting(found: Viewer) -> int:
    """How many of the viewer's own wait for somebody else's review."""
    own = EmergencyAccess.objects.filter(hub_id=found.member.hub_id, member=found.member, reviewed_at=None)
    return len(own.values_list("pk")[:MOST_SHOWN])


def referral_of(access: EmergencyAccess) -> Referral | None:
    """The latest referral of the person whose record was opened."""
    return (
        Referral.objects.filter(hub_id=access.hub_id, person_id=access.person_id)
        .order_by("-received_at", "-pk")
        .first()
    )


def looked_at(access: EmergencyAccess) -> list[dict[str, Any]]:
    """What was opened and written while the access ran, oldest first, by the access log."""
    entries = AccessEntry.objects.filter(
        hub_id=access.hub_id, by_id=access.member_id, at__gte=access.opened_at, at__lte=access.ends_at, why="emergency",
        persons__contains=[access.person_id],
    )  # fmt: skip
    rows = entries.order_by("at", "pk").values_list("at", "what", "action")[:MOST_SHOWN]
    return [{"at": at, "what": PAGES.get(what, what), "wrote": action == "write"} for at, what, action in rows]


def find_access(found: Viewer, pk: UUID) -> EmergencyAccess | None:
    """One emergency access that the viewer may look into; None otherwise, for whatever reason."""
    return reviewable(found).filter(pk=pk).exclude(member=found.member).first()
