"""Writes of studies: one records what was approved, another one who has read it agrees, and it can be ended."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction

from holdfast.accounts.models import Membership
from holdfast.accounts.roles import Permission
from holdfast.hubs.hours import london_day
from holdfast.hubs.models import Hub
from holdfast.lifecycle import MoveNotAllowed
from holdfast.research.models import LONGEST, Extract, Study
from holdfast.research.queries import holds, left_out, was_given
from holdfast.research.rules import digest_of

NO_WORDS = "say the title, what the study is for, who approved it, and the number of the approval"
NO_VARIABLES = "name the variables that were approved"
OVER = "the approval is over already"
KNOWN = "a study with this number stands already: end it first"
NONE_SUCH = "no study with this number stands"
OWN = "you recorded it: another one agrees"
ALREADY = "another one has agreed to it already"
CHANGED = "this is not what was recorded: read it again, and agree to what you have read"
NOT_AGREED = "nobody else has agreed to it yet"
GIVEN = "an extract was given for the approval of this number: another one needs another approval"


@dataclass(frozen=True)
class Approval:
    """What a body outside has approved. `variables`: by key, what matters most first."""

    title: str
    purpose: str
    body: str
    reference: str
    until_on: date
    variables: Sequence[str]


@transaction.atomic
def record_study(hub: Hub, approval: Approval, *, by: Membership, now: datetime) -> Study:
    """Record an approval: the first of two.

    Raises:
        PermissionDenied: `by` may not. MoveNotAllowed: something is missing, it is over, it stands already, or an
            extract was given for it.
    """
    checked(hub, by)
    words = {name: " ".join(getattr(approval, name).split()) for name in LONGEST}
    if not all(words.values()):
        raise MoveNotAllowed(NO_WORDS)
    for name, said in words.items():
        if len(said) > LONGEST[name]:
            raise MoveNotAllowed(f"the {name} is too long: {LONGEST[name]} letters are the most")
    if not approval.variables:
        raise MoveNotAllowed(NO_VARIABLES)
    if approval.until_on < london_day(now):
        raise MoveNotAllowed(OVER)
    if was_given(hub, words["reference"]):
        raise MoveNotAllowed(GIVEN)
    try:
        with transaction.atomic():
            return Study.objects.create(
                hub=hub, until_on=approval.until_on, variables=list(approval.variables), recorded_at=now,
                recorded_by=by, **words,
            )  # fmt: skip
    except IntegrityError:
        raise MoveNotAllowed(KNOWN) from None


@transaction.atomic
def agree(hub: Hub, reference: str, *, seen: str, by: Membership, now: datetime) -> Study:
    """Agree, having read what was recorded and the approval itself: the second of two. `seen`: the digest of it.

    Raises:
        PermissionDenied: `by` may not. MoveNotAllowed: there is none, it is another one, or they recorded it.
    """
    checked(hub, by)
    study = standing(hub, reference)
    if study.agreed_at is not None:
        raise MoveNotAllowed(ALREADY)
    if study.recorded_by_id == by.pk:
        raise MoveNotAllowed(OWN)
    if seen != digest_of(vars(study)):
        raise MoveNotAllowed(CHANGED)
    if london_day(now) > study.until_on:
        raise MoveNotAllowed(OVER)
    study.agreed_at, study.agreed_by = now, by
    study.save(update_fields=["agreed_at", "agreed_by"])
    return study


@transaction.atomic
def end(hub: Hub, reference: str, *, by: Membership, now: datetime) -> Study:
    """End a study: nothing is given to it any more.

    Raises:
        PermissionDenied: `by` may not. MoveNotAllowed: there is none.
    """
    checked(hub, by)
    study = standing(hub, reference)
    study.ended_at, study.ended_by = now, by
    study.save(update_fields=["ended_at", "ended_by"])
    return study


def for_extract(hub: Hub, reference: str, *, by: Membership, now: datetime) -> Study:
    """The study that an extract is asked for, held until the transaction ends.

    Raises:
        PermissionDenied: `by` may not. MoveNotAllowed: nobody else has agreed, it is over, or it was given one.
    """
    checked(hub, by)
    study = standing(hub, reference)
    if study.agreed_at is None:
        raise MoveNotAllowed(NOT_AGREED)
    if not holds(study, today=london_day(now)):
        raise MoveNotAllowed(OVER)
    if was_given(hub, study.reference):
        raise MoveNotAllowed(GIVEN)
    return study


@transaction.atomic
def keep_extract(
    study: Study,
    *,
    persons: Collection[UUID],
    rows: int,
    digest: str,
    manifest: dict[str, Any],
    by: Membership,
    now: datetime,
) -> Extract | None:
    """Keep that an extract was given, before it is. None: somebody of whom it was made, `persons`, is to be left out by
    now. Then nothing is kept, and it has to be made anew without them.

    Raises:
        PermissionDenied: `by` may not. MoveNotAllowed: it was ended, is over, or was given, while the extract was made.
    """
    if for_extract(study.hub, study.reference, by=by, now=now) != study:
        raise MoveNotAllowed(NONE_SUCH)
    hold_what_is_said()  # not before, for the study may have to be waited for while another one reads
    if was_given(study.hub, study.reference):  # under another record of this number, meanwhile
        raise MoveNotAllowed(GIVEN)
    if left_out(study.hub).intersection(persons):
        return None
    assert study.agreed_by_id is not None  # for_extract
    return Extract.objects.create(
        hub_id=study.hub_id, study=study, written_at=now, asked_by=by, agreed_by_id=study.agreed_by_id, rows=rows,
        digest=digest, manifest=manifest,
    )  # fmt: skip


def hold_what_is_said() -> None:
    """Wait for whoever is saying no at this moment, at whichever hub, and let nobody say it until the transaction ends,
    nor another extract be kept. It is for one question and one row: their button waits for it."""
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE research_optout IN SHARE ROW EXCLUSIVE MODE")


def standing(hub: Hub, reference: str) -> Study:
    """The study with this number that was not ended, held until the transaction ends.

    Raises:
        MoveNotAllowed: there is none.
    """
    found = (
        Study.objects.select_for_update().filter(hub=hub, reference=" ".join(reference.split()), ended_at=None).first()
    )
    if found is None:
        raise MoveNotAllowed(NONE_SUCH)
    return found


def checked(hub: Hub, by: Membership) -> None:
    """Refuse whoever may not let figures go.

    Raises:
        PermissionDenied: they may not.
    """
    if by.hub_id != hub.pk or not by.may(Permission.RELEASE_FIGURES):
        raise PermissionDenied("study")
