"""What was promised to somebody, in words."""

from datetime import datetime

from holdfast.contacts.models import Promise
from holdfast.contacts.promises import open_promises
from holdfast.referrals.models import Referral
from holdfast.referrals.record import due_words
from holdfast.referrals.states import NextAction

MOST_SHOWN = 20
WHAT = {
    NextAction.CALL: "A call",
    NextAction.TRY_AGAIN: "Another try to reach them",
    NextAction.WELFARE: "To ask whether they are safe",
}


def promised_lines(referral: Referral, *, now: datetime) -> list[dict[str, str]]:
    """What was promised to somebody and is not kept: which, what, by when, and by what it was promised; the soonest
    first."""
    if referral.closed_at is not None:
        return []
    return [
        {
            "pk": str(each.pk),
            "what": WHAT[NextAction(each.action)],
            "due": due_words(each.due_at, now=now),
            "why": Promise.Why(each.why).label,
        }
        for each in open_promises(referral)[:MOST_SHOWN]
    ]  # fmt: skip
