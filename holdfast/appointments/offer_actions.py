"""Writes of offers: times that a person may choose from by themselves."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from functools import partial

from django.core.exceptions import PermissionDenied
from django.db import transaction

from holdfast.accounts.actions import stand_still
from holdfast.accounts.models import Membership
from holdfast.accounts.roles import Permission
from holdfast.appointments.actions import NotFree, book, coded
from holdfast.appointments.mail_actions import tell_changed_to
from holdfast.appointments.models import Appointment, Offer
from holdfast.appointments.opening import OnlyForNow, may_be_offered
from holdfast.appointments.queries import all_here, pool_for
from holdfast.appointments.rooms import free_rooms, in_first_free
from holdfast.appointments.rules import may_choose
from holdfast.diary.models import How, Kind
from holdfast.events.actions import latest, record
from holdfast.hubs.models import Hub
from holdfast.lifecycle import MoveNotAllowed
from holdfast.people.access import admitted_to
from holdfast.referrals.actions import locked as locked_referral
from holdfast.referrals.actions import locked_with_person
from holdfast.referrals.models import Referral
from holdfast.workforce.queries import override_needed

LASTS = timedelta(days=14)


@transaction.atomic
def offer(
    referral: Referral,
    *,
    kind: str,
    hows: Sequence[str],
    members: Collection[Membership],
    override: str = "",
    by: Membership,
    now: datetime,
) -> Offer:
    """Let a person choose a time on their own page, for two weeks. An offer that stands gives way.

    Raises:
        PermissionDenied: `by` may not book, one of the members sees nobody by now, or the person keeps them out.
        OnlyForNow: `by` offers their own time, and has the record open for a while only.
        MoveNotAllowed: the referral is closed.
        NotAdmitted: the hub's rule does not admit one of the members to assess, and no reason was given.
    """
    members = list(members)
    stand_still(members)
    referral = locked_with_person(referral)
    if not by.may(Permission.BOOK) or not all_here(members) or admitted_to(referral.person, members) != members:
        raise PermissionDenied("offer")
    if referral.closed_at is not None:
        raise MoveNotAllowed("This referral is closed")
    if may_be_offered(referral, members, by=by, now=now) != members:
        raise OnlyForNow(OnlyForNow.__doc__)
    why = ""
    if kind == Kind.ASSESSMENT:
        why = override_needed(by.hub, members, override=override, all_of_them=True, now=now)
    take_back(referral, now=now)
    made = Offer.objects.create(
        hub_id=referral.hub_id, person=referral.person, referral=referral, kind=kind, hows=list(hows),
        members=[each.pk for each in members], made_at=now, made_by=by, ends_at=now + LASTS,
    )  # fmt: skip
    record(made, "appointment.offer", by=by, now=now, what=kind, referral=str(referral.pk), **coded(why))
    tell_changed_to(referral.person, made.pk, now=now)
    return made


def take_back(referral: Referral, *, now: datetime) -> int:
    """An offer that was not chosen from is one no longer."""
    found = Offer.objects.filter(hub_id=referral.hub_id, referral=referral, taken_at=None, withdrawn_at=None)
    return found.update(withdrawn_at=now)


@transaction.atomic
def withdraw(referral: Referral, *, by: Membership, now: datetime) -> None:
    """Take an offer back.

    Raises:
        PermissionDenied: `by` may not book.
        MoveNotAllowed: they have chosen, or there is none.
    """
    if not by.may(Permission.BOOK):
        raise PermissionDenied("withdraw_offer")
    referral = locked_referral(referral)
    found = Offer.objects.filter(hub_id=referral.hub_id, referral=referral, taken_at=None, withdrawn_at=None).first()
    if found is None:
        raise MoveNotAllowed("They have chosen meanwhile")
    take_back(referral, now=now)
    record(found, "appointment.withdraw_offer", by=by, now=now, referral=str(referral.pk))


@transaction.atomic
def choose(made: Offer, hub: Hub, *, starts_at: datetime, how: str, now: datetime) -> Appointment:
    """The person chooses a time: with the first of those offered who is free then. Pressed twice, it is one.

    Raises:
        MoveNotAllowed: the offer has ended.
        NotFree: the time was taken meanwhile.
    """
    stand_still(list(Membership.objects.filter(hub=hub, pk__in=made.members)))
    # as taking it back does, and the person first, as booking does: nobody waits in a ring
    locked_with_person(Referral(hub_id=made.hub_id, pk=made.referral_id, person_id=made.person_id))
    made = Offer.objects.select_for_update(of=("self",)).select_related("referral", "appointment").get(
        hub_id=made.hub_id, pk=made.pk
    )  # fmt: skip
    if made.appointment is not None:
        return made.appointment
    if made.withdrawn_at is not None or made.ends_at <= now or how not in made.hows:
        raise MoveNotAllowed("This offer has ended")
    if not may_choose(starts_at, now=now):
        raise NotFree("hours")
    rooms = free_rooms(hub, made.kind, starts_at) if how == How.ROOM else []
    event = latest(made.pk, made.hub_id, made.person_id, "appointment.offer")
    override = event.codes.get("override", "") if event else ""
    trouble = NotFree("held")
    for member in [each for each in pool_for(made.person, hub) if each.pk in made.members]:
        try:
            with transaction.atomic():
                made.appointment = in_first_free(
                    partial(
                        book, made.referral, kind=made.kind, members=[member], starts_at=starts_at, how=how,
                        override=override, offered_at=made.made_at, by=None, now=now,
                    ),
                    rooms,
                )  # fmt: skip
        except NotFree as refused:
            trouble = refused
            continue
        made.taken_at = now
        made.save(update_fields=["appointment", "taken_at"])
        return made.appointment
    raise trouble
