"""Reads and signing of protocols: what a hub has signed, else what is proposed to it."""

from collections.abc import Sequence
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from holdfast.accounts.models import Membership
from holdfast.accounts.roles import Permission
from holdfast.courses.models import Protocol
from holdfast.courses.shipped import SHIPPED, Shipped
from holdfast.hubs.hours import london_day
from holdfast.hubs.models import Hub
from holdfast.waiting.rhythm import forms_of

MOST_SHOWN = 100


class ChangedMeanwhile(Exception):
    """A colleague signed a newer version since this page was opened. What stands now is shown: look again."""


def protocols_of(hub: Hub) -> list[Protocol]:
    """The newest version of each protocol that the hub has signed, by name. One statement."""
    found = Protocol.objects.filter(hub=hub).order_by("key", "-version").distinct("key")
    return sorted(found[:MOST_SHOWN], key=lambda each: (each.name, each.key))


def used_of(hub: Hub) -> list[Protocol]:
    """Those by which a course can be agreed."""
    return [each for each in protocols_of(hub) if each.is_used]


def proposals_of(signed: Sequence[Protocol]) -> list[Shipped]:
    """What is proposed and this hub has not signed."""
    keys = {each.key for each in signed}
    return [each for each in SHIPPED if each.key not in keys]


def versions_of(hub: Hub, key: str) -> list[Protocol]:
    """Every version of one protocol, the latest first."""
    return list(Protocol.objects.filter(hub=hub, key=key).order_by("-version")[:MOST_SHOWN])


@transaction.atomic
def sign_protocol(
    hub: Hub, key: str, *, name: str, need: str, sessions: int, minutes: int, questionnaires: Sequence[str],
    every: int, source: str, is_used: bool, seen_version: int, by: Membership, now: datetime,
) -> Protocol:  # fmt: skip
    """Sign a new version of a protocol. Courses that were agreed by an older one stay with that.

    Raises:
        PermissionDenied: `by` does not say which courses there are.
        ChangedMeanwhile: a colleague signed a newer version.
    """
    if by.hub_id != hub.pk or not by.may(Permission.SET_SUPPORT):
        raise PermissionDenied("sign_protocol")
    Hub.objects.select_for_update().get(pk=hub.pk)
    newest = next(iter(versions_of(hub, key)), None)
    if (newest.version if newest else 0) != seen_version:
        raise ChangedMeanwhile(ChangedMeanwhile.__doc__)
    return Protocol.objects.create(
        hub=hub, key=key, version=seen_version + 1, name=name, need=need, sessions=sessions, minutes=minutes,
        questionnaires=[form.key for form in forms_of(list(questionnaires))], every=every, source=source,
        is_used=is_used, signed_by=by.name, signed_on=london_day(now), set_at=now, set_by=by,
    )  # fmt: skip
