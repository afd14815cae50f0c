"""A database of its own, for tests that commit, speak through several connections, or act as the superuser."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import psycopg
import pytest

from holdfast.local.cluster import OWNER, SUPERUSER, WEB
from holdfast.local.server import Server
from holdfast.people.keyring import Keyring
from tests.database import another_clone
from tests.standing import in_database


@dataclass
class Committed:
    """A database in which tests commit."""

    server: Server
    name: str

    def empty(self) -> None:
        """Remove every row but those that the migrations wrote."""
        with self.connect(SUPERUSER) as connection:
            connection.execute("SET session_replication_role = replica")
            tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
            kept = {"scope_key", "django_migrations", "django_content_type", "auth_permission"}
            kept |= {"hubs_region", "hubs_system", "hubs_organisation"}
            for (table,) in tables:
                if table not in kept:
                    connection.execute(f'DELETE FROM "{table}"')

    def connect(self, role: str = WEB, **options) -> psycopg.Connection:
        """Another connection, of any role: it commits each statement by itself."""
        return psycopg.connect(self.server.url(role, self.name), autocommit=True, **options)

    def as_superuser(self, statement: str, *values) -> int:
        """What somebody with the keys of the whole server could do, policies or not. Returns the rows it changed."""
        with self.connect(SUPERUSER) as connection:
            return connection.execute(statement, values).rowcount

    def as_owner(self, statement: str, *values) -> list[tuple]:
        """What the owner of the tables is shown."""
        with self.connect(OWNER) as connection:
            return connection.execute(statement, values).fetchall()


@cache
def second_database() -> Committed:
    """One more clone of the migrated template for this process; it goes with the server's folder."""
    made = another_clone("committed")
    return Committed(made.server, made.name)


@pytest.fixture
def committed(django_db_blocker, own_keyring) -> Iterator[Committed]:
    """Point Django at the second database; what the test commits is removed afterwards."""
    database = second_database()
    with django_db_blocker.unblock():
        try:
            with in_database(database.name):
                yield database
        finally:
            database.empty()


@pytest.fixture
def own_keyring(settings, tmp_path) -> Keyring:
    """Keys that a test may rotate and destroy. What never rotates is the installation's: the scope is checked by it."""
    folder = tmp_path / "keys"
    folder.mkdir(mode=0o700)
    settings.KEYRING = Keyring(
        folder / "keyring.json", {1: os.urandom(32)}, {1: os.urandom(32)}, settings.KEYRING.fixed
    )
    settings.KEYRING.save()
    settings.AUDIT_COPY = tmp_path / "audit"
    return settings.KEYRING
