"""To whom a record may be opened by booking: nobody gives it to themselves who has it for a while only."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.core.exceptions import PermissionDenied

from holdfast.accounts.models import Membership
from holdfast.accounts.roles import Permission
from holdfast.people.access import is_lent, right_of
from holdfast.people.viewer import viewer
from holdfast.referrals.models import Referral


class OnlyForNow(PermissionDenied):
    """You have this record open for a while only: by this booking it would open for longer."""


def check_opening(
    referral: Referral, members: Collection[Membership], *, theirs: Collection[UUID], by: Membership | None,
    now: datetime,
) -> None:  # fmt: skip
    """That `by` may open the record to these: not to themselves where it is lent to them, and in an emergency to nobody
    else either. `by` is None where the person chose by themselves; `theirs`: of whom it is of their own right.

    Raises:
        OnlyForNow: they may not.
    """
    if by is None or by.pk in theirs or by.may(Permission.OPEN_ALL_RECORDS):
        return  # nobody has it for a while only of whom it is by their own right
    is_new = any(member.pk not in theirs for member in members)
    in_emergency = is_new and right_of(viewer(by, now=now), referral.person) == "emergency"
    if in_emergency or may_be_offered(referral, members, by=by, now=now) != list(members):
        raise OnlyForNow(OnlyForNow.__doc__)


def may_be_offered(
    referral: Referral, members: Collection[Membership], *, by: Membership, now: datetime
) -> list[Membership]:
    """Those of these whom `by` may let the person choose: not themselves, where the record is lent to them."""
    lent = by in members and is_lent(viewer(by, now=now), referral.person)
    return [member for member in members if not (lent and member == by)]
