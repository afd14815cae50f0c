"""Writes of referrals: received, moved, told more about. The kept counts follow in the same transaction."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Exists, Model, OuterRef
from django.utils.module_loading import import_string

from holdfast.accounts.actions import locked as locked_member
from holdfast.accounts.duty import has_duty_today
from holdfast.accounts.models import Membership
from holdfast.accounts.roles import Permission
from holdfast.built import Built, given
from holdfast.events.actions import event_about, record
from holdfast.events.models import Event
from holdfast.events.together import write_together
from holdfast.hubs.models import Hub
from holdfast.lifecycle import MoveNotAllowed, Oneself
from holdfast.people.access import admitted_to, joined_with, not_kept_out, whose_it_is, works_with
from holdfast.people.actions import relate, unrelate
from holdfast.people.holding import hold
from holdfast.people.models import Person, Relationship
from holdfast.referrals.absences import raise_absent
from holdfast.referrals.models import AtRisk, Background, Equality, Referral, Tally
from holdfast.referrals.reference import new_reference
from holdfast.referrals.states import OF_STAGE, REFERRAL, STAGE_OF, NextAction, Stage
from holdfast.workforce.queries import override_needed

ATTEMPTS_AT_A_NUMBER = 5


def receive(
    hub: Hub, person: Person, *, submission: bytes, now: datetime, beside: Sequence[Model] = (), **facts: Any
) -> Referral:
    """Write a new referral into the triage queue, with a reference number of its own.

    Args:
        beside: unsaved rows to write in the same statement, such as the person.

    Raises:
        IntegrityError: this submission is there already. Nothing was written.
    """
    for attempt in range(1, ATTEMPTS_AT_A_NUMBER + 1):
        try:
            with transaction.atomic():
                return write_referral(hub, person, submission=submission, now=now, beside=beside, **facts)
        except IntegrityError as error:
            if "referral_reference_once" not in str(error) or attempt == ATTEMPTS_AT_A_NUMBER:
                raise
    raise AssertionError


def write_referral(
    hub: Hub, person: Person, *, submission: bytes, now: datetime, beside: Sequence[Model],
    by: Membership | None = None, **facts: Any,
) -> Referral:  # fmt: skip
    """One try at a reference number."""
    referral, *rows = referral_rows(hub, person, submission=submission, now=now, by=by, **facts)
    write_together(*beside, referral, *rows)
    return referral


def referral_rows(
    hub: Hub, person: Person, *, submission: bytes, now: datetime, by: Membership | None = None, **facts: Any
) -> tuple[Referral, Tally, Event]:
    """The rows of a new referral, for the caller to write with the person's: itself, its count, its event."""
    referral = Referral(
        hub=hub,
        person=person,
        reference=new_reference(),
        submission=submission,
        received_at=now,
        next_action=NextAction.DECIDE,
        next_action_at=facts["contact_by"],
        **facts,
    )
    event = event_about(
        referral,
        "referral.receive",
        by=by,
        now=now,
        route=referral.route,
        method=referral.method,
        safe_now=referral.safe_now,
        contact_when=referral.contact_when,
        why=referral.contact_why,
    )
    return referral, counted(referral, +1), event


def count(referral: Referral, delta: int) -> None:
    """Add to the kept count of the referral's stage and owner."""
    write_together(counted(referral, delta))


def counted(referral: Referral, delta: int) -> Tally:
    """The row of `count`, for the caller to write together with other rows."""
    return Tally(hub_id=referral.hub_id, stage=referral.stage, owner_id=referral.owner_id, delta=delta)


def locked(referral: Referral) -> Referral:
    """The referral as it is now, held until the transaction ends. Rows that point at it may be written meanwhile. Its
    person is read when they are asked for, after the wait: a death may have been recorded in it."""
    found = HELD.first(hub=referral.hub_id, referral=referral.pk)
    if found is None:
        raise Referral.DoesNotExist(str(referral.pk))
    return found


HELD = Built(
    lambda: Referral.objects.select_for_update(no_key=True).filter(hub_id=given("hub"), pk=given("referral"))
)  # fmt: skip


def locked_with_person(referral: Referral) -> Referral:
    """The same where the person's row changes too: they are held first, as everywhere (`people.holding`)."""
    held = hold(referral.hub_id, [referral.person_id])
    referral = locked(referral)
    referral.person = held[0]
    return referral


