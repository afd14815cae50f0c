"""Gives the serving role its rights, table by table, and stores the key that checks the scope.

Run by `holdfast migrate` as the owner, after the migrations: a table that nobody classified is not reachable.
"""

from psycopg import Connection, sql

from holdfast.hubs.policies import APPEND_ONLY, DELETABLE, READ_ONLY

UNREACHABLE = {"scope_key"}


def rights_of(table: str) -> str:
    """The privileges of the serving role on one table."""
    if table in READ_ONLY:
        return "SELECT"
    if table in APPEND_ONLY:
        return "SELECT, INSERT"
    if table in DELETABLE:
        return "SELECT, INSERT, UPDATE, DELETE"
    return "SELECT, INSERT, UPDATE"


def grant(connection: Connection, *, role: str) -> None:
    """Give `role` exactly the rights that the tables of this version need."""
    name = sql.Identifier(role)
    run = connection.execute
    run(sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(name))
    run(sql.SQL("REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {}").format(name))
    run(sql.SQL("GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {}").format(name))
    run(sql.SQL("GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO {}").format(name))
    tables = run("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename").fetchall()
    for (table,) in tables:
        if table not in UNREACHABLE:
            rights = sql.SQL(rights_of(table))
            run(sql.SQL("GRANT {} ON {} TO {}").format(rights, sql.Identifier(table), name))


def store_scope_key(connection: Connection, pads: tuple[bytes, bytes]) -> None:
    """Keep the padded keys that `scope_hub()` checks signatures with."""
    connection.execute(
        """INSERT INTO scope_key (inner_pad, outer_pad) VALUES (%s, %s)
           ON CONFLICT (only_one) DO UPDATE SET inner_pad = excluded.inner_pad, outer_pad = excluded.outer_pad""",
        pads,
    )
