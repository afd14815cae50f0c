"""Only the hub in scope; and what was promised before promises were rows, from what comes next and from events."""

from django.db import migrations

from holdfast.hubs.policies import points_within_hub, protect

# the owner writes rows of every hub: for these statements alone the policies do not hold for it
STANDS = """
INSERT INTO contacts_promise (id, hub_id, referral_id, action, due_at, why, made_by, made_at, "end")
SELECT gen_random_uuid(), hub_id, id, next_action, next_action_at,
    CASE WHEN next_action = 'try_again' THEN 'tried' WHEN next_action = 'welfare' THEN 'missed' ELSE 'alert' END,
    id, received_at, ''
FROM referrals_referral WHERE closed_at IS NULL AND stage <> 'triage' AND (
    next_action IN ('try_again', 'welfare') OR next_action = 'call' AND stage <> 'first_contact'
)
"""
HIDDEN = """
INSERT INTO contacts_promise (id, hub_id, referral_id, action, due_at, why, made_by, made_at, "end")
SELECT gen_random_uuid(), hub_id, referral_id, action, due_at::timestamptz, why, made_by, made_at, '' FROM (
    SELECT DISTINCT ON (r.id) r.hub_id, r.id AS referral_id, e.subject_id AS made_by, e.occurred_at AS made_at,
        COALESCE(e.codes #>> '{after,next_action}', e.codes ->> 'next_action') AS action,
        COALESCE(e.codes #>> '{after,at}', e.codes ->> 'at') AS due_at,
        CASE WHEN e.kind = 'referral.plan_next' THEN 'alert' ELSE 'missed' END AS why
    FROM referrals_referral r JOIN events_event e ON e.hub_id = r.hub_id AND e.person_id = r.person_id
    WHERE r.closed_at IS NULL AND r.stage <> 'triage' AND r.next_action NOT IN ('call', 'try_again', 'welfare')
    AND (r.reopened_at IS NULL OR e.occurred_at > r.reopened_at)
    AND (
        e.kind = 'referral.plan_next' AND e.subject_id = r.id
        OR e.kind IN ('appointment.miss', 'appointment.come_too_late') AND e.codes ->> 'referral' = r.id::text
        AND e.codes #>> '{after,next_action}' = 'try_again'
    )
    AND NOT EXISTS (
        SELECT FROM contacts_attempt a WHERE a.hub_id = r.hub_id AND a.referral_id = r.id AND a.undone_at IS NULL
        AND a.at > e.occurred_at
    )
    ORDER BY r.id, e.id DESC
) AS latest WHERE action IN ('call', 'try_again')
"""
TABLES = ("contacts_promise", "contacts_attempt", "referrals_referral", "events_event")
OPENED = "".join(f"ALTER TABLE {each} NO FORCE ROW LEVEL SECURITY;" for each in TABLES)
CLOSED = "".join(f"ALTER TABLE {each} FORCE ROW LEVEL SECURITY;" for each in TABLES)


class Migration(migrations.Migration):
    dependencies = [
        ("contacts", "0003_promise"),
        ("events", "0002_protect"),
        ("referrals", "0013_onward_steps"),
    ]

    operations = [
        protect("contacts_promise"),
        points_within_hub("contacts_promise", "referral_id", "referrals_referral"),
        migrations.RunSQL([OPENED, STANDS, HIDDEN, CLOSED]),
    ]
