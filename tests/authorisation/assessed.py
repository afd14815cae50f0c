"""An assessment of each record with words in it, a safety plan, and a question to the team's meeting."""

from typing import Any

from holdfast.assessments.actions import begin, write
from holdfast.assessments.models import Assessment, Author, Paragraph
from holdfast.assessments.safety_actions import write_safety_plan
from holdfast.assessments.states import Status
from holdfast.hubs.ids import uuid7
from holdfast.hubs.scope import hub_scope
from holdfast.meetings.actions import ask, call
from holdfast.meetings.models import Discussion
from holdfast.people.identity import seal
from holdfast.referrals.models import Referral
from holdfast.referrals.states import Stage
from tests.builders import Team


def assessed(team: Team, asked: Referral, *, story: str, now) -> dict[str, dict[str, Any]]:
    """What the lead wrote and asked about somebody. Who waits for a decision has rows that were kept from before."""
    with hub_scope(team.hub):
        asked.refresh_from_db()
        meeting = call(team.hub, starts_at=now, by=team.ines, now=now)
        if asked.stage == Stage.TRIAGE:
            made, row, question = kept_rows(team, asked, meeting, story=story, now=now)
        else:
            made = begin(asked, by=team.ines, now=now)
            (row,) = write(made, {"needs": f"Words {story}"}, by=team.ines, now=now)
            question = ask(asked, f"Question {story}", meeting=meeting, by=team.ines, now=now)
        write_safety_plan(asked, f"Plan {story}", seen=0, by=team.ines, now=now)
    one = {"pk": asked.pk, "assessment_pk": made.pk}
    return {
        "assessment": one, "words": {**one, "row_pk": row.pk}, "question": {"pk": question.pk},
        "meeting": {"pk": meeting.pk},
    }  # fmt: skip


def kept_rows(team: Team, asked: Referral, meeting, *, story: str, now) -> tuple[Assessment, Paragraph, Discussion]:
    """The same rows of somebody of whom nothing may be begun."""
    person, hub = asked.person, team.hub
    made = Assessment.objects.create(
        hub=hub, person=person, referral=asked, status=Status.WRITING, begun_at=now, begun_by=team.ines
    )
    Author.objects.create(hub=hub, assessment=made, member=team.ines, added_at=now, added_by=team.ines)
    row = Paragraph(id=uuid7(), hub=hub, assessment=made, section="needs", by=team.ines, written_at=now)
    row.text_sealed = seal(person, f"paragraph:{row.pk}", f"Words {story}")
    row.save(force_insert=True)
    question = Discussion(
        id=uuid7(), hub=hub, person=person, referral=asked, meeting=meeting, asked_at=now, asked_by=team.ines
    )
    question.question_sealed = seal(person, f"question:{question.pk}", f"Question {story}")
    question.save(force_insert=True)
    return made, row, question
