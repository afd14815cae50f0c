"""What happens to appointments when a name takes effect: nobody is seen by somebody whom they keep out."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from holdfast.accounts.models import Membership
from holdfast.appointments.actions import cancel
from holdfast.appointments.company import known_of, may_meet
from holdfast.appointments.models import Appointment
from holdfast.appointments.queries import practitioners_of, seated
from holdfast.appointments.states import Status
from holdfast.diary.models import Kind
from holdfast.people.access import admitted_to


def cancel_kept_out(hub_id: UUID, persons: Collection[UUID], *, now: datetime) -> int:
    """Cancel what is booked for these people with a practitioner who must not see them by now, and their place in a
    group beside somebody whom they named. How many there were.

    In the transaction in which the name took effect. The next action is to arrange another time.
    """
    found = Appointment.objects.filter(hub_id=hub_id, person_id__in=persons, status=Status.BOOKED)
    booked = list(found.filter(session__starts_at__gt=now).select_related("session", "person", "hub").order_by("pk"))
    seen_by = practitioners_of([each.session_id for each in booked], booked[0].hub) if booked else {}
    barred = [each for each in booked if is_barred(each, seen_by[each.session_id])]
    for each in barred:
        cancel(each, reason=Appointment.Reason.KEPT_OUT, by_them=True, by=None, now=now)
    return len(barred)


def is_barred(appointment: Appointment, seen_by: list[Membership]) -> bool:
    """Whether they would meet somebody there whom they keep out: a practitioner, or somebody else of the group."""
    if admitted_to(appointment.person, seen_by) != seen_by:
        return True
    if appointment.session.kind != Kind.GROUP:
        return False
    known = known_of(appointment.hub_id, [each.person for each in seated(appointment.session)])
    own = known.pop(appointment.person_id)
    return not may_meet(own, known.values())
