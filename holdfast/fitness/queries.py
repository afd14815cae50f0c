"""Reads of concerns about fitness to practise: one's own, who may be the second, and what nobody goes on with."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Q, QuerySet, Subquery

from holdfast.accounts.models import Membership
from holdfast.accounts.roles import Permission
from holdfast.fitness.models import FitnessConcern, FitnessStep
from holdfast.fitness.rules import SILENT, end_of_next_working_day
from holdfast.fitness.states import OPEN, UNSIGNED, Status
from holdfast.people.access import admitted_to, keeps_out, not_kept_out, not_kept_out_of
from holdfast.people.identity import reveal_data
from holdfast.people.models import Person
from holdfast.people.viewer import Viewer

MOST_SHOWN = 50
A_PAGE = 200
MOST_MEMBERS = 200
MOST_OPEN = 500
WROTE = ("raise", "tell", "tell_at_once")


def concerns_of(found: Viewer) -> QuerySet[FitnessConcern]:
    """The concerns of which the viewer is one of the two, the latest first: nobody else's, not a lead's either. With
    when something was last written in each."""
    return (
        with_last(FitnessConcern.objects.filter(one_of_two(found.member), hub_id=found.member.hub_id))
        .exclude(keeps_out(found, "person_id"))
        .select_related("person", "first__account", "second__account")
        .order_by("-raised_at", "-pk")
    )


def with_last(concerns: QuerySet[FitnessConcern]) -> QuerySet[FitnessConcern]:
    """These, with when something was last written in each."""
    steps = FitnessStep.objects.filter(hub_id=OuterRef("hub_id"), concern_id=OuterRef("pk")).order_by("-at")
    last: dict[str, Any] = {"last_at": Subquery(steps.values("at")[:1])}
    return concerns.annotate(**last)


def one_of_two(member: Membership) -> Q:
    """Those of which a member is one of the two."""
    return Q(first=member) | Q(second=member)


def due_of(concern: FitnessConcern) -> datetime | None:
    """By when the two do what comes next, where that has a day: sign, tell what they agree on, or write what came of
    what was told."""
    if concern.status == Status.TOLD:
        return concern.last_at + SILENT
    if concern.status == Status.AGREED and concern.signed_at is not None:
        return end_of_next_working_day(concern.signed_at)
    due: datetime | None = concern.sign_by
    return due


def about(found: Viewer, person: Person) -> list[FitnessConcern]:
    """Those of them that are about one person."""
    return list(concerns_of(found).filter(person=person)[:MOST_SHOWN])


def find_concern(found: Viewer, pk: UUID) -> FitnessConcern | None:
    """One of which the viewer is one of the two."""
    return concerns_of(found).filter(pk=pk).first()


def gave_place(found: Viewer, pk: UUID) -> bool:
    """Whether the viewer was one of the two, gave their place to a colleague, and is none of them any more."""
    given = FitnessStep.objects.filter(hub_id=found.member.hub_id, concern=pk, by=found.member, verb="hand_on")
    still = FitnessConcern.objects.filter(one_of_two(found.member), hub_id=found.member.hub_id, pk=pk)
    return given.exists() and not still.exists()


def steps_of(concern: FitnessConcern, *, start: int, end: int) -> list[FitnessStep]:
    """What the two wrote, in the order in which it was written: from one place in it to before another."""
    return list(all_steps(concern).select_related("by__account").order_by("at", "pk")[start:end])


@dataclass(frozen=True)
class StepPage:
    """One page of steps: from one place in their order to before another.

    Attributes:
        number: from 1.
        pages: how many there are.
    """

    number: int
    pages: int

    @property
    def start(self) -> int:
        """The place of its first step, from 0."""
        return (self.number - 1) * A_PAGE

    @property
    def end(self) -> int:
        """The place after its last step."""
        return self.number * A_PAGE


def page_of(concern: FitnessConcern, asked: str) -> StepPage:
    """The page that was asked for; otherwise the last, where the latest steps stand."""
    pages = max(1, -(-all_steps(concern).count() // A_PAGE))
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 6 else pages
    return StepPage(min(max(number, 1), pages), pages)


def all_steps(concern: FitnessConcern) -> QuerySet[FitnessStep]:
    """Everything that the two wrote."""
    return FitnessStep.objects.filter(hub_id=concern.hub_id, concern=concern)


def last_step(concern: FitnessConcern) -> FitnessStep:
    """What was written last. Each concern has a first step."""
    return all_steps(concern).order_by("-at", "-pk")[0]


def were_agreed(concern: FitnessConcern) -> bool:
    """Whether the second has agreed that a body is told."""
    return all_steps(concern).filter(verb="agree").exists()


def said_in(step: FitnessStep, person: Person) -> dict[str, Any]:
    """What was written in a step, by the field of its form."""
    return dict(reveal_data(person, f"fitness:{step.pk}", step.said_sealed))


def seconds(person: Person, *, first: Membership) -> list[Membership]:
    """Whom `first` may ask to be the second, leads first: nobody from whom the record is kept. One of the two is a
    lead, so whoever is none chooses among leads."""
    active = Membership.objects.filter(hub_id=person.hub_id, status=Membership.Status.ACTIVE)
    able = [
        each
        for each in active.exclude(pk=first.pk).select_related("account").order_by("pk")[:MOST_MEMBERS]
        if each.may(Permission.SEE_CONCERNS) and (is_senior(first) or is_senior(each))
    ]
    return sorted(admitted_to(person, able), key=lambda each: (not is_senior(each), each.name))


def writers_of(concern: FitnessConcern) -> set[UUID]:
    """Who wrote the concern down, or told a body: none of them signs it, whatever place they have by now."""
    return set(all_steps(concern).filter(verb__in=WROTE).values_list("by_id", flat=True))


def heirs_of(concern: FitnessConcern, member: Membership) -> list[Membership]:
    """To whom one of the two may give their place: the second's, while it is to be signed, to nobody who wrote it."""
    barred = writers_of(concern) if member == concern.second and concern.status in UNSIGNED else set()
    able = seconds(concern.person, first=other_of(concern, member))
    return [each for each in able if each != member and each.pk not in barred]


