"""Writes of a plan as a whole: show it, agree to it, ask for a change, look at it again."""

from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from holdfast.accounts.models import Membership
from holdfast.coordination.actions import held_open
from holdfast.coordination.models import ChangeWish, Plan
from holdfast.coordination.queries import Standing, answer_due, latest_of, standing_of
from holdfast.coordination.states import PLAN, WAITS
from holdfast.coordination.states import Status as Version
from holdfast.coordination.twice import same_wish
from holdfast.correspondence.actions import cancel_about, post_to_person
from holdfast.correspondence.models import Message
from holdfast.events.actions import record
from holdfast.lifecycle import MoveNotAllowed, Oneself
from holdfast.people.identity import seal
from holdfast.referrals.actions import place, write
from holdfast.referrals.models import Referral
from holdfast.referrals.next_actions import follow
from holdfast.referrals.next_step import support_stage
from holdfast.referrals.states import PAST_ASSESSMENT, REFERRAL, NextAction, Stage, Status

NOT_YET = "The plan is shown once the assessment is written up"
EMPTY = "Write down at least one thing that is done first"
NOTHING_NEW = "Nothing has changed since it was shown"
NEWER = "The plan has changed meanwhile. What stands now is below"


@transaction.atomic
def show(referral: Referral, *, look_on: date, by: Membership, now: datetime) -> Plan:
    """Show the plan to the person as it stands now: a new version, which their own page keeps until the next one.

    Raises:
        PermissionDenied: `by` may not make plans.
        MoveNotAllowed: the referral is closed or not assessed yet; there is nothing to show, or nothing new.
    """
    referral = held_open(referral, by=by)
    standing = standing_of(referral)
    may_show(referral, standing)
    before = standing.latest
    if before is not None and before.status in WAITS:
        before.status = PLAN.target("replace", status=before.status, by=by)
        before.save(update_fields=["status"])
        cancel_about(before.hub_id, before.pk, now=now)
    plan = Plan.objects.create(
        hub_id=referral.hub_id, person=referral.person, referral=referral, number=before.number + 1 if before else 1,
        goals=[each.pk for each in standing.open_goals], strands=[each.pk for each in standing.open_strands],
        look_on=look_on, shown_at=now, shown_by=by,
    )  # fmt: skip
    record(plan, "plan.show", by=by, now=now, referral=str(referral.pk), version=plan.number,
           goals=len(plan.goals), strands=len(plan.strands), look_on=look_on.isoformat())  # fmt: skip
    post_to_person(referral.person, kind=Message.Kind.NEWS, subject_id=plan.pk, now=now)
    follow(referral, now=now)
    return plan


def may_show(referral: Referral, standing: Standing) -> None:
    """That there is something to show.

    Raises:
        MoveNotAllowed: why not.
    """
    if referral.stage not in PAST_ASSESSMENT:
        raise MoveNotAllowed(NOT_YET)
    if not standing.open_strands:
        raise MoveNotAllowed(EMPTY)
    if standing.latest is not None and standing.changed_at is None:
        raise MoveNotAllowed(NOTHING_NEW)


def held_version(plan: Plan, *, by: Membership | None) -> tuple[Plan, Referral]:
    """A version and its referral, held until the transaction ends.

    Raises:
        PermissionDenied: `by` may not make plans.
        MoveNotAllowed: the referral is closed, or a newer version was shown meanwhile.
    """
    referral = held_open(plan.referral, by=by)
    latest = latest_of(referral)
    if latest is None or latest.pk != plan.pk:
        raise MoveNotAllowed(NEWER)
    latest.person, latest.referral = referral.person, referral
    return latest, referral


@transaction.atomic
def agree(plan: Plan, *, now: datetime) -> Plan:
    """The person agrees, on their own pages, to the version that they read.

    Raises:
        MoveNotAllowed: they have agreed already, the referral is closed, or a newer version was shown meanwhile.
    """
    plan, referral = held_version(plan, by=None)
    plan.status = PLAN.target("agree", status=plan.status, by=Oneself())
    return agreed(plan, referral, how=Plan.How.OWN_PAGES, by=None, now=now)


