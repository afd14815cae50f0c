"""What happens to appointments when a decision closes a request: nobody comes for nothing."""

from datetime import datetime

from holdfast.accounts.models import Membership
from holdfast.appointments.actions import cancel
from holdfast.appointments.mail_actions import tell_changed
from holdfast.appointments.models import Appointment
from holdfast.appointments.offer_actions import take_back
from holdfast.appointments.queries import to_come
from holdfast.referrals.models import Referral


def cancel_closed(referral: Referral, *, by: Membership, now: datetime, tell_at: datetime) -> int:
    """Cancel what is booked for a request that is closed, and take back what was offered. How many there were.

    In the transaction of the decision. An undo does not bring it back: somebody else may have the time by then.
    """
    take_back(referral, now=now)
    found = to_come(referral, now=now)
    for each in found:
        cancel(each, reason=Appointment.Reason.CLOSED, by_them=False, by=by, now=now, tells=False)
        tell_changed(each, now=now, at=tell_at)
    return len(found)
