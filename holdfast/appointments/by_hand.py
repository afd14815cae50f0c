"""Whom no mail reminds of what is booked: they have no safe address, or it did not go. Somebody does it by hand. And
who is to be told that what was booked does not take place (`cancelled`)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from holdfast.appointments.cancelled import cancelled_by_hub, found_wrong, news_of
from holdfast.appointments.models import Appointment
from holdfast.appointments.queries import open_appointments
from holdfast.appointments.rules import by_hand_until
from holdfast.appointments.states import Status
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
    """An appointment of which its person is to be reminded by hand, or to be told that it is cancelled; `wrong`: ways
    found wrong, and when."""

    appointment: Appointment
    channels: dict[str, Any]
    wrong: dict[str, datetime]

    @property
    def is_ended(self) -> bool:
        """Whether they are to be told that it does not take place."""
        return self.appointment.status != Status.BOOKED

    @property
    def hows(self) -> list[str]:
        """The ways in which they may be reminded now."""
        return [way for way in BY_HAND if self.channels.get(way) and way not in self.wrong]


BY_HAND = (Attempt.Channel.CALL.value, Attempt.Channel.TEXT.value, Attempt.Channel.LETTER.value)


def to_remind(found: Viewer) -> list[ToRemind]:
    """Of people whose record is open to the viewer, the soonest first. Eight statements at most, two where none is."""
    candidates = [*cancelled_by_hub(found), *without_mail(found)[:MOST_REMINDED]]
    if not candidates:
        return []
    done = reminded(found.member.hub_id, candidates)
    left = [each for each in candidates if key_of(each) not in done]
    left.sort(key=lambda each: (each.session.starts_at, each.pk))
    tried = tried_since_changed_of(found.member.hub_id, {each.person_id for each in left}) if left else {}
    mail = mail_of(found, [each for each in left if each.status == Status.BOOKED]) if left else {}
    mail |= news_of(found, [each for each in left if each.status != Status.BOOKED])
    told = [(each, channels_of(each.person)) for each in left]
    rows = [
        ToRemind(each, channels, wrong_ways(channels, tried[each.person_id])) for each, channels in told
    ]  # fmt: skip
    return [each for each in rows if waits_for_hand(each, mail.get(each.appointment.pk), now=found.now)]


def waits_for_hand(each: ToRemind, mail: Message | None, *, now: datetime) -> bool:
    """Whether somebody is to get in touch. `mail`: what reminds of it, or of its end; None where there is none: of what
    is booked, it was moved at this moment, and goes later.

    Who is kept out of it is told by hand whatever goes, except whoever is reached by mail alone.
    """
    if not each.is_ended:
        return mail is not None and is_by_hand(each, mail, now=now)
    if each.appointment.reason == Appointment.Reason.KEPT_OUT:
        return bool(each.hows) or not has_gone(mail) or "email" in each.wrong
    return mail is None or "email" in each.wrong or not (has_gone(mail) or is_on_its_way(each, mail, now=now))


def has_gone(mail: Message | None) -> bool:
    """Whether mail has gone: not where it had nowhere to go."""
    return mail is not None and mail.sent_at is not None and mail.attempts > 0


def is_on_its_way(each: ToRemind, mail: Message, *, now: datetime) -> bool:
    """Whether mail has somewhere to go, and has not gone for an hour at most."""
    return bool(each.channels.get("email")) and mail.sent_at is None and mail.not_before >= now - GONE_BY


Told = tuple[UUID, str, bool]


def mark_of(appointment: Appointment) -> str:
    """What a form carries of what was shown: whoever is told is told of that."""
    _, at, is_ended = key_of(appointment)
    return f"{at} {'ended' if is_ended else 'booked'}"


def key_of(appointment: Appointment) -> Told:
    """Which appointment, of which time, and whether of its end."""
    return appointment.pk, appointment.session.starts_at.isoformat(), appointment.status != Status.BOOKED


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
    unsent = mail.filter(Q(sent_at=None) | Q(attempts=0))
    coming = open_appointments(found).filter(session__starts_at__gt=found.now)
    coming = coming.filter(Exists(unsent) | (Exists(mail) & Exists(found_wrong(found))))
    related = ("person", "session__room", "referral")
    return coming.select_related(*related).order_by("session__starts_at", "pk")


def mail_of(found: Viewer, appointments: list[Appointment]) -> dict[UUID, Message]:
    """The reminder of each appointment. One statement."""
    rows = reminders(found).filter(subject_id__in=[each.pk for each in appointments])
    return {each.subject_id: each for each in rows.order_by("queued_at", "pk")}


def reminded(hub_id: UUID, appointments: list[Appointment]) -> set[Told]:
    """Of which of these, and of which time of it, somebody has reminded by hand, or of its end. One statement."""
    rows = Event.objects.filter(
        hub_id=hub_id, person_id__in={each.person_id for each in appointments}, kind="appointment.remind",
        subject_id__in=[each.pk for each in appointments],
    )  # fmt: skip
    said = rows.values_list("subject_id", "codes")
    return {(subject_id, codes["at"], bool(codes.get("ended"))) for subject_id, codes in said}
