"""Writes of answered questionnaires."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from holdfast.accounts.models import Membership
from holdfast.events.actions import record
from holdfast.measures.models import Measure
from holdfast.measures.questionnaire import Questionnaire
from holdfast.measures.scoring import Score, score
from holdfast.people.models import Person


def items_of(questionnaire: Questionnaire, answers: Mapping[int, int | None]) -> list[int | None]:
    """The answers in the questionnaire's order, None where one is missing.

    Raises:
        ValueError: a value or an item that the questionnaire does not have.
    """
    score(questionnaire, answers)
    return [answers.get(number) for number in range(1, len(questionnaire.items) + 1)]


def answers_of(measure: Measure) -> dict[int, int | None]:
    """The stored items by number, from 1."""
    return dict(enumerate(measure.items, start=1))


@transaction.atomic
def answer(
    person: Person,
    questionnaire: Questionnaire,
    answers: Mapping[int, int | None],
    *,
    subject_id: UUID,
    now: datetime,
    begun: Measure | None = None,
    is_last_page: bool = True,
    method: str = Measure.Method.WEB,
    by: Membership | None = None,
) -> tuple[Measure, Score, tuple[int, ...]]:
    """Store answers, all at once or page by page (`begun` is the row of the earlier pages).

    Returns:
        The row, its score so far, and the risk items that these answers raised and earlier pages had not.

    Raises:
        ValueError: a value or an item that the questionnaire does not have.
    """
    before = answers_of(begun) if begun else {}
    known = score(questionnaire, before).risk_items if begun else ()
    together = {**before, **{number: value for number, value in answers.items() if value is not None}}
    measure = begun or Measure(
        hub_id=person.hub_id,
        person=person,
        subject_id=subject_id,
        questionnaire=questionnaire.key,
        version=questionnaire.version,
        method=method,
        begun_at=now,
        entered_by=by,
    )
    measure.items = items_of(questionnaire, together)
    measure.answered_at = now if is_last_page else None
    measure.save(force_insert=begun is None)
    scored = score(questionnaire, together)
    raised = tuple(number for number in scored.risk_items if number not in known)
    if is_last_page:
        record(
            measure, "measure.answer", by=by, now=now, questionnaire=questionnaire.key,
            version=questionnaire.version, total=scored.total, complete=scored.complete,
        )  # fmt: skip
    return measure, scored, raised
