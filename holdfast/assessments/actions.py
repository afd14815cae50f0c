"""Writes of assessments: begin, name authors, keep what is typed, sign, correct, agree. Each step writes its event."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from holdfast.accounts.models import Membership
from holdfast.accounts.roles import Permission
from holdfast.assessments.models import Assessment, Author, Draft, Need, Paragraph
from holdfast.assessments.queries import authors_of, opened, sections_written, typed_in, typists_of
from holdfast.assessments.rules import have_all_agreed, is_overtaken, missing, tidy
from holdfast.assessments.sections import NEED_WORDS, Section
from holdfast.assessments.states import ASSESSMENT, Status
from holdfast.contacts.first_contact import when_spoken
from holdfast.contacts.models import Promise
from holdfast.contacts.promises import keep_promises
from holdfast.events.actions import record
from holdfast.hubs.ids import uuid7
from holdfast.lifecycle import MoveNotAllowed
from holdfast.people.access import admitted_to, is_theirs, right_of
from holdfast.people.actions import work_with
from holdfast.people.identity import seal
from holdfast.people.viewer import viewer
from holdfast.referrals.actions import locked as locked_referral
from holdfast.referrals.actions import place
from holdfast.referrals.models import Referral
from holdfast.referrals.next_actions import follow
from holdfast.referrals.next_step import support_stage
from holdfast.referrals.states import REFERRAL, TOO_EARLY, Stage
from holdfast.referrals.states import Status as ReferralStatus


class WrittenSince(Exception):
    """Somebody's words have changed since the page was drawn. `text`: what stands there now."""

    def __init__(self, text: str, version: int = 0):
        super().__init__(WrittenSince.__doc__)
        self.text, self.version = text, version


class NotYet(Exception):
    """It cannot be finished yet: sections are missing, or words are typed and not signed. `missing`: their names."""

    def __init__(self, missing: Collection[str]):
        super().__init__(NotYet.__doc__)
        self.missing = list(missing)


@transaction.atomic
def begin(referral: Referral, *, by: Membership, now: datetime) -> Assessment:
    """Begin an assessment, or go on with the one that is being written.

    Raises:
        PermissionDenied: `by` may not assess.
        MoveNotAllowed: the request waits for a decision, or is closed.
    """
    if not by.may(Permission.ASSESS):
        raise PermissionDenied("begin")
    referral = locked_referral(referral)
    if referral.stage in TOO_EARLY:
        raise MoveNotAllowed("This request is closed, or waits for a decision first")
    found = Assessment.objects.filter(hub_id=referral.hub_id, referral=referral, status=Status.WRITING).first()
    if found is None:
        found = Assessment.objects.create(
            hub_id=referral.hub_id, person=referral.person, referral=referral, begun_at=now, begun_by=by
        )
        record(found, "assessment.begin", by=by, now=now, referral=str(referral.pk))
    author(found, by, added_by=by, now=now)
    return found


def author(assessment: Assessment, member: Membership, *, added_by: Membership, now: datetime) -> Author:
    """The row of an author, made where there is none."""
    named, _ = Author.objects.get_or_create(
        hub_id=assessment.hub_id, assessment=assessment, member=member, defaults={"added_at": now, "added_by": added_by}
    )
    return named


def locked(assessment: Assessment) -> Assessment:
    """The assessment as it is now, held until the transaction ends."""
    found = Assessment.objects.select_for_update(of=("self",)).select_related("person", "referral")
    return found.get(hub_id=assessment.hub_id, pk=assessment.pk)


@transaction.atomic
def add_author(assessment: Assessment, member: Membership, *, by: Membership, now: datetime) -> Author:
    """Name a colleague who writes it too. The record opens to them.

    Raises:
        PermissionDenied: `by` may not, or has the record by a cover or an emergency only: it would be a way to keep it;
            the colleague may not assess, or the person keeps them out.
        MoveNotAllowed: it is finished.
    """
    assessment = locked(assessment)
    ASSESSMENT.target("write", status=assessment.status, by=by)
    may_write = member.may(Permission.ASSESS) and admitted_to(assessment.person, [member]) == [member]
    if not may_write or not is_theirs(by, assessment.person):
        raise PermissionDenied("add_author")
    named = author(assessment, member, added_by=by, now=now)
    work_with(assessment.person, [member], now=now)
    record(assessment, "assessment.add_author", by=by, now=now, owner=str(member.pk))
    return named


