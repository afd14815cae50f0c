"""The floors of the web jobs: the same rows, or the same SELECT, by pgbench and nothing else.

They run as the superuser, so that neither policies nor scope cost them anything; keys and constraints stay.
"""

import os
import re
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict

from benchmarks.processes import cpu_milliseconds
from benchmarks.stack import Stack
from holdfast.local.binaries import bundled

# One statement, so that it is as fast as can be. Sealed bytes are as long as real ones; ten search tokens a name.
# A colon before a letter or a digit would be a variable of pgbench, in a string as well.
SUBMIT = r"""
WITH made AS MATERIALIZED (
    SELECT '{hub}'::uuid AS hub, uuidv7() AS person, uuidv7() AS referral, now() AS at,
           decode(repeat('5a', 61), 'hex') AS sealed, sha256(random()::text::bytea) AS mark
), person AS (
    INSERT INTO people_person (hub_id, id, key_version, wrapped_key, name_sealed, channels_sealed, search_version,
                               is_held, created_at)
    SELECT hub, person, 1, sealed, sealed, sealed || sealed, 1, false, at FROM made
), token AS (
    INSERT INTO people_searchtoken (hub_id, token, person_id)
    SELECT hub, substr(sha256((place * (random() * 40)::int)::text::bytea), 1, 16), person
    FROM made, generate_series(1, 10) place
), match_token AS (
    INSERT INTO people_matchtoken (hub_id, token, person_id, kind)
    SELECT hub, substr(mark, 1, 16), person, 'phone' FROM made
), relationship AS (
    INSERT INTO people_relationship (hub_id, id, person_id, why, since_at)
    SELECT hub, uuidv7(), person, 'queue', at FROM made
), referral AS (
    INSERT INTO referrals_referral (hub_id, id, person_id, reference, submission, route, method, status, stage,
        safe_now, story_sealed, contact_when, contact_by, contact_why, rule_set, next_action, next_action_at,
        received_at, attempts)
    SELECT hub, referral, person, substr(translate(encode(mark, 'base64'), '+/', 'AB'), 1, 8), mark, 'self',
        'web', 'received', 'triage', 'yes',
        sealed || sealed, 'target', at, '{{}}', 0, 'decide', at, at, 0 FROM made
), tally AS (
    INSERT INTO referrals_tally (hub_id, stage, delta) SELECT hub, 'triage', 1 FROM made
), event AS (
    INSERT INTO events_event (hub_id, person_id, subject_id, kind, codes, occurred_at)
    SELECT hub, person, referral, 'referral.receive',
        '{{"why": [], "route": "self", "method": "web", "safe_now": "yes", "contact_when": "target"}}', at FROM made
), access AS (
    INSERT INTO events_accessentry (hub_id, at, actor, action, what, why, persons)
    SELECT hub, at, 'person', 'write', 'send', 'self', ARRAY[person] FROM made
)
INSERT INTO front_door_visit (hub_id, id, person_id, referral_id, key_hash, shows_request, begun_at, touched_at)
SELECT hub, uuidv7(), person, referral, mark, true, at, at FROM made;
"""
ANSWER = r"""
WITH made AS MATERIALIZED (SELECT '{hub}'::uuid AS hub, '{person}'::uuid AS person, uuidv7() AS measure, now() AS at
), measure AS (
    INSERT INTO measures_measure (hub_id, id, person_id, subject_id, questionnaire, version, items, method, begun_at,
                                  answered_at)
    SELECT hub, measure, person, '{referral}', '{key}', '1', '{{{items}}}', 'web', at, at FROM made
), event AS (
    INSERT INTO events_event (hub_id, person_id, subject_id, kind, codes, occurred_at)
    SELECT hub, person, measure, 'measure.answer',
        '{{"total": 9, "version": "1", "complete": true, "questionnaire": "{key}"}}', at FROM made
)
INSERT INTO events_accessentry (hub_id, at, actor, action, what, why, persons)
SELECT hub, at, 'person', 'write', 'answer', 'self', ARRAY[person] FROM made;
"""
BOOK = r"""
WITH turn AS MATERIALIZED (SELECT nextval('diary_hold_id_seq') - {base} AS number
), made AS MATERIALIZED (
    SELECT '{hub}'::uuid AS hub, uuidv7() AS session, now() AS at, {first} + number % {held} AS one,
           {first} + {held} + number % {held} AS other,
           timestamptz '2030-01-01 00:00+00' + number / {held} * interval '15 minutes' AS starts_at FROM turn
), session AS (
    INSERT INTO diary_session (hub_id, id, kind, how, starts_at, ends_at, name, places, made_at)
    SELECT hub, session, 'assessment', 'phone', starts_at, starts_at + interval '15 minutes', '', 1, at FROM made
), hold AS (
    INSERT INTO diary_hold (hub_id, bookable_id, session_id, starts_at, ends_at)
    SELECT hub, number, session, starts_at, starts_at + interval '15 minutes'
    FROM made, LATERAL (VALUES (one), (other)) held (number)
)
INSERT INTO appointments_appointment (hub_id, id, session_id, person_id, referral_id, status, reason, seat, places,
                                      booked_at)
SELECT hub, uuidv7(), session, '{person}', '{referral}', 'booked', '', 1, 1, at FROM made;
"""


class FloorFailed(Exception):
    """pgbench could not repeat the script."""


@dataclass(frozen=True)
class Measured:
    """One round of one side: operations a second, and processor milliseconds of the stack for each."""

    rate: float
    cpu: float
    milliseconds: tuple[float, ...] = ()


@dataclass(frozen=True)
class Pgbench:
    """A script that pgbench repeats."""

    stack: Stack
    script: str

    def run(self, *, seconds: float, clients: int) -> Measured:
        """Repeat the script for a while."""
        before = cpu_milliseconds(self.stack.database)
        said = repeat(
            self.script, self.stack.server.superuser_url, "-c", str(clients), "-T", str(max(1, round(seconds)))
        )  # fmt: skip
        used = cpu_milliseconds(self.stack.database) - before
        rate = float(re.search(r"tps = ([\d.]+)", said)[1])
        return Measured(rate, used / done_in(said))


def repeat(script: str, url: str, *how_often: str) -> str:
    """Let pgbench repeat a script in the database at `url`. Returns what it says.

    Raises:
        FloorFailed: it could not.
    """
    programs = bundled()
    with tempfile.TemporaryDirectory(prefix="holdfast-floor-") as folder:
        file = Path(folder) / "script.sql"
        file.write_text(script)
        command = [programs.program("pgbench"), "-n", "-M", "prepared", "-j", "1", *how_often, "-f", str(file)]
        environment = {**os.environ, **programs.environment(), **addressed(url)}
        done = subprocess.run(command, env=environment, capture_output=True, text=True)
    if done.returncode:
        raise FloorFailed(done.stderr.strip())
    return done.stdout


def done_in(said: str) -> int:
    """How often pgbench says that the script was done."""
    return int(re.search(r"actually processed: (\d+)", said)[1])


def addressed(url: str) -> dict[str, str]:
    """The database and its superuser, as libpq reads them from the environment: no password on a command line."""
    given = conninfo_to_dict(url)
    names = {"host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD", "dbname": "PGDATABASE"}
    return {names[key]: str(value) for key, value in given.items() if key in names}
