"""Reads of names that wait for a lead: nobody has said yet who is meant, or the person asks to take one off."""

from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from holdfast.accounts.models import Membership
from holdfast.hubs.models import Hub
from holdfast.people.access import barred_to
from holdfast.people.models import MustNotSee
from holdfast.referrals.models import Referral
from holdfast.referrals.unled import people_without_a_lead

MOST_SHOWN = 50
MOST_COLLEAGUES = 200


def waiting_names(member: Membership) -> list[MustNotSee]:
    """Unsettled names of the hub, the oldest first; never one where the member may be meant."""
    return list(may_settle(member).order_by("named_at", "pk")[:MOST_SHOWN])


def may_settle(member: Membership) -> QuerySet[MustNotSee]:
    """Unsettled names that this member may settle."""
    return (
        MustNotSee.objects.filter(hub_id=member.hub_id, status=MustNotSee.Status.UNSETTLED, member=None, ended_at=None)
        .exclude(barred_to(member, "person_id"))
        .select_related("person")
    )


def may_release(member: Membership) -> QuerySet[MustNotSee]:
    """Names that people ask to be taken off the list, as far as this member may answer."""
    return (
        MustNotSee.objects.filter(hub_id=member.hub_id, release_asked_at__isnull=False, ended_at=None)
        .exclude(barred_to(member, "person_id"))
        .select_related("person", "member__account")
    )


def waiting_releases(member: Membership) -> list[MustNotSee]:
    """Names that people ask to be taken off the list, the oldest first."""
    return list(may_release(member).order_by("release_asked_at", "pk")[:MOST_SHOWN])


def without_a_lead(hub: Hub) -> int:
    """How many people wait for a lead to settle or take off a name, while every lead of the hub is kept from them."""
    return sum(1 for _ in people_without_a_lead(hub))


def find_release(member: Membership, pk: UUID) -> MustNotSee | None:
    """One name to take off that the member may answer; None otherwise, for whatever reason."""
    return may_release(member).filter(pk=pk).first()


def find_name(member: Membership, pk: UUID) -> MustNotSee | None:
    """One name that the member may settle; None otherwise, for whatever reason."""
    return may_settle(member).filter(pk=pk).first()


def may_be_meant(entry: MustNotSee) -> set[UUID]:
    """Colleagues whose names are like it; they are kept out until it is settled."""
    return set(like(entry).values_list("member_id", flat=True)[:MOST_COLLEAGUES])


def like(entry: MustNotSee) -> QuerySet[MustNotSee]:
    """What keeps them out."""
    return MustNotSee.objects.filter(
        hub_id=entry.hub_id, person_id=entry.person_id, status=MustNotSee.Status.POSSIBLE, named_at=entry.named_at,
        ended_at=None,
    )  # fmt: skip


def colleagues(entry: MustNotSee, *, member: Membership) -> list[Membership]:
    """Everybody who may be meant, those with a like name first, and who has left last: they may come back.

    The one who settles cannot mean themselves.
    """
    likely = may_be_meant(entry)
    found = (
        Membership.objects.filter(hub_id=entry.hub_id)
        .exclude(pk=member.pk)
        .select_related("account")
        .alias(is_like=Exists(like(entry).filter(member_id=OuterRef("pk"))), has_left=Q(status=Membership.Status.LEFT))
        .order_by("-is_like", "has_left", "pk")[:MOST_COLLEAGUES]
    )
    return sorted(found, key=lambda each: (each.pk not in likely, each.status == Membership.Status.LEFT, each.name))


def reference_of(entry: MustNotSee) -> str:
    """The reference of the person's latest referral."""
    found = Referral.objects.filter(hub_id=entry.hub_id, person_id=entry.person_id).order_by("-received_at", "-pk")
    return found.values_list("reference", flat=True).first() or ""
