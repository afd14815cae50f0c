"""Writes of getting in: a PIN chosen, a link made, opened, lost; a visit begun, confirmed, ended.

Two things open somebody's own pages, and they never come the same way: a link, and the PIN that they chose or the
code that they were told on the telephone.
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet

from holdfast.accounts.models import Membership
from holdfast.accounts.roles import Permission
from holdfast.correspondence.actions import end_link, end_links, make_link, post_to_person
from holdfast.correspondence.actions import open_link as code_fits
from holdfast.correspondence.models import Link, Message
from holdfast.events.actions import record
from holdfast.events.together import write_together
from holdfast.front_door.actions import log_by_person, stop_showing
from holdfast.hubs.models import Hub
from holdfast.people.identity import channels_of
from holdfast.people.models import Person
from holdfast.portal.models import OwnVisit, Pin
from holdfast.portal.rules import LOCKED_FOR, MOST_FAILURES, plain_pin
from holdfast.referrals.models import Referral

OWN_PAGES = Link.Purpose.OWN_PAGES


class HasChosen(Exception):
    """A PIN has been chosen for these pages already."""


@dataclass(frozen=True)
class Given:
    """A link as it was made: mailed, or else to be shown. `code` is empty where a PIN opens it."""

    address: str
    is_mailed: bool
    code: str = ""


@transaction.atomic
def choose_pin(referral: Referral, pin: str, *, how: str, now: datetime) -> Pin:
    """Keep the PIN that a person chose.

    Raises:
        HasChosen: there is one. Only a code told on the telephone takes it away.
    """
    person = Person.objects.select_for_update(no_key=True).get(hub_id=referral.hub_id, pk=referral.person_id)
    if pins_of(person).exists() or (how == Pin.How.AFTER_ASKING and had_pin(person)):
        raise HasChosen(HasChosen.__doc__)
    chosen = Pin.objects.create(
        hub_id=person.hub_id, person=person, pin_hash=make_password(peppered(person, pin)), chosen_how=how, set_at=now
    )
    record(referral, "own_pages.set_pin", by=None, now=now, how=how)
    log_by_person(referral, what="portal:choose", now=now)
    return chosen


def pins_of(person: Person) -> QuerySet[Pin]:
    """The PIN in force, as a query of one row or none."""
    return Pin.objects.filter(hub_id=person.hub_id, person_id=person.pk, ended_at=None)


def had_pin(person: Person) -> bool:
    """Whether there ever was a PIN: whoever sent the request chooses the first one, and no other."""
    return Pin.objects.filter(hub_id=person.hub_id, person_id=person.pk).exists()


def peppered(person: Person, pin: str) -> str:
    """What is hashed: the PIN under a key that no dump of the database holds, for six digits are soon tried."""
    key = settings.KEYRING.derive("pins")
    return hmac.new(key, f"{person.pk}:{plain_pin(pin)}".encode(), hashlib.sha256).hexdigest()


@cache
def nobodys_hash() -> str:
    """A hash that nothing fits, so that looking for nobody takes as long as looking for somebody."""
    return make_password(secrets.token_urlsafe(24))


@transaction.atomic
def pin_fits(person: Person, text: str, *, now: datetime) -> bool:
    """Whether this is the person's PIN. After five wrong ones it fits nothing for half an hour.

    Right, wrong, locked or never chosen: the same statements, so that the time it takes tells nothing.
    """
    kept = pins_of(person).select_for_update().first() or Pin(hub_id=person.hub_id, pin_hash=nobodys_hash())
    is_right = check_password(peppered(person, text), kept.pin_hash)
    is_locked = kept.locked_until is not None and kept.locked_until > now
    if not is_locked:
        kept.failures = 0 if is_right else kept.failures + 1
    if kept.failures >= MOST_FAILURES:
        kept.failures, kept.locked_until = 0, now + LOCKED_FOR
        end_visits(person, now=now)
    Pin.objects.filter(hub_id=kept.hub_id, pk=kept.pk).update(failures=kept.failures, locked_until=kept.locked_until)
    return is_right and not is_locked


@transaction.atomic
def give_link(referral: Referral, hub: Hub, *, now: datetime) -> Given:
    """Make a link that the person's PIN opens. It is mailed where email is safe; links made before it end."""
    token, _, link = new_link(referral, opens_by_code=False, now=now)
    return deliver(referral, hub, link, token, now=now)


