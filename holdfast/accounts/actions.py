"""Changes to accounts and memberships. Each ends the account's open sessions at once where it takes something away."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import connection, transaction
from django.utils.module_loading import import_string

from holdfast.accounts.members import end_sessions
from holdfast.accounts.models import Account, Membership
from holdfast.accounts.roles import ROLES, Permission, permissions_of
from holdfast.hubs.models import Hub
from holdfast.hubs.scope import hub_scope

Status = Membership.Status


class AlreadyMember(Exception):
    """There is an account with this address in the hub already."""


class CannotInvite(Exception):
    """Something about the invitation cannot be: the address, the name or a role."""


class LinkNoLongerWorks(Exception):
    """The link was used while this page was open, or a newer one was made."""


class LastFallback(Exception):
    """Nobody else of this hub is told of an alert that nobody on duty has."""


class LastOutsideCover(Exception):
    """Nobody else is told of an alert that nobody of the hub may see. Give the role to another account first."""


@transaction.atomic
def invite(hub: Hub, *, name: str, email: str, roles: Iterable[str], on: date, is_fallback: bool = False) -> Membership:
    """Make an account and an invited membership; somebody known from another hub keeps the account they have.

    Raises:
        CannotInvite: the address is none, there is no name, or a role is unknown.
        AlreadyMember: they belong to this hub, invited, active or suspended.
    """
    check_invitation(name, email, roles := list(roles))
    check_fallback(roles, is_fallback=is_fallback)
    account = account_for(name, email)
    member, is_new = Membership.objects.select_for_update(of=("self",), no_key=True).get_or_create(
        hub=hub,
        account=account,
        defaults={"roles": roles, "is_fallback": is_fallback, "joined_on": on, "status": Status.INVITED},
    )
    if not is_new and member.status != Status.LEFT:
        raise AlreadyMember
    if not is_new:
        member.roles, member.is_fallback, member.joined_on = roles, is_fallback, on
        member.status = Status.INVITED
        member.save()
    return member


def check_invitation(name: str, email: str, roles: list[str]) -> None:
    """Refuse what cannot be invited.

    Raises:
        CannotInvite: with a sentence that says what to change.
    """
    if not 1 <= len(name.strip()) <= 120:
        raise CannotInvite("Give a name of 1 to 120 letters")
    check_roles(roles)
    try:
        validate_email(email.strip())
    except ValidationError:
        raise CannotInvite(f"{email} is no email address") from None


def check_roles(roles: list[str]) -> None:
    """Refuse unknown roles, and none.

    Raises:
        CannotInvite: with a sentence that says what to change.
    """
    if unknown := [role for role in roles if role not in ROLES]:
        raise CannotInvite(f"{unknown[0]} is no role; there are {', '.join(ROLES)}")
    if not roles:
        raise CannotInvite(f"Give at least one role: {', '.join(ROLES)}")


def check_fallback(roles: Iterable[str], *, is_fallback: bool) -> None:
    """Refuse a fallback who could not take an alert.

    Raises:
        CannotInvite: with a sentence that says what to change.
    """
    if is_fallback and Permission.TAKE_ALERT not in permissions_of(list(roles)):
        raise CannotInvite("Whoever is the fallback takes alerts: give a role that may, such as clinical_lead")


def account_for(name: str, email: str) -> Account:
    """The account of this address, or a new one that nobody can sign in to yet."""
    address = email.strip().lower()
    known = Account.objects.filter(email__iexact=address).first()
    if known:
        return known
    account = Account(email=address, name=" ".join(name.split()))
    account.set_unusable_password()
    account.save()
    return account


def choose_first_password(member: Membership, password: str, *, now: datetime) -> Account:
    """Set the password and become active, once.

    Raises:
        LinkNoLongerWorks: somebody did so since `member` was read, or the membership ended.
    """
    seen = member.account.password
    with hub_scope(member.hub):
        member = locked(member)
        account = Account.objects.select_for_update().get(pk=member.account_id)
        if account.password != seen or account.has_usable_password():
            raise LinkNoLongerWorks
        if member.status not in (Status.INVITED, Status.ACTIVE):
            raise LinkNoLongerWorks
        account.set_password(password)
        account.save(update_fields=["password"])
        activate(member, now=now)
    return account


def accept_invitation(member: Membership, *, now: datetime) -> None:
    """Somebody with an account joins another hub."""
    with hub_scope(member.hub):
        member = locked(member)
        if member.status == Status.INVITED:
            activate(member, now=now)


def activate(member: Membership, *, now: datetime) -> None:
    """From now on the member works here, and is kept out where somebody named them before: they give up whom they had
    when they were suspended, or left. In the hub's scope."""
    if member.status == Status.ACTIVE:
        return
    member.status = Status.ACTIVE
    member.save(update_fields=["status"])
    for each in settings.NEWCOMER:
        import_string(each)(member, lost=(), now=now)