@transaction.atomic
def keep(assessment: Assessment, section: str, text: str, *, seen: int, by: Membership, now: datetime) -> Draft:
    """Keep what somebody types in a section. `seen` is the version that their page has; 0: none.

    It is no step of anybody's way yet, and writes no event.

    Raises:
        PermissionDenied: `by` may not assess.
        WrittenSince: another page of theirs has kept other words meanwhile.
    """
    if not by.may(Permission.ASSESS):
        raise PermissionDenied("keep")
    assessment, text = locked(assessment), tidy(text)
    draft = draft_of(assessment, section, by=by, now=now)
    kept = typed_in(assessment, draft)
    if draft.version != seen and is_overtaken(kept if draft.text_sealed else None, text):
        raise WrittenSince(kept, draft.version)
    if kept != text:
        draft.text_sealed = seal(assessment.person, f"draft:{draft.pk}", text)
        draft.version += 1
        Author.objects.filter(hub_id=assessment.hub_id, assessment=assessment, member=by).update(agreed_at=None)
    draft.saved_at = now
    draft.save(update_fields=["text_sealed", "version", "saved_at"])
    return draft


def draft_of(assessment: Assessment, section: str, *, by: Membership, now: datetime) -> Draft:
    """The row that keeps what somebody types in a section."""
    found, _ = Draft.objects.get_or_create(
        hub_id=assessment.hub_id, assessment=assessment, section=Section(section), by=by,
        defaults={"version": 0, "saved_at": now},
    )  # fmt: skip
    return found


@transaction.atomic
def write(
    assessment: Assessment, texts: Mapping[str, str], *, seen: Mapping[str, int] | None = None, by: Membership,
    now: datetime,
) -> list[Paragraph]:  # fmt: skip
    """Sign what was typed: a paragraph in each section that has words. Nobody's words are replaced.

    Whoever had agreed agrees anew. After it is finished, a paragraph stands as added later.

    Args:
        seen: of each section, the version of what was kept that the page had.

    Raises:
        PermissionDenied: `by` may not assess.
        WrittenSince: another page of theirs has kept other words in one of these sections meanwhile.
    """
    assessment = locked(assessment)
    ASSESSMENT.target("write" if assessment.status == Status.WRITING else "add_to", status=assessment.status, by=by)
    texts = {Section(section): tidy(text) for section, text in texts.items() if tidy(text)}
    for section, version in (seen or {}).items():
        check_seen(assessment, section, texts.get(Section(section), ""), seen=version, by=by)
    rows = [signed(assessment, section, text, by=by, now=now) for section, text in texts.items()]
    forget_typed(assessment, texts, by=by, now=now)
    if rows:
        changed(assessment, by=by, now=now)
        record(assessment, "assessment.write", by=by, now=now, sections=[str(row.section) for row in rows])
    return rows


def check_seen(assessment: Assessment, section: str, text: str, *, seen: int, by: Membership) -> None:
    """That no other page of theirs kept or signed other words in a section since this one was drawn.

    Raises:
        WrittenSince: it did.
    """
    found = Draft.objects.filter(hub_id=assessment.hub_id, assessment=assessment, section=section, by=by).first()
    if found is None or found.version == seen:
        return
    kept = typed_in(assessment, found)
    if is_overtaken(kept if found.text_sealed else None, text):
        raise WrittenSince(kept, found.version)


def signed(assessment: Assessment, section: str, text: str, *, by: Membership, now: datetime) -> Paragraph:
    """A new paragraph."""
    row = Paragraph(
        id=uuid7(), hub_id=assessment.hub_id, assessment=assessment, section=section, by=by, written_at=now
    )  # fmt: skip
    row.text_sealed = seal(assessment.person, f"paragraph:{row.pk}", text)
    row.save(force_insert=True)
    return row


