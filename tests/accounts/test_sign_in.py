"""Signing in and out with a password: who gets in, who does not, and what the answer gives away."""

import re
from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.contrib.auth.hashers import MD5PasswordHasher
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from holdfast.accounts import sign_in_urls
from tests.accounts.signing_in import (
    PASSWORD,
    give_app,
    give_password,
    has_used_second_factor,
    is_open,
    signed_in,
    text_of,
)
from tests.builders import browser_of, is_suspended, leaves

WRONG = "The email address or the password is not right"
pytestmark = pytest.mark.django_db


def test_the_sign_in_page_offers_a_passkey_and_a_password(client):
    page = client.get("/sign-in/")

    assert 'id="passkey-use"' in page.content.decode()
    assert 'name="password"' in page.content.decode()
    assert "no-store" in page.headers["Cache-Control"]


def test_the_sign_in_page_has_no_inline_script(client):
    body = client.get("/sign-in/").content.decode()
    scripts = re.findall(r"<script([^>]*)>", body)

    assert scripts
    assert [script for script in scripts if "src=" not in script and 'type="application/json"' not in script] == []


def test_a_password_alone_leads_to_setting_up_a_second_factor(client, tidewater):
    response = give_password(client, tidewater.nell)

    assert response.headers["Location"] == "/account/"
    assert "Set up a second step" in text_of(client.get("/account/"))
    assert not has_used_second_factor(client, tidewater.nell)


def test_a_password_alone_opens_no_staff_page(client, tidewater):
    give_password(client, tidewater.nell)

    assert client.get("/today/").headers["Location"] == "/account/"


def test_a_password_with_an_app_set_up_signs_nobody_in(client, tidewater):
    give_app(tidewater.nell)

    assert give_password(client, tidewater.nell).headers["Location"] == "/sign-in/code/"
    assert not is_open(client)


def test_capitals_in_the_address_do_not_matter(client, tidewater):
    login = {"login": tidewater.nell.account.email.upper(), "password": PASSWORD}

    assert client.post("/sign-in/", login).headers["Location"] == "/account/"


@pytest.mark.parametrize("whose", ["unknown", "known", "not joined"])
def test_unknown_address_and_wrong_password_get_the_same_words(client, tidewater, whose):
    if whose == "not joined":
        tidewater.nell.account.set_unusable_password()
        tidewater.nell.account.save()
    email = "nobody@hub.example" if whose == "unknown" else tidewater.nell.account.email

    response = client.post("/sign-in/", {"login": email, "password": "not the password"})

    assert response.status_code == 200
    assert text_of(response) == text_of(client.post("/sign-in/", {"login": "x@y.example", "password": "not it"}))
    assert WRONG in text_of(response)


def test_unknown_address_and_wrong_password_cost_the_same(tidewater, monkeypatch):
    hashed = []
    encode = MD5PasswordHasher.encode
    monkeypatch.setattr(MD5PasswordHasher, "encode", lambda self, *given: hashed.append(1) or encode(self, *given))
    costs = []
    for email in ("nobody@hub.example", tidewater.nell.account.email):
        hashed.clear()
        with CaptureQueriesContext(
            connection,
        ) as statements:
            Client().post("/sign-in/", {"login": email, "password": "not the password"})
        costs.append((len(hashed), len(statements)))

    assert costs[0] == costs[1]
    assert costs[0][0] == 1


def test_ten_wrong_passwords_lock_and_the_page_says_what_to_do(client, tidewater):
    answers = [give_password(client, tidewater.nell, "wrong password").status_code for _ in range(10)]
    locked = give_password(client, tidewater.nell)

    assert answers == [200] * 9 + [429]
    assert locked.status_code == 429
    assert "Wait half an hour, then try again" in text_of(locked)
    assert "for 30 minutes" in text_of(locked)
    assert not is_open(client)


def test_an_unknown_address_locks_as_a_known_one(client, db):
    wrong = {"login": "nobody@hub.example", "password": "wrong password"}

    assert [client.post("/sign-in/", wrong).status_code for _ in range(10)] == [200] * 9 + [429]


def test_a_lock_is_for_one_account_at_one_address(client, tidewater):
    for _ in range(10):
        give_password(client, tidewater.nell, "wrong password")

    assert give_password(client, tidewater.wren).status_code == 302
    assert give_password(Client(), tidewater.nell, REMOTE_ADDR="192.0.2.7").status_code == 302


def test_a_forwarded_for_header_is_not_believed(client, tidewater):
    answers = [
        give_password(client, tidewater.nell, "wrong", HTTP_X_FORWARDED_FOR=f"192.0.2.{n}").status_code
        for n in range(10)
    ]

    assert answers[-1] == 429


def test_a_lock_opens_after_half_an_hour(client, tidewater):
    for _ in range(10):
        give_password(client, tidewater.nell, "wrong password")
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=31))

    assert give_password(client, tidewater.nell).status_code == 302


def test_tries_while_locked_do_not_prolong_the_lock(client, tidewater):
    for _ in range(10):
        give_password(client, tidewater.nell, "wrong password")
    before = AccessAttempt.objects.get().attempt_time
    give_password(client, tidewater.nell, "wrong password")

    assert AccessAttempt.objects.get().attempt_time == before


def test_what_was_typed_is_not_kept_with_a_wrong_try(client, tidewater):
    give_password(client, tidewater.nell, "a password nearly right")

    kept = AccessAttempt.objects.get()
    assert "nearly right" not in kept.post_data
    assert tidewater.nell.account.email not in kept.post_data