def lock_all_of(hub_id: UUID, persons: Collection[UUID]) -> None:
    """Hold every referral of these people, who are held, before the first of them changes."""
    found = Referral.objects.select_for_update(of=("self",), no_key=True)
    list(found.filter(hub_id=hub_id, person_id__in=persons).order_by("pk").values_list("pk"))


@transaction.atomic
def move(referral: Referral, verb: str, *, by: Membership, now: datetime, **changes: Any) -> Referral:
    """Move a referral along its lifecycle, with what else changes, and record who did it.

    Raises:
        PermissionDenied: `by` does not hold the permission the move needs.
        MoveNotAllowed: the referral has already left that status, for instance because a colleague was quicker.
    """
    referral = locked(referral)
    status = REFERRAL.target(verb, status=referral.status, by=by)
    return place(referral, status=status, stage=STAGE_OF[status], **changes)


def place(referral: Referral, **changes: Any) -> Referral:
    """Set fields of a locked referral; counts follow its stage and owner. A next action that is what its stage asks for
    is kept as that, too."""
    if changes.get("next_action") in OF_STAGE[changes.get("stage", referral.stage)]:
        changes |= {"stage_action": changes["next_action"]}
    if "next_action_at" in changes and changes.get("next_action", referral.next_action) == (
        changes.get("stage_action", referral.stage_action)
    ):
        changes |= {"stage_action_at": changes["next_action_at"]}
    return write(referral, **changes)


def write(referral: Referral, **changes: Any) -> Referral:
    """Set these fields alone. A welfare check does not end with its request: an alert takes its place. Of one that is
    open again nobody is told that it was closed."""
    if "closed_at" in changes and changes["closed_at"] is None:
        changes |= {"tell_by": None}
    before, was = (referral.stage, referral.owner_id), referral.next_action
    for name, value in changes.items():
        setattr(referral, name, value)
    shut_at: datetime | None = changes.get("closed_at")
    if shut_at and (was == NextAction.WELFARE or is_asked_whether_safe(referral, now=shut_at)):
        raise_absent(referral, by=None, now=shut_at)
    if (referral.stage, referral.owner_id) != before:
        recount(referral, before)
    referral.save(update_fields=list(changes))
    if (was == NextAction.WELFARE) != (referral.next_action == NextAction.WELFARE):
        import_string(settings.ALERTED)(referral.person)  # as long as it is to be done, nobody takes them over
    return referral


def is_asked_whether_safe(referral: Referral, *, now: datetime) -> bool:
    """Whether somebody is to ask them whether they are safe, also where a decision comes before that."""
    promised = (step for each in settings.PROMISED_STEPS for step in import_string(each)(referral, now=now))
    return any(action == NextAction.WELFARE for action, _ in promised)


def recount(referral: Referral, before: tuple) -> None:
    """Move one from the count it was in to the count it is in now."""
    stage, owner_id = before
    Tally.objects.create(hub_id=referral.hub_id, stage=stage, owner_id=owner_id, delta=-1)
    count(referral, +1)


def give_to(referral: Referral, owner: Membership | None, *, now: datetime) -> None:
    """Open the record to its new owner, or to the queue where nobody has it, and to nobody by the old right: whoever
    had it and still has something to do has it by that.

    A closed record stays open to its owner: they find it on their list, and can undo what they decided.
    """
    person = referral.person
    owners = whose_it_is(person).filter(why=Relationship.Why.OWNER).select_related("member")
    had = [each.member for each in owners if owner is None or each.member_id != owner.pk]
    unrelate(person, why=Relationship.Why.OWNER, now=now)
    unrelate(person, why=Relationship.Why.QUEUE, now=now)
    why = Relationship.Why.OWNER if owner else Relationship.Why.QUEUE
    if owner or referral.stage != Stage.CLOSED:
        relate(person, owner, why=why, now=now)
    still = works_with(person, has_to_do=True) if had else set()
    for member in admitted_to(person, [each for each in had if each and each.pk in still]):
        relate(person, member, why=Relationship.Why.TEAM, now=now)


def close_to_everybody(referral: Referral, *, now: datetime) -> None:
    """A closed record is nobody's daily business: the owner keeps it, the queue lets go."""
    unrelate(referral.person, why=Relationship.Why.QUEUE, now=now)


