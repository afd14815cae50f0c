"""Writes of the caseload that join several: an emergency with its mail, a worker's alert, an at-risk group heard."""

from collections.abc import Sequence
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from holdfast.accounts.models import Membership
from holdfast.accounts.roles import Permission
from holdfast.alerts import actions as alerts
from holdfast.alerts.models import Alert
from holdfast.alerts.queries import with_role
from holdfast.caseload.emergency_reviews import reviewers
from holdfast.caseload.own_pages import own_pages_since
from holdfast.contacts.actions import MOST_PRESSES, PRESSED_TWICE
from holdfast.contacts.promises import give_back_apart
from holdfast.correspondence.actions import post_to_member, post_to_person
from holdfast.correspondence.models import Message
from holdfast.hubs.queries import terms_of
from holdfast.network.deaths import ask_others
from holdfast.network.meanwhile import see_to_all
from holdfast.outcomes.death_actions import follow_join
from holdfast.people import actions as people
from holdfast.people import join_actions
from holdfast.people.holding import hold_with_joined, joined_now
from holdfast.people.identity import channels_of, reveal
from holdfast.people.models import EmergencyAccess, Join, MustNotSee, Person
from holdfast.referrals.actions import hand_back_kept_out, lock_all_of, locked, tell_at_risk
from holdfast.referrals.models import AtRisk, Referral
from holdfast.referrals.unopened import tell_of_unopened
from holdfast.triage.actions import bring_forward


@transaction.atomic
def open_in_emergency(person: Person, *, reason: str, by: Membership, now: datetime) -> EmergencyAccess:
    """Open a record in an emergency and tell who reviews it and the person, together or not at all.

    Raises:
        PermissionDenied: `by` may not, or must not see this record.
        ReasonTooShort: the reason says nothing.
    """
    access = people.open_in_emergency(person, reason=reason, by=by, now=now)
    for member in reviewers(access) or with_role(by.hub, Permission.REVIEW_EMERGENCY):
        post_to_member(member, kind=Message.Kind.EMERGENCY, subject_id=access.pk, now=now)
    tell_of_emergency(person, access, now=now)
    return access


@transaction.atomic
def review_emergency(access: EmergencyAccess, *, finding: str, by: Membership, now: datetime) -> None:
    """Say whether an emergency access was right.

    Raises:
        PermissionDenied: it is not `by` who reviews it.
        MoveNotAllowed: a colleague has reviewed it.
    """
    if by not in reviewers(access):
        raise PermissionDenied("review_emergency")
    people.review_emergency(access, finding=finding, by=by, now=now)


def tell_of_emergency(person: Person, access: EmergencyAccess, *, now: datetime) -> None:
    """Say to the person that there is something new to read, where email is safe and they have pages to read it on.

    Without pages it waits for the next conversation: mail alone would frighten, and say nothing.
    """
    if own_pages_since(person) and channels_of(person).get("email"):
        post_to_person(person, kind=Message.Kind.NEWS, subject_id=access.pk, now=now)


@transaction.atomic
def settle_name(entry: MustNotSee, *, members: Sequence[Membership], by: Membership, now: datetime) -> None:
    """Say who is meant by a name. A referral whose owner is meant goes back to the queue.

    Raises:
        PermissionDenied, MoveNotAllowed: as for `people.settle_name`.
    """
    held = hold_with_joined(entry.hub_id, entry.person_id)
    lock_all_of(entry.hub_id, [each.pk for each in held])
    people.settle_name(entry, members=members, by=by, now=now)
    hand_back_kept_out(entry.person, now=now)
    tell_of_unopened(by.hub, now=now, about=entry.person)


@transaction.atomic
def agree_to_join(join: Join, *, by: Membership, now: datetime) -> Join:
    """Join two records. A referral of either whose owner must not see the other goes back to the queue; where the
    death of one was recorded, nothing of the other goes on; an alert about one holds an offer of the other.

    Raises:
        PermissionDenied, NotVerified, MoveNotAllowed, TooMany: as for `join_actions.agree`.
    """
    join = join_actions.agree(join, by=by, now=now)
    follow_join(join, by=by, now=now)
    hand_back_kept_out(join.first, now=now)
    tell_of_unopened(by.hub, now=now, about=join.first)
    see_to_all(join.hub_id, [join.first_id, *joined_now(join.hub_id, join.first_id)], now=now)
    return join


@transaction.atomic
def separate_joined(join: Join, *, by: Membership, now: datetime) -> Join:
    """Undo a join. Of whom a death was known by it alone, the requests are as they were; what a conversation with one
    kept of what was promised to the other is promised again.

    Raises:
        PermissionDenied, NotVerified, MoveNotAllowed, Final: as for `join_actions.separate`.
    """
    join = join_actions.separate(join, by=by, now=now)
    two = [join.first_id, join.second_id]
    everybody = {*two, *(other for each in two for other in joined_now(join.hub_id, each))}
    lock_all_of(join.hub_id, everybody)
    follow_join(join, by=by, now=now)
    give_back_apart(join.hub_id, everybody, now=now)
    ask_others(join.hub_id, everybody)
    see_to_all(join.hub_id, everybody, now=now)
    return join


@transaction.atomic
def raise_worry(
    referral: Referral, *, about: Sequence[str], keep_safe: str, note: str, by: Membership, now: datetime
) -> Alert:
    """Raise an alert about a person out of what a worker heard or saw; contact is proposed sooner with it.

    Raises:
        PermissionDenied: `by` may not raise alerts.
    """
    terms = terms_of(by.hub, now=now)
    locked(referral)
    if twice := raised_just_now(referral, about=about, keep_safe=keep_safe, note=note, by=by, now=now):
        return twice
    alert = alerts.raise_alert(
        referral.person,
        subject_id=referral.pk,
        reference=referral.reference,
        source=Alert.Source.WORKER,
        reasons=[f"worker.{key}" for key in about],
        keep_safe=keep_safe,
        terms=terms,
        now=now,
        by=by,
        note=note,
    )
    bring_forward(referral, terms=terms, now=now)
    return alert


def raised_just_now(
    referral: Referral, *, about: Sequence[str], keep_safe: str, note: str, by: Membership, now: datetime
) -> Alert | None:
    """The same alert with the same words, raised seconds ago by the same member: the button was pressed twice."""
    found = Alert.objects.filter(hub_id=referral.hub_id, person_id=referral.person_id, raised_by=by)
    found = found.filter(raised_at__gt=now - PRESSED_TWICE, reasons=[f"worker.{key}" for key in about])
    lately = found.filter(keep_safe=keep_safe).order_by("-raised_at", "-pk")[:MOST_PRESSES]
    person = referral.person
    return next((each for each in lately if reveal(person, f"alert_note:{each.pk}", each.note_sealed) == note), None)


@transaction.atomic
def add_at_risk(referral: Referral, *, groups: Sequence[str], by: Membership, now: datetime) -> None:
    """Record at-risk groups that the person named in conversation; contact may be proposed sooner.

    Raises:
        PermissionDenied: `by` does not read clinical words.
    """
    if not by.may(Permission.SEE_CLINICAL):
        raise PermissionDenied("add_at_risk")
    tell_at_risk(referral, groups, said_by=AtRisk.SaidBy.PRACTITIONER, now=now, by=by)
    bring_forward(referral, terms=terms_of(by.hub, now=now), now=now)
