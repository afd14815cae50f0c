"""Writes of alerts: raise, take, hand on, close, escalate. Each in the transaction of its cause."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.module_loading import import_string

from holdfast.accounts.duty import has_duty_today
from holdfast.accounts.models import Membership
from holdfast.accounts.roles import Permission
from holdfast.alerts import rules
from holdfast.alerts.models import Alert
from holdfast.alerts.queries import (
    due_for_escalation,
    is_opened_by_nobody,
    is_outside,
    may_be_told,
    of_the_absent,
    told_at_level,
    with_role,
)
from holdfast.alerts.states import ALERT, Status
from holdfast.correspondence.actions import post_to_member
from holdfast.correspondence.models import Message
from holdfast.events.actions import record
from holdfast.hubs.ids import uuid7
from holdfast.hubs.models import Hub, Terms
from holdfast.hubs.queries import terms_of
from holdfast.lifecycle import MoveNotAllowed
from holdfast.people.actions import relate, unrelate
from holdfast.people.identity import seal
from holdfast.people.models import Person, Relationship


class AnsweredSince(Exception):
    """They have answered again since you opened this page: read it above. Nothing was closed, your words are kept"""


class NothingSaid(Exception):
    """Say what was done before you close an alert."""


def raise_alert(
    person: Person,
    *,
    subject_id: UUID,
    reference: str,
    source: str,
    reasons: Sequence[str],
    keep_safe: str,
    terms: Terms,
    now: datetime,
    by: Membership | None = None,
    note: str = "",
    first_id: UUID | None = None,
) -> Alert:
    """Raise an alert in the caller's transaction and queue the mail that tells somebody.

    Args:
        first_id: which it was at the hub that raised it first, where another hub said so; it stays the same from hub to
            hub, so that each raises it once.

    Raises:
        PermissionDenied: a worker raised it who may not.
    """
    if by is not None and not by.may(Permission.RAISE_ALERT):
        raise PermissionDenied("raise")
    urgency = rules.urgency_of(keep_safe)
    alert = Alert(
        id=uuid7(),
        hub_id=person.hub_id,
        person=person,
        subject_id=subject_id,
        reference=reference,
        source=source,
        urgency=urgency,
        keep_safe=keep_safe,
        first_id=first_id,
        reasons=list(reasons),
        raised_at=now,
        raised_by=by,
        act_by=rules.act_by(terms, urgency, now=now),
        is_watched=rules.cover_at(terms, now=now).is_watched,
    )
    alert.note_sealed = seal(person, f"alert_note:{alert.pk}", note)
    alert.save(force_insert=True)
    relate(person, None, why=Relationship.Why.DUTY, now=now)
    record(
        alert, "alert.raise", by=by, now=now, source=source, reasons=list(reasons), keep_safe=keep_safe,
        urgency=urgency, watched=alert.is_watched,
    )  # fmt: skip
    import_string(settings.ALERTED)(person, now=now)
    if alert.is_watched:
        tell(alert, terms, level=1, now=now)
    return alert


def tell(alert: Alert, terms: Terms, *, level: int, now: datetime) -> list[Membership]:
    """Tell whoever an alert of this level goes to; opens the record to those of them who could not open it."""
    told = told_at_level(terms.hub, terms, alert.person, level=level, now=now)
    if not told:
        say_that_nobody_may_see(alert, terms.hub, now=now)
    for member in told:
        if is_outside(member):
            alert.is_outside = True
            relate(alert.person, member, why=Relationship.Why.OUTSIDE, now=now)
        elif member.is_fallback and not member.may(Permission.OPEN_ALL_RECORDS):
            relate(alert.person, member, why=Relationship.Why.ALERT, now=now)  # whose duty may end before it is closed
        post_to_member(member, kind=Message.Kind.ALERT, subject_id=alert.pk, now=now)
    alert.level = level
    alert.save(update_fields=["level", "is_outside"])
    record(alert, "alert.tell", by=None, now=now, level=level, told=[str(member.pk) for member in told])
    return told


def say_that_nobody_may_see(alert: Alert, hub: Hub, *, now: datetime) -> None:
    """Tell the leads that there is an alert which none of the hub may see. Whose it is stays kept from them."""
    for lead in with_role(hub, Permission.SEE_ALL_ALERTS):
        post_to_member(lead, kind=Message.Kind.UNSEEN, subject_id=alert.pk, now=now)


def raise_if_unseen(
    person: Person, *, subject_id: UUID, reference: str, terms: Terms, now: datetime, today: datetime | None = None
) -> Alert | None:
    """Raise an alert about a request that nobody who decides on requests may open: it reaches the outside cover.

    For whoever has just been kept out of a record. None where somebody may open it, or an alert is open already.

    Args:
        today: whoever is not there on this day does not count.
    """
    others = Alert.objects.filter(hub_id=person.hub_id, person=person).exclude(status=Status.CLOSED)
    if not is_opened_by_nobody(person, terms.hub, today=today) or others.exists():
        return None
    return raise_alert(
        person, subject_id=subject_id, reference=reference, source=Alert.Source.UNSEEN, reasons=["unseen.nobody"],
        keep_safe=Alert.KeepSafe.YES, terms=terms, now=now,
    )  # fmt: skip


def locked(alert: Alert) -> Alert:
    """The alert as it is now, held until the transaction ends."""
    return (
        Alert.objects.select_for_update(of=("self",))
        .select_related("person", "taken_by__account")
        .get(hub_id=alert.hub_id, pk=alert.pk)
    )


@transaction.atomic
def say_keep_safe(alert: Alert, *, keep_safe: str, terms: Terms, now: datetime) -> Alert:
    """The person says whether they can keep themselves safe. Yes leaves the limit to the hub's terms.

    Whoever has taken it already is told of an answer that is worse than the one they took it with, and a hub to which
    they are on their way hears of it. The request is held by whoever calls: it comes before its alerts.

    Raises:
        MoveNotAllowed: a colleague has closed it meanwhile.
    """
    alert = locked(alert)
    if alert.status == Status.CLOSED:
        raise MoveNotAllowed("This alert has been closed")
    is_worse = rules.is_worse(keep_safe, than=alert.keep_safe)
    alert.keep_safe, alert.urgency = keep_safe, rules.urgency_of(keep_safe)
    if alert.status == Status.RAISED:
        alert.act_by = rules.act_by(terms, alert.urgency, now=alert.raised_at)
    elif is_worse and alert.taken_by:
        alert.act_by = min(alert.act_by, now + rules.take_limit(terms, alert.urgency))
        post_to_member(alert.taken_by, kind=Message.Kind.ALERT, subject_id=alert.pk, now=now)
    alert.save(update_fields=["keep_safe", "urgency", "act_by"])
    record(alert, "alert.say_keep_safe", by=None, now=now, keep_safe=keep_safe)
    import_string(settings.ALERTED)(alert.person, now=now)
    return alert


@transaction.atomic
def take(alert: Alert, *, by: Membership, now: datetime) -> Alert:
    """Take an alert: from now on it is this member's to act on.

    Raises:
        PermissionDenied: `by` may not take alerts, or has the record open for a while only.
        MoveNotAllowed: a colleague has taken it.
    """
    alert = locked(alert)
    alert.status = ALERT.target("take", status=alert.status, by=by)
    if not may_take(alert, by=by, now=now):
        raise PermissionDenied("take")
    alert.taken_at, alert.taken_by = now, by
    alert.act_by = rules.close_by(terms_of(by.hub, now=now), taken_at=now)
    alert.save(update_fields=["status", "taken_at", "taken_by", "act_by"])
    relate(alert.person, by, why=Relationship.Why.ALERT, now=now)
    record(alert, "alert.take", by=by, now=now)
    return alert


def may_take(alert: Alert, *, by: Membership, now: datetime) -> bool:
    """Whether this alert is theirs to take: a lead's, of whoever is on duty today, was told of it, or works with them.

    Whoever opened the record in an emergency, or covers for a colleague, would otherwise keep it by an alert.
    """
    if by.may(Permission.SEE_ALL_ALERTS) or has_duty_today(by, now=now):
        return True
    works = (Relationship.Why.OWNER, Relationship.Why.ALERT, Relationship.Why.OUTSIDE)
    own = Relationship.objects.filter(hub_id=alert.hub_id, person_id=alert.person_id, member=by, why__in=works)
    return own.filter(until_at=None).exists()


@transaction.atomic
def hand_on(alert: Alert, *, to: Membership, by: Membership, now: datetime) -> Alert:
    """Give a taken alert to a colleague, who is told.

    Raises:
        PermissionDenied: `by` may not, or the colleague may not take it.
        MoveNotAllowed: it is not taken, or closed.
    """
    alert = locked(alert)
    alert.status = ALERT.target("hand_on", status=alert.status, by=by)
    if not may_be_told(alert.person, [to]):
        raise PermissionDenied("hand_on")
    previous = alert.taken_by
    alert.taken_at, alert.taken_by = now, to
    alert.act_by = rules.close_by(terms_of(by.hub, now=now), taken_at=now)
    alert.save(update_fields=["taken_at", "taken_by", "act_by"])
    if not (has_another(alert, previous) or (previous and previous.is_fallback)):  # who may have been told of another
        unrelate(alert.person, why=Relationship.Why.ALERT, now=now, member=previous)
    relate(alert.person, to, why=Relationship.Why.ALERT, now=now)
    record(alert, "alert.hand_on", by=by, now=now, to=str(to.pk))
    post_to_member(to, kind=Message.Kind.ALERT, subject_id=alert.pk, now=now)
    return alert


def has_another(alert: Alert, member: Membership | None) -> bool:
    """Whether the member has taken another open alert about the same person."""
    others = Alert.objects.filter(hub_id=alert.hub_id, person=alert.person, taken_by=member)
    return others.exclude(status=Status.CLOSED).exclude(pk=alert.pk).exists()


@transaction.atomic
def close(
    alert: Alert, *, done: Sequence[str], words: str, by: Membership, now: datetime, seen: str | None = None
) -> Alert:
    """Close an alert with what was done.

    Args:
        seen: what the page showed that the person says about keeping safe.

    Raises:
        AnsweredSince: they have answered otherwise since.
        NothingSaid: nothing was chosen or written.
        PermissionDenied: `by` may not close alerts.
        MoveNotAllowed: it was not taken, or is closed.
    """
    alert = locked(alert)
    alert.status = ALERT.target("close", status=alert.status, by=by)
    if not done or not words.strip():
        raise NothingSaid(NothingSaid.__doc__)
    if seen is not None and seen != alert.keep_safe:
        raise AnsweredSince(AnsweredSince.__doc__)
    alert.closed_at, alert.closed_by, alert.done = now, by, list(done)
    alert.done_sealed = seal(alert.person, f"alert_done:{alert.pk}", words)
    alert.save(update_fields=["status", "closed_at", "closed_by", "done", "done_sealed"])
    end_relationships(alert, now=now)
    record(alert, "alert.close", by=by, now=now, done=list(done))
    import_string(settings.ALERTED)(alert.person, now=now)
    return alert


def end_relationships(alert: Alert, *, now: datetime) -> None:
    """When the person's last open alert is closed, duty and outside cover let go of the record.

    Outside cover keeps it as long as nobody of the hub may open it: somebody always can.
    """
    others = Alert.objects.filter(hub_id=alert.hub_id, person=alert.person).exclude(status=Status.CLOSED)
    if others.exists():
        return
    for why in (Relationship.Why.DUTY, Relationship.Why.ALERT):
        unrelate(alert.person, why=why, now=now)
    if not is_opened_by_nobody(alert.person, Hub.objects.get(pk=alert.hub_id)):
        unrelate(alert.person, why=Relationship.Why.OUTSIDE, now=now)


def escalate_due(hub: Hub, *, now: datetime) -> int:
    """Tell more people of every open alert whose limit has passed, and set the next limit. In the hub's scope.

    What came in while nobody watched waits for the morning, as its page said: its limit is then. Once that has passed
    it goes on to the leads and to outside cover, after closing time too: other hours, signed meanwhile, change nothing
    of what was promised.
    """
    terms = terms_of(hub, now=now)
    release_of_the_absent(hub, now=now)
    found = list(due_for_escalation(hub, now=now)[:200])
    for alert in found:
        tell(alert, terms, level=alert.level + 1, now=now)
        is_taken = alert.status == Status.TAKEN
        alert.act_by = rules.next_limit(terms, alert.urgency, is_taken=is_taken, level=alert.level, now=now)
        alert.save(update_fields=["act_by"])
    return len(found)


def release_of_the_absent(hub: Hub, *, now: datetime) -> None:
    """Alerts of somebody who is not here any more, or may no longer see the person, are nobody's again, and due."""
    for alert in of_the_absent(hub):
        taker = alert.taken_by
        alert.status = ALERT.moves["release"].target
        alert.taken_at = alert.taken_by = None
        alert.act_by = now
        alert.save(update_fields=["status", "taken_at", "taken_by", "act_by"])
        unrelate(alert.person, why=Relationship.Why.ALERT, now=now, member=taker)
        record(alert, "alert.release", by=None, now=now)
