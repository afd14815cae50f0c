"""How a statement reaches its partner: on their own pages, or by a link with a code; and what they answer."""

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse

from holdfast.accounts.models import Membership
from holdfast.agreements import actions as agreements
from holdfast.agreements.actions import NotAgreed, admit, email_hash
from holdfast.agreements.models import Partner
from holdfast.agreements.queries import about, partner_known
from holdfast.correspondence.actions import CODE_DIGITS, MOST_FAILURES, hash_of, post_to_box
from holdfast.correspondence.models import Message
from holdfast.hubs.models import Hub
from holdfast.lifecycle import MoveNotAllowed, Oneself
from holdfast.people.holding import hold
from holdfast.people.identity import seal
from holdfast.referrals.actions import locked as locked_referral
from holdfast.referrals.next_actions import follow
from holdfast.workplace.actions import check_may, goes_on, locked, tell
from holdfast.workplace.models import PartnerLink, Reply, WorkStatement
from holdfast.workplace.queries import has_own_door
from holdfast.workplace.states import WORK_STATEMENT, Status

LINK_LASTS = timedelta(days=28)
VISIT_LASTS = timedelta(hours=2)


@dataclass(frozen=True)
class Given:
    """What is told to a partner in two ways: the address by mail, the code by telephone."""

    address: str
    code: str


@transaction.atomic
def know_partner(
    hub: Hub, *, route: str, name: str, organisation: str, email: str, telephone: str, by: Membership, now: datetime
) -> Partner:
    """Write down somebody outside who has to do with a person's work. Whoever is known by this address stays as known:
    what they refer by is not changed from here.

    Raises:
        PermissionDenied: `by` may not.
    """
    check_may(by)
    known = partner_known(hub, email_hash(hub.pk, email))
    if known is not None and known.ended_at is None:
        return known
    if known is not None:
        raise PermissionDenied("partner")
    return admit(
        hub, email=email, name=name, telephone=telephone, route=route, organisation=organisation, now=now
    )  # fmt: skip


@transaction.atomic
def give_link(statement: WorkStatement, *, by: Membership, now: datetime) -> Given:
    """Mail a link to the partner, and share what waits for it. The code is shown once, to be told by telephone.

    Raises:
        PermissionDenied: `by` may not.
        MoveNotAllowed: it is not agreed to, or the request is closed.
        NotAgreed: the person has changed their mind.
    """
    check_may(by)
    hold(statement.hub_id, [statement.person_id])
    referral = goes_on(statement.referral)
    statement = locked(statement)
    if statement.status not in {Status.AGREED, Status.SHARED}:
        raise MoveNotAllowed("The person has not agreed to it")
    if agreements.locked(statement.person, statement.partner) is None:
        raise NotAgreed(NotAgreed.__doc__)
    given = new_link(statement, by=by, now=now)
    waiting = WorkStatement.objects.filter(
        hub_id=statement.hub_id, person=statement.person, partner=statement.partner, status=Status.AGREED
    )
    for each in waiting.order_by("pk"):
        share_now(locked(each), by=by, now=now, mails=False)
    tell(statement, "work.give_link", by=by, now=now)
    follow(referral, now=now)
    return given


def new_link(statement: WorkStatement, *, by: Membership, now: datetime) -> Given:
    """The only link of this partner to this person that opens from now on, and its mail."""
    partner = statement.partner
    PartnerLink.objects.filter(
        hub_id=statement.hub_id, person=statement.person, partner=partner, ended_at=None
    ).update(ended_at=now)  # fmt: skip
    token, code = secrets.token_urlsafe(24), "".join(secrets.choice("0123456789") for _ in range(CODE_DIGITS))
    PartnerLink.objects.create(
        hub_id=statement.hub_id, person=statement.person, partner=partner, token_hash=hash_of(token),
        code_hash=hash_of(f"{token}:{code}"), made_at=now, made_by=by, expires_at=now + LINK_LASTS,
    )  # fmt: skip
    path = reverse("partners:work_link", args=[statement.hub.slug, token])
    address = f"{settings.PUBLIC_URL or 'http://localhost:8000'}{path}"
    post_to_box(
        partner.box, to=about(partner)["email"], kind=Message.Kind.PARTNER, subject_id=statement.pk, now=now,
        link=address,
    )  # fmt: skip
    return Given(address, code)


def share_now(statement: WorkStatement, *, by: Membership | None, now: datetime, mails: bool = True) -> None:
    """Let the partner read a statement that is held and agreed to. Without `by` it follows from the person's yes."""
    verb = "share_at_once" if by is None else "share"
    statement.status = WORK_STATEMENT.target(verb, status=statement.status, by=by or Oneself())
    statement.shared_at = now
    statement.save(update_fields=["status", "shared_at"])
    tell(statement, "work.share", by=by, now=now)
    if mails:
        again = "" if has_own_door(statement) else "1"
        partner = statement.partner
        post_to_box(
            partner.box, to=about(partner)["email"], kind=Message.Kind.PARTNER, subject_id=statement.pk, now=now,
            again=again,
        )  # fmt: skip


@transaction.atomic
def open_by_code(link: PartnerLink, token: str, code: str, *, now: datetime) -> str:
    """The key of a visit where the code fits; empty where it does not. After five wrong ones the link is closed."""
    kept = PartnerLink.objects.select_for_update().get(hub_id=link.hub_id, pk=link.pk)
    digits = "".join(sign for sign in code if sign.isdigit())
    if kept.ended_at is not None or kept.failures >= MOST_FAILURES:
        return ""
    if not hmac.compare_digest(bytes(kept.code_hash), hash_of(f"{token}:{digits}")):
        kept.failures += 1
        kept.save(update_fields=["failures"])
        return ""
    key = secrets.token_urlsafe(24)
    kept.visit_hash, kept.visit_until = hash_of(key), now + VISIT_LASTS
    kept.save(update_fields=["visit_hash", "visit_until"])
    return key


@transaction.atomic
def reply(statement: WorkStatement, *, words: str, mark: UUID, now: datetime) -> Reply:
    """Keep what the partner answers. The same form again changes nothing.

    Raises:
        MoveNotAllowed: it was never shared with them.
    """
    referral = locked_referral(statement.referral)
    statement = locked(statement)
    if statement.status != Status.SHARED:
        raise MoveNotAllowed("It was not shared")
    answer, is_new = Reply.objects.get_or_create(
        hub_id=statement.hub_id, statement=statement, mark=mark,
        defaults={"person": statement.person, "replied_at": now,
                  "words_sealed": seal(statement.person, f"work_reply:{statement.pk}:{mark}", words)},
    )  # fmt: skip
    if is_new:
        tell(statement, "work.reply", by=None, now=now)
        follow(referral, now=now)
    return answer
