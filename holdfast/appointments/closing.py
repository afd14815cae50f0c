"""What happens to appointments when a decision closes a request: nobody comes for nothing."""

from datetime import datetime

from holdfast.accounts.models import Membership
from holdfast.accounts.roles import Permission
from holdfast.appointments.actions import call_off, locked
from holdfast.appointments.mail_actions import tell_changed
from holdfast.appointments.models import Appointment
from holdfast.appointments.offer_actions import take_back
from holdfast.appointments.queries import to_come
from holdfast.referrals.models import Referral


class TheClosing:
    """By it what is booked is cancelled, whoever closed the request: another hub may have taken them on, or said that
    they died, and whoever offered or accepted them works in another role by then."""

    def may(self, permission: str) -> bool:
        """To cancel, and nothing else."""
        return permission == Permission.BOOK


def cancel_closed(referral: Referral, *, by: Membership, now: datetime, tell_at: datetime) -> int:
    """Cancel what is booked for a request that is closed, and take back what was offered. How many there were.

    In the transaction of the decision. An undo does not bring it back: somebody else may have the time by then.
    """
    take_back(referral, now=now)
    found = to_come(referral, now=now)
    for each in found:
        each = call_off(locked(each), "cancel", reason=Appointment.Reason.CLOSED, actor=TheClosing(), by=by, now=now)
        tell_changed(each, now=now, at=tell_at)
    return len(found)
