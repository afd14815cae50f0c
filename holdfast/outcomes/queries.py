"""Reads of what comes after support: follow-ups, work, how it ended, a death; and what comes next by them."""

from collections.abc import Iterable, Sequence
from datetime import datetime, time, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from holdfast.assessments.queries import needs_of, of_referral
from holdfast.courses.queries import courses_of
from holdfast.hubs.hours import OFFICE_HOURS, instant, london_day
from holdfast.hubs.models import Hub
from holdfast.measures.models import Measure
from holdfast.measures.queries import Answered, measures_of
from holdfast.measures.questionnaire import Mode
from holdfast.measures.questionnaires import find
from holdfast.outcomes.models import Death, Discharge, FollowUp
from holdfast.outcomes.rules import Total
from holdfast.outcomes.states import OPEN, Status
from holdfast.people.access import about
from holdfast.people.models import Joined, Person
from holdfast.referrals.models import Referral
from holdfast.referrals.next_step import Step
from holdfast.referrals.states import NextAction, Stage

CLOSE = time(17)
ANSWER_WITHIN = timedelta(days=14)
"""As long as a link opens. Then whoever has them asks in another way."""
LOOKED_AT_IN = 5
"""Working days in which answers are looked at, and in which the end is talked about. No clinical rule."""
FIRST = ("phq9", "gad7")
EXPERIENCE = "peq_treatment"
TRAUMA = "trauma"
"""The need, by its code in `assessments.sections`."""
MOST_SHOWN = 100


def follow_ups_of(referral: Referral) -> list[FollowUp]:
    """Every one there ever was, the earliest day first."""
    found = FollowUp.objects.filter(hub_id=referral.hub_id, referral=referral)
    return list(found.select_related("ended_by__account").order_by("due_on", "pk")[:MOST_SHOWN])


def open_follow_ups(referral: Referral) -> list[FollowUp]:
    """Those that are planned, asked or answered, the earliest day first."""
    found = FollowUp.objects.filter(hub_id=referral.hub_id, referral=referral, status__in=OPEN)
    return list(found.order_by("due_on", "pk")[:MOST_SHOWN])


def asked_of(referral: Referral) -> FollowUp | None:
    """What the person is asked now; None where nothing is."""
    found = FollowUp.objects.filter(hub_id=referral.hub_id, referral=referral, status=Status.ASKED)
    return found.order_by("due_on", "pk").first()


def answered_since(follow_up: FollowUp) -> set[str]:
    """The questionnaires of a follow-up that were finished since it was asked."""
    found = Measure.objects.filter(hub_id=follow_up.hub_id, person_id=follow_up.person_id)
    found = found.filter(answered_at__gte=follow_up.asked_at, questionnaire__in=follow_up.questionnaires)
    return set(found.values_list("questionnaire", flat=True)[:MOST_SHOWN])


def left_to_answer(follow_up: FollowUp) -> list[str]:
    """Its questionnaires that wait still, in its order."""
    done = answered_since(follow_up)
    return [key for key in follow_up.questionnaires if key not in done]


def questions_for(referral: Referral) -> list[str]:
    """What somebody is asked again: what they answered before whose wording ships, and how they found the support."""
    told = dict.fromkeys(each.questionnaire.key for each in measures_of(referral.person) if is_asked_again(each))
    return [*(told or FIRST), EXPERIENCE]


def is_asked_again(answered: Answered) -> bool:
    """Whether it was finished, has a score, and may be shown."""
    form = find(answered.questionnaire.key)
    return answered.measure.answered_at is not None and form.mode == Mode.TEXT and bool(form.counted)


def due_to_ask(hub: Hub, *, now: datetime) -> list[FollowUp]:
    """Follow-ups whose day has come, of people who are followed up still, the longest due first."""
    return list(going_on(hub).filter(status=Status.PLANNED, due_on__lte=london_day(now)).order_by("due_on", "pk"))


def unanswered(hub: Hub) -> list[FollowUp]:
    """Follow-ups that were asked and not answered, the longest asked first."""
    return list(going_on(hub).filter(status=Status.ASKED).order_by("asked_at", "pk"))


def going_on(hub: Hub) -> QuerySet[FollowUp]:
    """Follow-ups of people who are followed up and live."""
    found = FollowUp.objects.filter(hub=hub, referral__stage=Stage.FOLLOW_UP, person__died_at=None)
    return found.select_related("referral__owner", "referral__hub", "person")


def next_follow_up(referral: Referral, *, now: datetime) -> Step | None:
    """What comes next for somebody who is followed up; None for anybody else. Called by `referrals.next_step`."""
    if referral.stage != Stage.FOLLOW_UP:
        return None
    steps = [step_of(each) for each in open_follow_ups(referral)]
    return min(steps, key=lambda step: step[1], default=(NextAction.REVIEW, soon(now)))


def is_settled_since(referral: Referral, at: datetime) -> bool:
    """Whether somebody looked at answers of theirs, or talked with them instead, after a moment."""
    done = (FollowUp.End.LOOKED_AT, FollowUp.End.TALKED)
    return FollowUp.objects.filter(hub_id=referral.hub_id, referral=referral, end__in=done, ended_at__gt=at).exists()


def step_of(follow_up: FollowUp) -> Step:
    """What one follow-up asks of whoever has them, and by when."""
    if follow_up.status == Status.ANSWERED and follow_up.answered_at:
        return NextAction.REVIEW, soon(follow_up.answered_at)
    return NextAction.FOLLOW_UP, follow_up.answer_by or instant(follow_up.due_on + ANSWER_WITHIN, CLOSE)


