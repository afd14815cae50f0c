"""Brings the database up to this version, as its owner: tables, rights of the serving role, the scope's key."""

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connections

from holdfast.hubs.loading import load_facts
from holdfast.hubs.rights import grant, store_scope_key
from holdfast.hubs.scope import pads


def bring_up_to_date(*, verbosity: int = 0) -> None:
    """Migrate, load the published facts, give the serving role its rights. Safe to run again and while serving.

    Raises:
        KeyError: `HOLDFAST_OWNER_URL` is not set.
    """
    call_command("migrate", database="owner", interactive=False, verbosity=verbosity)
    load_facts()
    connection = connections["owner"]
    connection.ensure_connection()
    with connection.connection.transaction():
        finish(connection.connection)


def finish(connection: psycopg.Connection) -> None:
    """What migrations cannot know: the name of the serving role, and the key."""
    grant(connection, role=settings.DATABASES["default"]["USER"])
    store_scope_key(connection, pads())
