"""What must be true after every kill, asked of the tables by somebody who sees all of them; and of the mail."""

import time
from collections.abc import Mapping, Sequence

import psycopg

from tests.kills.house import House
from tests.kills.post import Post

OF_EACH_REQUEST = """
    SELECT r.reference,
      (SELECT count(*) FROM alerts_alert a WHERE a.subject_id = r.id) AS alerts,
      (SELECT count(DISTINCT a.source) FROM alerts_alert a WHERE a.subject_id = r.id) AS sources,
      (SELECT count(*) FROM events_event e JOIN alerts_alert a ON a.id = e.subject_id
        WHERE a.subject_id = r.id AND e.kind = 'alert.raise') AS events,
      (SELECT count(*) FROM correspondence_message m JOIN alerts_alert a ON a.id = m.subject_id
        WHERE a.subject_id = r.id) AS mail,
      (SELECT count(*) FROM events_accessentry x WHERE x.persons = ARRAY[r.person_id]
        AND x.what IN ('front_door:send', 'front_door:answer')) AS access,
      (SELECT count(*) FROM events_event e WHERE e.subject_id = r.id AND e.kind = 'referral.receive') AS received
    FROM referrals_referral r ORDER BY r.reference"""
OF_ALL = """
    SELECT (SELECT count(*) FROM referrals_referral), (SELECT count(*) FROM people_person),
      (SELECT coalesce(sum(delta), 0) FROM referrals_tally WHERE stage = 'triage'),
      (SELECT count(*) FROM front_door_draft)"""
MAIL = """
    SELECT m.id::text, c.email, m.sent_at IS NOT NULL, extract(epoch FROM m.queued_at)::float
    FROM correspondence_message m
    JOIN accounts_membership b ON b.id = m.member_id JOIN accounts_account c ON c.id = b.account_id"""
MAIL_SECONDS = 90.0
"""A minute is promised; after a storm of kills the last ones get half a minute more."""


def faults(house: House, acknowledged: Mapping[str, int]) -> list[str]:
    """What is lost, doubled or does not agree; empty when all is well.

    Args:
        acknowledged: the numbers that were shown, each with the alerts that the person was told somebody sees.
    """
    with house.superuser() as connection:
        return faults_of_requests(connection, acknowledged) + faults_of_counts(connection, len(acknowledged))


def faults_of_requests(connection: psycopg.Connection, acknowledged: Mapping[str, int]) -> list[str]:
    """Each number that was shown is kept once, each alert with one of everything; nothing else is kept."""
    found = connection.execute(OF_EACH_REQUEST)
    parts = [column.name for column in found.description or ()][1:]
    rows = found.fetchall()
    kept = [reference for reference, *_ in rows]
    wrong = [f"{number} was shown and is lost" for number in acknowledged if number not in kept]
    wrong += [f"{number} is kept and was not shown" for number in kept if number not in acknowledged]
    for reference, *counts in rows:
        alerts = acknowledged.get(reference, 1)
        wanted = [1 if part == "received" else alerts for part in parts]
        wrong += [
            f"{reference} has {count} of {part}, not {right}"
            for part, count, right in zip(parts, counts, wanted, strict=True)
            if count != right
        ]
    return wrong


def faults_of_counts(connection: psycopg.Connection, count: int) -> list[str]:
    """One person and one in the kept count for each request; no draft of what was sent."""
    row = connection.execute(OF_ALL).fetchone()
    named = zip(("requests", "people", "kept count", "drafts"), row or (), (count, count, count, 0), strict=True)
    return [f"{name}: {found}, not {wanted}" for name, found, wanted in named if found != wanted]


def faults_of_mail(house: House, *, seconds: float = MAIL_SECONDS) -> list[str]:
    """Wait until every message has come and is written down as sent; then what is wrong with them."""
    until = time.monotonic() + seconds
    with house.superuser() as connection:
        while True:
            messages = connection.execute(MAIL).fetchall()
            wrong = wrong_mail(house.post, messages)
            if not wrong or time.monotonic() > until:
                return wrong
            time.sleep(0.5)


def wrong_mail(post: Post, messages: Sequence[tuple[str, str, bool, float]]) -> list[str]:
    """A message must come at least once, to its one address, and always under its own Message-ID."""
    came = {name.strip("<>").partition("@")[0]: {to for to, _ in taken} for name, taken in list(post.taken.items())}
    wrong = [f"{name} came and is no message of ours" for name in came.keys() - {pk for pk, *_ in messages}]
    for pk, address, is_sent, _ in messages:
        if came.get(pk) != {address}:
            wrong.append(f"message {pk} came to {came.get(pk)}, not to {address}")
        elif not is_sent:
            wrong.append(f"message {pk} came and is not written down as sent")
    return wrong


def mail_seconds(house: House) -> list[float]:
    """From the commit of each message until it first came."""
    came = {name.strip("<>").partition("@")[0]: taken[0][1] for name, taken in list(house.post.taken.items())}
    with house.superuser() as connection:
        return [came[pk] - queued for pk, _, _, queued in connection.execute(MAIL).fetchall() if pk in came]
