"""A death is kept as each hub says it of each record; which closing it brought about stands with the closing."""

import django.contrib.postgres.fields
from django.db import migrations, models
from django.db.models import Q

# the owner changes rows of every hub: for these statements alone the policies do not hold for it
MOVE = """
ALTER TABLE outcomes_death NO FORCE ROW LEVEL SECURITY;
ALTER TABLE outcomes_discharge NO FORCE ROW LEVEL SECURITY;

UPDATE outcomes_discharge SET is_by_death = true
FROM outcomes_death AS death, jsonb_array_elements(death.before -> 'referrals') AS closed
WHERE death.hub_id = outcomes_discharge.hub_id
  AND outcomes_discharge.referral_id = (closed ->> 'referral')::uuid
  AND outcomes_discharge.discharged_at = coalesce((closed ->> 'ended_at')::timestamptz, death.recorded_at);
UPDATE outcomes_discharge SET before = before - 'referral' WHERE is_by_death;

UPDATE outcomes_death SET
    first_id = coalesce(  -- what came keeps when it was said first, over however many hubs
        (SELECT first.id FROM outcomes_death AS first
         WHERE NOT first.before ? 'came'
           AND first.recorded_at = (outcomes_death.before -> 'came' ->> 'said_at')::timestamptz
         ORDER BY first.id LIMIT 1), id),
    path = CASE WHEN before ? 'came' THEN ARRAY[(before -> 'came' ->> 'transfer')::uuid] ELSE '{}' END,
    told_by = coalesce(before -> 'came' ->> 'hub', ''),
    how_known = CASE WHEN before ? 'came' THEN 'hub' ELSE how_known END,
    is_by_join = coalesce(before -> 'joined', '{}') ? person_id::text,
    "end" = CASE
        WHEN undone_at IS NULL THEN ''
        WHEN NOT before ? 'came' THEN 'error'
        WHEN before -> 'came' ? 'taken_back_at' THEN 'withdrawn'
        ELSE 'not_here' END;
INSERT INTO outcomes_death
    (id, hub_id, person_id, first_id, path, told_by, is_by_join, died_on, how_known, before, recorded_at,
     recorded_by_id, undone_at, undone_by_id, "end")
SELECT new_id, hub_id, one::uuid, CASE WHEN by_join THEN first_id ELSE new_id END, path, told_by, by_join, died_on,
       how_known, before, recorded_at, recorded_by_id, undone_at, undone_by_id, "end"
FROM (
    SELECT outcomes_death.*, one, gen_random_uuid() AS new_id,
           before ? 'came' OR coalesce(before -> 'joined', '{}') ? one AS by_join
    FROM outcomes_death, jsonb_array_elements_text(before -> 'persons') AS one
    WHERE one <> person_id::text
) AS each;

ALTER TABLE outcomes_discharge FORCE ROW LEVEL SECURITY;
ALTER TABLE outcomes_death FORCE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("outcomes", "0004_joined_when"),
    ]

    operations = [
        migrations.AddField("discharge", "is_by_death", models.BooleanField(
            default=False, help_text="closed by a death, and open again if that was an error")),
        migrations.RemoveConstraint("death", "death_once"),
        migrations.RemoveConstraint("death", "death_undone_by_somebody"),
        migrations.RemoveConstraint("death", "death_known_from_somewhere"),
        migrations.AddField("death", "first_id", models.UUIDField(
            null=True, help_text="which row it was at the hub that said it first")),
        migrations.AddField("death", "path", django.contrib.postgres.fields.ArrayField(
            models.UUIDField(), default=list, help_text="the transfers over which it came; none: said here", size=None)),
        migrations.AddField("death", "told_by", models.CharField(
            blank=True, default="", max_length=200, help_text="what the hub is called from which it came"),
            preserve_default=False),
        migrations.AddField("death", "is_by_join", models.BooleanField(
            default=False, help_text="said of a record that is joined with theirs")),
        migrations.AddField("death", "end", models.CharField(
            blank=True, default="", max_length=9, choices=[
                ("error", "An error, says the hub that said it first"),
                ("not_here", "An error, says this hub of what another one said"),
                ("withdrawn", "The hub from which it came does not say it any more"),
                ("apart", "It was known by a join alone, which ended, or what was said of the other did")]),
            preserve_default=False),
        migrations.AlterField("death", "how_known", models.CharField(max_length=8, choices=[
            ("family", "From their family or a friend"), ("employer", "From their employer"),
            ("care", "From a GP, a hospital or another service"),
            ("official", "From the police, a coroner or a register"), ("hub", "From another hub")])),
        migrations.RunSQL(MOVE),
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE", "SET CONSTRAINTS ALL DEFERRED"),
        migrations.AlterField("death", "first_id", models.UUIDField(
            help_text="which row it was at the hub that said it first")),
        migrations.RemoveField("death", "before"),
        migrations.AddConstraint("death", models.CheckConstraint(
            condition=Q(how_known__in=["family", "employer", "care", "official", "hub"]),
            name="death_known_from_somewhere")),
        migrations.AddConstraint("death", models.CheckConstraint(
            condition=Q(undone_at=None, undone_by=None, end="")
            | Q(undone_at__isnull=False, undone_by__isnull=False, end__in=["error", "not_here", "withdrawn", "apart"]),
            name="death_undone_by_somebody")),
        migrations.AddConstraint("death", models.CheckConstraint(
            condition=Q(path=[], told_by="") | (~Q(path=[]) & ~Q(told_by="")), name="death_told_by_some_hub")),
        migrations.AddConstraint("death", models.UniqueConstraint(
            fields=["hub", "person", "first_id", "path"], condition=Q(undone_at=None), name="death_said_once")),
        migrations.AddIndex("death", models.Index(fields=["hub", "person", "first_id"], name="death_of_person")),
    ]
