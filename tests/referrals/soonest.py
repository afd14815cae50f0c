"""What a plan, and what goes on beside it, ask for soonest, whatever was promised or is booked before it."""

from django.conf import settings
from django.utils.module_loading import import_string


def soonest_known(referral, *, now):
    """That step; None where they ask for nothing. In the hub's scope."""
    known = [import_string(each)(referral, now=now) for each in (settings.NEXT_OF_PLAN, *settings.NEXT_STEPS)]
    return min((step for step in known if step), key=lambda step: step[1], default=None)
