"""Answers as they were given."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from holdfast.hubs.hours import say_moment
from holdfast.measures.queries import Answered

LEFT_OUT = "Left out"


def answers_given(answered: Iterable[Answered], *, now: datetime) -> list[dict[str, Any]]:
    """Every questionnaire with its items and what was picked, the latest first."""
    return [given(found, now=now) for found in reversed(list(answered))]


def given(found: Answered, *, now: datetime) -> dict[str, Any]:
    """One questionnaire as it was answered. An item that was left out says so; it is never a 0."""
    form = found.questionnaire
    flagged = set(found.score.risk_items)
    rows = []
    for number, (item, value) in enumerate(zip(form.items, found.measure.items, strict=True), start=1):
        labels = {option.value: option.label for option in form.options_of(item)}
        rows.append(
            {
                "label": item.label if item.label[-1].isdigit() else "",
                "text": item.text or f"Question {item.label}",
                "answer": LEFT_OUT if value is None else labels.get(value) or str(value),
                "points": "" if value is None else value,
                "is_left_out": value is None,
                "is_flagged": number in flagged,
            }
        )
    return {
        "id": str(found.measure.pk),
        "name": form.name,
        "when": say_moment(found.at, now),
        "score": found.said,
        "stem": form.stem,
        "rows": rows,
        "is_begun": found.measure.answered_at is None,
    }
