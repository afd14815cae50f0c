"""Rotates the keys while people are served, hub by hub, in small transactions.

A new version is added to the keyring; every process sees it before it next wraps a key or searches a name. Work that
began before that is waited for: afterwards nobody writes under an older version, so the passes come to an end. Each
batch commits whole, so a rotation that is killed is resumed by running it again.

- `masters`: the data key of every person, every box and all that hubs share is wrapped anew. What is sealed under it
  stays as it is.
- `search`: the tokens of every person are replaced in one transaction, those of their name and those that tell that
  another record may be theirs. A search looks under both versions, and finds the old tokens or the new ones at every
  instant.
"""

import time
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Literal

from django.conf import settings
from django.db import connection
from django.db.models import Count, QuerySet

from holdfast.hubs.models import Hub
from holdfast.hubs.scope import hub_scope
from holdfast.people import sealing
from holdfast.people.identity import Keyed, channels_of, details_of, name_of
from holdfast.people.models import Box, MatchToken, Person, SearchToken, SharedKey
from holdfast.people.search import match_rows, token_rows

Kind = Literal["masters", "search"]
COLUMN = {"masters": "key_version", "search": "search_version"}
KEYED: dict[Kind, tuple[type[Keyed], ...]] = {"masters": (Person, Box, SharedKey), "search": (Person,)}
"""The tables whose rows need each kind of key."""
BATCH = 500
WAIT_SECONDS = 60.0
PAUSE_SECONDS = 0.05

EARLIER_WORK = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND usename = current_user AND pid <> pg_backend_pid() AND xact_start < %s
"""


class EarlierWorkRunning(Exception):
    """Work that began before is still running and may use an older key. Run the command again in a while."""


class StillNeeded(Exception):
    """People's keys are still wrapped with this version, or found by it."""


def rotate(kind: Kind, on_progress: Callable[[int, int], None] | None = None, *, batch: int = BATCH) -> int:
    """Rotate one kind of key, or finish a rotation that was stopped. Outside any hub's scope.

    Args:
        on_progress: called with how many people are done, and how many there are to do.

    Returns:
        The version that everybody is on now.

    Raises:
        EarlierWorkRunning: a transaction older than the new version did not end within a minute.
    """
    left = count_left(kind)
    version = active(kind) if left else settings.KEYRING.add(kind)
    wait_for_earlier_work()
    total, done = count_left(kind), 0
    while left := count_left(kind):
        for hub, table in ((hub, table) for hub in Hub.objects.order_by("pk") for table in KEYED[kind]):
            while moved := move_batch(hub, kind, version, batch, table=table):
                done += moved
                if on_progress:
                    on_progress(done, max(total, done))
        if left == count_left(kind):
            time.sleep(PAUSE_SECONDS)  # whoever is left is being written at this moment
    return version


def active(kind: Kind) -> int:
    """The version that is used for what is written now."""
    settings.KEYRING.refresh()
    return settings.KEYRING.active if kind == "masters" else settings.KEYRING.active_search


def versions(kind: Kind) -> list[int]:
    """Every version that the keyring holds."""
    settings.KEYRING.refresh()
    return sorted(getattr(settings.KEYRING, kind))


def people_by_version(kind: Kind) -> Counter[int]:
    """How many people (and boxes) need each version, over all hubs. Who was erased needs none."""
    found: Counter[int] = Counter()
    for hub in Hub.objects.order_by("pk"):
        with hub_scope(hub):
            for table in KEYED[kind]:
                rows = living(hub, table).values_list(COLUMN[kind]).annotate(people=Count("pk"))
                found.update(dict(rows.order_by(COLUMN[kind])))
    return found


def count_left(kind: Kind) -> int:
    """How many people are not on the active version."""
    newest = active(kind)
    return sum(people for version, people in people_by_version(kind).items() if version < newest)


def living(hub: Hub, table: type[Keyed] = Person) -> QuerySet:
    """The hub's people, or boxes, whose key was not destroyed."""
    return table.objects.filter(hub=hub, wrapped_key__isnull=False)


def wait_for_earlier_work() -> None:
    """Wait until every transaction of the serving role that runs at this moment has ended.

    Raises:
        EarlierWorkRunning: one of them did not, within a minute.
    """
    give_up = time.monotonic() + WAIT_SECONDS
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        (moment,) = cursor.fetchone()
        while True:
            cursor.execute(EARLIER_WORK, [moment])
            if not cursor.fetchone()[0]:
                return
            if time.monotonic() > give_up:
                raise EarlierWorkRunning(EarlierWorkRunning.__doc__)
            time.sleep(PAUSE_SECONDS)


def move_batch(hub: Hub, kind: Kind, version: int, batch: int, *, table: type[Keyed] = Person) -> int:
    """Bring some rows of one table of a hub to `version`, in a transaction of its own. Returns how many."""
    with hub_scope(hub):
        older = living(hub, table).filter(**{f"{COLUMN[kind]}__lt": version}).order_by("pk")
        # Rows that somebody is changing are left for the next pass; rows pointing at a person may still be added.
        people = list(older.select_for_update(skip_locked=True, no_key=True)[:batch])
        if people:
            MOVES[kind](hub, people, version)
    return len(people)


def wrap_anew(hub: Hub, people: Sequence[Keyed], version: int) -> None:
    """Wrap the data keys of locked rows of one table with the hub's newer key."""
    table = people[0]._meta.db_table
    for person in people:
        key = sealing.unwrap(hub.pk, person.pk, person.wrapped_key, version=person.key_version)
        person.wrapped_key = sealing.wrap(hub.pk, person.pk, key, version=version)
    with connection.cursor() as cursor:
        cursor.execute(
            f"""UPDATE {table} SET key_version = %s, wrapped_key = anew.wrapped
               FROM unnest(%s::uuid[], %s::bytea[]) AS anew (id, wrapped)
               WHERE {table}.hub_id = %s AND {table}.id = anew.id""",  # noqa: S608 - the name of our own table
            [version, [person.pk for person in people], [person.wrapped_key for person in people], hub.pk],
        )


def find_anew(hub: Hub, people: list[Person], version: int) -> None:
    """Replace the search tokens of locked people by those of the newer key."""
    words: list[SearchToken] = []
    marks: list[MatchToken] = []
    for person in people:
        person.search_version = version
        name = name_of(person)
        words += token_rows(person, name)
        marks += match_rows(person, name, channels_of(person), details_of(person))
    for table, rows in ((SearchToken, words), (MatchToken, marks)):
        table.objects.filter(hub=hub, person__in=people).delete()
        table.objects.bulk_create(rows, batch_size=2000)
    living(hub).filter(pk__in=[person.pk for person in people]).update(search_version=version)


def destroy(kind: Kind, version: int) -> None:
    """Destroy one version for good: what only it could open is lost, in backups too.

    Raises:
        KeyMissing: there is no such version.
        ValueError: it is the active one.
        StillNeeded: somebody's row needs it.
        EarlierWorkRunning: a running transaction may be writing such a row.
    """
    if version != active(kind):
        wait_for_earlier_work()
        if needed := people_by_version(kind)[version]:
            raise StillNeeded(f"{needed:,} people still need version {version}. Run holdfast keys rotate first.")
    settings.KEYRING.destroy(kind, version)


MOVES = {"masters": wrap_anew, "search": find_anew}
