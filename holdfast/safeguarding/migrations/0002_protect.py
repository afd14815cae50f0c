"""Only the hub in scope, and only rows of one hub pointing at each other."""

from django.db import migrations

from holdfast.hubs.policies import key_with_hub, points_within_hub, protect


class Migration(migrations.Migration):
    dependencies = [("safeguarding", "0001_initial"), ("people", "0003_box")]

    operations = [
        protect("safeguarding_concern"),
        protect("safeguarding_entry"),
        key_with_hub("safeguarding_concern"),
        points_within_hub("safeguarding_concern", "person_id", "people_person"),
        points_within_hub("safeguarding_concern", "raised_by_id", "accounts_membership"),
        points_within_hub("safeguarding_concern", "closed_by_id", "accounts_membership"),
        points_within_hub("safeguarding_entry", "concern_id", "safeguarding_concern"),
        points_within_hub("safeguarding_entry", "by_id", "accounts_membership"),
        points_within_hub("safeguarding_entry", "adviser_id", "accounts_membership"),
    ]
