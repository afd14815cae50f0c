"""Writes of the safety plan: each version is a row, and the person has it when it is shared with them."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from holdfast.accounts.models import Membership
from holdfast.accounts.roles import Permission
from holdfast.assessments.actions import WrittenSince
from holdfast.assessments.models import SafetyPlan
from holdfast.assessments.queries import plan_words, safety_plans_of
from holdfast.assessments.rules import tidy
from holdfast.correspondence.actions import post_to_person
from holdfast.correspondence.models import Message
from holdfast.events.actions import record
from holdfast.hubs.ids import uuid7
from holdfast.lifecycle import MoveNotAllowed
from holdfast.people.identity import seal
from holdfast.referrals.actions import locked as locked_referral
from holdfast.referrals.models import Referral


@transaction.atomic
def write_safety_plan(referral: Referral, text: str, *, seen: int, by: Membership, now: datetime) -> SafetyPlan:
    """Write the next version of the safety plan. `seen` is the version that the page showed; 0: none.

    Raises:
        PermissionDenied: `by` may not assess.
        WrittenSince: a colleague, or another page, has written a version meanwhile.
    """
    if not by.may(Permission.ASSESS):
        raise PermissionDenied("write_safety_plan")
    referral = locked_referral(referral)
    versions = safety_plans_of(referral.person)
    latest = versions[0] if versions else None
    if latest is not None and latest.version != seen:
        raise WrittenSince(plan_words(latest, referral.person), latest.version)
    made = SafetyPlan(
        id=uuid7(), hub_id=referral.hub_id, person=referral.person, referral=referral, written_at=now, by=by,
        version=(latest.version if latest else 0) + 1,
    )  # fmt: skip
    made.text_sealed = seal(referral.person, f"safety_plan:{made.pk}", tidy(text))
    made.save(force_insert=True)
    record(made, "assessment.write_safety_plan", by=by, now=now, version=made.version)
    return made


@transaction.atomic
def share_safety_plan(referral: Referral, version: int, *, by: Membership, now: datetime) -> SafetyPlan:
    """Put a version on the person's own pages; what stood there before is replaced.

    Raises:
        PermissionDenied: `by` may not assess.
        MoveNotAllowed: there is no such version, a later one was written, or it is shared already.
    """
    if not by.may(Permission.ASSESS):
        raise PermissionDenied("share_safety_plan")
    referral = locked_referral(referral)
    latest = next(iter(safety_plans_of(referral.person)), None)
    if latest is None or latest.version != version or latest.shared_at is not None:
        raise MoveNotAllowed("A later version was written, or this one is shared already")
    latest.shared_at, latest.shared_by = now, by
    latest.save(update_fields=["shared_at", "shared_by"])
    record(latest, "assessment.share_safety_plan", by=by, now=now, version=version)
    post_to_person(referral.person, kind=Message.Kind.NEWS, subject_id=latest.pk, now=now)
    return latest
