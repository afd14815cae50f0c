"""What happens to questions by link when a request is closed, or the person stops: they are not asked any more."""

from datetime import datetime

from holdfast.accounts.models import Membership
from holdfast.referrals.models import Referral
from holdfast.waiting.asking import stop_asking
from holdfast.waiting.models import Ask


def stop_closed(referral: Referral, *, by: Membership, now: datetime, tell_at: datetime) -> int:
    """Ask nothing more of a request that is closed. Nobody is told by it: none of it was booked with them."""
    stop_all(referral, now=now)
    return 0


def stop_all(referral: Referral, *, now: datetime) -> None:
    """Stop what is asked still; mail that has not gone does not go."""
    open_still = Ask.objects.filter(hub_id=referral.hub_id, referral=referral, ended_at=None, closes_at__gt=now)
    for each in open_still.order_by("pk"):
        stop_asking(each, now=now)
