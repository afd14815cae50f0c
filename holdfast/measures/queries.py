"""Reads of measures."""

from dataclasses import dataclass
from datetime import datetime

from holdfast.measures.actions import answers_of
from holdfast.measures.models import Measure
from holdfast.measures.questionnaire import Questionnaire
from holdfast.measures.questionnaires import find
from holdfast.measures.scoring import Score, score
from holdfast.people.models import Person

MOST_READ = 200


@dataclass(frozen=True)
class Answered:
    """A measure with its questionnaire and score."""

    measure: Measure
    questionnaire: Questionnaire
    score: Score

    @property
    def at(self) -> datetime:
        """When it was answered, or begun while pages of it are still to come."""
        return self.measure.answered_at or self.measure.begun_at

    @property
    def said(self) -> str:
        """The score for those who work with the person: "14 of 27, moderate", or why there is none."""
        if not self.questionnaire.counted:
            return "These questions make no score"
        if self.score.total is None:
            return "Not complete: no total"
        band = f", {self.score.band.lower()}" if self.score.band else ""
        return f"{self.score.total:g} of {self.score.out_of}{band}"


def scored(measure: Measure) -> Answered:
    """A measure, scored now from its items."""
    questionnaire = find(measure.questionnaire, measure.version)
    return Answered(measure, questionnaire, score(questionnaire, answers_of(measure)))


def measures_of(person: Person) -> list[Answered]:
    """Everything a person has answered, the oldest first; the latest 200 at most."""
    rows = Measure.objects.filter(hub_id=person.hub_id, person=person).order_by("-begun_at", "-pk")[:MOST_READ]
    return [scored(row) for row in reversed(rows)]


def begun_measure(person: Person, key: str) -> Measure | None:
    """The questionnaire that a person has begun and not finished."""
    return (
        Measure.objects.filter(hub_id=person.hub_id, person=person, questionnaire=key, answered_at=None)
        .order_by("-begun_at")
        .first()
    )


def answered_keys(person: Person) -> set[str]:
    """Which questionnaires a person has finished."""
    found = Measure.objects.filter(hub_id=person.hub_id, person=person).exclude(answered_at=None)
    return set(found.values_list("questionnaire", flat=True)[:MOST_READ])


def answered_counts(person: Person) -> dict[str, int]:
    """How many questions of each questionnaire a person answered when they last opened it."""
    rows = Measure.objects.filter(hub_id=person.hub_id, person=person).order_by("-begun_at", "-pk")[:MOST_READ]
    return {row.questionnaire: sum(item is not None for item in row.items) for row in reversed(rows)}
