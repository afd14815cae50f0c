"""What the database itself refuses, read from the real schema by the role that serves the pages."""

import os

import psycopg
import pytest
from django.apps import apps
from django.db import connection, models

from holdfast.hubs.policies import APPEND_ONLY, BETWEEN_HUBS, DELETABLE, READ_ONLY, REGISTRY
from holdfast.hubs.rights import rights_of

pytestmark = pytest.mark.django_db
MEMBERSHIP = "accounts_membership"


def rows(query: str, *values) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return cursor.fetchall()


def column(query: str, *values) -> set:
    return {value for (value,) in rows(query, *values)}


def all_tables() -> set[str]:
    return column("SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')")


def protected_tables() -> set[str]:
    return all_tables() - set(REGISTRY)


def has_right(table: str, right: str) -> bool:
    return rows("SELECT has_table_privilege(current_user, %s, %s)", f"public.{table}", right)[0][0]


def foreign_keys(table: str) -> list[tuple[frozenset[str], str]]:
    """The columns and the target of every foreign key."""
    found = rows(
        """SELECT array_agg(a.attname), t.relname
           FROM pg_constraint c JOIN pg_class t ON t.oid = c.confrelid, unnest(c.conkey) AS key
           JOIN pg_attribute a ON a.attnum = key AND a.attrelid = %s::regclass
           WHERE c.contype = 'f' AND c.conrelid = %s::regclass GROUP BY c.oid, t.relname""",
        table,
        table,
    )
    return [(frozenset(columns), to) for columns, to in found]


def test_every_table_is_in_the_registry_or_carries_the_hub_that_nobody_can_leave_out():
    with_hub = column(
        """SELECT table_name::text FROM information_schema.columns
           WHERE table_schema = 'public' AND column_name = 'hub_id' AND is_nullable = 'NO'"""
    )

    assert protected_tables() - with_hub == set()


def test_every_entry_of_the_registry_and_of_the_lists_of_rights_is_a_table():
    named = {*REGISTRY, *APPEND_ONLY, *READ_ONLY, *DELETABLE}

    assert named - all_tables() == set()


def test_every_table_outside_the_registry_forces_row_security_on_everybody():
    forced = column("SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity")

    assert forced == protected_tables()


def test_every_protected_table_has_our_policy_and_no_other_but_what_two_hubs_have_between_them():
    scope = "( SELECT scope_hub() AS scope_hub)"
    ours, offered = f"(hub_id = {scope})", f"((to_hub_id = {scope}) AND (offered_at IS NOT NULL))"
    policies = rows("SELECT tablename, policyname, permissive, roles, cmd, qual, with_check FROM pg_policies")

    expected = [(table, "own_hub", "PERMISSIVE", ["public"], "ALL", ours, ours) for table in protected_tables()]
    between = [
        ("network_transfer", "to_hub_reads", "SELECT", offered, None),
        ("network_transfer", "to_hub_answers", "UPDATE", offered, offered),
        ("people_sharedkey", "another_hub_gives", "INSERT", None, f"(made_by_hub_id = {scope})"),
    ]
    expected += [(table, name, "PERMISSIVE", ["public"], *rest) for table, name, *rest in between]
    assert {table for table, *_ in between} == set(BETWEEN_HUBS)
    assert sorted(policies, key=str) == sorted(expected, key=str)


def test_the_registry_tables_with_a_hub_are_the_ones_that_are_read_before_a_hub_is_known():
    with_hub = column("SELECT table_name::text FROM information_schema.columns WHERE column_name = 'hub_id'")

    assert with_hub & set(REGISTRY) == {
        "hubs_hub_employers",
        "hubs_hub_systems",
        "hubs_neighbour",
        "hubs_terms",
        MEMBERSHIP,
    }


def test_the_serving_role_is_no_superuser_bypasses_no_policy_and_is_in_no_other_role():
    told = rows(
        """SELECT rolname, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication,
                  ARRAY(SELECT roleid::regrole::text FROM pg_auth_members WHERE member = r.oid)
           FROM pg_roles r WHERE rolname = current_user"""
    )

    assert told == [("holdfast_web", False, False, False, False, False, [])]


def test_the_serving_role_owns_nothing():
    owned = rows("SELECT refclassid::regclass, classid::regclass, objid FROM pg_shdepend WHERE deptype = 'o' "
                 "AND refobjid = current_user::regrole")  # fmt: skip

    assert owned == []


def test_the_serving_role_makes_no_tables_not_even_temporary_ones():
    told = rows(
        """SELECT has_schema_privilege(current_user, 'public', 'CREATE'),
                  has_database_privilege(current_user, current_database(), 'CREATE'),
                  has_database_privilege(current_user, current_database(), 'TEMP')"""
    )

    assert told == [(False, False, False)]


@pytest.mark.parametrize("right", ["TRUNCATE", "REFERENCES", "TRIGGER"])
def test_the_serving_role_can_nowhere(right):
    assert {table for table in all_tables() if has_right(table, right)} == set()


