"""Of whom a death is known by a join alone is kept with the moment of the join: for those that were kept before, the
moment at which the death was recorded."""

from django.db import migrations

# the owner changes rows of every hub: for this statement alone the policies do not hold for it
MOVE = """
ALTER TABLE outcomes_death NO FORCE ROW LEVEL SECURITY;
UPDATE outcomes_death SET before = jsonb_set(before, '{joined}', (
    SELECT coalesce(jsonb_object_agg(person, to_jsonb(recorded_at)), '{}')
    FROM jsonb_array_elements_text(before -> 'joined') AS person
)) WHERE jsonb_typeof(before -> 'joined') = 'array';
ALTER TABLE outcomes_death FORCE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("outcomes", "0003_said_of_work"),
    ]

    operations = [migrations.RunSQL(MOVE)]
