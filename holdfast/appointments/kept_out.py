"""What happens to appointments when a name takes effect: nobody is seen by somebody whom they keep out."""

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
from holdfast.appointments.models import Appointment
from holdfast.appointments.next_actions import DECISIONS, first
from holdfast.appointments.queries import practitioners_of, seated
from holdfast.appointments.rules import SETTLED_BEFORE, told_by
from holdfast.appointments.states import Status
from holdfast.diary.models import Kind
from holdfast.hubs.models import Hub
from holdfast.lifecycle import Itself
from holdfast.people.access import admitted_to, not_kept_out
from holdfast.people.models import Joined
from holdfast.referrals.actions import locked_with_person, place
from holdfast.referrals.models import Referral
from holdfast.referrals.states import NextAction


def cancel_kept_out(hub_id: UUID, persons: Collection[UUID], *, now: datetime) -> int:
    """Cancel what is booked for these people with a practitioner who must not see them by now, and their place in a
    group beside somebody whom they named. How many there were.

    In the transaction in which the name took effect. A name that may mean anybody leaves what is booked where it is
    while there is time for a lead to settle it.
    """
    found = Appointment.objects.filter(hub_id=hub_id, person_id__in=persons, status=Status.BOOKED)
    booked = list(found.filter(session__starts_at__gt=now).select_related("session", "person", "hub").order_by("pk"))
    seen_by = practitioners_of([each.session_id for each in booked], booked[0].hub) if booked else {}
    barred = [each for each in booked if is_barred(each, seen_by[each.session_id], now=now)]
    for each in barred:
        keep_out(each, now=now)
    return len(barred)


def is_barred(appointment: Appointment, seen_by: list[Membership], *, now: datetime) -> bool:
    """Whether they would meet somebody there whom they keep out: a practitioner, or somebody else of the group; or
    whoever may be meant by a name that nobody can settle in time."""
    is_soon = appointment.session.starts_at <= now + SETTLED_BEFORE
    if (admitted_to if is_soon else not_kept_out)(appointment.person, seen_by) != seen_by:
        return True
    if appointment.session.kind != Kind.GROUP:
        return False
    known = known_of(appointment.hub_id, [each.person for each in seated(appointment.session)])
    own = known.pop(appointment.person_id)
    return not may_meet(own, known.values())


@transaction.atomic
def keep_out(appointment: Appointment, *, now: datetime) -> Appointment:
    """End an appointment at which they would meet whom they keep out. They read it on their own page, and somebody gets
    in touch before they would come: not everybody reads mail."""
    appointment = call_off(
        locked(appointment), "keep_out", reason=Appointment.Reason.KEPT_OUT, actor=Itself(), by=None, now=now
    )
    referral = appointment.referral
    if referral.closed_at is None:
        tell_changed(appointment, now=now)
        standing = referral.next_action, referral.next_action_at
        step = first([standing, (NextAction.CALL, told_by(appointment.session.starts_at, now=now))])
        if standing[0] not in (*DECISIONS, NextAction.WELFARE) and step is not None and step != standing:
            place(referral, next_action=step[0], next_action_at=step[1])
    return appointment


def end_unsettled(hub: Hub, *, now: datetime) -> int:
    """End what comes so soon that nobody will have settled in time whom they named. How many there were."""
    return sum(end_if_barred(each, now=now) for each in unsettled_before(hub, now + SETTLED_BEFORE, now=now))


@transaction.atomic
def end_if_barred(appointment: Appointment, *, now: datetime) -> bool:
    """End one, where it is so still: a lead may settle the name at this moment."""
    locked_with_person(Referral(hub_id=appointment.hub_id, pk=appointment.referral_id, person_id=appointment.person_id))
    return cancel_kept_out(appointment.hub_id, [appointment.person_id], now=now) > 0


def unsettled_before(hub: Hub, until: datetime, *, now: datetime) -> list[Appointment]:
    """What is booked until a moment for people of whom a name waits to be settled, the first of each."""
    soon = of_unsettled(hub, now=now).filter(session__starts_at__lte=until)
    return list({each.person_id: each for each in reversed(soon)}.values())


def first_unsettled(hub: Hub, persons: Collection[UUID], *, now: datetime) -> dict[UUID, datetime]:
    """When people of whom a name waits to be settled would be seen next by somebody who may be meant, by person, on
    whichever of their records it is booked. As many statements for all as for one."""
    same = {pk: {pk} for pk in persons}
    for pk, other in Joined.objects.filter(hub=hub, other_id__in=persons).values_list("other_id", "person_id"):
        same[pk].add(other)
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
