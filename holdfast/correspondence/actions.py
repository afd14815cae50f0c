"""Queueing mail, in the transaction of what it is about; and links with a code."""

import hashlib
import hmac
import secrets
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import F

from holdfast.accounts.models import Membership
from holdfast.correspondence.models import Link, Message
from holdfast.correspondence.tasks import send
from holdfast.people.identity import seal_data
from holdfast.people.models import Box, Person

LINK_LASTS = timedelta(days=14)
MOST_FAILURES = 5
CODE_DIGITS = 6


def queue(message: Message) -> Message:
    """Write the message and its job together: both are kept or neither."""
    message.save(force_insert=True)
    queue_job(message)
    return message


def queue_job(message: Message) -> None:
    """Write the job of a message, in the transaction that wrote the message."""
    send.configure(schedule_at=message.not_before).defer(hub_id=str(message.hub_id), message_id=str(message.pk))


def cancel_all_to(hub_id: UUID, persons: Collection[UUID], *, now: datetime) -> int:
    """Stop every message to these people that has not gone. How many there were."""
    waiting = Message.objects.filter(hub_id=hub_id, person_id__in=persons, sent_at=None, cancelled_at=None)
    return waiting.update(cancelled_at=now)


def post_to_member(member: Membership, *, kind: str, subject_id: UUID, now: datetime) -> Message:
    """Queue mail to a colleague. It names nobody and says nothing clinical."""
    return queue(
        Message(
            hub_id=member.hub_id,
            kind=kind,
            subject_id=subject_id,
            member=member,
            queued_at=now,
            not_before=now,
        )
    )


def post_to_person(
    person: Person, *, kind: str, subject_id: UUID, now: datetime, not_before: datetime | None = None,
    **codes: Any,
) -> Message:  # fmt: skip
    """Queue mail to a person, on an address they called safe. `codes` are what the template needs."""
    return queue(
        mail_to_person(person, kind=kind, subject_id=subject_id, now=now, not_before=not_before, **codes)
    )  # fmt: skip


def mail_to_person(
    person: Person, *, kind: str, subject_id: UUID, now: datetime, not_before: datetime | None = None,
    **codes: Any,
) -> Message:  # fmt: skip
    """The message of `post_to_person`, for the caller to write with other rows, and then its job."""
    message = Message(
        hub_id=person.hub_id,
        kind=kind,
        subject_id=subject_id,
        person=person,
        queued_at=now,
        not_before=not_before or now,
    )
    message.codes_sealed = seal_data(person, f"mail:{message.pk}", codes)
    return message


def post_to_box(
    box: Box, *, to: str, kind: str, subject_id: UUID, now: datetime, not_before: datetime | None = None, **codes: Any
) -> Message:
    """Queue mail to an address that belongs to no record: a referrer, somebody a manager named, a service."""
    message = Message(
        hub_id=box.hub_id, kind=kind, subject_id=subject_id, box=box, queued_at=now, not_before=not_before or now
    )
    message.codes_sealed = seal_data(box, f"mail:{message.pk}", {"to": to, **codes})
    return queue(message)


def cancel_about(hub_id: UUID, subject_id: UUID, *, now: datetime) -> None:
    """Stop mail about something that was undone, as far as it has not gone."""
    Message.objects.filter(hub_id=hub_id, subject_id=subject_id, sent_at=None, cancelled_at=None).update(
        cancelled_at=now
    )


def make_link(
    person: Person, *, subject_id: UUID, purpose: str, now: datetime, opens_by_code: bool = True
) -> tuple[str, str, Link]:
    """A link's token and its code, and the row that keeps their hashes only.

    Args:
        opens_by_code: False where something else opens it, a PIN: then no six figures do.
    """
    token = secrets.token_urlsafe(24)
    code = "".join(secrets.choice("0123456789") for _ in range(CODE_DIGITS))
    link = Link.objects.create(
        hub_id=person.hub_id,
        person=person,
        subject_id=subject_id,
        purpose=purpose,
        token_hash=hash_of(token),
        code_hash=hash_of(f"{token}:{code}") if opens_by_code else secrets.token_bytes(32),
        made_at=now,
        expires_at=now + LINK_LASTS,
    )
    return token, code, link


def hash_of(secret: str) -> bytes:
    """SHA-256 of a random secret, as it is kept."""
    return hashlib.sha256(secret.encode()).digest()


def find_link(hub_id: UUID, token: str, *, now: datetime) -> Link | None:
    """The link of this token while it can be opened; None otherwise, for whatever reason."""
    return Link.objects.filter(
        hub_id=hub_id,
        token_hash=hash_of(token),
        expires_at__gt=now,
        ended_at=None,
        failures__lt=MOST_FAILURES,
        person__died_at=None,
    ).first()


def end_link(link: Link, *, now: datetime) -> None:
    """A link opens once."""
    link.ended_at = now
    link.save(update_fields=["ended_at"])


def open_link(link: Link, token: str, code: str, *, now: datetime) -> bool:
    """Whether the code fits. A wrong code is counted; after five the link is closed."""
    kept = Link.objects.select_for_update().get(hub_id=link.hub_id, pk=link.pk)
    digits = "".join(sign for sign in code if sign.isdigit())
    if kept.failures < MOST_FAILURES and hmac.compare_digest(bytes(kept.code_hash), hash_of(f"{token}:{digits}")):
        return True
    count_failure(kept)
    return False


def count_failure(link: Link) -> None:
    """Count a wrong try at a link. After five it is closed."""
    Link.objects.filter(hub_id=link.hub_id, pk=link.pk).update(failures=F("failures") + 1)


def end_links(hub_id: UUID, subject_id: UUID, *, purpose: str, now: datetime) -> None:
    """End every link about one subject that still opens: only the last one made does."""
    Link.objects.filter(hub_id=hub_id, subject_id=subject_id, purpose=purpose, ended_at=None).update(ended_at=now)
