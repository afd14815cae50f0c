"""Who may come for nothing: what was booked was cancelled by the hub, or ended by itself, and no mail has told them."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from holdfast.appointments.earlier import taken_by
from holdfast.appointments.models import Appointment
from holdfast.appointments.rules import meet
from holdfast.appointments.states import Status
from holdfast.contacts.models import Attempt
from holdfast.correspondence.models import Message
from holdfast.diary.models import Kind
from holdfast.people.access import open_to
from holdfast.people.viewer import Viewer

MOST_CANCELLED = 200


def cancelled_by_hub(found: Viewer) -> list[Appointment]:
    """Appointments that were to come, the soonest first. What the team cancelled is left out where mail of it has gone;
    not what ended because of whom they keep out: not everybody reads mail.

    Whoever is booked anew at that time is not told to stay away from it. One statement, two more where there are any.
    """
    may_not_know = Q(reason=Appointment.Reason.KEPT_OUT) | ~Exists(gone(found)) | Exists(found_wrong(found))
    # one index of sessions for each: those that were taken out, and those that stand, without one of a group's places
    taken_out = Q(session__cancelled_at__isnull=False) | Q(session__cancelled_at=None, session__kind=Kind.GROUP)
    rows = Appointment.objects.filter(
        open_to(found, "person_id"), taken_out, may_not_know, hub_id=found.member.hub_id, person__died_at=None,
        status=Status.CANCELLED_BY_HUB, session__hub_id=found.member.hub_id, session__starts_at__gt=found.now,
    )  # fmt: skip
    related = rows.select_related("person", "session__room", "referral").order_by("session__starts_at", "pk")
    return not_booked_anew(found, list(related[:MOST_CANCELLED]))


def not_booked_anew(found: Viewer, cancelled: list[Appointment]) -> list[Appointment]:
    """Those of these at whose time nothing is booked for their person, on a record that is joined with theirs either.
    Two statements, none where there are none."""
    if not cancelled:
        return []
    booked = taken_by(found.member.hub, {each.person_id for each in cancelled}, now=found.now)
    return [
        each for each in cancelled
        if not any(meet((each.session.starts_at, each.session.ends_at), span) for _, span in booked[each.person_id])
    ]  # fmt: skip


def gone(found: Viewer) -> QuerySet[Message]:
    """Mail of the end of an appointment that has gone: one of before told of something else."""
    since = news(found).filter(subject_id=OuterRef("pk"), queued_at__gte=OuterRef("settled_at"))
    return since.filter(sent_at__isnull=False, attempts__gt=0)


def news(found: Viewer) -> QuerySet[Message]:
    """Mail to people that there is something to read."""
    return Message.objects.filter(hub_id=found.member.hub_id, kind=Message.Kind.NEWS, cancelled_at=None)


def news_of(found: Viewer, cancelled: Collection[Appointment]) -> dict[UUID, Message]:
    """The mail of the end of each of these. One statement, none where there are none."""
    if not cancelled:
        return {}
    ended_at = {each.pk: each.settled_at for each in cancelled}
    rows = news(found).filter(subject_id__in=ended_at).order_by("queued_at", "pk")
    return {each.subject_id: each for each in rows if (at := ended_at[each.subject_id]) and each.queued_at >= at}


def found_wrong(found: Viewer) -> QuerySet[Attempt]:
    """That the address of an appointment's person was found wrong once."""
    return Attempt.objects.filter(
        hub_id=found.member.hub_id, referral__hub_id=found.member.hub_id, referral__person=OuterRef("person"),
        channel=Attempt.Channel.EMAIL, result=Attempt.Result.WRONG, undone_at=None,
    )  # fmt: skip
