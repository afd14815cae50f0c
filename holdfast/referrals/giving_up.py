"""What changes for records as somebody begins, leaves, or works in another role. The accounts call it."""

from collections.abc import Collection
from datetime import datetime

from holdfast.accounts.models import Membership
from holdfast.accounts.roles import CASELOAD, permissions_of
from holdfast.people.access import not_kept_out
from holdfast.people.actions import end_relationships, keep_out_by_name
from holdfast.people.newcomer_actions import match_newcomer
from holdfast.referrals.actions import hand_back
from holdfast.referrals.models import Referral
from holdfast.referrals.unopened import tell_of_unopened


def give_up(member: Membership, *, lost: Collection[str], now: datetime) -> None:
    """Whom they can no longer own, or must not see in their new role, goes back to the queue; a role that kept them out
    goes on keeping them out. Whoever has left, or works in no role that sees people, has no record any more, closed
    ones neither, though they came back.

    Args:
        lost: the roles they had and have no more.
    """
    keep_out_by_name(member, roles=lost)
    owned = Referral.objects.filter(hub_id=member.hub_id, owner=member, closed_at=None)
    for referral in owned.select_related("person").order_by("pk"):
        if not (member.has_caseload and not_kept_out(referral.person, [member])):
            hand_back(referral, now=now)
    if member.status == Membership.Status.LEFT or (lost and not permissions_of(member.roles) >= CASELOAD):
        end_relationships(member, now=now)
    tell_of_unopened(member.hub, now=now)


def take_in(member: Membership, *, lost: Collection[str], now: datetime) -> None:
    """Compare somebody who begins, or is back, with the names that people gave. Whom they had before, and must not see
    by now, they give up after it (`give_up`)."""
    match_newcomer(member, now=now)
