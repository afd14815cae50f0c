"""What goes to another hub: composed from the record as it is, and kept as it was when the person read it."""

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any, NotRequired, TypedDict

from holdfast.assessments.queries import of_referral, paragraphs_of
from holdfast.assessments.sections import Section
from holdfast.assessments.states import Status as AssessmentStatus
from holdfast.contacts.queries import promised_steps
from holdfast.coordination.queries import standing_of
from holdfast.coordination.words import what_of, words_of
from holdfast.hubs.hours import london_day, say_moment
from holdfast.letters.queries import letters_of, long_date
from holdfast.letters.queries import words_of as words_of_letter
from holdfast.letters.states import Status as LetterStatus
from holdfast.measures.queries import Answered, measures_of
from holdfast.network.states import Part
from holdfast.onward.queries import with_services
from holdfast.onward.states import WAITS
from holdfast.onward.states import Status as OnwardStatus
from holdfast.people.access import about
from holdfast.people.identity import channels_of, details_of, name_of, reveal
from holdfast.people.models import MustNotSee, Person
from holdfast.referrals.models import Background, Referral
from holdfast.research.queries import open_kinds, said_by

FORMAT = 5
FORMATS = (2, 3, 4, FORMAT)
"""Of which packages are read: what was offered before services, a promised call, or each one of several went along is
taken in still."""
MOST_NAMES = 120
LEFT_OUT = "left out"


class PaperWords(TypedDict):
    """One thing of the record, in words."""

    part: str
    title: str
    when: str
    by: str
    text: str


class Package(TypedDict):
    """All that goes. Times are ISO 8601 in UTC. `alerts` and `deaths` are what this hub learned after the other one
    of its installation had accepted."""

    format: int
    summary: str
    name: str
    channels: dict[str, Any]
    details: dict[str, Any]
    kept_out: list[str]
    opted_out: list[str]
    asked: dict[str, Any]
    story: str
    needs: dict[str, Any] | None
    papers: list[PaperWords]
    alerts: NotRequired[list[dict[str, Any]]]
    deaths: NotRequired[dict[str, list[str]]]


class Later(TypedDict):
    """What goes after somebody who was let go of."""

    format: int
    alerts: NotRequired[list[dict[str, Any]]]


def compose(referral: Referral, *, parts: Collection[str], summary: str, now: datetime) -> Package:
    """The package as the record stands. Whom the person keeps out goes always, and that they said no to research: the
    other hub keeps to it too."""
    person = referral.person
    return Package(
        format=FORMAT,
        summary=summary,
        name=name_of(person),
        channels=channels_of(person),
        details=details_of(person),
        kept_out=kept_out_by(person),
        opted_out=opted_out_by(person),
        asked={
            "received_at": referral.received_at.isoformat(),
            "contact_by": referral.contact_by.isoformat(),
            "contact_when": referral.contact_when,
            "contact_why": list(referral.contact_why),
            "was_reached": referral.first_contact_at is not None,
            **calls(referral, now=now),
            "safe_now": referral.safe_now,
            "reference": referral.reference,
        },
        story=reveal(person, "story", referral.story_sealed) if Part.STORY in parts else "",
        needs=needs_of(referral) if Part.NEEDS in parts else None,
        papers=[paper for part, papers in PAPERS.items() if part in parts for paper in papers(referral, now)],
    )


def calls(referral: Referral, *, now: datetime) -> dict[str, Any]:
    """By when somebody was promised each call, or is to be tried again, and by when the first of these is due. Two for
    one moment stand there twice: of two that were promised one after the other the first may be kept by then."""
    due = sorted(at for _, at in promised_steps(referral, now=now))
    return {"call_by": due[0].isoformat() if due else None, "calls": [at.isoformat() for at in due]}


def calls_in(package: Package) -> list[datetime]:
    """By when each call is due that goes along, the soonest first. Before format 5 the first one did."""
    asked = package["asked"]
    first = [asked["call_by"]] if asked.get("call_by") else []
    return sorted(datetime.fromisoformat(each) for each in asked.get("calls") or first)


def kept_out_by(person: Person) -> list[str]:
    """Every name on the list of those who must not see, as the person wrote it; on that of a joined record too."""
    rows = MustNotSee.objects.filter(about(person), hub_id=person.hub_id, ended_at=None)
    shown = rows.exclude(status=MustNotSee.Status.POSSIBLE).exclude(person__wrapped_key=None)
    named = shown.select_related("person").order_by("named_at", "pk")[:MOST_NAMES]
    return list(dict.fromkeys(reveal(row.person, f"named:{row.pk}", row.named_sealed) for row in named))


