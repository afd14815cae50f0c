"""Writes of how care ends: discharged, undone within a minute, reopened by the team or by the person themselves."""

from datetime import datetime
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q

from holdfast.accounts.models import Membership
from holdfast.alerts.actions import raise_alert
from holdfast.alerts.models import Alert
from holdfast.contacts.models import Promise
from holdfast.contacts.promises import end_promises, open_promises
from holdfast.correspondence.actions import cancel_about, post_to_person
from holdfast.correspondence.models import Message
from holdfast.events.actions import is_followed, latest, record, reverse
from holdfast.events.models import Event
from holdfast.hubs.ids import uuid7
from holdfast.hubs.models import Hub, Terms
from holdfast.hubs.queries import terms_of
from holdfast.lifecycle import MoveNotAllowed, Oneself
from holdfast.onward.actions import follow as follow_services
from holdfast.outcomes.actions import plan_again, stop_all
from holdfast.outcomes.end_codes import BY_CODE, OF_DEATH
from holdfast.outcomes.left import left_open, stays_ended
from holdfast.outcomes.models import Discharge
from holdfast.outcomes.queries import discharge_of
from holdfast.people.access import admitted_to
from holdfast.people.identity import seal
from holdfast.referrals.actions import give_to, locked, open_to_team_again, place, write
from holdfast.referrals.answers import is_mailed
from holdfast.referrals.models import Referral
from holdfast.referrals.next_actions import follow
from holdfast.referrals.states import REFERRAL, STAGE_OF, NextAction, Stage, Status
from holdfast.referrals.together import locked_together
from holdfast.triage.actions import UNDO, TooLate, restored, shut, snapshot
from holdfast.triage.ends import MoreIsOpen, mark_of
from holdfast.triage.queries import proposal_for, told_by

FOLLOWED_BY = ("referral.", "contact.", "appointment.", "plan.", "letter.", "follow_up.")
KEEP_SAFE = {
    Referral.SafeNow.NO: Alert.KeepSafe.NO,
    Referral.SafeNow.UNSURE: Alert.KeepSafe.UNSURE,
    Referral.SafeNow.SKIPPED: Alert.KeepSafe.SKIPPED,
}


@transaction.atomic
def discharge(
    referral: Referral, *, end_code: str, outcome: str, returns: str, by: Membership, now: datetime,
    shown: str | None = None,
) -> Discharge:  # fmt: skip
    """End somebody's care: what is booked is cancelled, nobody is asked any more, and they read how to come back.
    `shown`: the mark of what the page said that ends with it; None where no page was read.

    Raises:
        MoreIsOpen: it is not what is open now.
        PermissionDenied: `by` may not, or nobody gives this code: a death has a way of its own.
        MoveNotAllowed: it was closed meanwhile, or waits for a decision.
    """
    if end_code not in BY_CODE or end_code in OF_DEATH:
        raise PermissionDenied("end_code")
    referral = locked_together(referral)
    status = REFERRAL.target("discharge", status=referral.status, by=by)
    if shown is not None and shown != mark_of(referral, left_open(referral, now=now)):
        raise MoreIsOpen(MoreIsOpen.__doc__)
    row = Discharge(
        id=uuid7(), hub_id=referral.hub_id, person=referral.person, referral=referral, end_code=end_code,
        outcome=outcome, before=kept_for_undo(referral, now=now), discharged_at=now, discharged_by=by,
    )  # fmt: skip
    row.returns_sealed = seal(referral.person, f"returns:{row.pk}", returns) or b""
    row.save(force_insert=True)
    stopped = stop_all(referral, by=by, now=now)
    cancelled = shut(referral, status, owner=referral.owner or by, by=by, now=now)
    record(referral, "referral.discharge", by=by, now=now, discharge=str(row.pk), end_code=end_code, outcome=outcome,
           cancelled=cancelled, stopped=stopped)  # fmt: skip
    if is_mailed(referral.person):
        post_to_person(referral.person, kind=Message.Kind.NEWS, subject_id=row.pk, now=now, not_before=now + UNDO)
    return row


def kept_for_undo(referral: Referral, *, now: datetime) -> dict:
    """What an undo puts back, as JSON: who had them too; and what it says that it leaves ended."""
    owner_id = str(referral.owner_id) if referral.owner_id else None
    return snapshot(referral) | {"owner_id": owner_id, "ended": stays_ended(referral, now=now)}


def put_back(referral: Referral, before: dict, *, closed_at: datetime, now: datetime) -> None:
    """A referral as it was before it was closed: its stage, its owner where they are here still, its team, and when
    they are asked how they are. What was booked is cancelled since; services, courses and an offer to another hub have
    ended: nothing of these comes next any more, and nobody waits for them."""
    owner_id = before.get("owner_id")
    kept = restored({name: value for name, value in before.items() if name not in ("owner_id", "ended")})
    owner = owner_of(referral, owner_id)
    write(referral, **kept | {"owner": owner})
    plan_again(referral, ended_at=closed_at)
    if referral.stage == Stage.TRIAGE and referral.next_action == NextAction.OFFER_TRANSFER:
        place(referral, next_action=NextAction.DECIDE, next_action_at=max(referral.contact_by, now))
    follow_services(referral, now=now)
    give_to(referral, owner, now=now)
    open_to_team_again(referral, closed_at=closed_at)


