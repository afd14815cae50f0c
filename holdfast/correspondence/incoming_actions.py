"""Writes of what came in: log it with its documents, match it to its person, hand it on, set it aside, forget it."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from holdfast.accounts.models import Membership
from holdfast.accounts.roles import Permission
from holdfast.correspondence.documents import Checked
from holdfast.correspondence.models import Document, Incoming
from holdfast.correspondence.states import POST
from holdfast.events.actions import record
from holdfast.hubs.ids import uuid7
from holdfast.hubs.models import Hub
from holdfast.people.access import right_of
from holdfast.people.actions import new_box
from holdfast.people.identity import Keyed, key_of, reveal, reveal_data, seal, seal_data
from holdfast.people.models import Box, Person
from holdfast.people.sealing import open_bytes, seal_bytes
from holdfast.people.viewer import viewer

MOST_FORGOTTEN = 500


@transaction.atomic
def log_incoming(
    hub: Hub, *, kind: str, told: Mapping[str, str], documents: Sequence[Checked], received_at: datetime,
    by: Membership, now: datetime,
) -> Incoming:  # fmt: skip
    """Write down what came in, sealed in a box of its own until its person is known.

    Raises:
        PermissionDenied: `by` may not log post.
    """
    if not by.may(Permission.ANSWER_CALLS):
        raise PermissionDenied("log_incoming")
    box = new_box(hub, now=now)
    box.save(force_insert=True)
    incoming = Incoming(
        id=uuid7(), hub=hub, kind=kind, box=box, received_at=min(received_at, now), logged_at=now, logged_by=by
    )
    incoming.told_sealed = seal_data(box, f"post:{incoming.pk}", dict(told))
    incoming.save(force_insert=True)
    for each in documents:
        add_document(incoming, each)
    return incoming


def add_document(incoming: Incoming, checked: Checked) -> Document:
    """Seal a checked file beside what it came with."""
    document = Document(
        id=uuid7(), hub_id=incoming.hub_id, incoming=incoming, media_type=checked.media_type, size=len(checked.content)
    )
    document.name_sealed = seal(incoming.owner, f"document:{document.pk}", checked.name)
    document.content_sealed = seal_content(incoming.owner, document, checked.content)
    document.save(force_insert=True)
    return document


def seal_content(owner: Keyed, document: Document, content: bytes) -> bytes:
    """Seal a file's bytes, bound to its owner and its row."""
    return seal_bytes(key_of(owner), content, bound_to=f"{owner.pk}:content:{document.pk}")


def content_of(document: Document) -> bytes:
    """A file's bytes; none once it was forgotten."""
    if document.content_sealed is None:
        return b""
    owner = document.incoming.owner
    return open_bytes(key_of(owner), document.content_sealed, bound_to=f"{owner.pk}:content:{document.pk}")


def told_in(incoming: Incoming) -> dict[str, str]:
    """Whom it is from and what it says; nothing once it was forgotten."""
    return dict(reveal_data(incoming.owner, f"post:{incoming.pk}", incoming.told_sealed))


def name_in(document: Document) -> str:
    """The file's name as it came."""
    return reveal(document.incoming.owner, f"document:{document.pk}", document.name_sealed)


def locked(incoming: Incoming) -> Incoming:
    """What came in as it is now, held until the transaction ends."""
    return (
        Incoming.objects.select_for_update(of=("self",))
        .select_related("box", "person")
        .get(hub_id=incoming.hub_id, pk=incoming.pk)
    )


@transaction.atomic
def match(incoming: Incoming, person: Person, *, by: Membership, now: datetime) -> Incoming:
    """Put it with its person's record: sealed anew under their key, and the box's key destroyed.

    Raises:
        PermissionDenied: `by` may not, or the record is not open to them.
        MoveNotAllowed: a colleague has settled it.
    """
    incoming = locked(incoming)
    status = POST.target("match", status=incoming.status, by=by)
    if not right_of(viewer(by, now=now), person):
        raise PermissionDenied("match")
    box, told = incoming.box, told_in(incoming)
    opened = [(each, name_in(each), content_of(each)) for each in of_incoming(incoming)]
    incoming.person, incoming.box, incoming.status = person, None, status
    incoming.settled_at, incoming.settled_by = now, by
    incoming.told_sealed = seal_data(person, f"post:{incoming.pk}", told)
    incoming.save()
    for document, name, content in opened:
        document.incoming = incoming
        document.name_sealed = seal(person, f"document:{document.pk}", name)
        document.content_sealed = seal_content(person, document, content)
        document.save(update_fields=["name_sealed", "content_sealed"])
    if box is not None:
        forget_box(box)
    record(
        incoming, "post.match", by=by, now=now, what=incoming.kind, documents=len(opened),
        received_at=incoming.received_at.isoformat(),
    )  # fmt: skip
    return incoming


def of_incoming(incoming: Incoming) -> list[Document]:
    """Its documents, in the order in which they came."""
    found = list(Document.objects.filter(hub_id=incoming.hub_id, incoming=incoming).order_by("pk")[:20])
    for document in found:
        document.incoming = incoming
    return found


@transaction.atomic
def hand_on(incoming: Incoming, *, by: Membership, now: datetime) -> Incoming:
    """Leave it to the leads: from now on it is on their list alone.

    Raises:
        PermissionDenied: `by` may not.
        MoveNotAllowed: it waits for a lead already, or was settled.
    """
    incoming = locked(incoming)
    incoming.status = POST.target("hand_on", status=incoming.status, by=by)
    incoming.save(update_fields=["status"])
    return incoming


@transaction.atomic
def set_aside(incoming: Incoming, *, by: Membership, now: datetime) -> Incoming:
    """Say that it belongs to nobody's record.

    Raises:
        PermissionDenied: `by` may not.
        MoveNotAllowed: it was settled.
    """
    incoming = locked(incoming)
    incoming.status = POST.target("set_aside", status=incoming.status, by=by)
    incoming.settled_at, incoming.settled_by = now, by
    incoming.save(update_fields=["status", "settled_at", "settled_by"])
    return incoming


def forget_box(box: Box) -> None:
    """Destroy a box's key: what it sealed opens to nobody any more, in backups too once they expire."""
    box.wrapped_key = None
    box.__dict__.pop("_key", None)
    box.save(update_fields=["wrapped_key"])


@transaction.atomic
def forget_set_aside(hub: Hub, *, before: datetime) -> int:
    """Forget what belongs to nobody and was set aside before then. In the hub's scope. Returns how many."""
    found = (
        Incoming.objects.select_for_update(of=("self",), skip_locked=True)
        .filter(hub=hub, person=None, settled_at__lt=before, told_sealed__isnull=False)
        .select_related("box")
        .order_by("settled_at")
    )
    forgotten = list(found[:MOST_FORGOTTEN])
    for incoming in forgotten:
        if incoming.box is not None:
            forget_box(incoming.box)
    Document.objects.filter(hub=hub, incoming__in=forgotten).update(name_sealed=None, content_sealed=None)
    Incoming.objects.filter(hub=hub, pk__in=[each.pk for each in forgotten]).update(told_sealed=None)
    return len(forgotten)
