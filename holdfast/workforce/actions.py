"""Writes of the workforce: what a member is trained for, and the rule of who assesses. Every one is a new row."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction

from holdfast.accounts.models import Membership
from holdfast.accounts.roles import Permission
from holdfast.hubs.hours import london_day
from holdfast.hubs.models import Hub
from holdfast.workforce.codes import Competence, Language, Profession
from holdfast.workforce.models import AssessorRule, Profile
from holdfast.workforce.queries import profile_of
from holdfast.workforce.rules import sorted_codes

CARRIED = (
    "profession", "grade", "employment", "seconded_from", "gender", "languages", "competences", "culture_trained_on"
)  # fmt: skip
ONES_OWN = {"gender", "languages"}
"""What a member says of themselves."""


class ChangedMeanwhile(Exception):
    """A colleague changed it since this page was opened. What stands now is shown: look again."""


def may_say(member: Membership, *, by: Membership) -> set[str]:
    """What `by` may say of a member: everything, what is one's own, or nothing."""
    if by.hub_id != member.hub_id:
        return set()
    if by.may(Permission.SET_WORKFORCE):
        return set(CARRIED)
    return set(ONES_OWN) if by.pk == member.pk and by.may(Permission.SEE_DIARY) else set()


@transaction.atomic
def set_profile(
    member: Membership, *, seen: UUID | None, by: Membership, now: datetime, **changes: Any
) -> Profile:  # fmt: skip
    """Say what a member is trained for. What is not said anew is carried over.

    Args:
        seen: the row that the page showed; another one means that a colleague was quicker.

    Raises:
        PermissionDenied: `by` may not say this of them.
        ChangedMeanwhile: a colleague was quicker. Nothing is written.
    """
    if set(changes) - may_say(member, by=by):
        raise PermissionDenied("set_profile")
    Membership.objects.select_for_update(no_key=True).get(pk=member.pk)
    last = profile_of(member)
    if (last.pk if last else None) != seen:
        raise ChangedMeanwhile(ChangedMeanwhile.__doc__)
    said = {name: getattr(last, name) for name in CARRIED} if last else {}
    said |= changes
    said["languages"] = sorted_codes(said.get("languages", ()), Language)
    said["competences"] = with_culture(said.get("competences", ()), said.get("culture_trained_on"))
    if said.get("employment") != "seconded":
        said["seconded_from"] = ""
    return Profile.objects.create(hub_id=member.hub_id, member=member, set_at=now, set_by=by, **said)


def with_culture(competences: Collection[str], trained_on: date | None) -> list[str]:
    """The competences; cultural competence is one of them where its training has a day."""
    chosen = set(competences) - {Competence.CULTURE} | ({Competence.CULTURE} if trained_on else set())
    return sorted_codes(chosen, Competence)


@transaction.atomic
def sign_rule(
    hub: Hub,
    *,
    professions: Collection[str],
    least_band: str,
    without_band: Collection[str],
    competences: Collection[str],
    seen_version: int,
    by: Membership,
    now: datetime,
) -> AssessorRule:
    """Sign a new version of the rule of who assesses. It holds at once, for what is booked from now on.

    Raises:
        PermissionDenied: `by` does not say who assesses here.
        ChangedMeanwhile: a colleague signed a newer version.
    """
    if by.hub_id != hub.pk or not by.may(Permission.SET_WORKFORCE):
        raise PermissionDenied("sign_rule")
    Hub.objects.select_for_update().get(pk=hub.pk)
    if newest_version(hub) != seen_version:
        raise ChangedMeanwhile(ChangedMeanwhile.__doc__)
    return AssessorRule.objects.create(
        hub=hub, version=seen_version + 1, professions=sorted_codes(professions, Profession), least_band=least_band,
        without_band=sorted(without_band), competences=sorted_codes(competences, Competence), signed_by=by.name,
        signed_on=london_day(now), starts_at=now, set_by=by,
    )  # fmt: skip


def newest_version(hub: Hub) -> int:
    """The number of the newest version; nought where there is none."""
    found = AssessorRule.objects.filter(hub=hub).order_by("-version").values_list("version", flat=True).first()
    return found or 0