def owner_of(referral: Referral, owner_id: UUID | str | None) -> Membership | None:
    """Whoever had them, while that is somebody who may have them still."""
    if owner_id is None:
        return None
    found = Membership.objects.filter(hub_id=referral.hub_id, pk=owner_id, status=Membership.Status.ACTIVE)
    able = [each for each in found.select_related("account", "hub") if each.has_caseload]
    return next(iter(admitted_to(referral.person, able)), None)


def undoable(row: Discharge, referral: Referral, *, now: datetime) -> Event | None:
    """What is taken back with a discharge; None where the minute has passed, or something has happened since."""
    if now > row.discharged_at + UNDO or referral.status != Status.DISCHARGED or referral.person.died_at:
        return None
    stands = discharge_of(referral)
    event = latest(referral.pk, referral.hub_id, referral.person_id, "referral.discharge")
    is_last = stands is not None and stands.pk == row.pk
    return event if event and is_last and not is_followed(event, by=FOLLOWED_BY) else None


@transaction.atomic
def undo_discharge(row: Discharge, *, by: Membership, now: datetime) -> Referral:
    """Take one's own discharge back, within a minute. Whoever was to be asked how they are is asked again; what was
    cancelled stays cancelled, since somebody else may have the time by then.

    Raises:
        PermissionDenied: it is a colleague's.
        TooLate: the minute has passed, or something has happened since.
    """
    referral = locked(row.referral)
    if row.discharged_by_id != by.pk:
        raise PermissionDenied("undo")
    event = undoable(row, referral, now=now)
    if event is None:
        raise TooLate(TooLate.__doc__)
    row.undone_at = now
    row.save(update_fields=["undone_at"])
    put_back(referral, row.before, closed_at=row.discharged_at, now=now)
    cancel_about(row.hub_id, row.pk, now=now)
    reverse(event, by=by, now=now)
    return referral


@transaction.atomic
def reopen(referral: Referral, *, by: Membership, now: datetime) -> Referral:
    """They are back, and the team takes them on again: first contact comes next, by today's rule. Nothing is lost.

    Raises:
        PermissionDenied: `by` may not.
        MoveNotAllowed: it is not discharged, or their death was recorded.
    """
    referral = locked(referral)
    status = REFERRAL.target("reopen", status=referral.status, by=by)
    return opened_again(referral, status, verb="reopen", by=by, terms=terms_of(by.hub, now=now), now=now)


@transaction.atomic
def reopen_own(referral: Referral, *, hub: Hub, safe_now: str, now: datetime) -> Referral:
    """The person asks again, on their own pages. Who is not safe, not sure, or does not say, raises an alert with it.

    Raises:
        MoveNotAllowed: it is not discharged, or their death was recorded.
    """
    referral = locked(referral)
    status = REFERRAL.target("reopen_own", status=referral.status, by=Oneself())
    referral.safe_now = safe_now
    referral = opened_again(referral, status, verb="reopen_own", by=None, terms=hub.current, now=now)
    if safe_now in KEEP_SAFE:
        raise_alert(
            referral.person, subject_id=referral.pk, reference=referral.reference, source=Alert.Source.SAFE_NOW,
            reasons=[f"safe_now.{safe_now}"], keep_safe=KEEP_SAFE[Referral.SafeNow(safe_now)], terms=hub.current,
            now=now,
        )  # fmt: skip
    return referral


def opened_again(
    referral: Referral, status: str, *, verb: str, by: Membership | None, terms: Terms, now: datetime
) -> Referral:
    """A referral that was discharged, open again: contact by the rule as it is for somebody who asks today."""
    if referral.person.died_at:
        raise MoveNotAllowed("Their death was recorded")
    closed_at = referral.closed_at
    proposal, version = proposal_for(told_by(referral), hub=terms.hub, terms=terms, received_at=now, now=now)
    owner = owner_of(referral, referral.owner_id)
    place(
        referral, status=status, stage=STAGE_OF[status], closed_at=None, reopened_at=now, owner=owner,
        safe_now=referral.safe_now,
        contact_when=proposal.when, contact_by=proposal.by, contact_why=list(proposal.why), rule_set=version,
        next_action=NextAction.CALL, next_action_at=proposal.by,
    )  # fmt: skip
    over = open_promises(referral).filter(Q(due_at__lt=now) | Q(action=NextAction.TRY_AGAIN))  # the rule says when now
    over = over.exclude(action=NextAction.WELFARE)  # nothing but speaking with them ends that
    end_promises(referral, Promise.End.ANEW, cause=referral.pk, now=now, pk__in=over.values("pk"))
    follow(referral, now=now)
    give_to(referral, owner, now=now)
    if closed_at:
        open_to_team_again(referral, closed_at=closed_at)
    record(referral, f"referral.{verb}", by=by, now=now, when=proposal.when, why=list(proposal.why),
           safe_now=referral.safe_now)  # fmt: skip
    return referral
