"""What is to be published is one hub's until it is. What was audited is never changed, and what is over not at all."""

from django.db import migrations

from holdfast.hubs.policies import points_within_hub, protect

FROZEN = """
CREATE FUNCTION publication_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.status IN ('published', 'discarded')
        OR (NEW.hub_id, NEW.period, NEW.cells, NEW.prepared_at, NEW.prepared_by_id)
        IS DISTINCT FROM (OLD.hub_id, OLD.period, OLD.cells, OLD.prepared_at, OLD.prepared_by_id)
        OR OLD.audited_at IS NOT NULL AND (NEW.rows, NEW.words, NEW.digest, NEW.ledger_head, NEW.audited_at)
        IS DISTINCT FROM (OLD.rows, OLD.words, OLD.digest, OLD.ledger_head, OLD.audited_at) THEN
        RAISE EXCEPTION 'what was audited is published as it is, or not at all' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER publication_stays BEFORE UPDATE ON monitoring_publication
FOR EACH ROW EXECUTE FUNCTION publication_stays();
"""
GONE = """
DROP TRIGGER publication_stays ON monitoring_publication;
DROP FUNCTION publication_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("monitoring", "0006_publishing")]

    operations = [
        protect("monitoring_publication"),
        points_within_hub("monitoring_publication", "prepared_by_id", "accounts_membership"),
        points_within_hub("monitoring_publication", "signed_by_id", "accounts_membership"),
        points_within_hub("monitoring_publication", "published_by_id", "accounts_membership"),
        migrations.RunSQL(FROZEN, GONE),
    ]