def test_the_log_names_nobody_who_tried(client, tidewater, caplog):
    for _ in range(10):
        give_password(client, tidewater.nell, "wrong password")

    assert "login failure by 127.0.0.1 at /sign-in/" in caplog.text
    assert tidewater.nell.account.email not in caplog.text


@pytest.mark.parametrize("ends", [is_suspended, leaves], ids=["suspend", "leave"])
def test_who_is_suspended_or_has_left_does_not_get_in(client, tidewater, ends):
    ends(tidewater.nell)

    response = give_password(client, tidewater.nell)

    assert response.headers["Location"] == "/sign-in/closed/"
    assert "Your account is closed" in text_of(client.get("/sign-in/closed/"))
    assert not is_open(client)
    assert WRONG in text_of(give_password(client, tidewater.nell, "not the password"))


@pytest.mark.parametrize(
    "address",
    [
        "/account/signup/",
        "/account/email/",
        "/account/password/reset/",
        "/account/password/set/",
        "/account/confirm-email/",
        "/account/codes/download/",
        "/accounts/signup/",
        "/accounts/login/",
        "/sign-in/signup/",
    ],
)
def test_there_is_no_sign_up_no_reset_by_mail_and_no_change_of_address(client, tidewater, address):
    assert client.get(address).status_code == 404
    assert browser_of(tidewater.nell).get(address).status_code == 404


@pytest.mark.parametrize(
    "name", ["account_signup", "account_email", "account_reset_password", "mfa_signup_webauthn", "mfa_trust"]
)
def test_these_pages_of_the_library_have_no_address(name):
    with pytest.raises(NoReverseMatch):
        reverse(name)


def test_every_address_declares_who_may_pass():
    kinds = {pattern.name: pattern.callback.who.kind for pattern in sign_in_urls.urlpatterns}

    assert {name for name, kind in kinds.items() if kind == "anyone"} == {
        "account_login",
        "account_logout",
        "account_inactive",
        "mfa_authenticate",
        "mfa_login_webauthn",
        "join",
    }
    assert set(kinds.values()) == {"anyone", "signed in"}


def test_no_sign_in_form_is_taken_without_its_token(tidewater):
    client = Client(enforce_csrf_checks=True)

    assert give_password(client, tidewater.nell).status_code == 403
    assert client.post("/sign-in/passkey/", {"credential": "{}"}).status_code == 403


def test_nobody_is_sent_to_another_site_after_signing_in(client, tidewater):
    given = {"login": tidewater.nell.account.email, "password": PASSWORD, "next": "https://elsewhere.example/"}

    assert client.post("/sign-in/", given).headers["Location"] == "/account/"


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"login": "", "password": ""},
        {"login": "no address", "password": "x"},
        {"login": "nul\0@hub.example", "password": "nul\0"},
        {"login": "x" * 100_000 + "@hub.example", "password": "y" * 1_000_000},
        {"login": ["a@b.example", "c@d.example"], "password": ["x", "y"]},
    ],
)
def test_odd_input_gets_a_sentence(client, db, given):
    response = client.post("/sign-in/", given)

    assert response.status_code == 200
    assert "Check these answers" in text_of(response)


@pytest.mark.parametrize(
    "credential",
    ["", "null", "[]", "{}", '{"response": []}', '{"id": 1, "response": {"userHandle": 5}}', "x", "[" * 50_000],
)
def test_a_passkey_that_cannot_be_read_is_one_that_did_not_work(client, db, credential):
    client.get("/sign-in/passkey/", headers={"accept": "application/json"})

    response = client.post("/sign-in/passkey/", {"credential": credential}, follow=True)

    assert response.redirect_chain == [("/sign-in/", 302)]
    assert "That passkey did not work" in text_of(response)


def test_changing_the_password_ends_every_other_session_and_keeps_this_one(tidewater):
    secret = give_app(tidewater.nell)
    here, elsewhere = signed_in(tidewater.nell, secret), signed_in(tidewater.nell, secret)
    new = "tansy harbour kettle moss"

    response = here.post("/account/password/", {"oldpassword": PASSWORD, "password1": new, "password2": new})

    assert response.headers["Location"] == "/account/"
    assert (is_open(here), is_open(elsewhere)) == (True, False)
    assert has_used_second_factor(here, tidewater.nell)
    assert give_password(Client(), tidewater.nell, new).headers["Location"] == "/sign-in/code/"


@pytest.mark.parametrize(
    ("new", "again", "sentence"),
    [
        ("short", "short", "at least 12 characters"),
        ("password1234", "password1234", "too common"),
        ("tansy harbour kettle", "tansy harbour kettel", "the same password"),
    ],
)
def test_a_weak_or_mistyped_new_password_is_refused(tidewater, new, again, sentence):
    client = browser_of(tidewater.nell)

    response = client.post("/account/password/", {"oldpassword": PASSWORD, "password1": new, "password2": again})

    assert sentence in text_of(response)
    assert give_password(Client(), tidewater.nell).status_code == 302


def test_guesses_at_the_old_password_are_counted(tidewater):
    client = browser_of(tidewater.nell)
    given = {"oldpassword": "wrong", "password1": "tansy harbour kettle", "password2": "tansy harbour kettle"}

    assert [client.post("/account/password/", given).status_code for _ in range(10)][-1] == 429


def test_signing_out_asks_first_and_then_ends_the_session(tidewater):
    client = browser_of(tidewater.nell)

    assert client.get("/sign-out/").status_code == 200
    assert is_open(client)
    assert client.post("/sign-out/").headers["Location"] == "/sign-in/"
    assert not is_open(client)
    assert "You are signed out." in text_of(client.get("/sign-in/"))
