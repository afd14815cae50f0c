"""Reads of waiting: who waits, for what and since when, when they are contacted next, what they are asked.

Whether somebody waits follows from where their referral stands: no row has to be written for them to be seen.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Case, CharField, DateTimeField, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, Greatest
from django.utils.module_loading import import_string

from holdfast.appointments.models import Appointment
from holdfast.appointments.states import CAME
from holdfast.contacts.models import Attempt
from holdfast.hubs.models import Hub
from holdfast.measures.models import Measure
from holdfast.measures.queries import Answered, scored
from holdfast.measures.questionnaire import Questionnaire
from holdfast.people.access import open_to
from holdfast.people.models import Person
from holdfast.people.viewer import Viewer
from holdfast.referrals.models import Referral
from holdfast.referrals.states import NextAction, Stage
from holdfast.waiting.models import Ask, Expectation, Rhythm, Wait, What, Worsening
from holdfast.waiting.rhythm import forms_of, rhythm_of
from holdfast.waiting.rules import next_contact, overdue_before, worse_before

PAGE, MOST_SHOWN = 30, 50
Step = tuple[str, datetime]
Key = tuple[datetime, UUID]


@dataclass(frozen=True)
class Waiting:
    """Somebody who waits. They always have a next contact."""

    referral: Referral
    what: str
    since: datetime
    last_contact_at: datetime | None
    expected_on: date | None
    is_worse: bool
    next_at: datetime


def waits_there() -> Q:
    """That a service elsewhere has them and has not seen them; also once support here has ended."""
    unseen = import_string(settings.UNSEEN_ELSEWHERE)("pk")
    return Q(stage=Stage.ELSEWHERE) | Q(Exists(unseen), stage=Stage.FOLLOW_UP)


def who_waits(rows: QuerySet[Referral], rhythm: Rhythm, *, now: datetime) -> QuerySet[Any]:
    """Those of some open referrals whose person waits, with everything from which the next contact follows."""
    own = {"hub_id": OuterRef("hub_id"), "referral_id": OuterRef("pk")}
    waits = Wait.objects.filter(**own, ended_at=None).values("since_at")
    spoke = Attempt.objects.filter(**own, result=Attempt.Result.SPOKE, undone_at=None).order_by("-at")
    came = Appointment.objects.filter(**own, person_id=OuterRef("person_id"), status__in=CAME)
    worse = Worsening.objects.filter(**own).order_by("-found_at")
    said = of_this_wait(Expectation.objects.filter(**own, what=OuterRef("what"), said_at__gte=OuterRef("asked_at")))
    long_ago = now - timedelta(days=rhythm.long_days)
    since = Case(
        When(what=What.COURSE, then=Subquery(waits.filter(what=What.COURSE)[:1])),
        When(what=What.ELSEWHERE, then=Subquery(waits.filter(what=What.ELSEWHERE)[:1])),
        default=F("asked_at"),
    )
    return (
        rows.filter(closed_at=None)
        .annotate(has_course=Exists(waits.filter(what=What.COURSE)), asked_at=Coalesce("reopened_at", "received_at"))
        .filter(Q(has_course=True) | waits_there() | Q(stage=Stage.ASSESSMENT, asked_at__lte=long_ago))
        .annotate(
            what=Case(
                When(has_course=True, then=Value(What.COURSE.value)),
                When(stage=Stage.ASSESSMENT, then=Value(What.ASSESSMENT.value)),
                default=Value(What.ELSEWHERE.value),
                output_field=CharField(),
            )
        )
        .annotate(since=Coalesce(since, Value(now), output_field=DateTimeField()))
        .annotate(
            spoke_at=Subquery(spoke.values("at")[:1]),
            came_at=Subquery(came.order_by("-session__starts_at").values("session__starts_at")[:1]),
            worse_at=Subquery(worse.values("found_at")[:1]),
            expected_on=Subquery(said.values("expected_on")[:1]),
        )
        .annotate(contact_at=Greatest("spoke_at", "came_at"))
        .annotate(base=greatest(F("since"), F("contact_at")))
        .select_related("person", "owner__account")
    )


def of_this_wait(found: QuerySet[Expectation]) -> QuerySet[Expectation]:
    """The latest of what was said of one wait: nothing that was said before an earlier wait of the kind had
    ended, and no day on which nobody sees them any more."""
    own = {"hub_id": OuterRef("hub_id"), "referral_id": OuterRef("referral_id"), "what": OuterRef("what")}
    ended = Wait.objects.filter(**own, ended_at__gt=OuterRef("said_at"))
    return found.filter(~Exists(ended), lapsed_at=None).order_by("-said_at", "-pk")


def last_said(referral: Referral, what: str) -> Expectation | None:
    """What they were told last of the wait that they have now; None where nothing was said of it."""
    since = referral.reopened_at or referral.received_at
    found = Expectation.objects.filter(hub_id=referral.hub_id, referral=referral, what=what, said_at__gte=since)
    return of_this_wait(found).first()


def greatest(*found: Any) -> Greatest:
    """The latest of some moments; PostgreSQL leaves out those that are not there."""
    return Greatest(*found, output_field=DateTimeField())


def as_waiting(row: Referral, rhythm: Rhythm) -> Waiting:
    """A row of `who_waits`, with the next contact."""
    found = {name: getattr(row, name) for name in ("what", "since", "base", "worse_at", "contact_at", "expected_on")}
    is_worse = found["worse_at"] is not None and found["worse_at"] > found["base"]
    next_at = next_contact(found["base"], days=rhythm.contact_days, worse_at=found["worse_at"])
    return Waiting(
        row, found["what"], found["since"], found["contact_at"], found["expected_on"], is_worse, next_at
    )  # fmt: skip


def waiting_of(referral: Referral, *, now: datetime) -> Waiting | None:
    """How somebody waits; None where they do not. Two statements."""
    rhythm = rhythm_of(referral.hub, now=now)
    rows = Referral.objects.filter(hub_id=referral.hub_id, pk=referral.pk)
    row = who_waits(rows, rhythm, now=now).first()
    return as_waiting(row, rhythm) if row else None


def next_of_waiting(referral: Referral, *, now: datetime) -> Step | None:
    """The next contact of somebody who waits. Called by `referrals.next_step`."""
    found = waiting_of(referral, now=now)
    return (NextAction.CHECK_IN, found.next_at) if found else None


def seen_waiting(found: Viewer, rhythm: Rhythm) -> QuerySet[Any]:
    """Those who wait and whose record is open to the viewer, the longest waiting first."""
    rows = Referral.objects.filter(open_to(found, "person_id"), hub_id=found.member.hub_id)
    return who_waits(rows, rhythm, now=found.now).order_by("since", "pk")


def page_of(found: Viewer, *, what: str = "", overdue: bool = False, after: Key | None = None) -> list[Waiting]:
    """One page of those who wait, and one more where there is another page. Two statements."""
    rhythm = rhythm_of(found.member.hub, now=found.now)
    rows = seen_waiting(found, rhythm)
    if what:
        rows = rows.filter(what=what)
    if overdue:
        rows = rows.filter(is_overdue(rhythm, now=found.now))
    if after is not None:
        rows = rows.filter(Q(since__gt=after[0]) | Q(since=after[0], pk__gt=after[1]))
    return [as_waiting(row, rhythm) for row in rows[: PAGE + 1]]


def is_overdue(rhythm: Rhythm, *, now: datetime) -> Q:
    """Rows of `who_waits` whose next contact should have been by now."""
    late = Q(base__lt=overdue_before(now, days=rhythm.contact_days))
    return late | Q(worse_at__gt=F("base"), worse_at__lt=worse_before(now))


@dataclass(frozen=True)
class Counts:
    """How many wait, by what for, and how many of them should have been contacted by now."""

    by_what: dict[str, int]
    overdue: int

    @property
    def everybody(self) -> int:
        return sum(self.by_what.values())


def counts_of(found: Viewer) -> Counts:
    """The counts over those whose record is open to the viewer. Two statements."""
    rhythm = rhythm_of(found.member.hub, now=found.now)
    rows = seen_waiting(found, rhythm).order_by()
    late = Case(When(is_overdue(rhythm, now=found.now), then=Value(1)), default=Value(0))
    counted = list(rows.annotate(late=late).values_list("what", "late"))
    by_what = {what.value: sum(row[0] == what for row in counted) for what in What}
    return Counts(by_what, sum(late for _, late in counted))


def of_somebody(found: Viewer) -> list[Waiting]:
    """The viewer's own people who wait, and those who are nobody's and open to the viewer."""
    rhythm = rhythm_of(found.member.hub, now=found.now)
    rows = seen_waiting(found, rhythm).filter(Q(owner__in=[found.member.pk, *found.covers]) | Q(owner=None))
    return [as_waiting(row, rhythm) for row in rows[:MOST_SHOWN]]


def expectations_of(referral: Referral) -> list[Expectation]:
    """What they were told to expect, the latest first."""
    found = Expectation.objects.filter(hub_id=referral.hub_id, referral=referral)
    return list(found.select_related("said_by__account").order_by("-said_at", "-pk")[:MOST_SHOWN])


def asked_forms(person: Person, *, now: datetime) -> list[Questionnaire]:
    """The questionnaires that somebody is asked now and has not answered since, each once."""
    asks = list(open_asks(person, now=now))
    if not asks:
        return []
    answered = Measure.objects.filter(hub_id=person.hub_id, person=person).exclude(answered_at=None)
    times = list(answered.filter(answered_at__gte=min(each.opens_at for each in asks)).values_list(
        "questionnaire", "answered_at"))  # fmt: skip
    left = [
        key
        for ask in asks
        for key in ask.questionnaires
        if not any(form == key and at is not None and at >= ask.opens_at for form, at in times)
    ]
    return forms_of(list(dict.fromkeys(left)))


def open_asks(person: Person, *, now: datetime) -> QuerySet[Ask]:
    """What somebody is asked now."""
    found = Ask.objects.filter(hub_id=person.hub_id, person=person, ended_at=None, opens_at__lte=now, closes_at__gt=now)
    return found.filter(referral__closed_at=None).order_by("opens_at", "pk")


def asks_of(referral: Referral) -> list[Ask]:
    """What they were asked by a link, the latest first."""
    found = Ask.objects.filter(hub_id=referral.hub_id, referral=referral, ended_at=None)
    return list(found.order_by("-opens_at", "-pk")[:MOST_SHOWN])


def answered_of(person: Person, key: str) -> list[Answered]:
    """What somebody answered to one questionnaire, the oldest first."""
    rows = Measure.objects.filter(hub_id=person.hub_id, person=person, questionnaire=key).exclude(answered_at=None)
    return [scored(row) for row in reversed(rows.order_by("-answered_at", "-pk")[:MOST_SHOWN])]


def compared(answered: list[Answered], since: datetime) -> Answered:
    """With which of the answers before the last one it is compared: the last before they waited, else the first."""
    return next((each for each in reversed(answered[:-1]) if each.at <= since), answered[0])


def due_to_ask(hub: Hub, rhythm: Rhythm, *, now: datetime, most: int) -> list[Referral]:
    """Those who wait and were asked nothing for as long as the rhythm says, the longest waiting first."""
    before = now - timedelta(days=rhythm.measure_days)
    asks = Ask.objects.filter(hub_id=hub.pk, referral_id=OuterRef("pk"), why=Ask.Why.WAITING, made_at__gt=before)
    rows = who_waits(Referral.objects.filter(hub=hub), rhythm, now=now)
    return list(rows.filter(~Exists(asks), since__lte=before).order_by("since", "pk")[:most])
