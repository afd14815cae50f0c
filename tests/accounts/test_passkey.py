"""A passkey in a real browser, whose fingerprint reader is a pretended one."""

from collections.abc import Iterator

import pytest
from allauth.mfa.models import Authenticator

from tests.accounts.signing_in import PASSWORD
from tests.accounts.site import apart, served
from tests.builders import make_hub

pytestmark = pytest.mark.journey
READER = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def nell(committed, now):
    """A practitioner, in a database that the server's threads see."""
    return make_hub("tidewater", "Tidewater", now=now).nell


@pytest.fixture
def page(nell, driven) -> Iterator:
    """A page in a browser that has a fingerprint reader; `page.reader` speaks to it."""
    with served() as address, driven() as browser:
        page = browser.new_context(base_url=address, viewport={"width": 375, "height": 800}).new_page()
        page.set_default_timeout(10_000)
        page.reader = page.context.new_cdp_session(page)
        page.reader.send("WebAuthn.enable")
        page.reader_id = page.reader.send("WebAuthn.addVirtualAuthenticator", {"options": READER})["authenticatorId"]
        page.troubles = []
        page.on("console", lambda said: said.type == "error" and page.troubles.append(said.text))
        page.on("pageerror", lambda error: page.troubles.append(str(error)))
        yield page


def give_password(page, nell) -> None:
    """Sign in as far as a password goes."""
    page.goto("/sign-in/")
    page.get_by_label("Email address").fill(nell.account.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in with your password").click()


def set_up_passkey(page) -> None:
    """From the page after the first sign-in to the recovery codes."""
    page.get_by_role("link", name="Set up a passkey").click()
    page.get_by_label("Name of this passkey").fill("Work laptop")
    page.get_by_role("button", name="Set up a passkey").click()
    page.wait_for_url("**/account/codes/")


def sign_out(page) -> None:
    """Leave by the page that asks."""
    page.goto("/sign-out/")
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/sign-in/")


def sent_to(page, button: str, address: str) -> str:
    """Press a button that speaks to the reader. Gives where the answer to its form leads."""
    with page.expect_response(lambda answer: answer.url.endswith(address) and answer.status == 302) as sent:
        page.get_by_role("button", name=button).click()
    return sent.value.headers["location"]


def test_a_passkey_opens_the_account_by_itself_and_after_a_password(page, nell):
    give_password(page, nell)
    set_up_passkey(page)
    assert page.get_by_role("list", name="Recovery codes").get_by_role("listitem").count() == 10
    sign_out(page)

    assert sent_to(page, "Sign in with a passkey", "/sign-in/passkey/") == "/today/"
    page.goto("/account/")
    assert page.get_by_role("link", name="Rename Work laptop").count() == 1
    sign_out(page)
    give_password(page, nell)
    page.wait_for_url("**/sign-in/code/")
    assert sent_to(page, "Use my passkey", "/sign-in/code/") == "/today/"
    assert page.troubles == []


def test_without_the_finger_on_the_reader_no_passkey_is_made_and_the_page_says_so(page, nell):
    page.reader.send("WebAuthn.setUserVerified", {"authenticatorId": page.reader_id, "isUserVerified": False})
    give_password(page, nell)
    page.get_by_role("link", name="Set up a passkey").click()
    page.get_by_role("button", name="Set up a passkey").click()

    page.get_by_text("That did not work, or it was cancelled.").wait_for()

    assert apart(Authenticator.objects.count) == 0
    assert page.troubles == []


def test_a_passkey_that_is_there_is_not_made_twice_and_one_that_was_removed_opens_nothing(page, nell):
    give_password(page, nell)
    set_up_passkey(page)
    page.goto("/account/passkeys/add/")
    page.get_by_role("button", name="Set up a passkey").click()
    page.get_by_text("This device holds a passkey for you already.").wait_for()
    assert apart(Authenticator.objects.filter(type=Authenticator.Type.WEBAUTHN).count) == 1
    sign_out(page)
    apart(Authenticator.objects.all().delete)

    page.get_by_role("button", name="Sign in with a passkey").click()

    page.get_by_text("That passkey did not work.").wait_for()
    assert page.url.endswith("/sign-in/")