@transaction.atomic
def suspend(member: Membership, *, now: datetime) -> None:
    """Close the hub to a member until `resume`. Their shifts no longer count, and nobody chooses a time of theirs. In
    the hub's scope.

    Raises:
        LastFallback: nobody else is told of alerts that nobody on duty has.
    """
    set_status(member := locked(member), Status.SUSPENDED)
    for each in settings.SUSPENDS:
        import_string(each)(member, lost=(), now=now)
    import_string(settings.UNOPENED)(member.hub, now=now)


@transaction.atomic
def resume(member: Membership, *, now: datetime) -> None:
    """Open the hub again to a suspended member. In the hub's scope."""
    member = locked(member)
    if member.status == Status.SUSPENDED:
        activate(member, now=now)


@transaction.atomic
def leave(member: Membership, *, now: datetime) -> None:
    """A member has left. What they did stays under their name; whom they had goes back to the queue.

    In the hub's scope.

    Raises:
        LastFallback: nobody else is told of alerts that nobody on duty has.
    """
    member = locked(member)
    set_status(member, Status.LEFT)
    for each in settings.GIVES_UP:
        import_string(each)(Membership.objects.get(pk=member.pk), lost=member.roles, now=now)


def set_status(member: Membership, status: str) -> None:
    """Take something away, and end the open sessions."""
    keep_a_fallback(member)
    keep_outside_cover(member)
    member.status = status
    member.save(update_fields=["status"])
    end_sessions(member.account)


@transaction.atomic
def set_roles(member: Membership, roles: Iterable[str], *, now: datetime, is_fallback: bool | None = None) -> None:
    """Give a member these roles in place of the old ones; `is_fallback` None leaves that as it is.

    In the hub's scope: who must not see a record by a role that they had must not see it with another one.

    Raises:
        CannotInvite: a role is unknown, or there is none, or a fallback could not take alerts.
        LastFallback: nobody else is told of alerts that nobody on duty has.
        LastOutsideCover: nobody else is told of alerts that nobody of the hub may see.
    """
    check_roles(roles := list(roles))
    member = locked(member)
    is_fallback = member.is_fallback if is_fallback is None else is_fallback
    if not is_fallback:
        keep_a_fallback(member)
    check_fallback(roles, is_fallback=is_fallback)
    if "outside_cover" not in roles:
        keep_outside_cover(member)
    lost = set(member.roles) - set(roles)
    member.roles, member.is_fallback = roles, is_fallback
    member.save(update_fields=["roles", "is_fallback"])
    end_sessions(member.account)
    for each in settings.GIVES_UP:
        import_string(each)(Membership.objects.get(pk=member.pk), lost=lost, now=now)


def keep_a_fallback(member: Membership) -> None:
    """Refuse to take away the last fallback of an open hub.

    Raises:
        LastFallback: this is the last.
    """
    others = Membership.objects.filter(hub_id=member.hub_id, is_fallback=True, status=Status.ACTIVE)
    is_one = member.is_fallback and member.status == Status.ACTIVE and member.hub.status == Hub.Status.OPEN
    if is_one and not others.exclude(pk=member.pk).exists():
        raise LastFallback


def keep_outside_cover(member: Membership) -> None:
    """Refuse to take away the last outside cover of an open hub.

    Raises:
        LastOutsideCover: this is the last.
    """
    is_one = "outside_cover" in member.roles and member.status == Status.ACTIVE
    others = Membership.objects.filter(hub_id=member.hub_id, roles__contains=["outside_cover"], status=Status.ACTIVE)
    if is_one and member.hub.status == Hub.Status.OPEN and not others.exclude(pk=member.pk).exists():
        raise LastOutsideCover


@transaction.atomic
def replace_link(member: Membership) -> Membership:
    """Make older links of an invited member worthless. Somebody with a password keeps it, and so do their links."""
    member = locked(member)
    if not member.account.has_usable_password():
        member.account.set_unusable_password()
        member.account.save(update_fields=["password"])
    return member


@transaction.atomic
def begin_again(member: Membership) -> Membership:
    """Forget password and second factor of somebody who lost them; a new link lets them choose new ones."""
    member = locked(member)
    account = Account.objects.select_for_update().get(pk=member.account_id)
    account.set_unusable_password()
    account.save(update_fields=["password"])
    Authenticator.objects.filter(user=account).delete()
    end_sessions(account)
    member.account = account
    return member


def stand_still(members: Sequence[Membership]) -> None:
    """Read what these members are now, and let nobody change it until the transaction ends. Whoever else asks for that
    waits for nobody."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, roles, status FROM accounts_membership WHERE id = ANY(%s) ORDER BY id FOR SHARE",
            [[each.pk for each in members]],
        )
        now = {pk: (roles, status) for pk, roles, status in cursor.fetchall()}
    for each in members:
        each.roles, each.status = now[each.pk]
        each.__dict__.pop("permissions", None)  # what followed from the roles of before


def locked(member: Membership) -> Membership:
    """The membership as it is now, held until the transaction ends."""
    members = Membership.objects.select_for_update(of=("self",), no_key=True).select_related("account", "hub")
    return members.get(pk=member.pk)
