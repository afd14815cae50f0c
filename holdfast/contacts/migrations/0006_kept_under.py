"""Under which other request a promise was kept; of those of before by the conversation by which they ended."""

import django.db.models.deletion
from django.db import migrations, models

from holdfast.hubs.policies import points_within_hub

CONVERSATIONS = ("contacts_attempt", "appointments_appointment", "support_line_call")
KEPT = "".join(
    f"UPDATE contacts_promise p SET kept_under_id = c.referral_id FROM {each} c"  # noqa: S608 - words of this file
    " WHERE c.hub_id = p.hub_id AND c.id = p.ended_by AND c.referral_id <> p.referral_id"
    """ AND p."end" IN ('spoke', 'came', 'rang');"""
    for each in CONVERSATIONS
)
# the owner writes rows of every hub: for these statements alone the policies do not hold for it
TABLES = ("contacts_promise", *CONVERSATIONS)
OPENED = "".join(f"ALTER TABLE {each} NO FORCE ROW LEVEL SECURITY;" for each in TABLES)
CLOSED = "".join(f"ALTER TABLE {each} FORCE ROW LEVEL SECURITY;" for each in TABLES)


class Migration(migrations.Migration):
    dependencies = [
        ("contacts", "0005_first_contact"),
        ("appointments", "0008_cancelled"),
        ("referrals", "0016_due_and_chosen"),
        ("support_line", "0003_first_contact"),
    ]

    operations = [
        migrations.AddField(
            "promise", "kept_under",
            models.ForeignKey(
                blank=True, db_constraint=False, db_index=False, null=True, related_name="+", to="referrals.referral",
                on_delete=django.db.models.deletion.PROTECT,
                help_text="the request under which they were spoken with, where it is another one of theirs",
            ),
        ),
        points_within_hub("contacts_promise", "kept_under_id", "referrals_referral"),
        migrations.RunSQL([OPENED, KEPT, CLOSED]),
    ]  # fmt: skip
