"""Very many referrals at once, for measuring: rows by COPY, names sealed and findable, most of them closed.

COPY refuses tables under row-level security. The rows go into a temporary table, and from there by INSERT through
the policies, in the hub's scope. Memory does not grow with their number.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from itertools import islice

from django.conf import settings
from django.db import connection, connections
from psycopg import sql

from holdfast.demo.answers import FileUnfit
from holdfast.demo.many_rows import COLUMNS, NAMES, Maker
from holdfast.hubs.models import Hub
from holdfast.hubs.scope import hub_scope
from holdfast.people.search import tokens_of
from holdfast.referrals.actions import fold_tallies
from holdfast.referrals.models import Tally

AT_ONCE = 5000
FOLD_EVERY = 100

STAGED = f"CREATE TEMPORARY TABLE staged ({', '.join(COLUMNS)}) ON COMMIT DELETE ROWS"
NAMED = "CREATE TEMPORARY TABLE named (name integer, token bytea)"

# Each takes the hub first: that every row says its hub is what the policies check.
SPREAD = (
    """INSERT INTO people_person (hub_id, id, key_version, wrapped_key, name_sealed, channels_sealed, search_version,
                                  is_held, created_at)
       SELECT %(hub)s, person_id, key_version, wrapped_key, name_sealed, channels_sealed, search_version, false,
              received_at FROM staged""",
    """INSERT INTO people_searchtoken (hub_id, token, person_id)
       SELECT %(hub)s, token, person_id FROM staged JOIN named USING (name)""",
    """INSERT INTO people_relationship (hub_id, id, person_id, member_id, why, since_at)
       SELECT %(hub)s, relationship_id, person_id, owner_id, CASE WHEN owner_id IS NULL THEN 'queue' ELSE 'owner' END,
              coalesce(decided_at, received_at) FROM staged""",
    """INSERT INTO referrals_referral (hub_id, id, person_id, reference, submission, route, method, status, stage,
                                       owner_id, safe_now, contact_when, contact_by, contact_why, rule_set,
                                       next_action, next_action_at, received_at, first_attempt_at, first_contact_at,
                                       attempts, closed_at)
       SELECT %(hub)s, referral_id, person_id, reference, submission, 'self', 'web', status, stage, owner_id, 'yes',
              'target', contact_by, '{}', 0, next_action, next_action_at, received_at, contact_at, contact_at,
              CASE WHEN contact_at IS NULL THEN 0 ELSE 1 END, closed_at FROM staged""",
    """INSERT INTO events_event (hub_id, person_id, subject_id, kind, codes, occurred_at, by_id)
       SELECT %(hub)s, person_id, referral_id, 'referral.receive',
              '{"why": [], "route": "self", "method": "web", "safe_now": "yes", "contact_when": "target"}'::jsonb,
              received_at, NULL::uuid FROM staged
       UNION ALL
       SELECT %(hub)s, person_id, referral_id, 'triage.' || CASE stage WHEN 'closed' THEN 'signpost' ELSE 'accept' END,
              jsonb_build_object('owner', owner_id, 'later', false), decided_at, owner_id
       FROM staged WHERE decided_at IS NOT NULL
       UNION ALL
       SELECT %(hub)s, person_id, referral_id, 'contact.log', '{"channel": "call", "result": "spoke"}'::jsonb,
              contact_at, owner_id FROM staged WHERE contact_at IS NOT NULL""",
    """INSERT INTO events_accessentry (hub_id, at, by_id, actor, action, what, why, persons)
       SELECT %(hub)s, received_at, NULL::uuid, 'person', 'write', 'front_door:send', 'self', ARRAY[person_id]
       FROM staged
       UNION ALL
       SELECT %(hub)s, decided_at, owner_id, 'member', 'write', 'triage:decide', 'duty', ARRAY[person_id]
       FROM staged WHERE decided_at IS NOT NULL""",
    """INSERT INTO referrals_tally (hub_id, stage, owner_id, delta)
       SELECT %(hub)s, stage, owner_id, count(*) FROM staged GROUP BY stage, owner_id""",
)


def fill(hub: Hub, number: int, *, now: datetime, advance: Callable[[int], object]) -> None:
    """Add `number` referrals to a hub.

    Raises:
        FileUnfit: the owner's address is not known, or the hub has nobody to give referrals to.
    """
    with hub_scope(hub):
        members = list(hub.members.filter(roles__contains=["practitioner"]).order_by("pk")[:20])
        already = sum(Tally.objects.filter(hub=hub).values_list("delta", flat=True))
    if not members:
        raise FileUnfit(f"The hub {hub.slug} has no practitioner.")
    rows = Maker(hub, members, number, now).rows(already)
    with temporary_tables_lent(), tables(hub):
        for done, size in enumerate(sizes(number), start=1):
            with hub_scope(hub):
                spread(hub, islice(rows, size))
            advance(size)
            if done % FOLD_EVERY == 0 or done * AT_ONCE >= number:
                with hub_scope(hub):
                    fold_tallies(hub)
    with connections["owner"].cursor() as cursor:
        cursor.execute("ANALYZE")


def sizes(number: int) -> Iterator[int]:
    """The sizes of the portions."""
    for start in range(0, number, AT_ONCE):
        yield min(AT_ONCE, number - start)


def spread(hub: Hub, rows: Iterator[tuple]) -> None:
    """One portion: staged by COPY, then into every table."""
    with connection.cursor() as cursor:
        with cursor.copy("COPY staged FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        for statement in SPREAD:
            cursor.execute(statement, {"hub": hub.pk})


@contextmanager
def tables(hub: Hub) -> Iterator[None]:
    """The temporary tables, with the search tokens of every name."""
    version = settings.KEYRING.active_search
    with connection.cursor() as cursor:
        cursor.execute(STAGED)
        cursor.execute(NAMED)
        with cursor.copy("COPY named FROM STDIN") as copy:
            for number, name in enumerate(NAMES):
                for token in sorted(tokens_of(hub.pk, name, version=version)):
                    copy.write_row((number, token))
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE staged, named")


@contextmanager
def temporary_tables_lent() -> Iterator[None]:
    """The serving role has no right to temporary tables: its owner lends it for as long as this takes.

    Raises:
        FileUnfit: the owner's address is not known.
    """
    if "owner" not in connections:
        raise FileUnfit("--fast needs HOLDFAST_OWNER_URL beside HOLDFAST_DATABASE_URL.")
    known = connection.settings_dict
    named = {"database": sql.Identifier(known["NAME"]), "role": sql.Identifier(known["USER"])}
    with connections["owner"].cursor() as cursor:
        cursor.execute(sql.SQL("GRANT TEMPORARY ON DATABASE {database} TO {role}").format(**named))
        try:
            yield
        finally:
            cursor.execute(sql.SQL("REVOKE TEMPORARY ON DATABASE {database} FROM {role}").format(**named))
