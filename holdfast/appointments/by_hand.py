"""Whom no mail reminds of what is booked: they have no safe address, or it did not go. Somebody does it by hand. And
who is to be told that what was booked ended by itself: mail says only that there is something to read."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from holdfast.appointments.models import Appointment
from holdfast.appointments.queries import open_appointments
from holdfast.appointments.rules import by_hand_until
from holdfast.appointments.states import Status
from holdfast.contacts.models import Attempt
from holdfast.contacts.queries import tried_since_changed_of
from holdfast.contacts.rules import wrong_ways
from holdfast.correspondence.models import Message
from holdfast.events.models import Event
from holdfast.people.access import open_to
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
        """Whether they are to be told that it ended by itself."""
        return self.appointment.status != Status.BOOKED

    @property
    def hows(self) -> list[str]:
        """The ways in which they may be reminded now."""
        return [way for way in BY_HAND if self.channels.get(way) and way not in self.wrong]


BY_HAND = (Attempt.Channel.CALL.value, Attempt.Channel.TEXT.value, Attempt.Channel.LETTER.value)


def to_remind(found: Viewer) -> list[ToRemind]:
    """Of people whose record is open to the viewer, the soonest first. Six statements at most, two where none is."""
    candidates = [*ended_by_itself(found)[:MOST_REMINDED], *without_mail(found)[:MOST_REMINDED]]
    if not candidates:
        return []
    done = reminded(found.member.hub_id, candidates)
    left = [each for each in candidates if key_of(each) not in done]
    left.sort(key=lambda each: (each.session.starts_at, each.pk))
    tried = tried_since_changed_of(found.member.hub_id, {each.person_id for each in left}) if left else {}
    mail = mail_of(found, left) if left else {}
    told = [(each, channels_of(each.person)) for each in left]
    gone = mailed_of(found, [each for each in left if each.status != Status.BOOKED])
    rows = [
        ToRemind(each, channels, wrong_ways(channels, tried[each.person_id])) for each, channels in told
    ]  # fmt: skip
    return [each for each in rows if waits_for_hand(each, mail, gone, now=found.now)]


def mailed_of(found: Viewer, ended: list[Appointment]) -> set[UUID]:
    """Of which of these that ended a mail of that has gone to its person: one of before told of something else. One
    statement, none where there are none."""
    if not ended:
        return set()
    news = Message.objects.filter(
        hub_id=found.member.hub_id, kind=Message.Kind.NEWS, subject_id__in=[each.pk for each in ended],
        sent_at__isnull=False, attempts__gt=0, cancelled_at=None,
    )  # fmt: skip
    ended_at = {each.pk: each.settled_at for each in ended}
    sent = news.values_list("subject_id", "queued_at")
    return {pk for pk, queued_at in sent for at in [ended_at[pk]] if at is not None and queued_at >= at}


def waits_for_hand(each: ToRemind, mail: dict[UUID, Message], gone: set[UUID], *, now: datetime) -> bool:
    """Whether somebody is to get in touch. Whoever is reached by mail alone is mailed when it ends, and stands here as
    long as that mail has not gone."""
    if each.is_ended:
        return bool(each.hows) or each.appointment.pk not in gone or "email" in each.wrong
    return is_by_hand(each, mail[each.appointment.pk], now=now)


def ended_by_itself(found: Viewer) -> QuerySet[Appointment]:
    """Appointments that were to come, and ended because of whom their person keeps out."""
    ended = Appointment.objects.filter(
        open_to(found, "person_id"), hub_id=found.member.hub_id, status=Status.CANCELLED_BY_HUB,
        reason=Appointment.Reason.KEPT_OUT, session__starts_at__gt=found.now, person__died_at=None,
    )  # fmt: skip
    return ended.select_related("person", "session__room", "referral").order_by("session__starts_at", "pk")


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


def reminded(hub_id: UUID, appointments: list[Appointment]) -> set[Told]:
    """Of which of these, and of which time of it, somebody has reminded by hand, or of its end. One statement."""
    rows = Event.objects.filter(
        hub_id=hub_id, person_id__in={each.person_id for each in appointments}, kind="appointment.remind",
        subject_id__in=[each.pk for each in appointments],
    )  # fmt: skip
    said = rows.values_list("subject_id", "codes")
    return {(subject_id, codes["at"], bool(codes.get("ended"))) for subject_id, codes in said}
