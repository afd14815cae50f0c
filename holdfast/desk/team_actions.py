"""Writes of the team, from its page: the actions of `accounts`, for whoever may, each written down.

Nobody hands out what they do not hold, and nobody changes their own place: otherwise whoever may run the hub could
make themselves somebody who opens its records.
"""

from collections.abc import Sequence
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from holdfast.accounts import actions as accounts
from holdfast.accounts.models import Membership
from holdfast.desk.actions import lock, may_set, note, signed_today
from holdfast.desk.models import Change
from holdfast.desk.queries import works_elsewhere
from holdfast.desk.rules import may_give
from holdfast.hubs.models import Hub

Status = Membership.Status


class NotYoursToGive(Exception):
    """These roles open people's records, and yours do not. A clinical lead gives them."""


class Yourself(Exception):
    """This is your own place here. Ask a colleague who runs the hub to change it."""


class WorksElsewhere(Exception):
    """They work at another hub too, so no hub alone may take their password away. Ask whoever runs the system."""


class NotNow(Exception):
    """A colleague has changed this meanwhile. Look again."""


@transaction.atomic
def invite(
    hub: Hub, *, name: str, email: str, roles: Sequence[str], is_fallback: bool, by: Membership, now: datetime
) -> Membership:
    """Invite somebody to the team.

    Raises:
        PermissionDenied: `by` may not set the hub.
        NotYoursToGive: the roles open more than `by` may.
        accounts.actions.CannotInvite, AlreadyMember: as there.
    """
    may_set(hub, by)
    if not may_give(by.permissions, roles):
        raise NotYoursToGive(NotYoursToGive.__doc__)
    lock(hub)  # two invitations of one address at once: one after the other
    on = signed_today(now)
    member = accounts.invite(hub, name=name, email=email, roles=roles, on=on, is_fallback=is_fallback)
    note(hub, Change.Kind.INVITE, by=by, now=now, member=member, roles=sorted(roles))
    return member


@transaction.atomic
def set_roles(
    member: Membership, *, roles: Sequence[str], is_fallback: bool, by: Membership, now: datetime
) -> Membership:
    """Give a colleague these roles in place of the old ones.

    Raises:
        PermissionDenied: `by` may not set the hub.
        Yourself, NotYoursToGive, NotNow: as they say.
        accounts.actions.CannotInvite, LastFallback, LastOutsideCover: as there.
    """
    member = another(member, by)
    if member.status == Status.LEFT:
        raise NotNow(NotNow.__doc__)
    if not may_give(by.permissions, [*roles, *member.roles]):
        raise NotYoursToGive(NotYoursToGive.__doc__)
    if sorted(roles) == sorted(member.roles) and is_fallback == member.is_fallback:
        return member
    accounts.set_roles(member, roles, is_fallback=is_fallback, now=now)
    note(member.hub, Change.Kind.SET_ROLES, by=by, now=now, member=member, roles=sorted(roles))
    return member


@transaction.atomic
def suspend(member: Membership, *, by: Membership, now: datetime) -> None:
    """Close the hub to a colleague, at once.

    Raises:
        PermissionDenied, Yourself: as they say.
        accounts.actions.LastFallback, LastOutsideCover: nobody else is told of some alerts.
    """
    member = another(member, by)
    if member.status == Status.ACTIVE:
        accounts.suspend(member, now=now)
        note(member.hub, Change.Kind.SUSPEND, by=by, now=now, member=member)


@transaction.atomic
def resume(member: Membership, *, by: Membership, now: datetime) -> None:
    """Open the hub again to a suspended colleague. In the hub's scope.

    Raises:
        PermissionDenied, Yourself, NotYoursToGive: as they say.
    """
    member = another(member, by)
    if not may_give(by.permissions, member.roles):
        raise NotYoursToGive(NotYoursToGive.__doc__)
    if member.status == Status.SUSPENDED:
        accounts.resume(member, now=now)
        note(member.hub, Change.Kind.RESUME, by=by, now=now, member=member)


@transaction.atomic
def leave(member: Membership, *, by: Membership, now: datetime) -> None:
    """A colleague has left. What they did stays under their name.

    Raises:
        PermissionDenied, Yourself: as they say.
        accounts.actions.LastFallback, LastOutsideCover: nobody else is told of some alerts.
    """
    member = another(member, by)
    if member.status != Status.LEFT:
        accounts.leave(member, now=now)
        note(member.hub, Change.Kind.LEAVE, by=by, now=now, member=member)


@transaction.atomic
def replace_link(member: Membership, *, by: Membership, now: datetime) -> Membership:
    """A new link for somebody who was invited; older ones stop working.

    Raises:
        PermissionDenied, Yourself, NotYoursToGive, NotNow: as they say.
    """
    member = giving_a_link(member, by, status=Status.INVITED)
    member = accounts.replace_link(member)
    note(member.hub, Change.Kind.REPLACE_LINK, by=by, now=now, member=member)
    return member


@transaction.atomic
def begin_again(member: Membership, *, by: Membership, now: datetime) -> Membership:
    """Forget password and second factor of a colleague who lost them; a new link lets them choose new ones.

    Raises:
        PermissionDenied, Yourself, NotYoursToGive, NotNow: as they say.
        WorksElsewhere: the account is not this hub's alone.
    """
    member = giving_a_link(member, by, status=Status.ACTIVE)
    if works_elsewhere(member):
        raise WorksElsewhere(WorksElsewhere.__doc__)
    member = accounts.begin_again(member)
    note(member.hub, Change.Kind.BEGIN_AGAIN, by=by, now=now, member=member)
    return member


def giving_a_link(member: Membership, by: Membership, *, status: str) -> Membership:
    """The colleague, where `by` may hand out a link that opens what they may open.

    Raises:
        PermissionDenied, Yourself, NotYoursToGive: as they say.
        NotNow: they are not invited, or not active, any more.
    """
    member = another(member, by)
    if not may_give(by.permissions, member.roles):
        raise NotYoursToGive(NotYoursToGive.__doc__)
    if member.status != status:
        raise NotNow(NotNow.__doc__)
    return member


def another(member: Membership, by: Membership) -> Membership:
    """The colleague as they are now, held until the transaction ends.

    Raises:
        PermissionDenied: they are of another hub, or `by` may not set the hub.
        Yourself: it is `by`.
    """
    if member.hub_id != by.hub_id:
        raise PermissionDenied("team")
    may_set(by.hub, by)
    if member.pk == by.pk:
        raise Yourself(Yourself.__doc__)
    return accounts.locked(member)
