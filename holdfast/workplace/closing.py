"""What happens to statements about somebody's work when their request is closed: nothing more of it is shared."""

from datetime import datetime

from holdfast.accounts.models import Membership
from holdfast.referrals.models import Referral
from holdfast.workplace.answer_actions import stop_all


def stop_closed(referral: Referral, *, by: Membership, now: datetime, tell_at: datetime) -> int:
    """Stop what was not shared. Nobody is told by it: none of it was booked with them."""
    stop_all(referral, now=now)
    return 0
