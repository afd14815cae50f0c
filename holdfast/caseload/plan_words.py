"""The plain words of what happened to somebody's plan. Its text stands on the plan's own page."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from holdfast.coordination.models import HIGHEST, Goal, Plan, Strand
from holdfast.correspondence.mail import say_date
from holdfast.events.models import Event
from holdfast.hubs.hours import MIDNIGHT, instant

KINDS, HOWS = dict(Strand.Kind.choices), dict(Plan.How.choices)
ENDS = dict(Goal.End.choices) | dict(Strand.End.choices)


def on(event: Event, code: str) -> str:
    """A day of the codes, in words; empty without one."""
    day = event.codes.get(code)
    return day_words(date.fromisoformat(day)) if day else ""


def day_words(day: date) -> str:
    """ "Friday 16 October"."""
    at: datetime = instant(day, MIDNIGHT)
    return say_date(at).rsplit(" at ", 1)[0]


def doer(event: Event, told: Any) -> str:
    """Who does it."""
    owner = event.codes.get("owner")
    if event.codes.get("theirs"):
        return "They do it themselves"
    return told.names.get(UUID(owner), "A colleague") if owner else "Nobody does it yet"


def strand(what: str) -> Callable[[Event, Any], dict[str, Any]]:
    """What is done, by whom, and when next."""

    def words(event: Event, told: Any) -> dict[str, Any]:
        next_on = on(event, "next_on")
        return {"what": what, "by": KINDS.get(event.codes.get("what"), "").lower(),
                "text": f"{doer(event, told)}{f', next {next_on}' if next_on else ''}."}  # fmt: skip

    return words


def step_done(event: Event, told: Any) -> dict[str, Any]:
    """A step was done, and when it goes on."""
    return {"what": "A step of the plan is done", "by": KINDS.get(event.codes.get("what"), "").lower(),
            "text": f"Next {on(event, 'next_on')}."}  # fmt: skip


def ended(what: str) -> Callable[[Event, Any], dict[str, Any]]:
    """What became of a goal or a strand."""
    return lambda event, told: {"what": what, "text": f"{ENDS.get(event.codes.get('end'), '')}."}


def rated(event: Event, told: Any) -> dict[str, Any]:
    """How near they are to a goal."""
    who = "They rated a goal" if event.by_id is None else "A goal was rated with them"
    return {"what": who, "text": f"{event.codes.get('value')} out of {HIGHEST}."}


def version(what: str) -> Callable[[Event, Any], dict[str, Any]]:
    """Something about a version of the plan."""

    def words(event: Event, told: Any) -> dict[str, Any]:
        how = HOWS.get(event.codes.get("how"), "")
        number = f"Version {event.codes.get('version')}"
        return {"what": what, "text": f"{number}, {how.lower()}." if how else f"{number}."}

    return words


def looked_at(event: Event, told: Any) -> dict[str, Any]:
    """It was looked at together."""
    return {"what": "The plan was looked at again, and stays", "text": f"Next on {on(event, 'look_on')}."}


WORDS = {
    "plan.add_goal": lambda event, told: {"what": "A goal was written down"},
    "plan.correct_goal": lambda event, told: {"what": "A goal was given other words"},
    "plan.end_goal": ended("A goal ended"),
    "plan.rate": rated,
    "plan.add_strand": strand("Added to the plan"),
    "plan.correct_strand": strand("Changed in the plan"),
    "plan.hand_on": strand("Handed on: whoever did it can do so no longer"),
    "plan.do_step": step_done,
    "plan.end_strand": ended("A strand of the plan ended"),
    "plan.show": version("The plan was shown to them"),
    "plan.agree": version("They agreed to the plan"),
    "plan.agree_with_them": version("They agreed to the plan in a conversation"),
    "plan.ask_change": version("They would like the plan changed: their words stand there"),
    "plan.look_again": looked_at,
}
