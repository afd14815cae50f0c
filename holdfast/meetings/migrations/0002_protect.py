"""Only the hub in scope, and only rows of one hub pointing at each other."""

from django.db import migrations

from holdfast.hubs.policies import key_with_hub, points_within_hub, protect

MEMBERS = [
    ("meetings_meeting", ("called_by_id", "settled_by_id")),
    ("meetings_presence", ("member_id", "added_by_id")),
    ("meetings_discussion", ("asked_by_id", "settled_by_id")),
]


class Migration(migrations.Migration):
    dependencies = [("meetings", "0001_initial"), ("referrals", "0009_assessed"), ("accounts", "0002_protect")]

    operations = [
        *(protect(table) for table, _ in MEMBERS),
        key_with_hub("meetings_meeting"),
        *(points_within_hub(table, column, "accounts_membership") for table, columns in MEMBERS for column in columns),
        points_within_hub("meetings_presence", "meeting_id", "meetings_meeting"),
        points_within_hub("meetings_discussion", "meeting_id", "meetings_meeting"),
        points_within_hub("meetings_discussion", "person_id", "people_person"),
        points_within_hub("meetings_discussion", "referral_id", "referrals_referral"),
    ]
