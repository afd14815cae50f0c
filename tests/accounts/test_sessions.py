"""How long a session lives."""

import pytest
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from holdfast.accounts import actions
from holdfast.accounts.members import end_sessions
from holdfast.accounts.models import Account
from holdfast.accounts.sessions import SessionStore
from tests.builders import browser_of, is_suspended, leaves, works_as

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
        "roles": lambda member: works_as(member, "practitioner", "support_line"),
        "suspended": is_suspended,
        "left": leaves,
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
    works_as(tidewater.nell, "hub_manager")
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


# What the table of sessions holds.


@pytest.fixture
def kept(db) -> SessionStore:
    """A session with something in it, as the next request finds it."""
    made = SessionStore()
    made["colour"] = "moss"
    made.save()
    return SessionStore(made.session_key)


def in_the_table() -> list[str]:
    return list(Session.objects.values_list("session_key", flat=True))


def test_who_reads_the_table_does_not_become_a_colleague(tidewater):
    browser = browser_of(tidewater.nell)
    assert is_in(browser)
    cookie = browser.cookies["hf_session"].value

    (stored,) = in_the_table()
    thief = Client()
    thief.cookies["hf_session"] = stored

    assert (len(stored), cookie in stored, stored in cookie) == (40, False, False)
    assert not is_in(thief)
    assert is_in(browser)


def test_a_session_is_found_by_its_cookie_alone(kept):
    assert (kept["colour"], kept.exists(kept.session_key)) == ("moss", True)
    assert [(kept.exists(stored), SessionStore(stored).load()) for stored in in_the_table()] == [(False, {})]


def test_a_session_that_is_saved_again_stays_one_row(kept):
    kept["colour"] = "slate"
    kept.save()

    assert SessionStore(kept.session_key)["colour"] == "slate"
    assert len(in_the_table()) == 1


def test_a_new_key_keeps_what_was_in_the_session_and_ends_the_old_one(kept):
    old = kept.session_key
    kept.cycle_key()
    kept.save()

    assert kept.session_key != old
    assert (SessionStore(kept.session_key)["colour"], kept.exists(old), len(in_the_table())) == ("moss", False, 1)


def test_a_session_that_is_flushed_or_deleted_leaves_nothing(kept):
    other = SessionStore()
    other.create()
    other.delete(other.session_key)
    kept.flush()

    assert (kept.session_key, in_the_table()) == (None, [])
    SessionStore().delete()


def test_a_session_that_was_deleted_meanwhile_is_not_made_anew(kept):
    assert kept["colour"] == "moss"
    SessionStore(kept.session_key).delete()

    with pytest.raises(UpdateError):
        kept.save()
    assert in_the_table() == []


def test_what_has_expired_is_not_loaded_and_is_cleared(kept):
    kept.set_expiry(-60)
    kept.save()
    SessionStore().create()

    assert SessionStore(kept.session_key).load() == {}
    SessionStore.clear_expired()
    assert len(in_the_table()) == 1


@pytest.mark.parametrize("key", ["x" * 5000, "a" * 8 + "\0", "\udce9" * 9, "%' OR 1=1"])
def test_any_cookie_is_only_a_session_that_does_not_exist(db, key):
    store = SessionStore(key)

    assert (store.load(), store.session_key) == ({}, None)


def test_the_asynchronous_ways_write_no_key_either():
    used = [SessionStore.aexists, SessionStore.acreate, SessionStore.asave, SessionStore.adelete, SessionStore.aload]

    assert {way.__qualname__.split(".")[0] for way in used} == {"SessionBase"}
