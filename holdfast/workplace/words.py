"""A statement about somebody's work as it is read: by staff, by the person, and by the partner."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from holdfast.coordination.words import say_date
from holdfast.hubs.hours import london_day, say_moment
from holdfast.people.models import Person
from holdfast.workplace.models import AskEnd, Reply, ReturnStep, WorkState, WorkStatement
from holdfast.workplace.queries import State, ask_end_words, has_own_door, name_of_partner, reply_words, words_of
from holdfast.workplace.rules import Words
from holdfast.workplace.states import AskEnded, AtWork, Kind, Status

TO = {"oh": "To Occupational Health", "gp": "To the GP", "manager": "To the manager"}


def long_date(day: date) -> str:
    """ "16 March 2027": nobody knows when it is read."""
    return f"{day.day} {day:%B %Y}"


def days_words(words: Words) -> str:
    """The days it is for."""
    if words.from_on and words.until_on:
        return _("From %(first)s to %(last)s") % {
            "first": long_date(words.from_on), "last": long_date(words.until_on)
        }  # fmt: skip
    return _("From %(first)s on") % {"first": long_date(words.from_on)} if words.from_on else ""


def paper(statement: WorkStatement) -> dict[str, Any]:
    """What the person reads and the partner will: the same for both."""
    words = words_of(statement)
    return {
        "pk": statement.pk, "title": Kind(statement.kind).label, "paragraphs": words.text.strip().splitlines(),
        "days": days_words(words), "by": words.by,
        "steps": [
            {"number": number, "on": long_date(step.on), "what": step.what, "hours": step.hours}
            for number, step in enumerate(words.steps, start=1)
        ],
        "answer_by": long_date(statement.answer_by) if statement.answer_by else "",
        "written": long_date(london_day(statement.shown_at)), "from": statement.shown_by.name,
        "to": name_of_partner(statement.partner),
    }  # fmt: skip


def line(statement: WorkStatement, *, now: datetime) -> dict[str, Any]:
    """One statement in a list of the record."""
    return {
        "pk": statement.pk, "title": Kind(statement.kind).label, "to": TO.get(statement.partner.route, ""),
        "name": name_of_partner(statement.partner), "state": state_words(statement),
        "when": say_moment(moved_at(statement), now), "by": statement.shown_by.name,
        "needs_act": statement.status == Status.CHANGE_ASKED, "status": statement.status,
    }  # fmt: skip


def state_words(statement: WorkStatement) -> str:
    """How far it has come. What is agreed and can be read nowhere yet says what is to be done."""
    if statement.status == Status.AGREED and not has_own_door(statement):
        return "Agreed. Give them a link to it"
    return Status(statement.status).label


def moved_at(statement: WorkStatement) -> datetime:
    """When it came to where it stands."""
    return statement.ended_at or statement.shared_at or statement.agreed_at or statement.shown_at


def say_state(state: State | None, now: datetime) -> dict[str, str]:
    """ "Off sick", "since 3 October 2026"."""
    if state is None:
        return {"title": "", "since": "", "noted": ""}
    return {
        "title": AtWork(state.state).label,
        "since": long_date(state.since_on) if state.since_on else "",
        "noted": say_moment(state.noted_at, now),
    }


def said_line(said: WorkState, *, now: datetime) -> dict[str, str]:
    """Whether they were at work, as they said at one time, and who wrote it down."""
    return {
        "state": said.get_state_display(), "since": long_date(said.since_on) if said.since_on else "",
        "by": said.noted_by.name if said.noted_by else "", "when": say_moment(said.noted_at, now),
    }  # fmt: skip


def step_lines(statement: WorkStatement, steps: Sequence[ReturnStep], *, now: datetime) -> list[dict[str, Any]]:
    """The steps of a return with their marks: for the team and the person, never for a partner."""
    words, today = words_of(statement).steps, london_day(now)
    return [
        {
            "number": step.number, "on": say_date(step.due_on, now), "what": words[step.number - 1].what,
            "hours": words[step.number - 1].hours, "is_late": step.done_at is None and step.due_on < today,
            "done": say_moment(step.done_at, now) if step.done_at else "",
            "by": step.done_by.name if step.done_by else "",
        }
        for step in steps
    ]  # fmt: skip


def reply_lines(replies: Sequence[Reply], person: Person, *, now: datetime) -> list[dict[str, Any]]:
    """What a partner answered."""
    return [
        {
            "paragraphs": reply_words(each, person).strip().splitlines(), "when": say_moment(each.replied_at, now),
            "is_read": each.read_at is not None, "by": each.read_by.name if each.read_by else "",
        }
        for each in replies
    ]  # fmt: skip


def ask_end_line(ended: AskEnd, person: Person, *, now: datetime) -> dict[str, Any]:
    """Why nobody waits for an answer any more: for the team and the person, never for a partner."""
    return {
        "why": AskEnded(ended.how).label, "is_answered": ended.how == AskEnded.ANSWERED,
        "paragraphs": ask_end_words(ended, person).strip().splitlines(), "when": say_moment(ended.ended_at, now),
        "by": ended.ended_by.name,
    }  # fmt: skip
