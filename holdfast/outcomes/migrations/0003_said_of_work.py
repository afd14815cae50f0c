"""Whether somebody is at work is kept in one place: what was said when they were asked how they are moves there."""

from django.db import migrations

# the owner moves rows of every hub: for this statement alone the policies do not hold for it
MOVE = """
ALTER TABLE outcomes_worknow NO FORCE ROW LEVEL SECURITY;
ALTER TABLE workplace_workstate NO FORCE ROW LEVEL SECURITY;
INSERT INTO workplace_workstate (id, hub_id, person_id, referral_id, state, noted_at, noted_by_id)
SELECT id, hub_id, person_id, referral_id, state, said_at, written_by_id FROM outcomes_worknow;
ALTER TABLE workplace_workstate FORCE ROW LEVEL SECURITY;
ALTER TABLE outcomes_worknow FORCE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("outcomes", "0002_protect"),
        ("workplace", "0005_said_of_work"),
    ]

    operations = [
        migrations.RunSQL(MOVE),
        migrations.DeleteModel(name="WorkNow"),
    ]
