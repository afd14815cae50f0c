"""Authenticator apps, recovery codes and passkeys: setting up, using, moving, removing."""

import re
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.utils import timezone

from holdfast.accounts.codes import use_code
from tests.accounts.signing_in import (
    PASSWORD,
    code_of,
    forget_step,
    give_app,
    give_password,
    has_used_second_factor,
    is_open,
    recovery_codes,
    signed_in,
    text_of,
)
from tests.builders import browser_of

WRONG = "That code is not right"
pytestmark = pytest.mark.django_db


def begin_app(client: Client) -> str:
    """Open the page that sets an app up. Returns the key a person would type."""
    page = text_of(client.get("/account/app/"))
    return re.search(r"type this key into the app ((?:[A-Z2-7]{4} ){8})", page)[1].replace(" ", "")


def test_setting_up_an_app_shows_recovery_codes_and_opens_the_staff_pages(client, tidewater):
    give_password(client, tidewater.nell)
    secret = begin_app(client)

    response = client.post("/account/app/", {"code": code_of(secret)})

    assert response.headers["Location"] == "/account/codes/"
    shown = text_of(client.get("/account/codes/"))
    assert [f"{code[:4]} {code[4:]}" in shown for code in recovery_codes(tidewater.nell)] == [True] * 10
    assert has_used_second_factor(client, tidewater.nell)
    assert client.get("/today/").status_code == 200


def test_the_square_stands_in_the_page_itself(client, tidewater):
    give_password(client, tidewater.nell)

    body = client.get("/account/app/").content.decode()

    assert '<svg viewBox="0 0 ' in body
    assert "data:image" not in body
    assert "style=" not in body


def test_recovery_codes_are_shown_once(client, tidewater):
    give_password(client, tidewater.nell)
    client.post("/account/app/", {"code": code_of(begin_app(client))})
    client.get("/account/codes/")

    again = text_of(client.get("/account/codes/"))

    assert "cannot be shown again" in again
    assert [code[:4] in again for code in recovery_codes(tidewater.nell)] == [False] * 10


def test_a_wrong_first_code_sets_nothing_up(client, tidewater):
    give_password(client, tidewater.nell)
    secret = begin_app(client)

    response = client.post("/account/app/", {"code": "000000" if code_of(secret) != "000000" else "111111"})

    assert WRONG in text_of(response)
    assert tidewater.nell.account.authenticator_set.count() == 0
    assert client.post("/account/app/", {"code": code_of(secret)}).headers["Location"] == "/account/codes/"


def test_the_secret_of_an_app_is_sealed(tidewater):
    secret = give_app(tidewater.nell)

    kept = tidewater.nell.account.authenticator_set.get(type=Authenticator.Type.TOTP).data["secret"]

    assert secret not in kept
    assert secret.encode().hex() not in kept


def test_setting_up_an_app_ends_sessions_that_a_password_alone_opened(client, tidewater):
    elsewhere = Client()
    give_password(elsewhere, tidewater.nell)
    give_password(client, tidewater.nell)

    client.post("/account/app/", {"code": code_of(begin_app(client))})

    assert (is_open(client), is_open(elsewhere)) == (True, False)


def test_password_and_code_open_the_staff_pages(tidewater):
    client = signed_in(tidewater.nell, give_app(tidewater.nell))

    assert has_used_second_factor(client, tidewater.nell)
    assert client.get("/today/").status_code == 200


def test_a_code_may_be_typed_with_a_gap(client, tidewater):
    secret = give_app(tidewater.nell)
    give_password(client, tidewater.nell)
    code = code_of(secret)

    assert client.post("/sign-in/code/", {"code": f"{code[:3]} {code[3:]}"}).headers["Location"] == "/today/"


def test_a_code_counts_once(tidewater):
    secret = give_app(tidewater.nell)
    code = code_of(secret)
    answers = []
    for client in (Client(), Client()):
        give_password(client, tidewater.nell)
        answers.append(client.post("/sign-in/code/", {"code": code}).status_code)

    assert answers == [302, 200]


@pytest.mark.parametrize(("seconds", "is_right"), [(-60, False), (-30, True), (0, True), (30, True), (60, False)])
def test_a_clock_may_be_half_a_minute_off(tidewater, now, seconds, is_right):
    secret = give_app(tidewater.nell)

    used = use_code(tidewater.nell.account, code_of(secret, at=now + timedelta(seconds=seconds)), now=now)

    assert (used is not None) == is_right