def forget_typed(assessment: Assessment, sections: Collection[str], *, by: Membership, now: datetime) -> None:
    """What was typed is signed now: nothing waits there any more."""
    found = Draft.objects.filter(hub_id=assessment.hub_id, assessment=assessment, by=by, section__in=sections)
    for draft in found:
        draft.text_sealed, draft.version, draft.saved_at = None, draft.version + 1, now
        draft.save(update_fields=["text_sealed", "version", "saved_at"])


def changed(assessment: Assessment, *, by: Membership, now: datetime) -> None:
    """It reads otherwise than when somebody agreed: while it is being written, everybody agrees anew."""
    author(assessment, by, added_by=by, now=now)
    if assessment.status == Status.WRITING:
        Author.objects.filter(hub_id=assessment.hub_id, assessment=assessment).update(agreed_at=None)


@transaction.atomic
def correct(paragraph: Paragraph, text: str, *, seen: str, by: Membership, now: datetime) -> Paragraph:
    """Put other words in the place of one's own. The old ones stay to be read.

    Args:
        seen: the words that the page showed.

    Raises:
        PermissionDenied: they are somebody else's.
        WrittenSince: they were corrected or taken back meanwhile.
    """
    assessment = locked(paragraph.assessment)
    current = current_of(paragraph)
    if paragraph.by_id != by.pk or not by.may(Permission.ASSESS):
        raise PermissionDenied("correct")
    if opened(assessment.person, current) != seen or current.struck_at is not None:
        raise WrittenSince(opened(assessment.person, current))
    row = signed(assessment, current.section, tidy(text), by=by, now=now)
    row.replaces = current
    row.save(update_fields=["replaces"])
    changed(assessment, by=by, now=now)
    record(assessment, "assessment.correct", by=by, now=now, sections=[current.section])
    return row


def current_of(paragraph: Paragraph) -> Paragraph:
    """The latest words that stand in a paragraph's place."""
    while (newer := Paragraph.objects.filter(hub_id=paragraph.hub_id, replaces=paragraph).first()) is not None:
        paragraph = newer
    return paragraph


@transaction.atomic
def strike(paragraph: Paragraph, *, by: Membership, now: datetime) -> Paragraph:
    """Take one's own words back. They stay to be read, struck out.

    Raises:
        PermissionDenied: they are somebody else's.
        MoveNotAllowed: they were corrected or taken back meanwhile.
    """
    assessment = locked(paragraph.assessment)
    if paragraph.by_id != by.pk or not by.may(Permission.ASSESS):
        raise PermissionDenied("strike")
    if current_of(paragraph).pk != paragraph.pk or paragraph.struck_at is not None:
        raise MoveNotAllowed("These words were corrected or taken back meanwhile")
    paragraph.struck_at = now
    paragraph.save(update_fields=["struck_at"])
    changed(assessment, by=by, now=now)
    record(assessment, "assessment.strike", by=by, now=now, sections=[paragraph.section])
    return paragraph


@transaction.atomic
def set_needs(
    assessment: Assessment, codes: Collection[str], *, seen: Collection[str] | None = None, by: Membership,
    now: datetime,
) -> None:  # fmt: skip
    """Say which needs were found. What is taken off stays in the history.

    Args:
        seen: those that stood when the page was drawn: what a colleague added or took off since stays so.

    Raises:
        PermissionDenied: `by` may not assess.
        MoveNotAllowed: it is finished.
    """
    assessment = locked(assessment)
    ASSESSMENT.target("write", status=assessment.status, by=by)
    standing = Need.objects.filter(hub_id=assessment.hub_id, assessment=assessment, ended_at=None)
    before, wanted = set(standing.values_list("code", flat=True)), {code for code in NEED_WORDS if code in codes}
    if seen is not None:
        wanted = (before | (wanted - set(seen))) - (set(seen) - wanted)
    if before == wanted:
        return
    standing.exclude(code__in=wanted).update(ended_at=now, ended_by=by)
    for code in sorted(wanted - before):
        Need.objects.create(hub_id=assessment.hub_id, assessment=assessment, code=code, added_at=now, added_by=by)
    changed(assessment, by=by, now=now)
    record(assessment, "assessment.set_needs", by=by, now=now, needs=sorted(wanted))


