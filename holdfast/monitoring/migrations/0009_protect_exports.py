"""What a hub gave to a processor is its own. What was written is not changed."""

from django.db import migrations

from holdfast.hubs.policies import points_within_hub, protect

FROZEN = """
CREATE FUNCTION export_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.written_at IS NOT NULL OR OLD.dropped_at IS NOT NULL
        OR (NEW.hub_id, NEW.under, NEW.to_key, NEW.asked_at, NEW.asked_by_id)
        IS DISTINCT FROM (OLD.hub_id, OLD.under, OLD.to_key, OLD.asked_at, OLD.asked_by_id)
        OR OLD.agreed_at IS NOT NULL AND (NEW.agreed_at, NEW.agreed_by_id)
        IS DISTINCT FROM (OLD.agreed_at, OLD.agreed_by_id) THEN
        RAISE EXCEPTION 'what two have agreed is written as it is' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER export_stays BEFORE UPDATE ON monitoring_eventexport FOR EACH ROW EXECUTE FUNCTION export_stays();
"""
GONE = """
DROP TRIGGER export_stays ON monitoring_eventexport;
DROP FUNCTION export_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("monitoring", "0008_exports")]

    operations = [
        protect("monitoring_eventexport"),
        points_within_hub("monitoring_eventexport", "asked_by_id", "accounts_membership"),
        points_within_hub("monitoring_eventexport", "agreed_by_id", "accounts_membership"),
        points_within_hub("monitoring_eventexport", "dropped_by_id", "accounts_membership"),
        migrations.RunSQL(FROZEN, GONE),
    ]
