"""Only the hub in scope, and only rows of one hub pointing at each other."""

from django.db import migrations

from holdfast.hubs.policies import points_within_hub, protect


class Migration(migrations.Migration):
    dependencies = [("correspondence", "0001_initial"), ("people", "0002_protect")]

    operations = [
        protect("correspondence_message"),
        protect("correspondence_link"),
        points_within_hub("correspondence_message", "member_id", "accounts_membership"),
        points_within_hub("correspondence_message", "person_id", "people_person"),
        points_within_hub("correspondence_link", "person_id", "people_person"),
    ]
