"""What ended an onward referral that its service is told of by telephone; known of those before by what was written."""

from django.db import migrations, models

# the owner writes rows of every hub: for these statements alone the policies do not hold for it
KNOWN = """
ALTER TABLE onward_onwardreferral NO FORCE ROW LEVEL SECURITY;
ALTER TABLE referrals_referral NO FORCE ROW LEVEL SECURITY;
ALTER TABLE events_event NO FORCE ROW LEVEL SECURITY;
UPDATE onward_onwardreferral o SET over_by = 'transfer' FROM referrals_referral r
WHERE o.hub_id = r.hub_id AND o.referral_id = r.id AND r.status = 'transferred' AND o.ended_at = r.closed_at
AND o.status = 'withdrawn' AND o.sent_at IS NOT NULL;
UPDATE onward_onwardreferral o SET over_by = 'death' FROM events_event e
WHERE o.hub_id = e.hub_id AND o.person_id = e.person_id AND e.kind = 'person.die' AND o.ended_at = e.occurred_at
AND o.status = 'withdrawn' AND o.sent_at IS NOT NULL;
ALTER TABLE events_event FORCE ROW LEVEL SECURITY;
ALTER TABLE referrals_referral FORCE ROW LEVEL SECURITY;
ALTER TABLE onward_onwardreferral FORCE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("onward", "0002_protect"),
        ("referrals", "0013_onward_steps"),
    ]

    operations = [
        migrations.AddField(
            model_name="onwardreferral",
            name="over_by",
            field=models.CharField(
                blank=True,
                choices=[
                    ("death", "They were recorded as having died"),
                    ("transfer", "Another hub took them on"),
                    ("another", "Another service took its place"),
                ],
                help_text="what ended it that the service is told of by telephone",
                max_length=8,
            ),
        ),
        migrations.AddIndex(
            model_name="onwardreferral",
            index=models.Index(
                fields=["hub", "ended_at", "id"],
                condition=~models.Q(over_by=""),
                name="onward_to_call",
            ),
        ),
        migrations.RunSQL(KNOWN),
        migrations.AddConstraint(
            model_name="onwardreferral",
            constraint=models.CheckConstraint(
                condition=models.Q(over_by="")
                | models.Q(over_by__in=["death", "transfer", "another"], status="withdrawn", sent_at__isnull=False),
                name="onward_over_by_of_what_a_service_had",
            ),
        ),
    ]
