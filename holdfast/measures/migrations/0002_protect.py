"""Only the hub in scope, and only rows of one hub pointing at each other."""

from django.db import migrations

from holdfast.hubs.policies import points_within_hub, protect


class Migration(migrations.Migration):
    dependencies = [("measures", "0001_initial"), ("people", "0002_protect")]

    operations = [
        protect("measures_measure"),
        points_within_hub("measures_measure", "person_id", "people_person"),
        points_within_hub("measures_measure", "entered_by_id", "accounts_membership"),
    ]
