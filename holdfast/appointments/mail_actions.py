"""Mail about appointments: the reminder, and that there is something new to read. Queued with what it is about."""

from datetime import datetime
from uuid import UUID

from holdfast.appointments.models import Appointment
from holdfast.appointments.rules import reminder_at
from holdfast.correspondence.actions import mail_to_person, post_to_person, queue
from holdfast.correspondence.mail import say_date
from holdfast.correspondence.models import Message
from holdfast.people.models import Person


def remind(appointment: Appointment, *, now: datetime, is_owed: bool = False) -> None:
    """Queue the reminder."""
    for each in reminders_of(appointment, now=now, is_owed=is_owed):
        queue(each)


def reminders_of(appointment: Appointment, *, now: datetime, is_owed: bool = False) -> list[Message]:
    """The reminder, the day before, on a way they called safe, in neutral words; where it is too late for one, none, or
    at once where it is owed: the team chose the time. Unsaved."""
    starts_at = appointment.session.starts_at
    at = reminder_at(starts_at, booked_at=now) or (now if is_owed else None)
    if at is None:
        return []
    return [
        mail_to_person(
            appointment.person, kind=Message.Kind.REMINDER, subject_id=appointment.pk, now=now, not_before=at,
            at=say_date(starts_at), how=appointment.session.how,
        )
    ]  # fmt: skip


def tell_changed(appointment: Appointment, *, now: datetime, at: datetime | None = None) -> None:
    """Mail that there is something new to read, on an address that they called safe; at once, or at a moment."""
    tell_changed_to(appointment.person, appointment.pk, now=now, at=at)


def tell_changed_to(person: Person, subject_id: UUID, *, now: datetime, at: datetime | None = None) -> None:
    """The same about anything else of theirs."""
    post_to_person(person, kind=Message.Kind.NEWS, subject_id=subject_id, now=now, not_before=at)
