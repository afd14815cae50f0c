"""Writes of triage: decide, sign, undo within a minute, bring contact forward."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.module_loading import import_string

from holdfast.accounts.actions import locked as locked_member
from holdfast.accounts.models import Membership
from holdfast.accounts.roles import Permission
from holdfast.correspondence.actions import cancel_about, post_to_person
from holdfast.correspondence.models import Message
from holdfast.events.actions import is_followed, latest, record, reverse
from holdfast.events.models import Event
from holdfast.hubs.ids import uuid7
from holdfast.hubs.models import Hub, Terms
from holdfast.hubs.queries import terms_of
from holdfast.lifecycle import MoveNotAllowed
from holdfast.people.access import not_kept_out
from holdfast.people.identity import seal
from holdfast.referrals.actions import close_to_team, give_to, locked, may_allocate, open_to_team_again, place, write
from holdfast.referrals.answers import is_mailed, tell_by
from holdfast.referrals.models import Referral
from holdfast.referrals.next_actions import follow
from holdfast.referrals.states import ANSWERED, REFERRAL, STAGE_OF, NextAction, Stage, Status
from holdfast.referrals.together import locked_together
from holdfast.triage.ends import check_shown
from holdfast.triage.models import Decision
from holdfast.triage.queries import latest_decision, proposal_for, told_by

UNDO = timedelta(minutes=1)
MOVES = (
    "triage.", "contact.", "referral.plan_next", "referral.withdraw", "referral.allocate", "referral.hand_back",
    "appointment.", "plan.", "assessment.", "meeting.", "letter.", "transfer.", "onward.", "course.",
    "waiting.", "follow_up.", "work.", "referral.support_again",
    "referral.close_by_death", "referral.discharge", "referral.monitor", "referral.reopen",
)  # fmt: skip
"""The events that set what an undo would put back: after one of them there is something to lose."""
KEPT_FOR_UNDO = (
    "status",
    "stage",
    "contact_by",
    "contact_when",
    "next_action",
    "next_action_at",
    "stage_action",
    "stage_action_at",
    "closed_at",
)


class TooLate(Exception):
    """It cannot be undone any more: the minute has passed, or something else has happened since."""


class ReasonMissing(Exception):
    """Say why contact is made later than proposed."""


@dataclass(frozen=True)
class Choice:
    """What a practitioner chose on the decision page."""

    outcome: str
    contact_by: datetime
    owner: Membership | None = None
    wished_hub: Hub | None = None
    words: str = ""
    later_reason: str = ""
    note: str = ""


@transaction.atomic
def decide(
    referral: Referral, choice: Choice, *, seen: UUID | None, by: Membership, now: datetime, shown: str | None = None
) -> Decision:
    """Decide on a request.

    Args:
        seen: the latest decision that the page showed; another one means that a colleague was quicker.
        shown: the mark of what the page said that ends where this closes it; None where no page was read.

    Raises:
        PermissionDenied: `by` may not triage, or has the record open for a while only; or the owner chosen can own
            nothing, or is kept out by now.
        MoveNotAllowed: a colleague has decided or closed it meanwhile, or the person has withdrawn.
        MoreIsOpen: this would close it, and something else is open now.
        ReasonMissing: contact is later than proposed and no reason is given.
    """
    if choice.owner:  # whoever leaves at this moment gives up what they are given, or is given nothing
        choice = replace(choice, owner=locked_member(choice.owner))
    referral = locked_together(referral)  # what closes it holds all of theirs, for what is booked
    last = latest_decision(referral)
    if referral.status == Status.WITHDRAWN:
        raise MoveNotAllowed("The person has withdrawn their request")
    is_open = referral.status == Status.RECEIVED and referral.next_action != NextAction.SIGN
    if (last.pk if last else None) != seen or not is_open:
        raise MoveNotAllowed("A colleague has decided on this referral")
    if referral.next_action == NextAction.OFFER_TRANSFER and import_string(settings.MOVED)(referral):
        raise MoveNotAllowed("Another hub has accepted this person")
    if choice.contact_by > referral.contact_by and not choice.later_reason.strip():
        raise ReasonMissing(ReasonMissing.__doc__)
    if not (by.may(Permission.TRIAGE) and may_allocate(referral, by=by, now=now) and may_have(choice.owner, referral)):
        raise PermissionDenied("decide")
    if choice.outcome == Decision.Outcome.SIGNPOST:
        check_shown(referral, shown, now=now)
    decision = write_decision(referral, choice, by=by, now=now)
    cancelled = carry_out(referral, decision, by=by, now=now)
    record(
        referral, f"triage.{decision.outcome}", by=by, now=now, decision=str(decision.pk),
        owner=str(decision.owner_id or ""), later=choice.contact_by > decision.proposed_by_rules,
        **({"cancelled": cancelled} if cancelled else {}),
    )  # fmt: skip
    if decision.outcome != Decision.Outcome.DECLINE:
        tell_person(referral, decision, now=now)
    return decision


def may_have(owner: Membership | None, referral: Referral) -> bool:
    """Whether a referral can be given to this member; nobody is the queue. The page offers no other: a name that was
    given since it was drawn takes effect all the same."""
    return owner is None or (owner.has_caseload and bool(not_kept_out(referral.person, [owner])))


def write_decision(referral: Referral, choice: Choice, *, by: Membership, now: datetime) -> Decision:
    """The decision as a row, with what undo needs."""
    decision = Decision(
        id=uuid7(),
        hub_id=referral.hub_id,
        referral=referral,
        outcome=choice.outcome,
        decided_at=now,
        decided_by=by,
        proposed_by_rules=referral.contact_by,
        contact_by=choice.contact_by,
        owner=choice.owner,
        wished_hub=choice.wished_hub,
        before=snapshot(referral),
    )
    person = referral.person
    decision.later_sealed = seal(person, f"later:{decision.pk}", choice.later_reason)
    decision.words_sealed = seal(person, f"words:{decision.pk}", choice.words)
    decision.note_sealed = seal(person, f"decision_note:{decision.pk}", choice.note)
    decision.save(force_insert=True)
    return decision


def carry_out(referral: Referral, decision: Decision, *, by: Membership, now: datetime) -> int:
    """What a decision does to the referral; how many appointments it cancels by that."""
    outcome, contact_by = decision.outcome, decision.contact_by
    if outcome == Decision.Outcome.ACCEPT:
        status = REFERRAL.target("accept", status=referral.status, by=by)
        place(
            referral, status=status, stage=STAGE_OF[status], owner=decision.owner, contact_by=contact_by,
            next_action=NextAction.CALL, next_action_at=contact_by,
        )  # fmt: skip
        give_to(referral, decision.owner, now=now)
    elif outcome == Decision.Outcome.SIGNPOST:
        status = REFERRAL.target("signpost", status=referral.status, by=by)
        return shut(referral, status, owner=by, by=by, now=now)
    elif outcome == Decision.Outcome.OTHER_HUB:
        place(
            referral, wished_hub=decision.wished_hub, contact_by=contact_by,
            next_action=NextAction.OFFER_TRANSFER, next_action_at=contact_by,
        )  # fmt: skip
    else:
        place(referral, next_action=NextAction.SIGN, next_action_at=referral.contact_by)
    follow(referral, now=now)
    return 0


def shut(referral: Referral, status: str, *, owner: Membership, by: Membership, now: datetime) -> int:
    """Close a referral: whoever decided keeps it in sight, and tells them where no mail does; the queue lets go, what
    is booked for it is cancelled."""
    is_told = status in ANSWERED and not referral.person.died_at
    place(
        referral, status=status, stage=Stage.CLOSED, owner=owner, closed_at=now, next_action=NextAction.NONE,
        next_action_at=now, tell_by=tell_by(now) if is_told else None,
    )  # fmt: skip
    give_to(referral, owner, now=now)
    close_to_team(referral, now=now)
    return sum(import_string(each)(referral, by=by, now=now, tell_at=now + UNDO) for each in settings.CLOSES)


@transaction.atomic
def sign(decision: Decision, *, by: Membership, now: datetime, shown: str | None = None) -> Decision:
    """A second practitioner agrees that a request is not in scope: only then is it closed.

    Args:
        shown: the mark of what the page said that ends with it; None where no page was read.

    Raises:
        MoreIsOpen: something else is open now.
        PermissionDenied: `by` may not triage, or decided it themselves.
        MoveNotAllowed: it was signed, or undone.
    """
    referral = locked_together(decision.referral)
    if decision.decided_by_id == by.pk or not may_allocate(referral, by=by, now=now):
        raise PermissionDenied("sign")
    if referral.next_action != NextAction.SIGN or latest_decision(referral) != decision:
        raise MoveNotAllowed("It no longer waits for a signature")
    check_shown(referral, shown, now=now)
    status = REFERRAL.target("decline", status=referral.status, by=by)
    decision.signed_at, decision.signed_by = now, by
    decision.save(update_fields=["signed_at", "signed_by"])
    owner = decision.decided_by if may_have(decision.decided_by, referral) else by
    cancelled = shut(referral, status, owner=owner, by=by, now=now)
    counted = {"cancelled": cancelled} if cancelled else {}
    record(referral, "triage.sign", by=by, now=now, decision=str(decision.pk), **counted)
    tell_person(referral, decision, now=now)
    return decision


@transaction.atomic
def send_back(decision: Decision, *, by: Membership, now: datetime) -> Referral:
    """A request that was decided to be out of scope waits for a decision again: a second practitioner does not agree,
    or whoever decided takes it back, for instance because nobody else may open the record and sign.

    Raises:
        PermissionDenied: `by` may not triage, or has the record open for a while only.
        MoveNotAllowed: it was signed, or undone.
    """
    referral = locked(decision.referral)
    if not (by.may(Permission.TRIAGE) and may_allocate(referral, by=by, now=now)):
        raise PermissionDenied("send_back")
    if referral.next_action != NextAction.SIGN or latest_decision(referral) != decision:
        raise MoveNotAllowed("It no longer waits for a signature")
    decision.undone_at = now
    decision.save(update_fields=["undone_at"])
    place(referral, next_action=NextAction.DECIDE, next_action_at=referral.contact_by)
    follow(referral, now=now)
    record(referral, "triage.send_back", by=by, now=now, decision=str(decision.pk))
    return referral


@transaction.atomic
def undo(decision: Decision, *, by: Membership, now: datetime) -> Referral:
    """Take one's own decision back, within a minute.

    Raises:
        PermissionDenied: it is somebody else's decision.
        TooLate: the minute has passed, or the decision has been followed.
    """
    referral = locked(decision.referral)
    if decision.decided_by_id != by.pk:
        raise PermissionDenied("undo")
    event = undoable(decision, referral, now=now)
    if event is None:
        raise TooLate(TooLate.__doc__)
    decision.undone_at = now
    decision.save(update_fields=["undone_at"])
    before = restored(decision.before)
    if latest(referral.pk, referral.hub_id, referral.person_id, "referral.wish", since=decision.decided_at):
        before.pop("wished_hub_id")  # what the person has wished meanwhile stands
    write(referral, **before)
    give_to(referral, None, now=now)
    open_to_team_again(referral, closed_at=decision.decided_at)
    cancel_about(referral.hub_id, decision.pk, now=now)
    reverse(event, by=by, now=now)
    follow(referral, now=now)  # what was promised, and told, meanwhile counts
    return bring_forward(referral, terms=terms_of(by.hub, now=now), now=now)


def undoable(decision: Decision, referral: Referral, *, now: datetime) -> Event | None:
    """What is taken back with a decision; None where the minute has passed, or the decision has been followed."""
    if now > decision.decided_at + UNDO or decision.signed_at or referral.person.died_at:
        return None
    if latest_decision(referral) != decision:
        return None
    event = latest(referral.pk, referral.hub_id, referral.person_id, f"triage.{decision.outcome}")
    return None if event is None or is_followed(event, by=MOVES) else event


def snapshot(referral: Referral) -> dict:
    """What undo puts back, as JSON."""
    kept = {name: getattr(referral, name) for name in KEPT_FOR_UNDO}
    return {
        **{name: value.isoformat() if isinstance(value, datetime) else value for name, value in kept.items()},
        "wished_hub_id": str(referral.wished_hub_id) if referral.wished_hub_id else None,
    }


def restored(before: Mapping) -> dict:
    """The fields of a snapshot, as the model has them."""
    instants = {"contact_by", "next_action_at", "stage_action_at", "closed_at"}
    values = {
        name: datetime.fromisoformat(value) if name in instants and value else value for name, value in before.items()
    }
    return {**values, "owner": None}


def tell_person(referral: Referral, decision: Decision, *, now: datetime) -> None:
    """Queue neutral mail about a decision, after the minute in which it can be undone."""
    if is_mailed(referral.person):
        post_to_person(
            referral.person,
            kind=Message.Kind.DECISION,
            subject_id=decision.pk,
            now=now,
            not_before=now + UNDO,
            reference=referral.reference,
            outcome=decision.outcome,
            contact_by=decision.contact_by.isoformat(),
        )


@transaction.atomic
def bring_forward(referral: Referral, *, terms: Terms, now: datetime) -> Referral:
    """Propose again after the person told more. Contact comes sooner or stays; it never moves back.

    Once a practitioner has decided, their date stays theirs.
    """
    referral = locked(referral)
    if referral.status != Status.RECEIVED:
        return referral
    proposal, version = proposal_for(
        told_by(referral), hub=terms.hub, terms=terms, received_at=referral.received_at, now=now
    )
    told_nothing_new = (proposal.by, list(proposal.why)) == (referral.contact_by, referral.contact_why)
    if proposal.by > referral.contact_by or told_nothing_new:
        return referral
    place(
        referral, contact_when=proposal.when, contact_by=proposal.by, contact_why=list(proposal.why),
        rule_set=version, next_action_at=min(proposal.by, referral.next_action_at),
    )  # fmt: skip
    record(referral, "triage.bring_forward", by=None, now=now, when=proposal.when, why=list(proposal.why))
    return referral
