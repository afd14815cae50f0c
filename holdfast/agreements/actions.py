"""Writes of agreements: give, withdraw, approve one statement. Only what the person agreed to is ever shared."""

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction

from holdfast.accounts.models import Membership
from holdfast.agreements.models import Agreement, Partner, Statement
from holdfast.agreements.queries import holding
from holdfast.events.actions import record
from holdfast.hubs.models import Hub
from holdfast.people.actions import new_box
from holdfast.people.holding import hold
from holdfast.people.identity import seal_data
from holdfast.people.models import Person


class NotAgreed(Exception):
    """The person has not agreed that this is shared, or has changed their mind."""


class NotTrue(Exception):
    """This statement is not true of the referral now."""


@transaction.atomic
def give(
    person: Person, *, partner: Partner, purpose: str, kinds: Sequence[str], how: str, now: datetime,
    by: Membership | None = None,
) -> Agreement:  # fmt: skip
    """Agree that one partner may be told some statements. What was agreed with them before ends.

    Args:
        by: the practitioner who wrote down what the person said on the telephone; None: the person themselves.

    Raises:
        ValueError: a kind of statement that there is not, or none.
    """
    if not kinds or set(kinds) - set(Statement.Kind.values):
        raise ValueError("an agreement names statements that there are")
    earlier = locked(person, partner)
    if earlier is not None:
        end(earlier, by=by, now=now)
    agreement = Agreement.objects.create(
        hub_id=person.hub_id, person=person, partner=partner, purpose=purpose,
        kinds=sorted(set(kinds)), given_how=how, given_at=now,
    )  # fmt: skip
    record(agreement, "agreement.give", by=by, now=now, purpose=purpose, kinds=agreement.kinds, how=how)
    return agreement


@transaction.atomic
def give_for_words(
    person: Person, *, partner: Partner, purpose: str, how: str, now: datetime, by: Membership | None = None
) -> Agreement:
    """Agree that one partner reads words which the person approved, and nothing else. Where they share something with
    them already, that agreement holds on.

    Args:
        by: the practitioner who wrote down what the person said in conversation; None: the person themselves.
    """
    agreement = locked(person, partner)
    if agreement is not None:
        return agreement
    agreement = Agreement.objects.create(
        hub_id=person.hub_id, person=person, partner=partner, purpose=purpose, kinds=[], given_how=how, given_at=now
    )
    record(agreement, "agreement.give", by=by, now=now, purpose=purpose, kinds=[], how=how)
    return agreement


@transaction.atomic
def withdraw(person: Person, partner: Partner, *, now: datetime, by: Membership | None = None) -> None:
    """Change one's mind. Nothing new is shared from this instant; what was shared stays where it went.

    Raises:
        NotAgreed: there is nothing to withdraw.
    """
    agreement = locked(person, partner)
    if agreement is None:
        raise NotAgreed(NotAgreed.__doc__)
    end(agreement, by=by, now=now)


def end(agreement: Agreement, *, by: Membership | None, now: datetime) -> None:
    """Let an agreement no longer hold."""
    agreement.withdrawn_at = now
    agreement.save(update_fields=["withdrawn_at"])
    record(agreement, "agreement.withdraw", by=by, now=now)


@transaction.atomic
def approve(
    person: Person, *, partner: Partner, referral_id: UUID, kind: str, true: Mapping[str, date], now: datetime,
) -> Statement:  # fmt: skip
    """Approve one statement for one partner, who may read it from now on.

    Args:
        true: what is true of the referral now, by `rules.true_of`.

    Raises:
        NotAgreed: no agreement with this partner holds, or it does not name this kind.
        NotTrue: it is not so, or not any more.
    """
    agreement = locked(person, partner)
    if agreement is None or kind not in agreement.kinds:
        raise NotAgreed(NotAgreed.__doc__)
    if kind not in true:
        raise NotTrue(NotTrue.__doc__)
    statement, is_new = Statement.objects.get_or_create(
        hub_id=person.hub_id, agreement=agreement, referral_id=referral_id, kind=kind, true_on=true[kind],
        defaults={"person": person, "partner": partner, "approved_at": now},
    )  # fmt: skip
    if is_new:
        record(statement, "agreement.approve", by=None, now=now, statement=kind)
    return statement


def locked(person: Person, partner: Partner) -> Agreement | None:
    """The agreement that holds, held until the transaction ends: withdrawing and sharing cannot cross."""
    hold(person.hub_id, [person.pk])
    return holding(person, partner)


def email_hash(hub_id: UUID, email: str) -> bytes:
    """A keyed hash of an address, for one hub: found by equality, and told to nobody who holds the table alone."""
    key = settings.KEYRING.derive("partners")
    return hmac.new(key, f"{hub_id}:{email.strip().casefold()}".encode(), hashlib.sha256).digest()


@transaction.atomic
def admit(
    hub: Hub, *, email: str, name: str, telephone: str = "", route: str, organisation: str, now: datetime,
    member: Membership | None = None,
) -> Partner:  # fmt: skip
    """Write a partner down, or what is new about one who is known. What names them is sealed."""
    hashed = email_hash(hub.pk, email)
    about = {"name": name, "email": email.strip(), "telephone": telephone}
    known = Partner.objects.select_for_update(of=("self",)).select_related("box")
    partner = known.filter(hub=hub, email_hash=hashed).first()
    if partner is None:
        box = new_box(hub, now=now)
        box.save(force_insert=True)
        partner = Partner(hub=hub, box=box, email_hash=hashed, since_at=now)
    partner.route, partner.organisation, partner.ended_at = route, organisation, None
    partner.member = member or partner.member
    partner.about_sealed = seal_data(partner.box, "partner", about)
    partner.save()
    return partner
