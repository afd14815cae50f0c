"""How an onward referral goes to the service, and the links by which it answers.

By email: the mail holds a link and nothing else. By letter: printed and posted. By link: told to them in a way that
was agreed. A link opens with a code, which never goes the same way.
"""

import secrets
from datetime import datetime

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction

from holdfast.accounts.models import Membership
from holdfast.accounts.roles import Permission
from holdfast.correspondence.actions import hash_of as hash_of_secret
from holdfast.correspondence.actions import post_to_box
from holdfast.correspondence.models import Message
from holdfast.directory.kinds import Route
from holdfast.events.actions import latest, reverse
from holdfast.lifecycle import MoveNotAllowed
from holdfast.onward import rules
from holdfast.onward.actions import PersonStopped, check_goes_on, check_seen, end_links, follow, hash_of, held, tell
from holdfast.onward.models import AnswerLink, OnwardReferral
from holdfast.onward.queries import to_of, ways_changed_at, words_of
from holdfast.onward.states import ONWARD, WITH_A_SERVICE, WordsStatus
from holdfast.people.actions import new_box
from holdfast.people.identity import seal_data
from holdfast.referrals.states import TAKEN_ON
from holdfast.triage.actions import UNDO, TooLate


class NotAgreed(MoveNotAllowed):
    """The person has not agreed, or has taken it back: nothing goes."""


class WaysChanged(NotAgreed):
    """They have changed how they can be reached since this was written. Write it again, and show it to them."""


class ServiceChanged(Exception):
    """The directory says by now that it goes elsewhere than the person read: it is shown to them again."""


@transaction.atomic
def send(onward: OnwardReferral, *, seen: int, by: Membership, now: datetime) -> OnwardReferral:
    """Send it by the service's route: exactly what the person agreed to. Mail waits a minute, in which it is undone.

    Raises:
        PermissionDenied: `by` may not.
        MoveNotAllowed: it has gone, or is over.
        NotAgreed: they have not agreed, or took it back.
        PersonStopped: their request is closed, or was not taken on yet.
        ChangedMeanwhile: it is not the version `seen`, which the page had shown.
        ServiceChanged: it would go elsewhere than they read.
    """
    onward = held(onward)
    target = ONWARD.target("send", status=onward.status, by=by)
    check_goes_on(onward.referral)
    if onward.referral.status not in TAKEN_ON:
        raise PersonStopped(PersonStopped.__doc__)
    check_seen(onward, seen)
    check_agreed(onward)
    service = onward.service
    onward.status, onward.sent_at, onward.sent_by, onward.heard_at = target, now, by, now
    onward.route, onward.promised_days = service.route, service.promised_days
    onward.promised_on = rules.promised_on(now, service.promised_days)
    set_chase(onward)
    onward.save()
    if service.route != Route.LETTER:
        give_link(onward, now=now)
    tell(onward, "onward.send", by=by, now=now, route=service.route, version=onward.version,
         promised_days=service.promised_days)  # fmt: skip
    follow(onward.referral, now=now)
    return onward


def check_agreed(onward: OnwardReferral) -> None:
    """That what would go is what they agreed to, and goes where they read.

    Raises:
        NotAgreed: they have not agreed.
        ServiceChanged: it would go elsewhere.
        WaysChanged: it tells ways to reach them that may not be safe any more.
    """
    if onward.words_status != WordsStatus.AGREED or bytes(onward.frozen_hash or b"") != hash_of(onward):
        raise NotAgreed(NotAgreed.__doc__)
    if words_of(onward).to != to_of(onward.service) or onward.service.ended_at is not None:
        raise ServiceChanged(ServiceChanged.__doc__)
    if ways_changed_at(onward) is not None:
        raise WaysChanged(WaysChanged.__doc__)


@transaction.atomic
def undo_send(onward: OnwardReferral, *, by: Membership, now: datetime) -> OnwardReferral:
    """Take back, within a minute, that it was sent: its mail has not gone, and its link opens nothing.

    Raises:
        PermissionDenied: `by` may not, or did not send it.
        MoveNotAllowed: the service has answered already, or it is over.
        TooLate: the minute has passed.
    """
    onward = held(onward)
    target = ONWARD.target("undo_send", status=onward.status, by=by)
    if onward.sent_by_id != by.pk:
        raise PermissionDenied("undo_send")
    sent = latest(onward.pk, onward.hub_id, onward.person_id, "onward.send")
    if sent is None or onward.sent_at is None or now > onward.sent_at + UNDO:
        raise TooLate(TooLate.__doc__)
    end_links(onward, now=now)
    onward.status = target
    onward.sent_at = onward.sent_by = onward.heard_at = onward.asked_at = onward.chase_at = None
    onward.route, onward.promised_days, onward.promised_on = "", None, None
    onward.save()
    reverse(sent, by=by, now=now)
    follow(onward.referral, now=now)
    return onward


@transaction.atomic
def renew_link(onward: OnwardReferral, *, by: Membership, now: datetime) -> AnswerLink:
    """Give the service a new link and a new code; the one before opens nothing. By email it is mailed.

    Raises:
        PermissionDenied: `by` may not chase.
        MoveNotAllowed: it is not with the service now.
    """
    onward = held(onward)
    if not by.may(Permission.CHASE):
        raise PermissionDenied("renew_link")
    if onward.status not in WITH_A_SERVICE:
        raise MoveNotAllowed("It is not with the service now")
    link = give_link(onward, now=now)
    tell(onward, "onward.renew_link", by=by, now=now, route=onward.route)
    return link


def give_link(onward: OnwardReferral, *, now: datetime) -> AnswerLink:
    """Make the link of a held one, the only one that opens; where it goes by email, queue the mail that holds it."""
    end_links(onward, now=now)
    token, code = secrets.token_urlsafe(24), "".join(secrets.choice("0123456789") for _ in range(rules.CODE_DIGITS))
    link = AnswerLink(
        hub_id=onward.hub_id, onward=onward, person=onward.person, token_hash=hash_of_secret(token), made_at=now,
        expires_at=now + rules.LINK_LASTS,
    )  # fmt: skip
    link.opens_sealed = seal_data(onward.person, f"answer_link:{link.pk}", {"token": token, "code": code})
    address = words_of(onward).to.address
    is_mailed = onward.route == Route.EMAIL
    if is_mailed:
        link.box = new_box(onward.hub, now=now)
        link.box.save(force_insert=True)
    link.save(force_insert=True)
    if link.box:
        post_to_box(
            link.box, to=address, kind=Message.Kind.ONWARD, subject_id=link.pk, now=now, not_before=now + UNDO,
            link=address_of(onward, token),
        )  # fmt: skip
    return link


def address_of(onward: OnwardReferral, token: str) -> str:
    """Where a link leads, in full."""
    return f"{settings.PUBLIC_URL or 'http://localhost:8000'}/h/{onward.hub.slug}/onward/{token}/"


def set_chase(onward: OnwardReferral) -> None:
    """When the service is to be asked next, by what stands now."""
    assert onward.heard_at is not None
    onward.chase_at = rules.chase_at(
        onward.status, heard_at=onward.heard_at, asked_at=onward.asked_at, silent_days=onward.service.silent_days,
        promised=onward.promised_on, expected=onward.expected_on,
    )  # fmt: skip
