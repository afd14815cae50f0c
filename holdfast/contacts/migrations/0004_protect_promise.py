"""Only the hub in scope; and what was promised before promises were rows, from events, attempts and what comes next."""

from django.db import migrations

from holdfast.hubs.policies import points_within_hub, protect

NOT_UNDONE = "NOT EXISTS (SELECT FROM events_event u WHERE u.hub_id = e.hub_id AND u.reverses_id = e.id)"
TRIED = "a.undone_at IS NULL AND a.result <> 'spoke' AND a.channel IN ('call', 'video', 'in_person')"
# A try, or asking whether they are safe, is the last one of them; calls are all that were promised.
MADE = f"""
WITH open AS (SELECT * FROM referrals_referral WHERE closed_at IS NULL), happened AS (
    SELECT r.hub_id, r.id AS referral_id, e.id AS number, e.kind, e.subject_id, e.codes, e.occurred_at AS at
    FROM open r JOIN events_event e ON e.hub_id = r.hub_id AND e.person_id = r.person_id
    WHERE (e.subject_id = r.id OR e.codes ->> 'referral' = r.id::text OR e.kind = 'call.match')
    AND (r.reopened_at IS NULL OR e.occurred_at > r.reopened_at) AND {NOT_UNDONE}
), tries AS (
    SELECT hub_id, referral_id, 'try_again' AS action, next_try_at AS due_at, 'tried' AS why, id AS made_by, at
    FROM contacts_attempt a WHERE {TRIED} AND next_try_at IS NOT NULL AND (before ->> 'stage' = 'first_contact'
        OR before ->> 'next_action' IN ('call', 'try_again', 'welfare', 'check_in', 'talk'))
    UNION ALL
    SELECT hub_id, referral_id, codes #>> '{{after,next_action}}', (codes #>> '{{after,at}}')::timestamptz, 'missed',
        subject_id, at
    FROM happened WHERE kind IN ('appointment.miss', 'appointment.come_too_late')
    AND codes #>> '{{after,next_action}}' IN ('try_again', 'welfare')
), last_try AS (SELECT DISTINCT ON (referral_id) * FROM tries ORDER BY referral_id, at DESC
), made AS (
    SELECT hub_id, referral_id, 'call' AS action, (codes ->> 'at')::timestamptz AS due_at,
        CASE WHEN codes ? 'call' THEN 'call_back' ELSE 'alert' END AS why,
        COALESCE((codes ->> 'alert')::uuid, (codes ->> 'call')::uuid, referral_id) AS made_by, at
    FROM happened WHERE kind = 'referral.plan_next' AND codes ->> 'next_action' = 'call'
    UNION ALL
    SELECT r.hub_id, r.id, COALESCE(s.action, l.action), COALESCE(s.due_at, l.due_at), COALESCE(l.why, 'tried'),
        COALESCE(l.made_by, r.id), COALESCE(l.at, r.received_at)
    FROM open r LEFT JOIN last_try l ON l.referral_id = r.id
    LEFT JOIN (SELECT id, next_action AS action, next_action_at AS due_at FROM open
        WHERE next_action IN ('try_again', 'welfare')) s ON s.id = r.id
    WHERE s.id IS NOT NULL OR l.referral_id IS NOT NULL
)
"""
# They were spoken with or came, after it was made; rang, but for asking whether they are safe; were called in vain once
# a call was due; or an alert was closed with having spoken, and something else chosen.
KEPT = (
    "SELECT FROM contacts_attempt a WHERE a.referral_id = m.referral_id AND a.undone_at IS NULL AND a.result = 'spoke'"
    " AND a.at > m.at",
    "SELECT FROM appointments_appointment a JOIN diary_session s ON s.id = a.session_id"
    " WHERE a.referral_id = m.referral_id AND a.status IN ('attended', 'late') AND s.kind <> 'group'"
    " AND s.starts_at > m.at",
    "SELECT FROM happened e WHERE e.referral_id = m.referral_id AND m.action <> 'welfare' AND e.kind = 'call.match'"
    " AND e.codes ->> 'what' = 'call' AND e.at > m.at AND NOT EXISTS (SELECT FROM happened p"
    " WHERE p.referral_id = m.referral_id AND p.kind = 'referral.plan_next' AND p.codes ->> 'call' = e.codes ->> 'call')",
    f"SELECT FROM contacts_attempt a WHERE a.referral_id = m.referral_id AND m.action = 'call' AND {TRIED}"
    " AND a.at >= GREATEST(m.at, m.due_at)",
    "SELECT FROM happened e JOIN alerts_alert l ON l.id = (e.codes ->> 'alert')::uuid"
    " WHERE e.referral_id = m.referral_id AND e.kind = 'referral.plan_next' AND 'spoke' = ANY(l.done) AND e.at > m.at",
)
FOUND = f"""{MADE}
INSERT INTO contacts_promise (id, hub_id, referral_id, action, due_at, why, made_by, made_at, "end")
SELECT gen_random_uuid(), hub_id, referral_id, action, due_at, why, made_by, at, '' FROM made m
WHERE {" AND ".join(f"NOT EXISTS ({each})" for each in KEPT)}
"""  # noqa: S608 - words of this file alone
# the owner writes rows of every hub: for this statement alone the policies do not hold for it
TABLES = (
    "contacts_promise", "contacts_attempt", "referrals_referral", "events_event", "appointments_appointment",
    "diary_session", "alerts_alert",
)  # fmt: skip
OPENED = "".join(f"ALTER TABLE {each} NO FORCE ROW LEVEL SECURITY;" for each in TABLES)
CLOSED = "".join(f"ALTER TABLE {each} FORCE ROW LEVEL SECURITY;" for each in TABLES)


class Migration(migrations.Migration):
    dependencies = [
        ("contacts", "0003_promise"),
        ("events", "0002_protect"),
        ("referrals", "0013_onward_steps"),
        ("appointments", "0008_cancelled"),
        ("diary", "0006_cancelled"),
        ("alerts", "0004_first"),
    ]

    operations = [
        protect("contacts_promise"),
        points_within_hub("contacts_promise", "referral_id", "referrals_referral"),
        migrations.RunSQL([OPENED, FOUND, CLOSED]),
    ]
