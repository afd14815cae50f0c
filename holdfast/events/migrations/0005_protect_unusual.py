"""Only the hub in scope, and only rows of one hub pointing at each other."""

from django.db import migrations

from holdfast.hubs.policies import points_within_hub, protect


class Migration(migrations.Migration):
    dependencies = [("events", "0004_unusual"), ("people", "0003_box")]

    operations = [
        protect("events_unusualreading"),
        points_within_hub("events_unusualreading", "member_id", "accounts_membership"),
        points_within_hub("events_unusualreading", "reviewed_by_id", "accounts_membership"),
        points_within_hub("events_unusualreading", "person_id", "people_person"),
        points_within_hub("events_unusualreading", "box_id", "people_box"),
    ]
