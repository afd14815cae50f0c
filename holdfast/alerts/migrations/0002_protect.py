"""Only the hub in scope, and only rows of one hub pointing at each other."""

from django.db import migrations

from holdfast.hubs.policies import points_within_hub, protect


class Migration(migrations.Migration):
    dependencies = [("alerts", "0001_initial"), ("people", "0002_protect")]

    operations = [
        protect("alerts_alert"),
        points_within_hub("alerts_alert", "person_id", "people_person"),
        points_within_hub("alerts_alert", "raised_by_id", "accounts_membership"),
        points_within_hub("alerts_alert", "taken_by_id", "accounts_membership"),
        points_within_hub("alerts_alert", "closed_by_id", "accounts_membership"),
    ]