def close_to_team(referral: Referral, *, now: datetime) -> None:
    """Whoever worked with the owner of a closed request has the record no longer, unless another one is open."""
    others = Referral.objects.filter(hub_id=referral.hub_id, person=referral.person, closed_at=None)
    if not others.exclude(pk=referral.pk).exists():
        unrelate(referral.person, why=Relationship.Why.TEAM, now=now)


def open_to_team_again(referral: Referral, *, closed_at: datetime) -> None:
    """Give the record back to those from whom a closing took it that was taken back, who work with them still, and who
    have it by nothing else by now: what was booked with them stays cancelled."""
    team = Relationship.objects.filter(hub_id=referral.hub_id, person=referral.person, why=Relationship.Why.TEAM)
    ended = team.filter(until_at=closed_at, member__in=works_with(referral.person))
    ended = ended.exclude(Exists(team.filter(until_at=None, member=OuterRef("member"))))
    once = ended.order_by("member", "-pk").distinct("member")
    team.filter(pk__in=list(once.values_list("pk", flat=True))).update(until_at=None)


@transaction.atomic
def withdraw(referral: Referral, *, now: datetime) -> Referral:
    """The person stops. The owner keeps the record in sight; an open alert stays open, and those on duty with it.

    Raises:
        MoveNotAllowed: it is closed already.
    """
    referral = locked(referral)
    before = referral.status
    status = REFERRAL.target("withdraw", status=before, by=Oneself())
    place(
        referral, status=status, stage=STAGE_OF[status], closed_at=now, next_action=NextAction.NONE,
        next_action_at=now,
    )  # fmt: skip
    close_to_everybody(referral, now=now)
    close_to_team(referral, now=now)
    record(referral, "referral.withdraw", by=None, now=now, was=before)
    return referral


@transaction.atomic
def wish(referral: Referral, wished_hub: Hub | None, *, now: datetime) -> Referral:
    """Keep which other hub the person would rather have; None: they take the wish back.

    Raises:
        MoveNotAllowed: the referral is closed.
    """
    referral = locked(referral)
    if referral.closed_at:
        raise MoveNotAllowed("This referral is closed")
    if referral.wished_hub_id != (wished_hub.pk if wished_hub else None):
        place(referral, wished_hub=wished_hub)
        record(referral, "referral.wish", by=None, now=now, wished_hub=str(wished_hub.pk) if wished_hub else "")
    return referral


@transaction.atomic
def hand_back(referral: Referral, *, now: datetime) -> Referral:
    """Give a referral back to the queue: its owner must not see it any more."""
    referral = locked(referral)
    place(referral, owner=None)
    give_to(referral, None, now=now)
    record(referral, "referral.hand_back", by=None, now=now)
    return referral


def hand_back_kept_out(person: Person, *, now: datetime) -> None:
    """Give back every open referral of this person, and of whoever's record is joined with theirs, whose owner must
    not see it by now. What is booked with somebody who must not see them is cancelled, what they do is handed on.

    Those of nobody are held too: whoever gives one to a colleague at this moment is waited for, or waits."""
    persons = [person.pk, *joined_with(person).values_list("person_id", flat=True)]
    lock_all_of(person.hub_id, persons)
    rows = Referral.objects.filter(hub_id=person.hub_id, person_id__in=persons, closed_at=None).order_by("pk")
    for referral in rows.filter(owner__isnull=False).select_related("person", "owner"):
        if referral.owner and not not_kept_out(referral.person, [referral.owner]):
            hand_back(referral, now=now)
    for each in settings.KEPT_OUT:
        import_string(each)(person.hub_id, persons, now=now)


