"""Reads of emergency access: what waits for a review, and what was looked at meanwhile."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from holdfast.accounts.models import Membership
from holdfast.accounts.roles import Permission
from holdfast.alerts.queries import with_role
from holdfast.events.models import AccessEntry
from holdfast.hubs.models import Hub
from holdfast.people.access import barred_to, keeps_out, not_kept_out_of
from holdfast.people.models import EmergencyAccess
from holdfast.people.viewer import Viewer
from holdfast.referrals.models import Referral

MOST_SHOWN = 50
MOST_LOOKED_THROUGH = 200
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


def reviewers(access: EmergencyAccess) -> list[Membership]:
    """Who reviews an emergency access: the leads, except who opened it and who must not see it.

    Where that leaves none, whoever answers for information governance, without the record.
    """
    return reviewers_of(access.hub, [access])[access.pk]


def reviewers_of(hub: Hub, several: Collection[EmergencyAccess]) -> dict[UUID, list[Membership]]:
    """The reviewers of each emergency access, by its id. Three statements, however many there are."""
    able = with_role(hub, Permission.REVIEW_EMERGENCY)
    admitted = not_kept_out_of(hub.pk, {access.person_id for access in several}, able)
    others = {
        access.pk: [each for each in admitted[access.person_id] if each.pk != access.member_id] for access in several
    }
    return {pk: [each for each in able if each.may(Permission.SETTLE_NAMES)] or able for pk, able in others.items()}


def reviewable(found: Viewer) -> QuerySet[EmergencyAccess]:
    """Emergency access of the hub by others, except to records that the viewer must not see."""
    barred = keeps_out(found, "person_id") if found.settles_names else barred_to(found.member, "person_id")
    return (
        EmergencyAccess.objects.filter(hub_id=found.member.hub_id)
        .exclude(barred)
        .exclude(member=found.member)
        .select_related("hub", "person", "member__account", "reviewed_by__account")
    )


def waiting_reviews(found: Viewer) -> list[EmergencyAccess]:
    """What nobody has reviewed yet and the viewer may review, the soonest due first."""
    waiting = reviewable(found).filter(reviewed_at=None).order_by("review_by", "pk")
    if found.settles_names:
        return list(waiting[:MOST_SHOWN])
    several = list(waiting[:MOST_LOOKED_THROUGH])
    able = reviewers_of(found.member.hub, several)
    return [access for access in several if found.member in able[access.pk]]


def without_reviewer(hub: Hub) -> int:
    """How many wait that nobody at all may review."""
    waiting = EmergencyAccess.objects.filter(hub_id=hub.pk, reviewed_at=None).order_by("review_by", "pk")
    return sum(not able for able in reviewers_of(hub, waiting[:MOST_LOOKED_THROUGH]).values())


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
        hub_id=access.hub_id, by_id=access.member_id, at__gte=access.opened_at, at__lte=access.ends_at,
        persons__contains=[access.person_id],
    ).exclude(what__startswith="fitness:")  # fmt: skip
    rows = entries.order_by("at", "pk").values_list("at", "what", "action")[:MOST_SHOWN]
    return [{"at": at, "what": PAGES.get(what, what), "wrote": action == "write"} for at, what, action in rows]


def find_access(found: Viewer, pk: UUID) -> EmergencyAccess | None:
    """One emergency access that the viewer may look into; None otherwise, for whatever reason."""
    access = reviewable(found).filter(pk=pk).first()
    return access if access and (found.settles_names or found.member in reviewers(access)) else None
