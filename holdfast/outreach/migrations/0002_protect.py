"""Only the hub in scope, and only rows of one hub pointing at each other."""

from django.db import migrations

from holdfast.hubs.policies import key_with_hub, points_within_hub, protect


class Migration(migrations.Migration):
    dependencies = [("outreach", "0001_initial"), ("people", "0003_box"), ("accounts", "0002_protect")]

    operations = [
        protect("outreach_teamrequest"),
        protect("outreach_teamcall"),
        key_with_hub("outreach_teamrequest"),
        points_within_hub("outreach_teamrequest", "box_id", "people_box"),
        points_within_hub("outreach_teamrequest", "taken_by_id", "accounts_membership"),
        points_within_hub("outreach_teamrequest", "closed_by_id", "accounts_membership"),
        points_within_hub("outreach_teamcall", "request_id", "outreach_teamrequest"),
        points_within_hub("outreach_teamcall", "by_id", "accounts_membership"),
    ]