@transaction.atomic
def allocate(
    referral: Referral, owner: Membership, *, had: UUID | None, override: str = "", by: Membership, now: datetime
) -> Referral:
    """Give an accepted referral to a practitioner: from the queue, or from whoever has it.

    Args:
        had: the owner that the page showed; another one means that a colleague was quicker.
        override: why somebody is to assess whom the hub's rule does not admit.

    Raises:
        PermissionDenied: it is not `by` who says who has it, or `owner` can own nothing or must not see it.
        MoveNotAllowed: it waits for a decision, is closed, or has changed hands meanwhile.
        NotAdmitted: it waits for an assessment, to which the hub's rule does not admit them, and no reason was given.
    """
    owner = locked_member(owner)  # whoever leaves at this moment gives up what they are given, or is given nothing
    referral = locked_with_person(referral)
    if referral.stage in {Stage.TRIAGE, Stage.CLOSED}:
        raise MoveNotAllowed("This referral is closed, or waits for a decision first")
    if referral.owner_id != had:
        raise MoveNotAllowed("It has changed hands meanwhile. Who has it now stands above")
    may_see = not_kept_out(referral.person, [by]) and admitted_to(referral.person, [owner])
    if not (may_allocate(referral, by=by, now=now) and may_see and owner.has_caseload):
        raise PermissionDenied("allocate")
    if owner.pk != had:
        assesses = referral.stage == Stage.ASSESSMENT
        why = override_needed(by.hub, [owner], override=override, now=now) if assesses else ""
        place(referral, owner=owner)
        give_to(referral, owner, now=now)
        codes = {"override": why} if why else {}
        record(referral, "referral.allocate", by=by, now=now, owner=str(owner.pk), had=str(had or ""), **codes)
    return referral


def may_allocate(referral: Referral, *, by: Membership, now: datetime) -> bool:
    """Whether this member says who has a referral: its owner, a lead, and whoever is on duty where nobody has it.

    Nobody else who may open the record: an emergency would otherwise be a way to keep it.
    """
    if not by.may(Permission.ALLOCATE) or by.hub_id != referral.hub_id:
        return False
    if by.may(Permission.OPEN_ALL_RECORDS) or referral.owner_id == by.pk:
        return True
    return referral.owner_id is None and has_duty_today(by, now=now)


CARRIED = (
    "organisation", "employer_sealed", "sector", "staff_group", "work_state", "off_since_on", "language_sealed",
    "needs_interpreter", "formats", "adjustments_sealed",
)  # fmt: skip


def tell_background(
    referral: Referral, *, part: str, now: datetime, by: Membership | None = None, **facts: Any
) -> Background:
    """Add what the person told about work, or language and needs. What they told before is carried over.

    `by` wrote it down in conversation; nobody: they told it themselves.
    """
    last = referral.backgrounds.filter(hub_id=referral.hub_id).order_by("-told_at", "-pk").first()
    carried = {name: getattr(last, name) for name in CARRIED} if last else {}
    row = Background.objects.create(hub_id=referral.hub_id, referral=referral, told_at=now, **{**carried, **facts})
    told(referral, part, now=now, by=by)
    return row


def told(referral: Referral, part: str, *, now: datetime, by: Membership | None = None) -> None:
    """The event that says which part was told; never what."""
    record(referral, "referral.tell", by=by, now=now, part=part)


def tell_at_risk(
    referral: Referral, groups: Iterable[str], *, said_by: str, now: datetime, by: Membership | None = None
) -> None:
    """Add at-risk groups; what was said before stays."""
    AtRisk.objects.bulk_create(
        [
            AtRisk(hub_id=referral.hub_id, referral=referral, group=group, said_by=said_by, said_at=now)
            for group in groups
        ],
        ignore_conflicts=True,
    )
    record(referral, "referral.tell", by=by, now=now, part="groups")


def tell_equality(referral: Referral, *, now: datetime, **codes: str) -> Equality:
    """Add answers to the equality questions."""
    row = Equality.objects.create(hub_id=referral.hub_id, referral=referral, told_at=now, **codes)
    told(referral, "equality", now=now)
    return row


def fold_tallies(hub: Hub) -> None:
    """Fold the deltas of the kept counts into one row for each stage and owner."""
    with transaction.atomic():
        kept: dict[tuple, int] = {}
        folded = list(Tally.objects.select_for_update(skip_locked=True).filter(hub=hub)[:50_000])
        for row in folded:
            kept[row.stage, row.owner_id] = kept.get((row.stage, row.owner_id), 0) + row.delta
        if len(folded) > len(kept):
            Tally.objects.filter(hub=hub, pk__in=[row.pk for row in folded]).delete()
            Tally.objects.bulk_create(
                Tally(hub=hub, stage=stage, owner_id=owner, delta=delta)
                for (stage, owner), delta in kept.items()
                if delta
            )