def test_the_serving_role_has_exactly_the_rights_of_the_lists():
    found = {
        table: ", ".join(right for right in ("SELECT", "INSERT", "UPDATE", "DELETE") if has_right(table, right))
        for table in all_tables() - {"scope_key"}
    }

    assert found == {table: rights_of(table) for table in all_tables() - {"scope_key"}}


def test_what_is_only_added_is_never_changed_or_removed_not_even_one_column_of_it():
    changed = {
        table
        for table in APPEND_ONLY
        for right in ("UPDATE", "DELETE")
        if has_right(table, right) or (right == "UPDATE" and has_column_right(table, right))
    }

    assert changed == set()
    assert {"events_event", "events_accessentry", "events_seal"} <= APPEND_ONLY


def has_column_right(table: str, right: str) -> bool:
    return rows("SELECT has_any_column_privilege(current_user, %s, %s)", f"public.{table}", right)[0][0]


def test_nobody_holds_a_right_on_single_columns():
    assert rows("SELECT attrelid::regclass, attname FROM pg_attribute WHERE attacl IS NOT NULL AND attrelid IN "
                "(SELECT oid FROM pg_class WHERE relnamespace = 'public'::regnamespace)") == []  # fmt: skip


def test_everybody_else_holds_no_right_on_any_table():
    granted = column(
        """SELECT DISTINCT grantee::text FROM information_schema.role_table_grants
           WHERE table_schema = 'public' AND grantee <> 'holdfast_owner'"""
    )
    public = rows(
        """SELECT relname FROM pg_class, aclexplode(relacl) AS acl
           WHERE relnamespace = 'public'::regnamespace AND acl.grantee = 0"""
    )

    assert granted == {"holdfast_web"}
    assert public == []


def test_the_key_of_the_scope_cannot_be_read_by_the_serving_role():
    rights = [right for right in ("SELECT", "INSERT", "UPDATE", "DELETE") if has_right("scope_key", right)]

    assert rights == []
    assert not has_column_right("scope_key", "SELECT")


def test_there_is_no_view_that_reads_past_the_policies():
    views = rows(
        """SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace
           AND (relkind = 'm' OR relkind = 'v' AND NOT coalesce('security_invoker=true' = ANY (reloptions), false))"""
    )

    assert views == []


def test_one_function_alone_runs_with_its_owners_rights():
    definers = rows(
        """SELECT proname, proconfig, provolatile, proparallel FROM pg_proc
           WHERE prosecdef AND pronamespace = 'public'::regnamespace"""
    )

    assert definers == [("scope_hub", ["search_path=pg_catalog, pg_temp"], "s", "r")]


def test_no_rule_rewrites_a_query():
    assert rows("SELECT rulename FROM pg_rules WHERE schemaname = 'public'") == []


def test_every_unique_index_of_a_protected_table_holds_the_hub():
    blind = rows(
        """SELECT c.relname, i.relname FROM pg_index x
           JOIN pg_class c ON c.oid = x.indrelid JOIN pg_class i ON i.oid = x.indexrelid
           WHERE x.indisunique AND NOT x.indisprimary AND c.relname = ANY(%s) AND NOT EXISTS (
               SELECT 1 FROM pg_attribute a
               WHERE a.attrelid = c.oid AND a.attname = 'hub_id' AND a.attnum = ANY (x.indkey))""",
        sorted(protected_tables()),
    )

    assert blind == []


def test_no_exclusion_constraint_reveals_another_hub():
    blind = rows(
        """SELECT conname FROM pg_constraint WHERE contype = 'x' AND pg_get_constraintdef(oid) !~ '\\mhub_id\\M'"""
    )

    assert blind == []


def test_every_foreign_key_to_a_protected_table_or_a_member_holds_the_hub():
    guarded = protected_tables() | {MEMBERSHIP}

    loose = [
        (table, sorted(columns), to)
        for table in sorted(protected_tables())
        for columns, to in foreign_keys(table)
        if to in guarded and "hub_id" not in columns
    ]

    assert loose == []


def test_every_pointer_of_a_model_to_a_protected_row_or_a_member_is_kept_by_the_database():
    guarded = protected_tables() | {MEMBERSHIP}
    pointers = [
        (model._meta.db_table, field.column, field.related_model._meta.db_table)
        for model in apps.get_models()
        if model._meta.db_table in protected_tables()
        for field in model._meta.local_fields
        if isinstance(field, models.ForeignKey) and field.related_model._meta.db_table in guarded
    ]

    loose = [
        (table, name, to)
        for table, name, to in pointers
        if (frozenset({"hub_id", name}), to) not in foreign_keys(table)
    ]

    assert len(pointers) > 20
    assert loose == []


def test_every_model_with_a_hub_has_a_protected_table():
    with_hub = {
        model._meta.db_table
        for model in apps.get_models()
        if any(field.name == "hub" for field in model._meta.local_fields)
    }

    assert with_hub - set(REGISTRY) == protected_tables()


def test_the_owner_sees_no_rows_without_a_scope(tidewater):
    with psycopg.connect(os.environ["HOLDFAST_OWNER_URL"]) as owner:
        forced = owner.execute("SELECT row_security_active('people_person')").fetchone()

    assert forced == (True,)
