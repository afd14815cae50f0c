"""Returns are one hub's. What was counted and what leaves of it are never changed, and a released one not at all."""

from django.db import migrations

from holdfast.hubs.policies import points_within_hub, protect

FROZEN = """
CREATE FUNCTION return_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.status IN ('released', 'discarded')
        OR (NEW.hub_id, NEW.period, NEW.version, NEW.reason, NEW.lines, NEW.cells, NEW.digest, NEW.prepared_at,
            NEW.prepared_by_id)
        IS DISTINCT FROM (OLD.hub_id, OLD.period, OLD.version, OLD.reason, OLD.lines, OLD.cells, OLD.digest,
            OLD.prepared_at, OLD.prepared_by_id) THEN
        RAISE EXCEPTION 'a return is corrected by a new one, and never changed' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER return_stays BEFORE UPDATE ON monitoring_return FOR EACH ROW EXECUTE FUNCTION return_stays();
"""
GONE = """
DROP TRIGGER return_stays ON monitoring_return;
DROP FUNCTION return_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("monitoring", "0002_returns"), ("accounts", "0002_protect")]

    operations = [
        protect("monitoring_return"),
        points_within_hub("monitoring_return", "prepared_by_id", "accounts_membership"),
        points_within_hub("monitoring_return", "signed_by_id", "accounts_membership"),
        points_within_hub("monitoring_return", "released_by_id", "accounts_membership"),
        migrations.RunSQL(FROZEN, GONE),
    ]
