"""Only the hub in scope, and only rows of one hub pointing at each other."""

from django.db import migrations

from holdfast.hubs.policies import points_within_hub, protect


class Migration(migrations.Migration):
    dependencies = [("events", "0001_initial"), ("hubs", "0002_scope"), ("accounts", "0001_initial")]

    operations = [
        protect("events_event"),
        protect("events_accessentry"),
        protect("events_seal"),
        points_within_hub("events_event", "by_id", "accounts_membership"),
        points_within_hub("events_accessentry", "by_id", "accounts_membership"),
    ]
