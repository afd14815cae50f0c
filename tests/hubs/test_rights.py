"""The rights that `holdfast migrate` gives, and the key it leaves for the scope."""

import pytest
from django.apps import apps
from django.db import ProgrammingError, connection, transaction
from psycopg.errors import InsufficientPrivilege

from holdfast.events.models import AccessEntry, Event
from holdfast.hubs.models import Region, Terms
from holdfast.hubs.policies import APPEND_ONLY, DELETABLE, READ_ONLY
from holdfast.hubs.rights import grant, rights_of, store_scope_key
from holdfast.hubs.scope import hub_scope, pads
from tests.builders import send_request


@pytest.mark.parametrize(
    ("table", "rights"),
    [
        ("events_event", "SELECT, INSERT"),
        ("hubs_region", "SELECT"),
        ("people_searchtoken", "SELECT, INSERT, UPDATE, DELETE"),
        ("people_person", "SELECT, INSERT, UPDATE"),
        ("a_table_of_tomorrow", "SELECT, INSERT, UPDATE"),
    ],
)
def test_rights_follow_the_lists(table, rights):
    assert rights_of(table) == rights


def test_no_table_is_in_two_lists():
    assert (set(), set(), set()) == (APPEND_ONLY & DELETABLE, APPEND_ONLY & READ_ONLY, DELETABLE & READ_ONLY)


def refused(statement: str) -> None:
    with pytest.raises(ProgrammingError, match="permission denied") as caught, transaction.atomic():
        connection.cursor().execute(statement)
    assert isinstance(caught.value.__cause__, InsufficientPrivilege)


@pytest.mark.parametrize("table", sorted(APPEND_ONLY))
def test_a_row_that_is_only_added_is_neither_changed_nor_removed(tidewater, table):
    key = next(each._meta.pk.column for each in apps.get_models() if each._meta.db_table == table)
    with hub_scope(tidewater.hub):
        refused(f"UPDATE {table} SET {key} = {key}")
        refused(f"DELETE FROM {table}")
        refused(f"TRUNCATE {table}")


def test_the_stream_and_the_access_log_are_not_changed_through_the_models(tidewater, now):
    send_request(tidewater, now=now)

    with hub_scope(tidewater.hub):
        for model in (Event, AccessEntry):
            with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
                model.objects.update(occurred_at=now) if model is Event else model.objects.update(why="team")
            with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
                model.objects.all().delete()


def test_a_signed_version_of_the_terms_is_never_rewritten(tidewater):
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        Terms.objects.filter(hub=tidewater.hub).update(contact_target_days=30)


def test_a_person_is_not_deleted(tidewater, now):
    send_request(tidewater, now=now)

    with hub_scope(tidewater.hub):
        refused("DELETE FROM people_person")


def test_regions_are_read_and_not_written(db):
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        Region.objects.create(code="Y99", name="Nowhere")


def test_the_key_of_the_scope_is_refused_to_the_serving_role(db):
    refused("SELECT * FROM scope_key")
    refused("UPDATE scope_key SET inner_pad = outer_pad")


def test_the_serving_role_makes_no_function_and_changes_no_table(db):
    refused("CREATE FUNCTION mine() RETURNS int LANGUAGE sql AS 'SELECT 1'")
    with pytest.raises(ProgrammingError, match="must be owner"), transaction.atomic():
        connection.cursor().execute("ALTER TABLE people_person DISABLE ROW LEVEL SECURITY")
    with pytest.raises(ProgrammingError, match="must be owner"), transaction.atomic():
        connection.cursor().execute("DROP POLICY own_hub ON people_person")


def test_giving_rights_again_takes_away_what_was_given_by_hand(committed):
    with committed.connect("holdfast_owner") as owner:
        owner.execute("GRANT UPDATE, TRUNCATE ON events_event TO holdfast_web")
        owner.execute("GRANT UPDATE (kind) ON events_event TO holdfast_web")
        with owner.transaction():
            grant(owner, role="holdfast_web")
        found = owner.execute(
            """SELECT has_any_column_privilege('holdfast_web', 'events_event', 'UPDATE'),
                      has_table_privilege('holdfast_web', 'events_event', 'TRUNCATE'),
                      has_table_privilege('holdfast_web', 'events_event', 'INSERT')"""
        ).fetchone()

    assert found == (False, False, True)


def test_storing_the_key_again_leaves_one_key(committed):
    with committed.connect("holdfast_owner") as owner:
        store_scope_key(owner, pads())
        store_scope_key(owner, pads())
        kept = owner.execute("SELECT inner_pad, outer_pad FROM scope_key").fetchall()

    assert kept == [pads()]
