"""Opt-outs, studies and extracts are one hub's own; what was said and what two agreed to stays as it is."""

from django.db import migrations

from holdfast.hubs.policies import key_with_hub, points_within_hub, protect

STAYS = """
CREATE FUNCTION opt_out_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.withdrawn_at IS NOT NULL
        OR (NEW.hub_id, NEW.person_id, NEW.kind, NEW.how, NEW.said_at, NEW.noted_by_id)
        IS DISTINCT FROM (OLD.hub_id, OLD.person_id, OLD.kind, OLD.how, OLD.said_at, OLD.noted_by_id) THEN
        RAISE EXCEPTION 'what somebody said is withdrawn, and not changed' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER opt_out_stays BEFORE UPDATE ON research_optout FOR EACH ROW EXECUTE FUNCTION opt_out_stays();
CREATE FUNCTION study_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.ended_at IS NOT NULL
        OR (NEW.hub_id, NEW.title, NEW.purpose, NEW.body, NEW.reference, NEW.until_on, NEW.variables,
            NEW.recorded_at, NEW.recorded_by_id)
        IS DISTINCT FROM (OLD.hub_id, OLD.title, OLD.purpose, OLD.body, OLD.reference, OLD.until_on, OLD.variables,
            OLD.recorded_at, OLD.recorded_by_id)
        OR OLD.agreed_at IS NOT NULL AND (NEW.agreed_at, NEW.agreed_by_id)
        IS DISTINCT FROM (OLD.agreed_at, OLD.agreed_by_id) THEN
        RAISE EXCEPTION 'what was approved stands as it was recorded' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER study_stays BEFORE UPDATE ON research_study FOR EACH ROW EXECUTE FUNCTION study_stays();
"""
GONE = """
DROP TRIGGER study_stays ON research_study;
DROP FUNCTION study_stays();
DROP TRIGGER opt_out_stays ON research_optout;
DROP FUNCTION opt_out_stays();
"""
TABLES = ("research_optout", "research_study", "research_extract")
MEMBERS = {
    "research_optout": ("noted_by_id", "withdrawal_noted_by_id"),
    "research_study": ("recorded_by_id", "agreed_by_id", "ended_by_id"),
    "research_extract": ("asked_by_id", "agreed_by_id"),
}


class Migration(migrations.Migration):
    dependencies = [("research", "0001_research"), ("people", "0009_died")]

    operations = [
        *(protect(table) for table in TABLES),
        key_with_hub("research_study"),
        points_within_hub("research_optout", "person_id", "people_person"),
        points_within_hub("research_extract", "study_id", "research_study"),
        *(points_within_hub(table, column, "accounts_membership") for table, columns in MEMBERS.items()
          for column in columns),
        migrations.RunSQL(STAYS, GONE),
    ]