@transaction.atomic
def agree(assessment: Assessment, *, leads_to: str, without: str = "", by: Membership, now: datetime) -> Assessment:
    """Agree with it as it stands. Once everybody who writes it has agreed, it is finished, and the referral moves on.

    Args:
        without: why it is finished before the others have agreed; for leads.

    Raises:
        PermissionDenied: `by` does not write it, or may not finish it without the others.
        MoveNotAllowed: it is finished.
        NotYet: something is still to be written or to be signed.
    """
    locked_referral(assessment.referral)  # first, as where one is begun: two presses wait, and none is lost
    assessment = locked(assessment)
    ASSESSMENT.target("agree", status=assessment.status, by=by)
    own = Author.objects.filter(hub_id=assessment.hub_id, assessment=assessment, member=by).first()
    if (own is None and not without) or (without and not by.may(Permission.OPEN_ALL_RECORDS)):
        raise PermissionDenied("agree")
    typed = Draft.objects.filter(hub_id=assessment.hub_id, assessment=assessment, by=by, text_sealed__isnull=False)
    unsigned = list(typed.values_list("section", flat=True))
    if lacking := [*missing(sections_written(assessment)), *map(Section, unsigned)]:
        raise NotYet([section.label for section in dict.fromkeys(lacking)])
    if own is not None:
        own.agreed_at = now
        own.save(update_fields=["agreed_at"])
        record(assessment, "assessment.agree", by=by, now=now)
    waited_for = asked_to_agree(assessment)
    types = [each for each in able_to_sign(assessment, typists_of(assessment)) if each != by]
    has_it = waited_for or right_of(viewer(by, now=now), assessment.person) != "emergency"
    if without or (has_it and not types and have_all_agreed([each.agreed_at for each in waited_for])):
        finish(assessment, leads_to=leads_to, without=without, by=by, now=now)
    return assessment


def asked_to_agree(assessment: Assessment) -> list[Author]:
    """The authors whose word is waited for: who is at work here, may still see it, and has the record as their own.

    Who wrote while they were on duty, covered or helped in an emergency cannot open it later.
    """
    authors = authors_of(assessment)
    able = {member.pk for member in able_to_sign(assessment, [each.member for each in authors])}
    return [each for each in authors if each.member_id in able]


def able_to_sign(assessment: Assessment, members: Sequence[Membership]) -> list[Membership]:
    """Of these members, those who are at work here, may still see it, and have the record as their own."""
    at_work = [each for each in members if each.status == Membership.Status.ACTIVE]
    return [each for each in admitted_to(assessment.person, at_work) if is_theirs(each, assessment.person)]


def finish(assessment: Assessment, *, leads_to: str, without: str, by: Membership, now: datetime) -> None:
    """Finish it: nothing is changed in it any more. The referral goes to the team's meeting, or on to the plan."""
    assessment.status = ASSESSMENT.target("finish", status=assessment.status, by=by)
    assessment.leads_to, assessment.without = Assessment.LeadsTo(leads_to), without
    assessment.finished_at, assessment.finished_by = now, by
    assessment.save(update_fields=["status", "leads_to", "without", "finished_at", "finished_by"])
    record(
        assessment, "assessment.finish", by=by, now=now, leads_to=leads_to, without=without,
        referral=str(assessment.referral_id),
    )  # fmt: skip
    referral = locked_referral(assessment.referral)
    spoken = when_spoken(referral, now)
    keep_promises(referral, Promise.End.SPOKE, at=now, cause=assessment.pk, now=now)
    if referral.closed_at is not None:
        place(referral, **spoken)
        return
    stage = Stage.MEETING if leads_to == Assessment.LeadsTo.MEETING else support_stage(referral)
    changes: dict[str, Any] = {"stage": stage, **spoken}
    if referral.status == ReferralStatus.ACCEPTED:
        changes["status"] = REFERRAL.target("assess", status=referral.status, by=by)
        record(referral, "referral.assess", by=by, now=now, assessment=str(assessment.pk))
    place(referral, **changes)
    follow(referral, now=now)
