"""What happens to appointments when a name takes effect: nobody is seen by somebody whom they keep out."""

import logging
from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from holdfast.accounts.models import Membership
from holdfast.accounts.roles import Permission
from holdfast.appointments.actions import call_off, locked
from holdfast.appointments.company import known_of, may_meet
from holdfast.appointments.mail_actions import tell_changed
from holdfast.appointments.models import Appointment, Offer
from holdfast.appointments.offer_actions import take_back
from holdfast.appointments.queries import practitioners_of, seated
from holdfast.appointments.rules import settled_by
from holdfast.appointments.states import Status
from holdfast.diary.models import Hold, Kind
from holdfast.diary.rules import DAY
from holdfast.events.actions import record
from holdfast.hubs.models import Hub
from holdfast.lifecycle import Itself
from holdfast.people.access import admitted_to, not_kept_out, same_people
from holdfast.people.holding import hold
from holdfast.referrals.models import Referral
from holdfast.referrals.together import lock_all_together

log = logging.getLogger("holdfast.jobs")


def cancel_kept_out(hub_id: UUID, persons: Collection[UUID], *, now: datetime) -> int:
    """Cancel what is booked for these people with a practitioner who must not see them by now, and their place in a
    group beside somebody whom they named; take back an offer of nobody whom they may see. How many were cancelled.

    In the transaction in which the name took effect. A name that may mean anybody leaves what is booked where it is
    while there is time for a lead to settle it.
    """
    take_back_kept_out(hub_id, persons, now=now)
    found = Appointment.objects.filter(hub_id=hub_id, person_id__in=persons, status=Status.BOOKED)
    booked = list(found.filter(session__starts_at__gt=now).select_related("session", "person", "hub").order_by("pk"))
    seen_by = practitioners_of([each.session_id for each in booked], booked[0].hub) if booked else {}
    barred = [each for each in booked if is_barred(each, seen_by[each.session_id], now=now)]
    for each in barred:
        keep_out(each, now=now)
    return len(barred)


def give_up(member: Membership, *, lost: Collection[str], now: datetime) -> None:
    """The same for everybody whom a member is to see, or is offered to, who works in other roles by now, has left or is
    suspended: a role may be kept out, and nobody chooses a time of whoever is not there. Their referrals are held by
    then (`hold_all`), before it is read what is booked."""
    if persons := seen_or_offered(member, now=now):
        cancel_kept_out(member.hub_id, persons, now=now)


def hold_all(member: Membership, *, lost: Collection[str], now: datetime) -> None:
    """Hold every referral that a change of what a member is may change, in order, before the first of them is."""
    owned = Referral.objects.filter(hub_id=member.hub_id, owner=member, closed_at=None)
    lock_all_together(member.hub_id, {*owned.values_list("person_id", flat=True), *seen_or_offered(member, now=now)})


def seen_or_offered(member: Membership, *, now: datetime) -> set[UUID]:
    """Whom a member is to see, and to whom they are offered."""
    holds = Hold.objects.filter(
        hub_id=member.hub_id, bookable__hub_id=member.hub_id, bookable__member=member, released_at=None,
        starts_at__gt=now - DAY, session__hub_id=member.hub_id, session__starts_at__gt=now,
    )  # fmt: skip
    seen = Appointment.objects.filter(hub_id=member.hub_id, status=Status.BOOKED, session__in=holds.values("session"))
    offered = Offer.objects.filter(
        hub_id=member.hub_id, members__contains=[member.pk], taken_at=None, withdrawn_at=None, ends_at__gt=now
    )  # fmt: skip
    return {*seen.values_list("person_id", flat=True), *offered.values_list("person_id", flat=True)}


def take_back_kept_out(hub_id: UUID, persons: Collection[UUID], *, now: datetime) -> None:
    """Take back what was offered to these people, where nobody is left in it who is at work and whom they may see."""
    offers = Offer.objects.filter(hub_id=hub_id, person_id__in=persons, taken_at=None, withdrawn_at=None)
    for each in offers.select_related("person", "referral").order_by("pk"):
        members = list(Membership.objects.filter(hub_id=hub_id, pk__in=each.members))
        if not any(member.has_caseload for member in not_kept_out(each.person, members)):
            take_back(each.referral, now=now)
            record(each, "appointment.withdraw_offer", by=None, now=now, referral=str(each.referral_id))


def is_barred(appointment: Appointment, seen_by: list[Membership], *, now: datetime) -> bool:
    """Whether they would meet somebody there whom they keep out: a practitioner, or somebody else of the group; or
    whoever may be meant by a name that was not settled in time."""
    is_late = settled_by(appointment.session.starts_at) <= now
    if (admitted_to if is_late else not_kept_out)(appointment.person, seen_by) != seen_by:
        return True
    if appointment.session.kind != Kind.GROUP:
        return False
    known = known_of(appointment.hub_id, [each.person for each in seated(appointment.session)])
    own = known.pop(appointment.person_id)
    return not may_meet(own, known.values())


@transaction.atomic
def keep_out(appointment: Appointment, *, now: datetime) -> Appointment:
    """End an appointment at which they would meet whom they keep out. They read it on their own page; not everybody
    reads mail, so that it stands on Today until somebody has told them (`by_hand`)."""
    appointment = call_off(
        locked(appointment), "keep_out", reason=Appointment.Reason.KEPT_OUT, actor=Itself(), by=None, now=now
    )
    if appointment.referral.closed_at is None:
        tell_changed(appointment, now=now)
    return appointment


def end_unsettled(hub: Hub, *, now: datetime) -> int:
    """End what comes before it is known whom they named. Trouble with one is logged and stops no other. How many."""
    late = [each for each in of_unsettled(hub, now=now) if settled_by(each.session.starts_at) <= now]
    ended = 0
    for each in {each.person_id: each for each in late}.values():
        try:
            ended += end_if_barred(each, now=now)
        except Exception:
            log.exception("what is booked for somebody whom a name holds was not ended, hub %s", hub.slug)
    return ended


@transaction.atomic
def end_if_barred(appointment: Appointment, *, now: datetime) -> int:
    """End it, and whatever else of theirs is barred, where it is so still: a lead may settle the name just now."""
    hold(appointment.hub_id, [appointment.person_id])
    lock_all_together(appointment.hub_id, [appointment.person_id])
    return cancel_kept_out(appointment.hub_id, [appointment.person_id], now=now)


def first_unsettled(hub: Hub, persons: Collection[UUID], *, now: datetime) -> dict[UUID, datetime]:
    """When people of whom a name waits to be settled would be seen next by somebody who may be meant, by person, on
    whichever of their records it is booked. As many statements for all as for one."""
    same = same_people(hub.pk, persons)
    rows = list(of_unsettled(hub, now=now).filter(person_id__in=set().union(*same.values()))) if same else []
    seen_by = practitioners_of([each.session_id for each in rows], hub) if rows else {}
    ends = [each for each in rows if not all(by.may(Permission.SETTLE_NAMES) for by in seen_by[each.session_id])]
    firsts = {pk: [each.session.starts_at for each in ends if each.person_id in theirs] for pk, theirs in same.items()}
    return {pk: min(starts) for pk, starts in firsts.items() if starts}


def of_unsettled(hub: Hub, *, now: datetime) -> QuerySet[Appointment]:
    """What is booked and has not begun for people of whom a name waits to be settled, the soonest first."""
    found = Appointment.objects.filter(
        hub=hub, person__hub=hub, person__is_held=True, status=Status.BOOKED, session__hub=hub,
        session__starts_at__gt=now,
    )  # fmt: skip
    return found.select_related("session").order_by("session__starts_at", "pk")
