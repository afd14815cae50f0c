"""Who beyond its two hears that a concern is late: that there is something, and neither whose it is nor about whom."""

from collections.abc import Sequence

from django.db.models import QuerySet

from holdfast.accounts.models import Membership
from holdfast.accounts.roles import Permission
from holdfast.fitness.models import FitnessConcern
from holdfast.fitness.queries import MOST_MEMBERS, MOST_OPEN, due_of, is_senior, lost_of, one_of_two, with_last
from holdfast.fitness.rules import AMONG_TWO
from holdfast.fitness.states import OPEN, Status
from holdfast.people.access import keeps_out, not_kept_out_of
from holdfast.people.viewer import Viewer


def is_late_beyond(found: Viewer) -> bool:
    """Whether a concern is late of which the viewer is neither of the two: for a lead, where both are there for it; for
    whoever runs the hub, whatever it lacks, where no lead is left who could hear. For nobody who is kept out."""
    if is_senior(found.member):
        signed = open_elsewhere(found).filter(status__in=[Status.AGREED, Status.TOLD])  # into others they step
        return any(is_late(each, found) for each in signed[:MOST_OPEN])
    runs_it = found.member.may(Permission.SET_HUB) or found.member.may(Permission.SEE_AUDIT)
    rows = list(open_elsewhere(found)[:MOST_OPEN]) if runs_it else []
    if not rows:
        return False
    active = Membership.objects.filter(hub_id=found.member.hub_id, status=Membership.Status.ACTIVE)
    leads = [each for each in active.order_by("pk")[:MOST_MEMBERS] if is_senior(each)]
    two = [each for concern in rows for each in (concern.first, concern.second)]
    admitted = not_kept_out_of(found.member.hub_id, {each.person_id for each in rows}, [*leads, *two])
    return any(is_left_alone(each, leads, admitted[each.person_id], found) for each in rows)


def is_left_alone(
    concern: FitnessConcern, leads: Sequence[Membership], admitted: Sequence[Membership], found: Viewer
) -> bool:
    """Whether one is late, or has lost one of its two, and no other lead hears of it."""
    others = [each for each in leads if each in admitted and each not in (concern.first, concern.second)]
    return not others and (is_late(concern, found) or lost_of(concern, admitted, now=found.now) is not None)


def is_late(concern: FitnessConcern, found: Viewer) -> bool:
    """Whether its two did not do in time what comes next; what came of it they are given some days for."""
    due = due_of(concern)
    if due is None:
        return False
    return due + AMONG_TWO < found.now if concern.status == Status.TOLD else due < found.now


def open_elsewhere(found: Viewer) -> QuerySet[FitnessConcern]:
    """Open concerns of which the viewer is neither of the two, and from which they are not kept."""
    return (
        with_last(FitnessConcern.objects.filter(hub_id=found.member.hub_id, status__in=OPEN))
        .exclude(one_of_two(found.member))
        .exclude(keeps_out(found, "person_id"))
        .select_related("person", "first__account", "first__hub", "second__account", "second__hub")
        .order_by("raised_at", "pk")
    )
