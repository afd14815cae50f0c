"""Writes about somebody whom a manager named: name, confirm, decline, try again, forget.

Whatever comes of it, what the manager typed is destroyed at the end, and the manager is not told which end it was.
"""

import secrets
from dataclasses import replace
from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction

from holdfast.accounts.models import Membership
from holdfast.agreements.models import Partner
from holdfast.correspondence.actions import cancel_about, hash_of, post_to_box
from holdfast.correspondence.models import Message
from holdfast.events import access
from holdfast.events.actions import record
from holdfast.events.models import AccessEntry
from holdfast.front_door.actions import submit
from holdfast.front_door.asked import Asked
from holdfast.hubs.hours import LONDON, WeeklyHours
from holdfast.hubs.models import Hub
from holdfast.partners import rules
from holdfast.partners.code_actions import forget_box
from holdfast.partners.models import Introduction
from holdfast.partners.queries import mark_of, run_out
from holdfast.partners.states import INTRODUCTION, Status, Themselves
from holdfast.people.actions import new_box
from holdfast.people.identity import seal_data
from holdfast.referrals.models import Referral

ENOUGH_TRIES = 2
MOST_IN_A_ROUND = 500


def name_somebody(
    hub: Hub, partner: Partner, *, name: str, way: str, address: str, submission: bytes, now: datetime
) -> Introduction:
    """Keep whom a manager named, in a box: no person, no referral. By email they are asked; else we call.

    Args:
        way: call (with a number) or email.
    """
    try:
        with transaction.atomic():
            return write(hub, partner, name=name, way=way, address=address, submission=submission, now=now)
    except IntegrityError as error:
        if "introduction_submitted_once" not in str(error):
            raise
        return Introduction.objects.get(hub=hub, submission=submission)


def write(
    hub: Hub, partner: Partner, *, name: str, way: str, address: str, submission: bytes, now: datetime
) -> Introduction:
    """The rows of one introduction."""
    token = secrets.token_urlsafe(24) if way == "email" else ""
    hours, ends = WeeklyHours.from_rows(hub.current.open_hours), now + rules.LASTS
    box = new_box(hub, now=now)
    box.save(force_insert=True)
    introduction = Introduction(
        hub=hub, box=box, partner=partner, submission=submission,
        about_sealed=seal_data(box, "named", {"name": name, way: address}),
        token_hash=hash_of(token) if token else None, named_at=now, expires_at=ends,
        next_at=ends if token else rules.call_by(hours, now=now),
    )  # fmt: skip
    introduction.save(force_insert=True)
    record(introduction, "introduction.name", by=None, now=now, way=way)
    access.log(
        hub.pk, [box.pk], what="partners:send", why="named", action=AccessEntry.Action.WRITE, now=now, actor="partner"
    )
    if token:
        link = f"{settings.PUBLIC_URL or 'http://localhost:8000'}/h/{hub.slug}/named/{token}/"
        post_to_box(box, to=address, kind=Message.Kind.CONFIRM, subject_id=introduction.pk, now=now, link=link)
    return introduction


def locked(introduction: Introduction) -> Introduction:
    """The introduction as it is now, held until the transaction ends."""
    return (
        Introduction.objects.select_for_update(of=("self",))
        .select_related("box")
        .get(hub_id=introduction.hub_id, pk=introduction.pk)
    )


@transaction.atomic
def confirm(
    introduction: Introduction, hub: Hub, asked: Asked, *, now: datetime, by: Membership | None = None
) -> Referral:
    """They want contact: now it is a request for help, with what they said themselves.

    Args:
        by: who wrote it down for them on the telephone; None: they themselves, by their link.

    Raises:
        PermissionDenied: `by` does not answer calls.
        MoveNotAllowed: they have answered, or were forgotten.
    """
    introduction = locked(introduction)
    status = INTRODUCTION.target("confirm", status=introduction.status, by=by or Themselves())
    submission = mark_of("introduction", introduction.pk.bytes)
    asked = replace(asked, route=Referral.Route.MANAGER)
    referral = submit(hub, asked, submission=submission, now=now, by=by)
    record(
        referral, "referral.agreed", by=by, now=now, how=Referral.Agreed.THEMSELVES,
        on=now.astimezone(LONDON).date().isoformat(), partner=str(introduction.partner_id),
    )  # fmt: skip
    settle(introduction, "confirm", status, by=by, now=now, referral=referral)
    return referral


@transaction.atomic
def decline(introduction: Introduction, *, now: datetime, by: Membership | None = None) -> None:
    """They do not want contact: forget that they were named.

    Raises:
        PermissionDenied: `by` does not answer calls.
        MoveNotAllowed: they have answered, or were forgotten.
    """
    introduction = locked(introduction)
    status = INTRODUCTION.target("decline", status=introduction.status, by=by or Themselves())
    settle(introduction, "decline", status, by=by, now=now)


@transaction.atomic
def try_again(introduction: Introduction, hub: Hub, *, by: Membership, now: datetime) -> Introduction:
    """Nobody answered: call again by the end of the next working day. After two tries, and their time, they are
    forgotten.

    Raises:
        PermissionDenied: `by` does not answer calls.
        MoveNotAllowed: they have answered, or were forgotten.
    """
    introduction = locked(introduction)
    if now >= introduction.expires_at and introduction.tries + 1 >= ENOUGH_TRIES:
        status = INTRODUCTION.target("expire", status=introduction.status, by=Themselves())
        settle(introduction, "expire", status, by=by, now=now)
        return introduction
    introduction.status = INTRODUCTION.target("try_again", status=introduction.status, by=by)
    introduction.tries += 1
    introduction.next_at = rules.call_again(WeeklyHours.from_rows(hub.current.open_hours), now=now)
    introduction.save(update_fields=["tries", "next_at"])
    record(introduction, "introduction.try_again", by=by, now=now, tries=introduction.tries)
    return introduction


def expire_due(hub: Hub, *, now: datetime) -> int:
    """Forget those who have had their time and have not answered. In the hub's scope; may run twice."""
    over = run_out(hub, now=now).select_for_update(of=("self",), skip_locked=True).select_related("box")
    found = list(over[:MOST_IN_A_ROUND])
    for introduction in found:
        status = INTRODUCTION.target("expire", status=introduction.status, by=Themselves())
        settle(introduction, "expire", status, by=None, now=now)
    return len(found)


def settle(
    introduction: Introduction, verb: str, status: str, *, by: Membership | None, now: datetime,
    referral: Referral | None = None,
) -> None:  # fmt: skip
    """End an introduction, destroy what the manager typed, and stop mail that has not gone."""
    introduction.status, introduction.referral = Status(status), referral
    introduction.settled_at, introduction.settled_by = now, by
    introduction.about_sealed = introduction.next_at = None
    introduction.save(update_fields=["status", "referral", "settled_at", "settled_by", "about_sealed", "next_at"])
    cancel_about(introduction.hub_id, introduction.pk, now=now)
    forget_box(introduction.box)
    if by is None and referral is None:
        actor, why = ("system", "job") if verb == "expire" else ("person", "self")
        access.log(
            introduction.hub_id, [introduction.box_id], what=f"partners:{verb}", why=why,
            action=AccessEntry.Action.WRITE, now=now, actor=actor,
        )  # fmt: skip
    record(introduction, f"introduction.{verb}", by=by, now=now)
