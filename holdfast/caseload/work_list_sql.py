"""The statement of a page of the work list, as SQL: building it afresh costs more than running it.

It says what `queries.in_stage` says; tests hold them together.
"""

from typing import Any
from uuid import UUID

from django.db import connection

from holdfast.accounts.models import Membership
from holdfast.referrals.states import Stage

COLUMNS = """
r.id, r.person_id, r.reference, r.stage, r.received_at, r.due_at, r.contact_why, r.next_action,
    r.next_action_at, r.attempts, r.closed_at, r.status, a.name, p.key_version, p.wrapped_key, p.name_sealed,
"""
ALERT_OPEN = """
    EXISTS (
        SELECT FROM alerts_alert x WHERE x.hub_id = r.hub_id AND x.person_id = r.person_id AND x.status <> 'closed'
    )
"""
TABLES = """
FROM referrals_referral r
JOIN people_person p ON p.id = r.person_id
LEFT JOIN accounts_membership m ON m.id = r.owner_id
LEFT JOIN accounts_account a ON a.id = m.account_id
WHERE r.hub_id = %(hub)s AND r.stage = %(stage)s
"""
EVERYBODYS = ""
OWN = " AND r.owner_id = %(member)s"
OWN_AND_NOBODYS = " AND (r.owner_id = %(member)s OR r.owner_id IS NULL)"
OWN_AND_COVERED = " AND r.owner_id = ANY(%(owners)s)"
OWN_COVERED_AND_NOBODYS = " AND (r.owner_id = ANY(%(owners)s) OR r.owner_id IS NULL)"
NOT_HELD = " AND NOT p.is_held"
NOT_BARRED = " AND r.person_id <> ALL(%(barred)s)"
SOONEST, LATEST = (">", ""), ("<", " DESC")
ORDER = "ORDER BY r.due_at{way}, r.received_at{way}, r.id{way}"
FURTHER = " AND (r.due_at, r.received_at, r.id) {sign} (%(due)s, %(received_at)s, %(after)s)"
MOST_URGENT = 25
"""Open alerts that lead a list; the others stand where their date puts them."""
URGENT = """
WITH urgent AS MATERIALIZED (SELECT r.id {tables} AND r.person_id IN (
    SELECT x.person_id FROM alerts_alert x WHERE x.hub_id = %(hub)s AND x.status <> 'closed'
) {order} LIMIT %(most_urgent)s)
"""
URGENT_FIRST = """
SELECT * FROM (
    (SELECT {columns}, 0 AS place {tables} AND r.id IN (SELECT id FROM urgent))
    UNION ALL
    (SELECT {columns}, 1 AS place {tables} AND r.id NOT IN (SELECT id FROM urgent)
    {order} LIMIT greatest(0, %(limit)s - (SELECT count(*) FROM urgent)))
) page ORDER BY place, due_at, received_at, id
"""
THE_OTHERS = (
    "SELECT {columns}, 1 AS place {tables} AND r.id NOT IN (SELECT id FROM urgent) {further} {order} LIMIT %(limit)s"
)


def fetch(sql: str, parameters: dict[str, Any]) -> list[tuple]:
    """The rows of one statement, in the hub's scope."""
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchall()


def read_page(
    member: Membership, stage: str, *, reach: str, owners: tuple[UUID, ...], hides_held: bool,
    barred: tuple[UUID, ...], knows_alerts: bool, is_latest_first: bool, after: tuple | None, limit: int,
) -> list[tuple]:  # fmt: skip
    """One page of one stage: row-level security, the hub and the stage lead into the index `referral_work_list`.

    A list of one's own holds the referrals of those whom one covers, too, as long as they are open. For whoever may
    know of alerts, people with an open one lead the list.
    """
    sign, way = LATEST if is_latest_first else SOONEST
    parts = {
        "columns": COLUMNS + (ALERT_OPEN if knows_alerts else "false"),
        "tables": TABLES + reach + (NOT_HELD if hides_held else "") + (NOT_BARRED if barred else ""),
        "order": ORDER.format(way=way),
        "further": FURTHER.format(sign=sign) if after else "",
    }
    due_at, received_at, after_id = after or (None, None, None)
    parameters = {
        "hub": member.hub_id, "member": member.pk, "stage": stage, "barred": list(barred), "limit": limit,
        "due": due_at, "received_at": received_at, "after": after_id, "owners": list(owners),
        "most_urgent": min(MOST_URGENT, limit),
    }  # fmt: skip
    if not knows_alerts or stage == Stage.CLOSED:
        return fetch("SELECT {columns} {tables} {further} {order} LIMIT %(limit)s".format(**parts), parameters)
    sql = (URGENT + (THE_OTHERS if after else URGENT_FIRST)).format(**parts)
    return [row[:-1] for row in fetch(sql, parameters)]
