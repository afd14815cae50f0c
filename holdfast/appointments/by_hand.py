"""Whom no mail reminds of what is booked: they have no safe address, or it did not go. Somebody does it by hand."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from holdfast.appointments.models import Appointment
from holdfast.appointments.queries import open_appointments
from holdfast.appointments.rules import by_hand_until
from holdfast.contacts.models import Attempt
from holdfast.contacts.queries import tried_since_changed_of
from holdfast.contacts.rules import wrong_ways
from holdfast.correspondence.models import Message
from holdfast.events.models import Event
from holdfast.people.identity import channels_of
from holdfast.people.viewer import Viewer

MOST_REMINDED = 200
GONE_BY = timedelta(hours=1)
"""How long after it should have gone mail counts as on its way: it is tried again every half a minute."""


@dataclass(frozen=True)
class ToRemind:
    """An appointment of which its person is to be reminded by hand; `wrong`: ways found wrong, and when."""

    appointment: Appointment
    channels: dict[str, Any]
    wrong: dict[str, datetime]

    @property
    def hows(self) -> list[str]:
        """The ways in which they may be reminded now."""
        return [way for way in BY_HAND if self.channels.get(way) and way not in self.wrong]


BY_HAND = (Attempt.Channel.CALL.value, Attempt.Channel.TEXT.value, Attempt.Channel.LETTER.value)


def to_remind(found: Viewer) -> list[ToRemind]:
    """Of people whose record is open to the viewer, the soonest first. Five statements at most, one where none is."""
    candidates = list(without_mail(found)[:MOST_REMINDED])
    if not candidates:
        return []
    done = reminded(found.member.hub_id, candidates)
    left = [each for each in candidates if (each.pk, each.session.starts_at.isoformat()) not in done]
    tried = tried_since_changed_of(found.member.hub_id, {each.person_id for each in left}) if left else {}
    mail = mail_of(found, left) if left else {}
    told = [(each, channels_of(each.person)) for each in left]
    rows = [
        ToRemind(each, channels, wrong_ways(channels, tried[each.person_id])) for each, channels in told
    ]  # fmt: skip
    return [each for each in rows if is_by_hand(each, mail[each.appointment.pk], now=found.now)]


def is_by_hand(each: ToRemind, mail: Message, *, now: datetime) -> bool:
    """Whether no mail reminds them: it had nowhere to go, goes to where they are not, or has not gone in an hour."""
    if mail.sent_at is not None and mail.attempts == 0:
        return True
    if not each.channels.get("email") or "email" in each.wrong:
        return mail.sent_at is None or "email" in each.wrong
    return mail.sent_at is None and mail.not_before < now - GONE_BY


def reminders(found: Viewer) -> QuerySet[Message]:
    """The mail that reminds of an appointment, as far as its time has come for whoever does it by hand."""
    return Message.objects.filter(
        hub_id=found.member.hub_id, kind=Message.Kind.REMINDER, cancelled_at=None,
        not_before__lt=by_hand_until(found.now),
    )  # fmt: skip


def without_mail(found: Viewer) -> QuerySet[Appointment]:
    """Appointments to come of which no mail may have reminded: it did not go, or its address was found wrong once."""
    mail = reminders(found).filter(subject_id=OuterRef("pk"))
    wrong = Attempt.objects.filter(
        hub_id=found.member.hub_id, referral__hub_id=found.member.hub_id, referral__person=OuterRef("person"),
        channel=Attempt.Channel.EMAIL, result=Attempt.Result.WRONG, undone_at=None,
    )  # fmt: skip
    unsent = mail.filter(Q(sent_at=None) | Q(attempts=0))
    coming = open_appointments(found).filter(session__starts_at__gt=found.now)
    coming = coming.filter(Exists(unsent) | (Exists(mail) & Exists(wrong)))
    related = ("person", "session__room", "referral")
    return coming.select_related(*related).order_by("session__starts_at", "pk")


def mail_of(found: Viewer, appointments: list[Appointment]) -> dict[UUID, Message]:
    """The reminder of each appointment. One statement."""
    rows = reminders(found).filter(subject_id__in=[each.pk for each in appointments])
    return {each.subject_id: each for each in rows.order_by("queued_at", "pk")}


def reminded(hub_id: UUID, appointments: list[Appointment]) -> set[tuple[UUID, str]]:
    """Of which of these, and of which time of it, somebody has reminded by hand. One statement."""
    rows = Event.objects.filter(
        hub_id=hub_id, person_id__in={each.person_id for each in appointments}, kind="appointment.remind",
        subject_id__in=[each.pk for each in appointments],
    )  # fmt: skip
    return {(subject_id, codes["at"]) for subject_id, codes in rows.values_list("subject_id", "codes")}
