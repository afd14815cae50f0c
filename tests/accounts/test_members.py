"""Which membership a session speaks for, and its second factor."""

from types import SimpleNamespace

import pytest
from allauth.mfa.models import Authenticator
from django.db import IntegrityError, transaction
from django.test import RequestFactory

from holdfast.accounts.members import current_member, end_sessions, has_second_factor, used_second_factor
from holdfast.accounts.models import Account, Membership
from tests.builders import make_member


def request_of(account: Account, **session):
    request = RequestFactory().get("/")
    request.user, request.session = account, session
    return request


def signed_in_by(*methods: str, told_of: Account | None = None):
    """A session whose records are of `told_of`, and its own account's where nobody else is given."""
    account = Account()
    records = [{"method": method} for method in methods]
    of = str((told_of or account).pk)
    session = {"account_authentication_methods": records, "account_authentication_methods_user": of}
    return SimpleNamespace(user=account, session=session)


def second_membership(team, account: Account, **facts) -> Membership:
    given = {"roles": ["practitioner"], "status": "active", "joined_on": "2026-02-01", **facts}
    return Membership.objects.create(hub=team.hub, account=account, **given)


def test_the_oldest_active_membership_speaks_where_none_was_chosen(tidewater, saltpan):
    second_membership(saltpan, tidewater.nell.account)

    assert current_member(request_of(tidewater.nell.account)) == tidewater.nell


def test_the_chosen_membership_speaks(tidewater, saltpan):
    chosen = second_membership(saltpan, tidewater.nell.account)

    assert current_member(request_of(tidewater.nell.account, membership=str(chosen.pk))) == chosen


@pytest.mark.parametrize("status", ["invited", "suspended", "left"])
def test_a_chosen_membership_that_ended_is_not_replaced_by_another(tidewater, saltpan, status):
    chosen = second_membership(saltpan, tidewater.nell.account, status=status)

    assert current_member(request_of(tidewater.nell.account, membership=str(chosen.pk))) is None


@pytest.mark.parametrize("status", ["invited", "suspended", "left"])
def test_only_an_active_membership_speaks(tidewater, status):
    Membership.objects.filter(pk=tidewater.nell.pk).update(status=status)

    assert current_member(request_of(tidewater.nell.account)) is None


def test_a_membership_of_somebody_else_cannot_be_chosen(tidewater):
    request = request_of(tidewater.nell.account, membership=str(tidewater.ines.pk))

    assert current_member(request) is None


@pytest.mark.parametrize(
    ("kinds", "is_one"), [([], False), (["recovery_codes"], False), (["totp"], True), (["webauthn"], True)]
)
def test_a_second_factor_is_an_app_or_a_passkey(tidewater, kinds, is_one):
    for kind in kinds:
        Authenticator.objects.create(user=tidewater.nell.account, type=kind, data={})

    assert has_second_factor(tidewater.nell.account) is is_one


@pytest.mark.parametrize(
    ("methods", "used"), [([], False), (["password"], False), (["password", "mfa"], True), (["mfa"], True)]
)
def test_a_session_was_opened_with_a_second_factor_if_one_was_used(methods, used):
    assert used_second_factor(signed_in_by(*methods)) is used


def test_a_second_factor_that_somebody_else_used_in_this_browser_does_not_count():
    assert not used_second_factor(signed_in_by("password", "mfa", told_of=Account()))


def test_ending_sessions_changes_what_a_session_is_checked_against_and_nothing_else(tidewater):
    account = tidewater.nell.account
    before, password = account.get_session_auth_hash(), account.password

    end_sessions(account)

    account.refresh_from_db()
    assert account.get_session_auth_hash() != before
    assert account.password == password
    assert list(account.get_session_auth_fallback_hash()) == []


def test_an_account_is_found_whatever_the_capitals_of_its_address(tidewater):
    account = tidewater.nell.account

    assert Account.objects.get_by_natural_key(account.email.upper()) == account


def test_an_account_belongs_to_a_hub_once(tidewater):
    with pytest.raises(IntegrityError, match="membership_once"), transaction.atomic():
        second_membership(tidewater, tidewater.nell.account)


def test_members_carry_the_name_of_their_account(tidewater):
    assert make_member(tidewater.hub, "Otto Exampleton", "practitioner").name == "Otto Exampleton"
