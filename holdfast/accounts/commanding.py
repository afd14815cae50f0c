"""Who gives a command, and for which hub: what jobs of the command line ask first."""

import argparse
from datetime import datetime

from django.http import Http404

from holdfast.accounts.models import Membership
from holdfast.hubs.models import Hub
from holdfast.hubs.queries import find_hub


class Refused(Exception):
    """What was asked cannot be done; the sentence says why."""


def hub_of(options: argparse.Namespace, *, now: datetime) -> Hub:
    """The hub that is named.

    Raises:
        Refused: there is none that is open.
    """
    try:
        return find_hub(options.hub, now=now)
    except Http404:
        raise Refused(f"there is no open hub “{options.hub}”") from None


def member_of(options: argparse.Namespace, hub: Hub) -> Membership:
    """Who does it.

    Raises:
        Refused: they do not work here.
    """
    found = hub.members.filter(account__email__iexact=options.by.strip(), status=Membership.Status.ACTIVE)
    member = found.select_related("account", "hub").first()
    if member is None:
        raise Refused(f"nobody who works at {hub.name} signs in as {options.by}")
    return member