@transaction.atomic
def give_by_phone(referral: Referral, hub: Hub, *, by: Membership, now: datetime) -> Given:
    """Make a link and a code that a colleague tells on the telephone: the first to open it chooses a new PIN.

    Raises:
        PermissionDenied: `by` may not. Where no email is safe the link is shown too, and whoever has both can read
            the pages: only who may read the record anyway.
    """
    is_shown = not channels_of(referral.person).get("email")
    if not by.may(Permission.CONTACT) or (is_shown and not by.may(Permission.SEE_CLINICAL)):
        raise PermissionDenied("give_by_phone")
    token, code, link = new_link(referral, opens_by_code=True, now=now)
    record(referral, "own_pages.give", by=by, now=now, shown=is_shown)
    given = deliver(referral, hub, link, token, now=now)
    return Given(given.address, given.is_mailed, code)


def new_link(referral: Referral, *, opens_by_code: bool, now: datetime) -> tuple[str, str, Link]:
    """A link to somebody's own pages; only the last one made opens."""
    end_links(referral.hub_id, referral.pk, purpose=OWN_PAGES, now=now)
    return make_link(
        referral.person, subject_id=referral.pk, purpose=OWN_PAGES, now=now, opens_by_code=opens_by_code
    )  # fmt: skip


def deliver(referral: Referral, hub: Hub, link: Link, token: str, *, now: datetime) -> Given:
    """Mail a link where email is safe. There is no gateway for text messages: the others are shown it."""
    address = f"{settings.PUBLIC_URL}/h/{hub.slug}/p/{token}/"
    is_mailed = bool(channels_of(referral.person).get("email"))
    if is_mailed:
        post_to_person(referral.person, kind=Message.Kind.OWN_PAGES, subject_id=link.pk, now=now, link=address)
    return Given(address, is_mailed)


@transaction.atomic
def open_link(link: Link, token: str, secret: str, *, now: datetime) -> OwnVisit | None:
    """Open a link with its code or the person's PIN; None where neither fits, which is counted.

    By the code the PIN that was there ends: the page asks for a new one first.
    """
    kept = Link.objects.select_for_update(of=("self",)).select_related("person").get(hub_id=link.hub_id, pk=link.pk)
    if kept.ended_at or kept.failures >= MOST_FAILURES:
        return None
    if code_fits(kept, token, secret, now=now):
        pins_of(kept.person).update(ended_at=now)
    elif not pin_fits(kept.person, secret, now=now):
        return None  # the code has counted it
    end_link(kept, now=now)
    end_visits(kept.person, now=now)
    stop_showing(kept.person)
    return OwnVisit(hub_id=kept.hub_id, person=kept.person, referral_id=kept.subject_id, begun_at=now, touched_at=now)


def begin(visit: OwnVisit, *, now: datetime) -> str:
    """Keep a visit, under a key made anew: whatever key the browser came with opens nothing."""
    key = secrets.token_urlsafe(32)
    visit.key_hash = hash_of(key)
    write_together(visit)
    log_by_person(visit.referral, what="portal:open_link", now=now, action="read")
    record(visit.referral, "own_pages.open", by=None, now=now)
    return key


def hash_of(key: str) -> bytes:
    """SHA-256 of a browser's key, as it is kept."""
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).digest()


def touch(visit: OwnVisit, *, now: datetime) -> None:
    """Somebody is still there."""
    visit.touched_at = now
    visit.save(update_fields=["touched_at"])


def confirm(visit: OwnVisit, pin: str, *, now: datetime) -> bool:
    """Whether the person knows the PIN still; then what asks for it stays open for ten minutes."""
    if not pin_fits(visit.person, pin, now=now):
        return False
    visit.confirmed_at = now
    visit.save(update_fields=["confirmed_at"])
    return True


def end_visits(person: Person, *, now: datetime) -> None:
    """End every visit to a person's own pages, wherever it is open."""
    OwnVisit.objects.filter(hub_id=person.hub_id, person_id=person.pk, ended_at=None).update(ended_at=now)


@transaction.atomic
def close_pages(referral: Referral, *, by: Membership, now: datetime) -> None:
    """Take away PIN, links and visits: nobody opens these pages until they are given again.

    Raises:
        PermissionDenied: `by` may not.
    """
    if not by.may(Permission.CONTACT):
        raise PermissionDenied("close_pages")
    pins_of(referral.person).update(ended_at=now)
    end_links(referral.hub_id, referral.pk, purpose=OWN_PAGES, now=now)
    end_visits(referral.person, now=now)
    stop_showing(referral.person)
    record(referral, "own_pages.close", by=by, now=now)
