"""Signing in as a person does it: forms sent to the pages, codes read off an authenticator app."""

import re
from datetime import datetime, timedelta

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.utils import timezone

from holdfast.accounts.members import used_second_factor
from holdfast.accounts.models import Membership

PASSWORD = "a long enough password"


def code_of(secret: str, *, at: datetime | None = None) -> str:
    """What an authenticator app shows."""
    return format_hotp_value(hotp_value(secret, int((at or timezone.now()).timestamp()) // 30))


def give_app(member: Membership) -> str:
    """Give a member an authenticator app and recovery codes. Returns the secret the app keeps."""
    secret = generate_totp_secret()
    TOTP.activate(member.account, secret)
    RecoveryCodes.activate(member.account)
    return secret


def recovery_codes(member: Membership) -> list[str]:
    """The codes that are left."""
    codes = member.account.authenticator_set.get(type=Authenticator.Type.RECOVERY_CODES)
    return codes.wrap().get_unused_codes()


def give_password(client: Client, member: Membership, password: str = PASSWORD, **extra) -> HttpResponse:
    """Send the form of the sign-in page."""
    return client.post("/sign-in/", {"login": member.account.email, "password": password}, **extra)


def signed_in(member: Membership, secret: str) -> Client:
    """A browser that went through password and code. The code is then used up."""
    client = Client()
    give_password(client, member)
    response = client.post("/sign-in/code/", {"code": code_of(secret)})
    assert response.headers["Location"] == "/today/"
    forget_step(member)
    return client


def forget_step(member: Membership) -> None:
    """Let the code that shows now be used once more, as if half a minute had gone by."""
    app = member.account.authenticator_set.get(type=Authenticator.Type.TOTP)
    app.data["last_step"] = int((timezone.now() - timedelta(minutes=5)).timestamp()) // 30
    app.save()


def is_open(client: Client) -> bool:
    """Whether the browser is signed in still."""
    return client.get("/account/").status_code == 200


def has_used_second_factor(client: Client, member: Membership) -> bool:
    """Whether the gate counts the browser's session as opened with a second factor."""
    request = RequestFactory().get("/")
    request.session, request.user = client.session, member.account
    return used_second_factor(request)


def text_of(response: HttpResponse) -> str:
    """The words of a page."""
    body = re.sub(r"<(script|svg).*?</\1>", " ", response.content.decode(), flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", body).split())