@transaction.atomic
def agree_with_them(plan: Plan, *, how: str, by: Membership, now: datetime) -> Plan:
    """Write down that they agreed when you talked about it.

    Raises:
        PermissionDenied: `by` may not make plans, or only the person agrees in this way.
        MoveNotAllowed: it is agreed already, the referral is closed, or it has changed since it was shown.
    """
    if how not in Plan.How.values or how == Plan.How.OWN_PAGES:
        raise PermissionDenied("agree_with_them")
    plan, referral = held_version(plan, by=by)
    if standing_of(referral).changed_at is not None:
        raise MoveNotAllowed(NEWER)
    plan.status = PLAN.target("agree_with_them", status=plan.status, by=by)
    return agreed(plan, referral, how=how, by=by, now=now)


def agreed(plan: Plan, referral: Referral, *, how: str, by: Membership | None, now: datetime) -> Plan:
    """Keep the agreement, and let support begin."""
    plan.agreed_at, plan.agreed_by, plan.agreed_how = now, by, how
    plan.save(update_fields=["status", "agreed_at", "agreed_by", "agreed_how"])
    cancel_about(plan.hub_id, plan.pk, now=now)
    verb = "agree" if by is None else "agree_with_them"
    record(plan, f"plan.{verb}", by=by, now=now, referral=str(referral.pk), version=plan.number, how=how)
    support(referral, by=by)
    follow(referral, now=now)
    return plan


def support(referral: Referral, *, by: Membership | None) -> None:
    """An assessed referral is in support from now on. Who waits for the team's meeting, or for further assessment, goes
    on waiting for it."""
    if referral.status != Status.ASSESSED:
        return
    verb, actor = ("support", by) if by is not None else ("support_own", Oneself())
    status = REFERRAL.target(verb, status=referral.status, by=actor)
    waits = referral.stage in (Stage.MEETING, Stage.ASSESSMENT)
    place(referral, status=status, stage=referral.stage if waits else support_stage(referral))


@transaction.atomic
def ask_change(plan: Plan, *, words: str, now: datetime) -> ChangeWish:
    """The person would like something changed, and says what. What was agreed before goes on until then.

    The same words sent twice within seconds are one wish.

    Raises:
        MoveNotAllowed: the referral is closed, or a newer version was shown meanwhile.
    """
    plan, referral = held_version(plan, by=None)
    if plan.status == Version.CHANGE_ASKED and (twice := same_wish(plan, words, now=now)):
        return twice
    is_chosen = is_answer_chosen(referral)
    plan.status = PLAN.target("ask_change", status=plan.status, by=Oneself())
    plan.asked_at = now
    plan.save(update_fields=["status", "asked_at"])
    if is_chosen:
        write(referral, chosen_for=answer_due(referral))
    wish = ChangeWish(hub_id=plan.hub_id, plan=plan, asked_at=now)
    wish.words_sealed = seal(referral.person, f"change:{wish.pk}", words) or b""
    wish.save(force_insert=True)
    cancel_about(plan.hub_id, plan.pk, now=now)
    record(plan, "plan.ask_change", by=None, now=now, referral=str(referral.pk), version=plan.number)
    follow(referral, now=now)
    return wish


def is_answer_chosen(referral: Referral) -> bool:
    """Whether an alert was closed with the answer to their plan that is waited for: its day stands for a wish, too."""
    if referral.chosen_action != NextAction.AGREE_PLAN:
        return False
    return referral.chosen_for == answer_due(referral)


@transaction.atomic
def look_again(plan: Plan, *, look_on: date, by: Membership, now: datetime) -> Plan:
    """The plan was looked at together, and stays as it is: when it is looked at next.

    Raises:
        PermissionDenied: `by` may not make plans.
        MoveNotAllowed: the referral is closed, or a newer version was shown meanwhile.
    """
    plan, referral = held_version(plan, by=by)
    was, plan.look_on = plan.look_on, look_on
    plan.save(update_fields=["look_on"])
    record(plan, "plan.look_again", by=by, now=now, referral=str(referral.pk), version=plan.number,
           was=was.isoformat(), look_on=look_on.isoformat())  # fmt: skip
    follow(referral, now=now)
    return plan