def opted_out_by(person: Person) -> list[str]:
    """Which opt-outs from research hold, said on whichever of their records."""
    return sorted(open_kinds(said_by(person)))


def needs_of(referral: Referral) -> dict[str, Any] | None:
    """What they last told about work, language, and what makes it easier."""
    told = Background.objects.filter(hub_id=referral.hub_id, referral=referral).select_related("organisation")
    found = told.order_by("-told_at", "-pk").first()
    if found is None:
        return None
    person = referral.person
    return {
        "organisation": found.organisation_id,
        "organisation_name": found.organisation.name if found.organisation else "",
        "employer": reveal(person, "employer", found.employer_sealed),
        "sector": found.sector,
        "staff_group": found.staff_group,
        "work_state": found.work_state,
        "off_since_on": found.off_since_on.isoformat() if found.off_since_on else None,
        "language": reveal(person, "language", found.language_sealed),
        "needs_interpreter": found.needs_interpreter,
        "formats": list(found.formats),
        "adjustments": reveal(person, "adjustments", found.adjustments_sealed),
    }


def measures(referral: Referral, now: datetime) -> Iterator[PaperWords]:
    """Each questionnaire with its score and every answer."""
    for found in measures_of(referral.person):
        score = [f"Score: {found.said}"] if found.questionnaire.counted else []
        text = "\n".join([*score, *answers(found)])
        yield PaperWords(
            part=Part.MEASURES, title=found.questionnaire.name, when=say_moment(found.at, now), by="", text=text
        )


def answers(found: Answered) -> Iterator[str]:
    """Items with what was picked. An item that was left out says so."""
    for item, value in zip(found.questionnaire.items, found.measure.items, strict=True):
        picked = next((each.label for each in found.questionnaire.options_of(item) if each.value == value), value)
        yield f"{item.text or item.label}: {LEFT_OUT if value is None else picked}"


def assessment(referral: Referral, now: datetime) -> Iterator[PaperWords]:
    """Finished assessments, section by section, without what was struck out."""
    for found in of_referral(referral):
        if found.status != AssessmentStatus.WRITING and found.finished_at is not None:
            by = found.finished_by.name if found.finished_by else ""
            said = [each for each in paragraphs_of(found) if not each.is_struck]
            order = list(Section)
            said.sort(key=lambda each: order.index(Section(each.section)))
            text = "\n\n".join(f"{Section(each.section).label}: {each.text}" for each in said)
            when = say_moment(found.finished_at, now)
            yield PaperWords(part=Part.ASSESSMENT, title="Assessment", when=when, by=by, text=text)


def plan(referral: Referral, now: datetime) -> Iterator[PaperWords]:
    """The plan as it was shown to the person last."""
    standing = standing_of(referral)
    if standing.latest is not None:
        goals = [f"Goal: {words_of(each, referral.person)}" for each in standing.goals_in(standing.latest)]
        steps = [f"Step: {what_of(each, referral.person)}" for each in standing.strands_in(standing.latest)]
        when = say_moment(standing.latest.shown_at, now)
        by = standing.latest.shown_by.name
        yield PaperWords(part=Part.PLAN, title="Plan", when=when, by=by, text="\n".join([*goals, *steps]))


def letters(referral: Referral, now: datetime) -> Iterator[PaperWords]:
    """Letters that were sent, with whom they went to."""
    for found in letters_of(referral.person):
        if found.status == LetterStatus.SENT and found.sent_at is not None:
            words = words_of_letter(found)
            title = f"{words.subject} (to {words.to_name})"
            by, when = found.written_by.name, say_moment(found.sent_at, now)
            yield PaperWords(part=Part.LETTERS, title=title, when=when, by=by, text=words.body)


def services(referral: Referral, now: datetime) -> Iterator[PaperWords]:
    """Which services have them, how far that has come, and the day that each has named; nothing of what it was told."""
    for found in with_services(referral):
        state = OnwardStatus(found.status).label
        is_named = found.status in WAITS and found.expected_on is not None
        day = f"They expect them on {long_date(found.expected_on)}" if is_named else ""
        when = f"as it stood on {long_date(london_day(now))}"
        text = "\n".join(filter(None, (state, day)))
        yield PaperWords(part=Part.SERVICES, title=found.service.name, when=when, by="", text=text)


PAPERS = {
    Part.MEASURES: measures, Part.ASSESSMENT: assessment, Part.PLAN: plan, Part.LETTERS: letters,
    Part.SERVICES: services,
}  # fmt: skip
