"""A course as its page reads it: how far it is, each session with its measures and note, and what was agreed."""

from datetime import datetime
from typing import Any

from holdfast.accounts.models import Membership
from holdfast.appointments.models import Appointment
from holdfast.appointments.states import CAME
from holdfast.appointments.states import Status as Attendance
from holdfast.appointments.words import place_words
from holdfast.courses.actions import opened
from holdfast.courses.models import Course, Note
from holdfast.courses.queries import corrected, extensions_of, notes_of, sessions_of
from holdfast.courses.rules import Standing, place_of, standing
from holdfast.courses.states import Status
from holdfast.hubs.hours import say_day, say_moment
from holdfast.measures.queries import Answered, measures_of
from holdfast.measures.rules import change_in_words
from holdfast.people.identity import reveal


def course_lines(course: Course, reader: Membership, *, now: datetime) -> dict[str, Any]:
    """The open course."""
    sessions = sessions_of(course)
    stands = standing(course.sessions, [each.status for each in sessions])
    return {
        "pk": course.pk, "name": course.protocol.name, "state": Status(course.status).label,
        "is_waiting": course.status == Status.WAITING,
        "practitioner": course.practitioner.name if course.practitioner else "",
        "has_nobody": course.practitioner is None and course.status == Status.RUNNING,
        "stands": stands, "said": said_of(stands),
        "agreed": f"{say_day(course.agreed_at, now)} with {course.agreed_by.name}",
        "rests_on": course.protocol.source, "is_done": not stands.left and not stands.booked,
        "sessions": session_lines(course, sessions, reader, now=now),
        "extensions": [
            {
                "when": say_day(each.at, now), "by": each.by.name, "before": each.before, "after": each.after,
                "why": reveal(course.person, f"extension:{each.pk}", each.why_sealed),
            }
            for each in extensions_of(course)
        ],
    }  # fmt: skip


def said_of(stands: Standing) -> str:
    """ "3 of 8 sessions. 1 booked, 1 missed, 4 left to book." """
    parts = [(stands.booked, "booked"), (stands.missed, "missed"), (stands.left, "left to book")]
    rest = ", ".join(f"{count} {word}" for count, word in parts if count)
    return f"{stands.attended} of {stands.agreed} sessions.{f' {rest[0].upper()}{rest[1:]}.' if rest else ''}"


def before_line(course: Course, reader: Membership, *, now: datetime) -> dict[str, Any]:
    """A course that has ended."""
    line = course_lines(course, reader, now=now)
    by = course.ended_by.name if course.ended_by else "by themselves"
    ended = f"{say_day(course.ended_at, now)}, {by}" if course.ended_at else ""
    return line | {"ended": ended, "why": reveal(course.person, f"course:{course.pk}", course.why_sealed)}


def session_lines(
    course: Course, sessions: list[Appointment], reader: Membership, *, now: datetime
) -> list[dict[str, Any]]:
    """Each session in order, with the measures that stand beside it and its notes."""
    asked = set(course.protocol.questionnaires)
    answered = [
        each for each in measures_of(course.person) if each.questionnaire.key in asked and each.score.total is not None
    ]
    ends = [each.session.ends_at for each in sessions]
    places = [place_of(one.at, ends) for one in answered]
    notes = corrected(notes_of(course))
    lines, number = [], 0
    for place, each in enumerate(sessions):
        number += each.status in CAME or each.status == Attendance.BOOKED
        is_counted = each.status in CAME or each.status == Attendance.BOOKED
        lines.append(
            {
                "pk": each.pk, "number": number if is_counted else None,
                "when": say_moment(each.session.starts_at, now),
                "where": place_words(each.session), "state": Attendance(each.status).label,
                "has_come": each.status in CAME,
                "measures": [measure_line(one, answered) for one in latest_beside(answered, places, place)],
                "notes": [note_line(course, note, earlier, reader, now=now) for note, earlier in notes
                          if note.appointment_id == each.pk],
            }
        )  # fmt: skip
    return lines


def latest_beside(answered: list[Answered], places: list[int | None], place: int) -> list[Answered]:
    """What stands beside one session: of each questionnaire the last that was answered for it."""
    found = {one.questionnaire.key: one for one, at in zip(answered, places, strict=True) if at == place}
    return list(found.values())


def measure_line(one: Answered, answered: list[Answered]) -> dict[str, str]:
    """One score, with how it has moved since the first and since the one before."""
    same = [each for each in answered if each.questionnaire.key == one.questionnaire.key]
    place = same.index(one)
    words = [f"{one.score.total:g}"]
    if place:
        words.append(f"{moved(same[place - 1], one)} since the last")
    if place > 1:
        words.append(f"{moved(same[0], one)} since the first")
    first = same[0].score.total
    change = None
    if place and first is not None and one.score.total is not None:
        change = change_in_words(one.questionnaire, first, one.score.total)
    said = f"{', '.join(words)}{f': {change} than at first' if change in ('better', 'worse') else ''}"
    return {"name": one.questionnaire.name, "said": said}


def moved(before: Answered, after: Answered) -> str:
    """ "4 fewer", "2 more", "the same"."""
    if before.score.total is None or after.score.total is None or before.score.total == after.score.total:
        return "the same"
    by = after.score.total - before.score.total
    return f"{abs(by):g} {'more' if by > 0 else 'fewer'}"


def note_line(course: Course, note: Note, earlier: list[Note], reader: Membership, *, now: datetime) -> dict[str, Any]:
    """A note in the words that stand, with those before."""
    return {
        "pk": note.pk, "text": opened(course, note), "signed": f"{note.by.name}, {say_moment(note.written_at, now)}",
        "is_own": note.by_id == reader.pk,
        "earlier": [
            {"text": opened(course, each), "signed": f"{each.by.name}, {say_moment(each.written_at, now)}"}
            for each in earlier
        ],
    }  # fmt: skip
