"""Names that somebody said and nobody has settled yet, because there is no record: whom they keep out meanwhile."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from holdfast.accounts.models import Membership
from holdfast.hubs.models import Hub
from holdfast.people.actions import role_named
from holdfast.people.names import match_colleagues


def names_of_colleagues(hub: Hub) -> dict[UUID, str]:
    """Everybody who works here, or did: they may come back."""
    return {member.pk: member.name for member in hub.members.select_related("account").order_by("pk")}


def is_meant(names: Iterable[str], member: Membership, colleagues: Mapping[UUID, str], *, settles: bool) -> bool:
    """Whether one of these names keeps a member out: it is theirs, it may be, it is a role of theirs.

    Args:
        colleagues: the names of everybody who works here, by membership.
        settles: whether the member sees what a name keeps from everybody because it is not plain who is meant.
    """
    return any(keeps_out(name, member, colleagues, settles=settles) for name in names)


def keeps_out(name: str, member: Membership, colleagues: Mapping[UUID, str], *, settles: bool) -> bool:
    """Whether this one name does."""
    if role := role_named(name):
        return role in member.roles
    match = match_colleagues(name, colleagues)
    if match.resolved is not None:
        return match.resolved == member.pk
    return member.pk in match.possible or not settles
