"""What happens to onward referrals when a decision closes a request: nothing more of it goes anywhere."""

from datetime import datetime

from holdfast.accounts.models import Membership
from holdfast.onward.actions import stop_all
from holdfast.referrals.models import Referral


def stop_closed(referral: Referral, *, by: Membership, now: datetime, tell_at: datetime) -> int:
    """Withdraw what is open of a request that is closed. Nobody is told by it: none of it was booked with them."""
    stop_all(referral, now=now)
    return 0
