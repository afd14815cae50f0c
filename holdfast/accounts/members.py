"""Which membership a request speaks for, and whether it came through a second factor."""

from uuid import UUID

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from django.db.models import QuerySet
from django.http import HttpRequest

from holdfast.accounts.models import Account, Membership
from holdfast.built import Built, given

SECOND_FACTORS = {"mfa"}


def active() -> QuerySet[Membership]:
    """The active memberships of an account."""
    found = Membership.objects.filter(account_id=given("account"), status=Membership.Status.ACTIVE)
    return found.select_related("hub", "account")


OLDEST = Built(lambda: active().order_by("pk")[:1])
CHOSEN = Built(lambda: active().filter(pk=given("chosen")))


def current_member(request: HttpRequest) -> Membership | None:
    """The active membership this session works under: the one chosen, else the oldest."""
    account = request.user.pk
    if chosen := request.session.get("membership"):
        return CHOSEN.first(account=account, chosen=UUID(str(chosen)))
    return OLDEST.first(account=account)


def may_sign_in(account: Account) -> bool:
    """Whether a hub has opened its door to this account. Suspended or left everywhere, nobody signs in."""
    return account.is_active and account.memberships.filter(status=Membership.Status.ACTIVE).exists()


def has_second_factor(account: Account) -> bool:
    """Whether the account has a passkey or an authenticator app."""
    return account.authenticator_set.filter(type__in=[Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]).exists()


def used_second_factor(request: HttpRequest) -> bool:
    """Whether this session was opened with a second factor (a passkey counts as both)."""
    records = get_authentication_records(request, request.user)
    return any(record.get("method") in SECOND_FACTORS for record in records)


def end_sessions(account: Account) -> None:
    """End every open session of an account: its password, second factor, role or standing has changed."""
    account.session_epoch += 1
    account.save(update_fields=["session_epoch"])
