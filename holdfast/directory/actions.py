"""Writes of the directory: add a service, change it, say that it is true, take it out."""

from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from holdfast.accounts.models import Membership
from holdfast.accounts.roles import Permission
from holdfast.directory.models import Service
from holdfast.hubs.hours import london_day
from holdfast.hubs.models import Hub

REVIEWED_IN = timedelta(days=182)
"""How long what is known of a service is believed, unless somebody says otherwise: half a year, a choice of ours."""


@transaction.atomic
def add_service(hub: Hub, *, review_on: date | None = None, by: Membership, now: datetime, **known: Any) -> Service:
    """Add a service, as it was just confirmed. `known`: the fields of `Service`.

    Raises:
        PermissionDenied: `by` may not keep the directory.
    """
    if not by.may(Permission.KEEP_DIRECTORY):
        raise PermissionDenied("add_service")
    return Service.objects.create(
        hub=hub, review_on=review_on or london_day(now) + REVIEWED_IN, confirmed_at=now, confirmed_by=by, **known
    )