def test_after_a_code_the_one_before_it_is_worth_nothing(tidewater, now):
    secret = give_app(tidewater.nell)
    account, earlier = tidewater.nell.account, code_of(secret, at=now - timedelta(seconds=30))
    use_code(account, code_of(secret, at=now), now=now)

    assert use_code(account, earlier, now=now) is None


def test_the_code_that_set_the_app_up_does_not_also_sign_in(client, tidewater):
    give_password(client, tidewater.nell)
    code = code_of(begin_app(client))
    client.post("/account/app/", {"code": code})
    elsewhere = Client()
    give_password(elsewhere, tidewater.nell)

    assert elsewhere.post("/sign-in/code/", {"code": code}).status_code == 200


def test_a_recovery_code_opens_once(tidewater):
    give_app(tidewater.nell)
    code = recovery_codes(tidewater.nell)[3]
    answers = []
    for client in (Client(), Client()):
        give_password(client, tidewater.nell)
        answers.append(client.post("/sign-in/code/", {"code": code}).status_code)

    assert answers == [302, 200]
    assert len(recovery_codes(tidewater.nell)) == 9


def test_the_code_of_a_colleague_opens_nothing(client, tidewater):
    give_app(tidewater.nell)
    secret = give_app(tidewater.wren)
    give_password(client, tidewater.nell)

    assert WRONG in text_of(client.post("/sign-in/code/", {"code": code_of(secret)}))
    assert WRONG in text_of(client.post("/sign-in/code/", {"code": recovery_codes(tidewater.wren)[0]}))


def test_ten_wrong_codes_lock_from_whatever_address(tidewater):
    secret = give_app(tidewater.nell)
    answers = []
    for number in range(10):
        client = Client(REMOTE_ADDR=f"192.0.2.{number}")
        give_password(client, tidewater.nell)
        answers.append(client.post("/sign-in/code/", {"code": "wrong"}).status_code)
    client = Client(REMOTE_ADDR="192.0.2.99")
    give_password(client, tidewater.nell)
    locked = client.post("/sign-in/code/", {"code": code_of(secret)})

    assert answers == [200] * 9 + [429]
    assert locked.status_code == 429
    assert not is_open(client)


def test_a_right_code_begins_the_count_again(tidewater):
    secret = give_app(tidewater.nell)
    for _ in range(2):
        client = Client()
        give_password(client, tidewater.nell)
        wrong = [client.post("/sign-in/code/", {"code": "wrong"}).status_code for _ in range(6)]
        forget_step(tidewater.nell)
        assert wrong == [200] * 6
        assert client.post("/sign-in/code/", {"code": code_of(secret)}).status_code == 302


def test_giving_up_at_the_code_forgets_the_password_too(client, tidewater):
    give_app(tidewater.nell)
    give_password(client, tidewater.nell)

    client.post("/sign-out/")

    assert client.get("/sign-in/code/").headers["Location"] == "/sign-in/"


def test_the_code_page_is_nothing_without_a_password(client, tidewater):
    give_app(tidewater.nell)

    assert client.get("/sign-in/code/").headers["Location"] == "/sign-in/"
    assert client.post("/sign-in/code/", {"code": "123456"}).headers["Location"] == "/sign-in/"


@pytest.mark.parametrize("credential", ["", "{}", "[]", '{"id": "x", "response": {}}'])
def test_a_passkey_that_cannot_be_read_after_the_password_gets_a_sentence(client, tidewater, credential):
    give_app(tidewater.nell)
    give_password(client, tidewater.nell)

    response = client.post("/sign-in/code/", {"credential": credential})

    assert "That passkey did not work" in text_of(response)


@pytest.mark.parametrize(
    "credential",
    ["", "0", "false", "0.0", '"x"', "[1]", "{}", "[]", '{"id": "x", "response": {"attestationObject": "AA"}}'],
)
def test_a_passkey_that_cannot_be_read_is_not_added(client, tidewater, credential):
    give_password(client, tidewater.nell)
    client.get("/account/passkeys/add/")

    response = client.post("/account/passkeys/add/", {"name": "Laptop", "credential": credential})

    assert "That passkey did not work" in text_of(response)
    assert tidewater.nell.account.authenticator_set.count() == 0


