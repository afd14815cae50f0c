"""The reckoning: what must not be, looked for in the stored rows and not in what the pages believe.

Each check is a stream of findings and a sentinel: a row of the very kind it looks for, written inside a savepoint
that is rolled back. A check that does not find its sentinel is blind, and says so loudly instead of saying "none".
Here are the checks on alerts, answers and their mail; `holdfast/referrals/reckoning.py` adds those on referrals and
runs them all.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from holdfast.accounts.roles import ROLES, Permission
from holdfast.alerts import rules
from holdfast.alerts.models import Alert
from holdfast.alerts.queries import is_outside, open_alerts, told_at_level, with_role
from holdfast.alerts.states import Status
from holdfast.correspondence.models import Message
from holdfast.hubs.hours import WeeklyHours
from holdfast.hubs.models import Hub, Terms
from holdfast.measures.actions import answers_of
from holdfast.measures.models import Measure
from holdfast.measures.questionnaires import QUESTIONNAIRES, find
from holdfast.measures.scoring import score
from holdfast.people.actions import add_person
from holdfast.people.models import MustNotSee, Person
from holdfast.people.viewer import Viewer

CHUNK = 1000
LONG_AGO = timedelta(days=60)
MAIL_WITHIN = timedelta(seconds=60)
MAIL_LOOKED_BACK = timedelta(days=2)
FLAGGED = tuple(key for key, questionnaire in QUESTIONNAIRES.items() if questionnaire.flags)


@dataclass(frozen=True)
class Finding:
    """Something that must not be. `reference` is for whoever may know it."""

    kind: str
    subject_id: UUID
    person_id: UUID | None
    reference: str = ""
    at: datetime | None = None


Seed = Callable[[Hub, datetime], UUID]
Look = Callable[[Hub, Terms, datetime], Iterator[Finding]]


@dataclass(frozen=True)
class Check:
    """One kind: its words, how it is looked for, and how a row of the kind is written."""

    kind: str
    words: str
    look: Look
    seed: Seed


def by_key(rows: QuerySet) -> Iterator[Any]:
    """Every row in order of its key, a thousand at a time: no cursor is left open behind a rolled-back savepoint."""
    last = None
    while True:
        page = list((rows.filter(pk__gt=last) if last else rows).order_by("pk")[:CHUNK])
        yield from page
        if len(page) < CHUNK:
            return
        last = page[-1].pk


def watched_time(terms: Terms, start: datetime, end: datetime) -> timedelta:
    """How much of the time from start to end somebody was declared to watch."""
    if terms.night_cover == Terms.Cover.OUTSIDE:
        return max(end - start, timedelta(0))
    return WeeklyHours.from_rows(terms.watched_hours).open_between(start, end)


def untaken(hub: Hub, terms: Terms, now: datetime) -> Iterator[Finding]:
    """Alerts that stood untaken for longer than their limit while somebody was declared to watch."""
    for alert in by_key(Alert.objects.filter(hub=hub, status=Status.RAISED)):
        if watched_time(terms, alert.raised_at, now) > rules.take_limit(terms, alert.urgency):
            yield Finding("untaken", alert.pk, alert.person_id, alert.reference, alert.raised_at)


def unseen(hub: Hub, terms: Terms, now: datetime) -> Iterator[Finding]:
    """Open alerts that no member could open, were they on duty, by the rule that the pages use."""
    seen: set[UUID] = set()
    for member in with_role(hub, Permission.TAKE_ALERT):
        seen.update(open_alerts(Viewer(member, now, has_duty=not is_outside(member))).values_list("pk", flat=True))
    for alert in by_key(Alert.objects.filter(hub=hub).exclude(status=Status.CLOSED).select_related("person")):
        if alert.pk not in seen and not will_be_told(alert, hub, terms, now):
            yield Finding("unseen", alert.pk, alert.person_id, alert.reference, alert.raised_at)


def will_be_told(alert: Alert, hub: Hub, terms: Terms, now: datetime) -> bool:
    """Whether an alert that nobody was told of yet, because nobody watches, will reach somebody."""
    return alert.level == 0 and bool(told_at_level(hub, terms, alert.person, level=3, now=now))


def unanswered_risk(hub: Hub, terms: Terms, now: datetime) -> Iterator[Finding]:
    """Risk answers, scored again from the stored items, that no alert names."""
    for measure in by_key(Measure.objects.filter(hub=hub, questionnaire__in=FLAGGED)):
        questionnaire = find(measure.questionnaire, measure.version)
        codes = [f"{measure.questionnaire}.{number}" for number in score(questionnaire, answers_of(measure)).risk_items]
        if codes and not is_alerted(measure, codes):
            yield Finding("unanswered_risk", measure.pk, measure.person_id, "", measure.begun_at)


def is_alerted(measure: Measure, codes: list[str]) -> bool:
    """Whether alerts raised since the questionnaire was begun name every one of these answers."""
    alerts = Alert.objects.filter(hub_id=measure.hub_id, person_id=measure.person_id, raised_at__gte=measure.begun_at)
    named = {code for reasons in alerts.values_list("reasons", flat=True) for code in reasons}
    return named.issuperset(codes)


def late_mail(hub: Hub, terms: Terms, now: datetime) -> Iterator[Finding]:
    """Mail about alerts that is not sent, or was sent late in the last two days, watched time counted."""
    mail = Message.objects.filter(hub=hub, kind=Message.Kind.ALERT, cancelled_at=None)
    recent = mail.filter(sent_at__isnull=False, queued_at__gte=now - MAIL_LOOKED_BACK)
    for rows in (mail.filter(sent_at=None), recent):
        for message in by_key(rows):
            waited = watched_time(terms, max(message.queued_at, message.not_before), message.sent_at or now)
            if waited > MAIL_WITHIN:
                yield Finding("late_mail", message.pk, message.person_id, "", message.queued_at)


def sentinel_person(hub: Hub, now: datetime) -> Person:
    """Somebody who is nobody, and is never committed."""
    return add_person(hub, name="Reckoning Sentinel", channels={}, now=now)


def write_alert(hub: Hub, person: Person, at: datetime, *, level: int) -> Alert:
    """An open alert, written without any of the care that the actions take."""
    return Alert.objects.create(
        hub=hub, person=person, subject_id=person.pk, reference="SENTINEL", source=Alert.Source.SAFE_NOW,
        urgency=Alert.Urgency.IMMEDIATE, reasons=["safe_now.no"], raised_at=at, act_by=at, is_watched=True,
        level=level,
    )  # fmt: skip


def seed_untaken(hub: Hub, now: datetime) -> UUID:
    """An alert that nobody took for sixty days."""
    return write_alert(hub, sentinel_person(hub, now), now - LONG_AGO, level=0).pk


def seed_unseen(hub: Hub, now: datetime) -> UUID:
    """An alert about somebody whom every role is kept from."""
    person = sentinel_person(hub, now)
    keep_every_role_out(hub, person, now)
    return write_alert(hub, person, now, level=1).pk


def keep_every_role_out(hub: Hub, person: Person, now: datetime) -> None:
    """Nobody at all may open this record."""
    MustNotSee.objects.bulk_create(
        MustNotSee(hub=hub, person=person, role=role, named_sealed=b"", status=MustNotSee.Status.MATCHED, named_at=now)
        for role in ROLES
    )


def seed_unanswered_risk(hub: Hub, now: datetime) -> UUID:
    """A questionnaire with a risk answer and no alert."""
    person, questionnaire = sentinel_person(hub, now), QUESTIONNAIRES[FLAGGED[0]]
    items: list[int | None] = [None] * len(questionnaire.items)
    items[questionnaire.flags[0].item - 1] = questionnaire.flags[0].at_least
    return Measure.objects.create(
        hub=hub, person=person, subject_id=person.pk, questionnaire=questionnaire.key,
        version=questionnaire.version, items=items, begun_at=now,
    ).pk  # fmt: skip


def seed_late_mail(hub: Hub, now: datetime) -> UUID:
    """Mail about an alert that has waited for sixty days."""
    then = now - LONG_AGO
    person = sentinel_person(hub, now)
    return Message.objects.create(
        hub=hub, kind=Message.Kind.ALERT, subject_id=person.pk, person=person, queued_at=then, not_before=then
    ).pk


CHECKS = (
    Check("untaken", "not taken within its limit in watched hours", untaken, seed_untaken),
    Check("unseen", "an open alert that nobody may see", unseen, seed_unseen),
    Check(
        "unanswered_risk", "a risk answer in a questionnaire without an alert", unanswered_risk, seed_unanswered_risk
    ),
    Check("late_mail", "alert mail not sent within 60 seconds in watched hours", late_mail, seed_late_mail),
)
