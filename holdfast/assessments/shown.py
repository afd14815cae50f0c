"""An assessment in words for the page: its sections, who wrote what, the picture of five areas."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from holdfast.accounts.models import Membership
from holdfast.assessments.models import Assessment, Author
from holdfast.assessments.queries import Words, authors_of, needs_of, paragraphs_of
from holdfast.assessments.sections import AREAS, HINTS, NEED_WORDS, PROSE, SHORT, Section
from holdfast.assessments.states import Status
from holdfast.hubs.hours import say_moment


def line_of(found: Assessment, *, now: datetime) -> dict[str, Any]:
    """An assessment in a line."""
    state = "Being written"
    if found.finished_at is not None and found.finished_by is not None:
        state = f"Finished {say_moment(found.finished_at, now)} by {found.finished_by.name}"
    return {
        "pk": found.pk, "begun": say_moment(found.begun_at, now), "state": state,
        "is_writing": found.status == Status.WRITING, "leads_to": Assessment.LeadsTo(found.leads_to).label
        if found.leads_to else "",
    }  # fmt: skip


def sections_shown(found: Assessment, *, member: Membership, now: datetime) -> dict[str, Any]:
    """What stands in it, by section; the needs; who wrote it."""
    by_section: dict[str, list[dict[str, Any]]] = {}
    for words in paragraphs_of(found):
        by_section.setdefault(words.section, []).append(said(words, member=member, now=now))
    return {
        "sections": [section_of(section, by_section.get(section, [])) for section in PROSE],
        "areas": [section_of(section, by_section.get(section, [])) for section in AREAS],
        "has_picture": any(by_section.get(section) for section in AREAS),
        "needs": [NEED_WORDS[code] for code in needs_of(found)],
        "authors": author_lines(authors_of(found), now=now),
    }


def section_of(section: Section, said_here: list[dict[str, Any]]) -> dict[str, Any]:
    """One section with its paragraphs."""
    return {"key": section.value, "title": section.label, "said": said_here, "hint": HINTS.get(section, "")}


def said(words: Words, *, member: Membership, now: datetime) -> dict[str, Any]:
    """One paragraph, signed."""
    profession = words.row.by.profession
    return {
        "pk": words.pk, "by": words.row.by.name,
        "as": profession[:1].lower() + profession[1:] if profession else "",
        "when": say_moment(words.row.written_at, now), "text": words.text, "before": words.before,
        "is_struck": words.is_struck, "is_late": words.is_late,
        "is_own": words.row.by_id == member.pk and not words.is_struck,
    }  # fmt: skip


def author_lines(authors: Iterable[Author], *, now: datetime) -> list[dict[str, Any]]:
    """Who writes it, and whether they have agreed."""
    return [
        {
            "name": each.member.name, "as": each.member.profession,
            "agreed": say_moment(each.agreed_at, now) if each.agreed_at else "",
        }
        for each in authors
    ]  # fmt: skip


def contents_of(sections: Iterable[Mapping[str, Any]], typed: Iterable[str], others: Mapping[str, list[str]]) -> list:
    """The contents list: each section, and whether something stands in it."""
    typed = set(typed)
    return [
        {
            "key": each["key"], "title": SHORT.get(each["key"], each["title"]),
            "state": "writing" if each["key"] in typed else "written" if each["said"] else "",
            "others": others.get(each["key"], []),
        }
        for each in sections
    ]  # fmt: skip