def soon(at: datetime) -> datetime:
    """The end of the day by which something is looked at."""
    return OFFICE_HOURS.add_working_days(at, LOOKED_AT_IN, CLOSE)


def find_follow_up(referral: Referral, pk: UUID) -> FollowUp | None:
    """One of this referral."""
    return FollowUp.objects.filter(hub_id=referral.hub_id, referral=referral, pk=pk).first()


def discharge_of(referral: Referral) -> Discharge | None:
    """How care ended last; None where that was undone or never was."""
    found = Discharge.objects.filter(hub_id=referral.hub_id, referral=referral, undone_at=None)
    return found.select_related("discharged_by__account").order_by("-discharged_at", "-pk").first()


def deaths_of(persons: Iterable[Person]) -> list[Death]:
    """What stands of these records of one hub: what this hub says itself first, then the earliest."""
    persons = list(persons)
    found = Death.objects.filter(hub_id=persons[0].hub_id, person__in=persons, undone_at=None)
    return sorted(
        found.select_related("recorded_by__account"), key=lambda each: (len(each.path), each.recorded_at, each.pk)
    )


def told_of(persons: Iterable[Person], first_ids: Iterable[UUID]) -> list[Death]:
    """What was ever kept of these records of one hub under one of these names, whether it stands or not."""
    persons = list(persons)
    found = Death.objects.filter(hub_id=persons[0].hub_id, person__in=persons, first_id__in=list(first_ids))
    return list(found.order_by("pk"))


def sources_of(deaths: Iterable[Death]) -> dict[tuple[UUID, tuple[UUID, ...]], Death]:
    """Of what is known of one hub's record by a join alone, what was said of the other record: by its word."""
    by_join = [each for each in deaths if each.is_by_join]
    if not by_join:
        return {}
    found = Death.objects.filter(hub_id=by_join[0].hub_id, first_id__in=[each.first_id for each in by_join])
    found = found.filter(is_by_join=False).select_related("recorded_by__account").order_by("pk")
    return {each.word: each for each in found}


def unsaid_of(person: Person, *, since: datetime) -> list[Death]:
    """What other hubs have taken back since then of this record, or of one that is joined with it, each once, the
    earliest first."""
    rows = turned(since=since).filter(about(person), hub_id=person.hub_id).order_by("undone_at", "pk")
    return list({each.first_id: each for each in rows}.values())


def turned(*, since: datetime) -> QuerySet[Death]:
    """What other hubs have taken back since then, of which that hub says nothing else by now."""
    ends = (Death.End.ERROR, Death.End.WITHDRAWN)
    again = Death.objects.filter(
        hub_id=OuterRef("hub_id"), person_id=OuterRef("person_id"), told_by=OuterRef("told_by"), undone_at=None
    )
    found = Death.objects.filter(end__in=ends, is_by_join=False, undone_at__gt=since).exclude(told_by="")
    return found.filter(~Exists(again))


def turned_of_same(*, since: datetime) -> QuerySet[Death]:
    """Of an outer row with `hub_id` and `person_id`: what other hubs have taken back since then of that record, or of
    one that is joined with it."""
    joined = Joined.objects.filter(hub_id=OuterRef("hub_id"), other_id=OuterRef(OuterRef("person_id")))
    same = Q(person_id=OuterRef("person_id")) | Q(person_id__in=joined.values("person_id"))
    return turned(since=since).filter(same, hub_id=OuterRef("hub_id"))


def taken_back(person: Person) -> list[Death]:
    """What was said of this record, and was an error by the word of the hub that said it first."""
    found = Death.objects.filter(hub_id=person.hub_id, person=person, end=Death.End.ERROR)
    return list(found.order_by("pk"))


def last_taken_back(column: str) -> QuerySet[Death, datetime | None]:
    """When something was last taken back that was said of the person in this column of a row of the same hub, to be
    asked for with the row."""
    found = Death.objects.filter(hub_id=OuterRef("hub_id"), person_id=OuterRef(column), undone_at__isnull=False)
    return found.order_by("-undone_at").values_list("undone_at", flat=True)[:1]


def closed_by_death(person: Person) -> list[Discharge]:
    """The requests of this record that a death closed, each by its closing."""
    found = Discharge.objects.filter(hub_id=person.hub_id, person=person, is_by_death=True, undone_at=None)
    return list(found.select_related("referral__person").order_by("referral_id"))


def deaths_since(hub: Hub, since: datetime) -> QuerySet[Death]:
    """What was said, or taken back, since then."""
    return Death.objects.filter(Q(recorded_at__gt=since) | Q(undone_at__gt=since), hub=hub).order_by("pk")


def answers_for(referral: Referral, answered: Sequence[Answered]) -> list[Answered]:
    """What was answered for this request, of everything somebody has answered."""
    return [each for each in answered if each.measure.subject_id == referral.pk]


def is_about_trauma(referral: Referral) -> bool:
    """Whether the problem is trauma: what the latest course is for; without one, whether the latest assessment found
    it."""
    course = next(iter(courses_of(referral)), None)
    if course is not None:
        return bool(course.protocol.need == TRAUMA)
    latest = next(iter(of_referral(referral)), None)
    return latest is not None and TRAUMA in needs_of(latest)


def totals_of(answered: Iterable[Answered]) -> list[Total]:
    """Finished questionnaires as the rules take them."""
    return [
        Total(each.questionnaire.key, each.at, each.score.total)
        for each in answered
        if each.measure.answered_at is not None
    ]
