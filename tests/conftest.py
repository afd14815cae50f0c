"""Fixtures that every test may use. States are reached by the real actions; see tests/people_of_a_hub.py."""

import gc
from datetime import UTC, datetime

import hypothesis
import pytest
from django.db import connection
from django.db.backends.signals import connection_created

from tests.browser import driven  # noqa: F401 - a fixture
from tests.builders import Team, make_hub
from tests.committed import committed, own_keyring  # noqa: F401 - fixtures
from tests.fuzz.standing import world_of_the_fuzz  # noqa: F401 - a fixture
from tests.lock_order import LockOrder
from tests.supported import at_now, fern  # noqa: F401 - fixtures

busy = [hypothesis.HealthCheck.too_slow]  # what a busy machine is
hypothesis.settings.register_profile("tests", deadline=None, suppress_health_check=busy)
hypothesis.settings.load_profile("tests")

PREPARED = 1000  # statements; savepoints, each of another name, push a hundred out before they come again
NOW = datetime(2026, 10, 14, 13, 52, tzinfo=UTC)  # a Wednesday, 14:52 in London


def pytest_collection_finish():
    """What is there for good, five thousand tests and the product, is not looked through again for what is not."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 100)


def keep_more_prepared(connection, **_):
    """Let statements of one test be known to the database in the next."""
    connection.connection.prepared_max = PREPARED


connection_created.connect(keep_more_prepared)


@pytest.fixture(scope="session")
def django_db_setup():
    """tests/database.py has cloned and migrated the database already."""


@pytest.fixture(autouse=True)
def _quick_passwords(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def _nothing_kept_of_the_registry(settings):
    settings.TERMS_SECONDS = 0


@pytest.fixture(autouse=True)
def order_of_locks():
    seen = LockOrder()
    seen.connect()
    with connection.execute_wrapper(seen):
        yield seen
    seen.disconnect()
    assert not seen.wrong, "people before referrals, these before what stands beside them; rows by their numbers"


@pytest.fixture
def now():
    """A Wednesday in October 2026, 14:52 in London: watched hours of the test hubs."""
    return NOW


@pytest.fixture
def clock(monkeypatch):
    """Sets what `timezone.now()` says, for pages and jobs: `clock(at)`."""

    def set_to(at):
        monkeypatch.setattr("django.utils.timezone.now", lambda: at)
        return at

    return set_to


@pytest.fixture
def tidewater(db) -> Team:
    """The hub the tests are about, with its team on duty at `now`."""
    return make_hub("tidewater", "Tidewater", now=NOW)


@pytest.fixture
def saltpan(db) -> Team:
    """The stranger: another hub with a team and people of its own."""
    return make_hub("saltpan", "Saltpan", now=NOW)
