"""What became of earlier periods is frozen with the audit, as rows and words are."""

from django.db import migrations, models

STAYS = """
CREATE OR REPLACE FUNCTION publication_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.status IN ('published', 'discarded', 'stopped')
        OR (NEW.hub_id, NEW.period, NEW.cells, NEW.prepared_at, NEW.prepared_by_id)
        IS DISTINCT FROM (OLD.hub_id, OLD.period, OLD.cells, OLD.prepared_at, OLD.prepared_by_id)
        OR OLD.audited_at IS NOT NULL AND ({new}) IS DISTINCT FROM ({old}) THEN
        RAISE EXCEPTION 'what was audited is published as it is, or not at all' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
"""
BEFORE = ("rows", "words", "digest", "ledger_head", "audited_at")


def stays(*columns: str) -> str:
    """The function, where these columns stay once they were audited."""
    new, old = (", ".join(f"{row}.{each}" for each in columns) for row in ("NEW", "OLD"))
    return STAYS.format(new=new, old=old)


class Migration(migrations.Migration):
    dependencies = [("monitoring", "0010_in_steps")]

    operations = [
        migrations.AddField(
            model_name="publication",
            name="earlier",
            field=models.JSONField(
                default=list,
                help_text="earlier periods counted anew: how many records changed, and true cells put right",
            ),
        ),
        migrations.RunSQL(stays(*BEFORE, "earlier"), stays(*BEFORE)),
    ]