@pytest.mark.parametrize(
    "address", ["/account/app/", "/account/app/remove/", "/account/passkeys/add/", "/account/codes/new/"]
)
def test_some_time_after_signing_in_a_change_asks_again_who_is_there(tidewater, address):
    give_app(tidewater.nell)
    client = browser_of(tidewater.nell)  # which signed in long ago

    response = client.get(address, follow=True)

    assert response.redirect_chain[0][0].startswith("/account/confirm/?next=")
    assert "Confirm that it is you" in text_of(response)


def test_confirming_by_password_leads_on_to_the_change(tidewater):
    give_app(tidewater.nell)
    client = browser_of(tidewater.nell)
    confirm = client.get("/account/app/").headers["Location"]

    assert "The password is not right" in text_of(client.post(confirm, {"password": "wrong"}))
    assert client.post(confirm, {"password": PASSWORD}).headers["Location"] == "/account/app/"
    assert client.get("/account/app/").status_code == 200


def test_confirming_by_code_leads_on_to_the_change(tidewater):
    secret = give_app(tidewater.nell)
    client = browser_of(tidewater.nell)
    client.get("/account/codes/new/")

    response = client.post("/account/confirm/code/?next=/account/codes/new/", {"code": code_of(secret)})

    assert response.headers["Location"] == "/account/codes/new/"


def test_moving_the_app_to_another_phone_replaces_the_old_one_once_the_new_code_is_right(tidewater):
    old = give_app(tidewater.nell)
    here, elsewhere = signed_in(tidewater.nell, old), signed_in(tidewater.nell, old)
    new = begin_app(here)

    assert WRONG in text_of(here.post("/account/app/", {"code": "wrong"}))
    assert is_open(elsewhere)
    assert here.post("/account/app/", {"code": code_of(new)}).headers["Location"] == "/account/"
    assert (is_open(here), is_open(elsewhere)) == (True, False)
    forget_step(tidewater.nell)
    assert use_code(tidewater.nell.account, code_of(old), now=timezone.now()) is None
    assert use_code(tidewater.nell.account, code_of(new), now=timezone.now()) is not None


def test_the_only_second_factor_stays(tidewater):
    client = signed_in(tidewater.nell, give_app(tidewater.nell))

    assert "This is your only second factor" in text_of(client.get("/account/app/remove/"))
    assert "This is your only second factor" in text_of(client.post("/account/app/remove/"))
    assert tidewater.nell.account.authenticator_set.filter(type=Authenticator.Type.TOTP).exists()


def test_new_recovery_codes_replace_the_old_ones_and_end_other_sessions(tidewater):
    secret = give_app(tidewater.nell)
    here, elsewhere = signed_in(tidewater.nell, secret), signed_in(tidewater.nell, secret)
    old = recovery_codes(tidewater.nell)

    assert here.post("/account/codes/new/").headers["Location"] == "/account/codes/"
    assert set(old) & set(recovery_codes(tidewater.nell)) == set()
    assert (is_open(here), is_open(elsewhere)) == (True, False)


def test_a_colleagues_passkey_cannot_be_named_or_removed(tidewater):
    key = Authenticator.objects.create(
        user=tidewater.wren.account, type=Authenticator.Type.WEBAUTHN, data={"name": "Canary", "credential": {}}
    )
    client = signed_in(tidewater.nell, give_app(tidewater.nell))

    answers = [client.get(f"/account/passkeys/{key.pk}/{job}/") for job in ("name", "remove")]
    answers += [client.post(f"/account/passkeys/{key.pk}/{job}/", {"name": "Mine"}) for job in ("name", "remove")]

    assert [answer.status_code for answer in answers] == [404] * 4
    assert [b"Canary" in answer.content for answer in answers] == [False] * 4
    key.refresh_from_db()
    assert key.data["name"] == "Canary"


def test_nobody_reads_account_pages_without_signing_in(client, db):
    addresses = ("", "password/", "confirm/", "confirm/code/", "app/", "codes/", "codes/new/", "passkeys/add/")

    assert {client.get(f"/account/{address}").headers["Location"] for address in addresses} == {"/sign-in/"}


def test_who_has_no_password_is_offered_no_change_of_it(tidewater):
    account = tidewater.nell.account
    account.set_unusable_password()
    account.save()
    browser = browser_of(tidewater.nell)

    assert browser.get("/account/password/").status_code == 404
    assert "Change your password" not in browser.get("/account/").content.decode()
