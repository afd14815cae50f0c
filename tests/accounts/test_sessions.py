"""How long a session lives."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from holdfast.accounts import actions
from holdfast.accounts.members import end_sessions
from holdfast.accounts.models import Account
from tests.builders import browser_of

IDLE = 15 * 60
POLL = {"HTTP_HX_TRIGGER_NAME": "poll"}


@pytest.fixture(autouse=True)
def _routes(settings, monkeypatch):
    settings.ROOT_URLCONF = "tests.accounts.routes"
    monkeypatch.setattr("holdfast.accounts.gate.import_string", lambda name: lambda request: [])


@pytest.fixture
def seconds(monkeypatch):
    """Sets the clock of the idle limit: `seconds(at)`."""

    def set_to(at: int) -> None:
        monkeypatch.setattr("holdfast.accounts.middleware.time.time", lambda: 1_800_000_000 + at)

    set_to(0)
    return set_to


def is_in(browser: Client) -> bool:
    return browser.get("/triage/").status_code == 200


def changes() -> dict:
    def password(member):
        member.account.set_password("another long password")
        member.account.save(update_fields=["password"])

    def closed(member):
        Account.objects.filter(pk=member.account_id).update(is_active=False)

    return {
        "password": password,
        "account closed": closed,
        "sessions ended": lambda member: end_sessions(member.account),
        "roles": lambda member: actions.set_roles(member, ["practitioner", "support_line"]),
        "suspended": actions.suspend,
        "left": actions.leave,
        "begun again": actions.begin_again,
    }


@pytest.mark.parametrize("change", sorted(changes()))
def test_every_open_session_dies_at_once_when_something_about_the_account_changes(tidewater, change):
    browsers = [browser_of(tidewater.nell), browser_of(tidewater.nell)]
    assert [is_in(browser) for browser in browsers] == [True, True]

    changes()[change](tidewater.nell)

    answers = [browser.get("/triage/") for browser in browsers]
    assert [(answer.status_code, answer.get("Location")) for answer in answers] == [(302, "/sign-in/")] * 2


def test_ending_ones_sessions_leaves_those_of_others_open(tidewater):
    other = browser_of(tidewater.wren)
    is_in(other)

    end_sessions(tidewater.nell.account)

    assert is_in(other)


def test_a_role_that_was_taken_away_opens_nothing_more_in_a_new_session(tidewater):
    actions.set_roles(tidewater.nell, ["hub_manager"])
    tidewater.nell.account.refresh_from_db()

    assert browser_of(tidewater.nell).get("/triage/").status_code == 404


def test_a_session_lives_through_fifteen_minutes_of_silence_and_no_longer(tidewater, seconds):
    browser = browser_of(tidewater.nell)
    assert is_in(browser)

    seconds(IDLE)
    assert is_in(browser)
    seconds(2 * IDLE)
    assert is_in(browser)
    seconds(3 * IDLE + 1)
    assert browser.get("/triage/")["Location"] == "/sign-in/"
    assert not is_in(browser)


def test_polling_does_not_keep_a_session_alive(tidewater, seconds):
    browser = browser_of(tidewater.nell)
    is_in(browser)

    for minute in range(1, 16):
        seconds(60 * minute)
        assert browser.get("/triage/", **POLL).status_code == 200
    seconds(IDLE + 1)

    assert browser.get("/triage/", **POLL)["Location"] == "/sign-in/"
    assert not is_in(browser)


def test_a_session_that_only_ever_polled_ends_as_well(tidewater, seconds):
    browser = browser_of(tidewater.nell)
    browser.get("/triage/", **POLL)

    seconds(IDLE + 1)

    assert browser.get("/triage/", **POLL).status_code == 302


def test_an_idle_session_ends_before_its_form_is_taken(tidewater, seconds):
    browser = browser_of(tidewater.nell)
    is_in(browser)
    seconds(IDLE + 1)

    assert browser.post("/triage/")["Location"] == "/sign-in/"


def test_reading_page_after_page_does_not_write_the_session_each_time(tidewater, seconds):
    browser = browser_of(tidewater.nell)
    is_in(browser)

    seconds(20)
    with CaptureQueriesContext(connection) as asked:
        is_in(browser)

    assert [one["sql"] for one in asked.captured_queries if "django_session" in one["sql"]][1:] == []


def test_the_cookie_is_closed_to_scripts_and_ends_with_the_browser(tidewater):
    browser = browser_of(tidewater.nell)
    is_in(browser)
    cookie = browser.cookies["hf_session"]

    assert (cookie["httponly"], cookie["samesite"], cookie["expires"], cookie["max-age"]) == (True, "Lax", "", "")
