"""A letter as it is shown: the page that is printed, a line of a list, whom it goes to."""

from datetime import datetime, timedelta
from typing import Any

from django.http import HttpResponse

from holdfast.hubs.hours import WeeklyHours, london_day, say_hours, say_moment
from holdfast.hubs.models import Hub
from holdfast.hubs.queries import terms_of
from holdfast.letters.models import EarlierWords, Letter
from holdfast.letters.pdf import EASY, LARGE, ORDINARY, Page, pdf_of
from holdfast.letters.queries import Words, long_date, words_of
from holdfast.letters.rules import address_lines, blocks
from holdfast.letters.states import Audience, Status
from holdfast.people.identity import name_of, reveal
from holdfast.triage.actions import UNDO

AUDIENCES = {
    Audience.PERSON: "To them", Audience.GP: "To the GP", Audience.OCCUPATIONAL_HEALTH: "To Occupational Health",
    Audience.MANAGER: "To the manager", Audience.SERVICE: "To a service",
}  # fmt: skip


def page_of(hub: Hub, words: Words, *, at: datetime, size: int = ORDINARY, easy: bool = False) -> Page:
    """The page that is printed. `at`: when its words were written, which is the day it bears."""
    terms = terms_of(hub, now=at)
    return Page(
        sender=(hub.name, terms.telephone, say_hours(WeeklyHours.from_rows(terms.open_hours))),
        to=[words.to_name, *address_lines(words.to_address)],
        dated=[long_date(london_day(at))],
        subject=words.subject,
        blocks=blocks(words.easy if easy else words.body),
        size=max(size, EASY) if easy else size,
    )


def as_pdf(letter: Letter, *, large: bool, easy: bool) -> HttpResponse:
    """The letter as a PDF to be opened, under a name that says nothing."""
    words = words_of(letter)
    size = LARGE if large else ORDINARY
    page = page_of(letter.hub, words, at=letter.written_at, size=size, easy=easy and bool(words.easy))
    response = HttpResponse(pdf_of(page), content_type="application/pdf")
    response.headers["Content-Disposition"] = 'inline; filename="letter.pdf"'
    return response


def line_of(letter: Letter, *, now: datetime) -> dict[str, Any]:
    """One letter as a line of a record."""
    words = words_of(letter)
    return {
        "pk": letter.pk, "to": AUDIENCES[Audience(letter.audience)], "subject": words.subject,
        "to_name": "" if letter.audience == Audience.PERSON else words.to_name,
        "state": state_of(letter), "needs_act": letter.status == Status.CHANGE_ASKED,
        "when": say_moment(moved_at(letter), now), "by": letter.written_by.name, "status": letter.status,
    }  # fmt: skip


def state_of(letter: Letter) -> str:
    """How far it has come, in words."""
    if letter.status == Status.SENT:
        return "Posted" if letter.is_posted else "On their own pages"
    return Status(letter.status).label


def moved_at(letter: Letter) -> datetime:
    """When it came to where it stands, as far as it is kept."""
    return letter.sent_at or letter.ended_at or letter.agreed_at or letter.shown_at or letter.written_at


def envelope_of(letter: Letter, *, now: datetime, undo: bool = False) -> dict[str, Any]:
    """What whoever posts needs: a name, an address, and no word of the letter."""
    words = words_of(letter)
    return {
        "pk": letter.pk, "seen": letter.version, "to": AUDIENCES[Audience(letter.audience)],
        "lines": address_lines(words.to_address),
        "name": words.to_name, "large": letter.is_large, "about": name_of(letter.person),
        "since": say_moment(letter.agreed_at or letter.written_at, now),
        "undo_until": letter.sent_at + UNDO if undo and letter.sent_at else None,
    }  # fmt: skip


def answer_of(letter: Letter | EarlierWords) -> str:
    """What the person had said of it."""
    pk = letter.pk if isinstance(letter, Letter) else letter.letter_id
    return reveal(letter.person, f"letter_answer:{pk}:{letter.version}", letter.answer_sealed)


def undo_until(letter: Letter, member_id: Any, *, now: datetime) -> datetime | None:
    """Until when this member can take back that they sent it."""
    until = letter.sent_at + UNDO if letter.sent_at else now - timedelta(1)
    return until if letter.status == Status.SENT and letter.sent_by_id == member_id and now <= until else None