def is_senior(member: Membership) -> bool:
    """Whether this member gives the senior advice that such a concern takes."""
    return member.may(Permission.SEE_CONCERNS) and member.may(Permission.REVIEW_EMERGENCY)


def can_go_on(member: Membership) -> bool:
    """Whether one of the two is still there for it."""
    return member.status == Membership.Status.ACTIVE and member.may(Permission.SEE_CONCERNS)


@dataclass(frozen=True)
class Stuck:
    """A concern with which somebody does not go on, as a lead is told of it: not about whom it is.

    Attributes:
        lost: who is not there any more, or has not signed in time.
        other: the other of the two.
        is_own: whether the other is who is told.
    """

    concern: FitnessConcern
    lost: Membership
    other: Membership
    is_own: bool


def stuck_for(found: Viewer) -> list[Stuck]:
    """Open concerns where one of the two is not there any more or is kept out by now, or the second has not signed in
    time: for the other of the two, and for a lead who is neither; for nobody from whom the record is kept."""
    told = Q() if is_senior(found.member) else one_of_two(found.member)
    rows = (
        FitnessConcern.objects.filter(told, hub_id=found.member.hub_id, status__in=OPEN)
        .exclude(keeps_out(found, "person_id"))
        .select_related("person", "first__account", "first__hub", "second__account", "second__hub")
        .order_by("raised_at", "pk")
    )
    shown = list(rows[:MOST_OPEN])
    if not shown:
        return []
    two = {each.pk: each for concern in shown for each in (concern.first, concern.second)}
    admitted = not_kept_out_of(found.member.hub_id, {each.person_id for each in shown}, list(two.values()))
    lost = [(each, lost_of(each, admitted[each.person_id], now=found.now)) for each in shown]
    stuck = [(each, one, other_of(each, one)) for each, one in lost if one is not None and one != found.member]
    return [Stuck(each, one, other, is_own=other == found.member) for each, one, other in stuck]


def find_stuck(found: Viewer, pk: UUID) -> Stuck | None:
    """One of them into which the viewer may step."""
    return next((each for each in stuck_for(found) if each.concern.pk == pk and not each.is_own), None)


def lost_now(concern: FitnessConcern, *, now: datetime) -> Membership | None:
    """Which of the two does not go on with one concern; None where both do."""
    return lost_of(concern, not_kept_out(concern.person, [concern.first, concern.second]), now=now)


def lost_of(concern: FitnessConcern, admitted: Sequence[Membership], *, now: datetime) -> Membership | None:
    """Which of the two does not go on with it; None where both do. `admitted`: from whom the record is not kept."""
    two: list[Membership] = [concern.second, concern.first]
    gone = [each for each in two if not can_go_on(each) or each not in admitted]
    if not gone and not (is_senior(concern.first) or is_senior(concern.second)):
        gone.append(concern.second)  # senior advice is part of it
    if concern.status in UNSIGNED and concern.sign_by is not None and concern.sign_by < now:
        gone.append(concern.second)
    return gone[0] if gone else None


def other_of(concern: FitnessConcern, one: Membership) -> Membership:
    """The other of the two."""
    other: Membership = concern.second if one == concern.first else concern.first
    return other
