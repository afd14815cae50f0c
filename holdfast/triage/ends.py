"""What ends where a decision closes a request: shown before it is made or signed, with a mark that the form brings
back, so that nothing ends which the page did not show."""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.utils.crypto import salted_hmac
from django.utils.module_loading import import_string

from holdfast.events.models import Event
from holdfast.lifecycle import MoveNotAllowed
from holdfast.referrals.models import Referral


class MoreIsOpen(MoveNotAllowed):
    """Something else ends with it than what the page showed."""


def ends_of(referral: Referral, *, now: datetime) -> list[str]:
    """One line for each kind of thing that ends where a decision closes the request."""
    found: list[str] = import_string(settings.LEFT_BY_DECISION)(referral, now=now)
    return found


def mark_of(referral: Referral, lines: Sequence[str]) -> str:
    """What a page showed of what ends, as a mark that its form brings back: these lines, and the last thing that
    happened, since one that was cancelled and one that was booked meanwhile read the same. Nobody reads from it what
    that was; and of a concern about fitness to practise, which two may know of, it says nothing."""
    steps = Event.objects.filter(hub_id=referral.hub_id, person_id=referral.person_id)
    last = steps.exclude(kind__startswith="fitness.").order_by("-pk").values_list("pk", flat=True)[:1]
    return salted_hmac("triage.ends", "\n".join([*lines, *map(str, last)]), algorithm="sha256").hexdigest()


def check_shown(referral: Referral, shown: str | None, *, now: datetime) -> None:
    """That what would end with a held referral is what the page showed; None: no page was read.

    Raises:
        MoreIsOpen: it is not what is open now.
    """
    if shown is not None and shown != mark_of(referral, ends_of(referral, now=now)):
        raise MoreIsOpen(MoreIsOpen.__doc__)
