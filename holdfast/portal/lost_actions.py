"""Asking for a new link by reference number and PIN. The answer is always the same, and takes as long."""

import hashlib
import hmac
from datetime import datetime
from uuid import uuid4

from django.conf import settings

from holdfast.events import access
from holdfast.events.models import AccessEntry
from holdfast.front_door.arrivals import count_arrival
from holdfast.hubs.models import Hub
from holdfast.people.models import Person
from holdfast.portal.entry_actions import pin_fits
from holdfast.portal.tasks import send_own_link
from holdfast.referrals.models import Referral
from holdfast.referrals.reference import read_reference

MOST_OF_A_REFERENCE = 5
MOST_OF_AN_ADDRESS = 60  # in ten minutes: a whole trust may stand behind one


def ask_again(hub: Hub, *, reference: str, pin: str, address: bytes, now: datetime) -> None:
    """Have a new link mailed if reference and PIN belong together. Nothing of it is told here.

    A job looks whether there is anything to send, and is queued for nobody too. Tries are counted by the address they
    come from and by the reference that was typed, whether or not there is such a one.
    """
    plain = read_reference(reference) or reference.strip().casefold()
    of_address = count_arrival(hub, mark(b"address:" + address), now=now)
    of_reference = count_arrival(hub, mark(b"reference:" + plain.encode("utf-8", "surrogatepass")), now=now)
    if of_address > MOST_OF_AN_ADDRESS or of_reference > MOST_OF_A_REFERENCE:
        return
    referral = Referral.objects.select_related("person").filter(hub=hub, reference=plain[:8]).first()
    person = referral.person if referral else Person(hub=hub)
    fits = pin_fits(person, pin, now=now) and referral is not None
    access.log(
        hub.pk, [person.pk] if referral else [], what="portal:lost", why="self" if fits else "none",
        action=AccessEntry.Action.READ if fits else AccessEntry.Action.REFUSED, now=now, actor="person",
    )  # fmt: skip
    send_own_link.defer(hub_id=str(hub.pk), referral_id=str(referral.pk if referral and fits else uuid4()))


def mark(told: bytes) -> bytes:
    """A keyed hash to count by: who reads the table learns neither an address nor a reference."""
    return hmac.new(settings.KEYRING.derive("own tries"), told, hashlib.sha256).digest()[:16]
