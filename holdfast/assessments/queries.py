"""Reads of assessments: whole, with who wrote what; a safety plan; codes to be counted."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from holdfast.accounts.models import Membership
from holdfast.accounts.roles import Permission
from holdfast.assessments.models import Assessment, Author, Draft, Need, Paragraph, SafetyPlan
from holdfast.assessments.states import Status
from holdfast.people.access import LASTING, admitted_to
from holdfast.people.identity import reveal
from holdfast.people.models import Person, Relationship
from holdfast.referrals.models import Referral

MOST_PARAGRAPHS = 500
MOST_SHOWN = 20


@dataclass(frozen=True)
class Words:
    """One paragraph in words, with what it said before.

    Attributes:
        before: earlier words of it, the latest first.
        is_struck: its author took it back.
        is_late: it was added after the assessment was finished.
    """

    pk: UUID
    section: str
    text: str
    row: Paragraph
    before: list[str] = field(default_factory=list)
    is_struck: bool = False
    is_late: bool = False


def of_referral(referral: Referral) -> list[Assessment]:
    """The assessments of a referral, the latest first."""
    found = Assessment.objects.filter(hub_id=referral.hub_id, referral=referral)
    return list(found.select_related("finished_by__account").order_by("-begun_at", "-pk")[:MOST_SHOWN])


def first_finished(referral: Referral) -> datetime | None:
    """When the first assessment of a referral was finished."""
    found = Assessment.objects.filter(hub_id=referral.hub_id, referral=referral, finished_at__isnull=False)
    return found.order_by("finished_at").values_list("finished_at", flat=True).first()


def being_written(referral: Referral) -> Assessment | None:
    """The assessment that is being written."""
    return next((each for each in of_referral(referral) if each.status == Status.WRITING), None)


def find_assessment(referral: Referral, pk: UUID) -> Assessment | None:
    """One assessment of a referral."""
    found = Assessment.objects.filter(hub_id=referral.hub_id, referral=referral, pk=pk)
    return found.select_related("person", "referral", "finished_by__account").first()


def authors_of(assessment: Assessment) -> list[Author]:
    """Who writes it, whoever began first."""
    found = Author.objects.filter(hub_id=assessment.hub_id, assessment=assessment)
    return list(found.select_related("member__account").order_by("added_at", "pk")[:MOST_SHOWN])


def writers_of(person: Person, *, has_to_do: bool) -> set[UUID]:
    """Who wrote an assessment of a request that is open, signed or typed, while the record was theirs: it stays so by
    that. What somebody wrote by a cover or in an emergency opens nothing later. `has_to_do`: only while it is
    written."""
    found = Assessment.objects.filter(hub_id=person.hub_id, person=person, referral__closed_at=None)
    open_ones = (found.filter(status=Status.WRITING) if has_to_do else found).values("pk")
    rows = (
        (Author.objects.filter(added_by=F("member")), "member", "added_at"),
        (Paragraph.objects.all(), "by", "written_at"),
        (Draft.objects.filter(text_sealed__isnull=False), "by", "saved_at"),
    )
    named = Author.objects.filter(hub_id=person.hub_id, assessment__in=open_ones).exclude(added_by=F("member"))
    return set(named.values_list("member", flat=True)) | {
        pk
        for found, who, at in rows
        for pk in found.filter(
            Exists(were_theirs(person, who, at)), hub_id=person.hub_id, assessment__in=open_ones
        ).values_list(who, flat=True)
    }


def were_theirs(person: Person, who: str, at: str) -> QuerySet[Relationship]:
    """Whether the record was of a row's member at the row's moment, of their own right."""
    then = Q(until_at=None) | Q(until_at__gte=OuterRef(at))
    return Relationship.objects.filter(
        then, hub_id=person.hub_id, person=person, member=OuterRef(who), why__in=LASTING, since_at__lt=OuterRef(at)
    )


def could_write(assessment: Assessment, authors: Iterable[Author]) -> list[Membership]:
    """Colleagues who may be named as authors: nobody whom the person keeps out is ever among them."""
    named = {each.member_id for each in authors}
    team = Membership.objects.filter(hub_id=assessment.hub_id, status=Membership.Status.ACTIVE).select_related(
        "account"
    )
    able = [each for each in team.order_by("account__name", "pk")[:200] if each.may(Permission.ASSESS)]
    return [each for each in admitted_to(assessment.person, able) if each.pk not in named]


def paragraphs_of(assessment: Assessment) -> list[Words]:
    """What stands in an assessment, in the order it was written, with the words that were corrected. One statement."""
    found = Paragraph.objects.filter(hub_id=assessment.hub_id, assessment=assessment)
    rows = list(found.select_related("by__account").order_by("written_at", "pk")[:MOST_PARAGRAPHS])
    replaced = {row.replaces_id: row for row in rows if row.replaces_id}
    return [words_of(assessment, row, rows) for row in rows if row.pk not in replaced]


def words_of(assessment: Assessment, row: Paragraph, rows: Iterable[Paragraph]) -> Words:
    """One paragraph, opened."""
    by_pk: dict[UUID | None, Paragraph] = {each.pk: each for each in rows}
    before, older = [], by_pk.get(row.replaces_id)
    while older is not None:
        before.append(opened(assessment.person, older))
        older = by_pk.get(older.replaces_id)
    is_late = assessment.finished_at is not None and row.written_at > assessment.finished_at
    return Words(
        row.pk, row.section, opened(assessment.person, row), row, before, row.struck_at is not None, is_late
    )  # fmt: skip


def opened(person: Person, row: Paragraph) -> str:
    """The words of a paragraph."""
    return reveal(person, f"paragraph:{row.pk}", row.text_sealed)


def sections_written(assessment: Assessment) -> set[str]:
    """Sections in which something stands."""
    found = Paragraph.objects.filter(
        hub_id=assessment.hub_id, assessment=assessment, struck_at=None, replaced_by__isnull=True
    )
    return set(found.values_list("section", flat=True).distinct())


def drafts_of(assessment: Assessment, by: Membership) -> dict[str, Draft]:
    """What this author has typed and not signed, by section; an empty one keeps its version."""
    found = Draft.objects.filter(hub_id=assessment.hub_id, assessment=assessment, by=by)
    return {draft.section: draft for draft in found}


def typed_in(assessment: Assessment, draft: Draft | None) -> str:
    """The words of a draft; none where nothing is typed."""
    if draft is None:
        return ""
    return reveal(assessment.person, f"draft:{draft.pk}", draft.text_sealed)


def typists_of(assessment: Assessment) -> list[Membership]:
    """Who has words in it that are not signed yet."""
    found = Draft.objects.filter(hub_id=assessment.hub_id, assessment=assessment, text_sealed__isnull=False)
    return list(Membership.objects.filter(hub_id=assessment.hub_id, pk__in=found.values("by")))


def others_typing(assessment: Assessment, by: Membership) -> dict[str, list[str]]:
    """Who else has words in a section that are not signed yet: names, never the words."""
    found = Draft.objects.filter(hub_id=assessment.hub_id, assessment=assessment, text_sealed__isnull=False)
    names: dict[str, list[str]] = {}
    for draft in found.exclude(by=by).select_related("by__account").order_by("saved_at")[:MOST_SHOWN]:
        names.setdefault(draft.section, []).append(draft.by.name)
    return names


def needs_of(assessment: Assessment) -> list[str]:
    """The codes of its needs."""
    found = Need.objects.filter(hub_id=assessment.hub_id, assessment=assessment, ended_at=None)
    return list(found.order_by("added_at", "pk").values_list("code", flat=True))


def safety_plans_of(person: Person) -> list[SafetyPlan]:
    """Every version of a person's safety plan, the latest first."""
    found = SafetyPlan.objects.filter(hub_id=person.hub_id, person=person)
    return list(found.select_related("by__account", "shared_by__account").order_by("-version")[:MOST_SHOWN])


def shared_plan(person: Person) -> SafetyPlan | None:
    """The latest version that the person has on their own pages."""
    found = SafetyPlan.objects.filter(hub_id=person.hub_id, person=person, shared_at__isnull=False)
    return found.select_related("by__account").order_by("-version").first()


def plan_words(plan: SafetyPlan, person: Person) -> str:
    """The words of a version."""
    return reveal(person, f"safety_plan:{plan.pk}", plan.text_sealed)
