"""The plain words of what happened with an assessment, the team's meeting and the safety plan. Codes in, words out."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from holdfast.assessments.models import Assessment
from holdfast.assessments.sections import NEED_WORDS, Section
from holdfast.events.models import Event
from holdfast.meetings.models import Discussion

SECTIONS, NEXT, DECISIONS = dict(Section.choices), dict(Assessment.LeadsTo.choices), dict(Discussion.Decision.choices)
WITHOUT = {"away": "Somebody who wrote it is away.", "left": "Somebody who wrote it has left."}


def sections(what: str) -> Callable[[Event, Any], dict[str, Any]]:
    """Which sections were written; never what."""

    def words(event: Event, told: Any) -> dict[str, Any]:
        named = ", ".join(SECTIONS.get(key, key).lower() for key in event.codes.get("sections", []))
        return {"what": what, "text": f"{named[0].upper()}{named[1:]}." if named else ""}

    return words


def author(event: Event, told: Any) -> dict[str, Any]:
    """A colleague writes it too."""
    name = told.names.get(UUID(event.codes["owner"]), "A colleague") if event.codes.get("owner") else "A colleague"
    return {"what": "Author named", "text": f"{name} writes the assessment too."}


def needs(event: Event, told: Any) -> dict[str, Any]:
    """Which needs were found."""
    named = ", ".join(NEED_WORDS.get(code, code) for code in event.codes.get("needs", []))
    return {"what": "Needs found", "text": f"{named}." if named else "None."}


def finished(event: Event, told: Any) -> dict[str, Any]:
    """It is finished, and where it leads."""
    then = NEXT.get(event.codes.get("leads_to"), "")
    text = " ".join(part for part in (f"{then}." if then else "", WITHOUT.get(event.codes.get("without"), "")) if part)
    return {"what": "Assessment finished", "text": text}


def decided(event: Event, told: Any) -> dict[str, Any]:
    """What the team decided, and who was there."""
    named = "; ".join(DECISIONS.get(code, code) for code in event.codes.get("decisions", []))
    there = ", ".join(told.names[UUID(pk)] for pk in event.codes.get("told", []) if UUID(pk) in told.names)
    return {"what": "Decided at the team’s meeting", "text": f"{named}. By {there}." if there else f"{named}."}


def only(what: str) -> Callable[[Event, Any], dict[str, Any]]:
    """A step that needs no further words."""
    return lambda event, told: {"what": what}


WORDS = {
    "assessment.begin": only("Assessment begun"),
    "assessment.add_author": author,
    "assessment.write": sections("Wrote in the assessment"),
    "assessment.correct": sections("Corrected own words in the assessment"),
    "assessment.strike": sections("Took own words in the assessment back"),
    "assessment.set_needs": needs,
    "assessment.agree": only("Agreed with the assessment as it stands"),
    "assessment.finish": finished,
    "assessment.write_safety_plan": only("Safety plan written"),
    "assessment.share_safety_plan": only("Safety plan put on their own pages"),
    "referral.assess": only("Assessed"),
    "meeting.ask": only("Asked the team"),
    "meeting.decide": decided,
    "meeting.withdraw_question": only("The team is not asked any more"),
}
