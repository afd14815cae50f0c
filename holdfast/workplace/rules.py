"""What a statement about work holds, and when something of it is due. Pure."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from holdfast.workplace.states import Kind

LONGEST = 4000
LONGEST_STEP = 300
MOST_STEPS = 8
LONGEST_REPLY = 4000


@dataclass(frozen=True)
class Step:
    """One step of the way back to work: from which day, what is done, how many hours."""

    on: date
    what: str
    hours: str = ""


@dataclass(frozen=True)
class Words:
    """What a statement says, exactly as the person reads it and the partner will.

    Attributes:
        from_on, until_on: the days that sick leave, or changes at work, are for.
        by: who advises, and by which profession: of specialist advice alone.
    """

    text: str
    from_on: date | None = None
    until_on: date | None = None
    steps: tuple[Step, ...] = ()
    by: str = ""


def as_data(words: Words) -> dict[str, Any]:
    """The words as they are sealed."""
    return {
        **asdict(words),
        "from_on": words.from_on.isoformat() if words.from_on else "",
        "until_on": words.until_on.isoformat() if words.until_on else "",
        "steps": [{"on": step.on.isoformat(), "what": step.what, "hours": step.hours} for step in words.steps],
    }


def from_data(data: dict[str, Any]) -> Words:
    """The words as they were sealed."""
    return Words(
        data["text"], day_of(data["from_on"]), day_of(data["until_on"]),
        tuple(Step(date.fromisoformat(step["on"]), step["what"], step["hours"]) for step in data["steps"]),
        data["by"],
    )  # fmt: skip


def day_of(text: str) -> date | None:
    """A day that was kept, or none."""
    return date.fromisoformat(text) if text else None


def is_whole(kind: str, words: Words) -> bool:
    """Whether a statement of this kind says what it has to."""
    if kind == Kind.RETURN:
        return bool(words.steps) and [step.on for step in words.steps] == sorted(step.on for step in words.steps)
    if kind == Kind.LEAVE and words.from_on is None:
        return False
    if words.from_on and words.until_on and words.until_on < words.from_on:
        return False
    return bool(words.text.strip())


def next_day(answers_by: Iterable[date], steps_on: Iterable[date]) -> date | None:
    """The earliest day on which something about their work asks the team to act."""
    return min([*answers_by, *steps_on], default=None)
