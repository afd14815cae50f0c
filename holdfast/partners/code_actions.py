"""Writes of coming in: send a code, use it, begin and end a visit.

Whether an address is admitted is never told: the same rows are written for every one, and only the mail differs.
"""

import hmac
import secrets
from datetime import datetime, timedelta

from django.db import transaction

from holdfast.accounts.models import Membership
from holdfast.agreements.actions import admit, email_hash
from holdfast.agreements.models import Partner
from holdfast.correspondence.actions import CODE_DIGITS, MOST_FAILURES, hash_of, queue
from holdfast.correspondence.models import Message
from holdfast.hubs.models import Hub
from holdfast.partners.models import Admitted, Code, Visit
from holdfast.partners.queries import CODE_LASTS, VISIT_LASTS, address_of, admitted_by, partner_with
from holdfast.people.actions import new_box
from holdfast.people.identity import seal_data
from holdfast.people.models import Box

MOST_CODES = 5  # to one address in a quarter of an hour: nobody's inbox is filled by us
KEPT = timedelta(days=1)
MOST_IN_A_ROUND = 1000
TOUCH = timedelta(minutes=1)


@transaction.atomic
def send_code(hub: Hub, address: str, *, now: datetime) -> str:
    """Send a code to a work address that may refer; the returned key goes into the browser's cookie."""
    hashed = email_hash(hub.pk, address)
    sent = Code.objects.filter(hub=hub, email_hash=hashed, made_at__gt=now - CODE_LASTS).count()
    goes = may_refer(hub, address) and sent < MOST_CODES
    key, digits = secrets.token_urlsafe(24), "".join(secrets.choice("0123456789") for _ in range(CODE_DIGITS))
    box = new_box(hub, now=now)
    box.save(force_insert=True)
    code = Code.objects.create(
        hub=hub, box=box, address_sealed=seal_data(box, "address", {"email": address}), email_hash=hashed,
        key_hash=hash_of(key), code_hash=hash_of(f"{key}:{digits}"), made_at=now,
    )  # fmt: skip
    message = Message(
        hub=hub, kind=Message.Kind.CODE, subject_id=code.pk, box=box, queued_at=now, not_before=now,
        cancelled_at=None if goes else now,
    )  # fmt: skip
    message.codes_sealed = seal_data(box, f"mail:{message.pk}", {"to": address, "code": digits})
    queue(message)
    return key


def may_refer(hub: Hub, address: str) -> bool:
    """Whether this address belongs to an organisation that is admitted, and to no partner that has ended.

    Both are always asked, so that neither answer takes longer.
    """
    admitted, partner = admitted_by(hub, address), partner_with(hub, address)
    if partner is None:
        return bool(admitted)
    return partner.ended_at is None and any(each.route == partner.route for each in admitted)


@transaction.atomic
def use_code(code: Code, key: str, digits: str, *, now: datetime) -> bool:
    """Whether the digits fit. A wrong one is counted; after five the code is closed.

    The browser that asked may send the same form twice: its key goes with the visit that it begins.
    """
    code = Code.objects.select_for_update(of=("self",)).select_related("box").get(hub_id=code.hub_id, pk=code.pk)
    plain = "".join(sign for sign in digits if sign.isdigit())
    fits = hmac.compare_digest(bytes(code.code_hash), hash_of(f"{key}:{plain}"))
    if code.failures >= MOST_FAILURES:
        return False
    if fits and may_refer(code.hub, address_of(code)):
        code.used_at = code.used_at or now
        code.save(update_fields=["used_at"])
        return True
    code.failures += 1
    code.save(update_fields=["failures"])
    return False


@transaction.atomic
def introduce(
    admitted: Admitted, *, address: str, name: str, telephone: str, now: datetime, member: Membership | None = None,
    organisation: str = "",
) -> Partner:  # fmt: skip
    """Write down who a referrer is. The address was shown to be theirs: by the code, by their account, by their file.

    Args:
        organisation: what they call it, where that is a part of what was admitted: one practice of a federation.
    """
    return admit(
        admitted.hub, email=address, name=name, telephone=telephone, route=admitted.route,
        organisation=organisation or admitted.name, now=now, member=member,
    )  # fmt: skip


def begin_visit(partner: Partner, admitted: Admitted, *, now: datetime) -> str:
    """Let this browser refer; the returned key goes into its cookie, its hash into the row."""
    key = secrets.token_urlsafe(24)
    Visit.objects.create(
        hub_id=partner.hub_id, partner=partner, admitted=admitted, key_hash=hash_of(key), begun_at=now, touched_at=now
    )
    return key


def touch(visit: Visit, *, now: datetime) -> None:
    """Keep a visit that is used. Once a minute is enough."""
    if now - visit.touched_at > TOUCH:
        visit.touched_at = now
        visit.save(update_fields=["touched_at"])


def end_visit(visit: Visit) -> None:
    """End a visit at once."""
    Visit.objects.filter(hub_id=visit.hub_id, pk=visit.pk).delete()


def forget_box(box: Box) -> None:
    """Destroy a box's key: what it seals is gone, in the backups too as they expire."""
    Box.objects.filter(hub_id=box.hub_id, pk=box.pk).update(wrapped_key=None)
    box.wrapped_key = None
    box.__dict__.pop("_key", None)


def forget_old(hub: Hub, *, now: datetime) -> int:
    """Forget codes of yesterday with the addresses they went to, and visits that are over. In the hub's scope."""
    old = Code.objects.filter(hub=hub, made_at__lte=now - KEPT).order_by("made_at")
    found = list(old.values_list("pk", "box_id")[:MOST_IN_A_ROUND])
    Box.objects.filter(hub=hub, pk__in=[box_id for _, box_id in found]).update(wrapped_key=None)
    Code.objects.filter(hub=hub, pk__in=[pk for pk, _ in found]).delete()
    return len(found) + Visit.objects.filter(hub=hub, touched_at__lte=now - VISIT_LASTS).delete()[0]
