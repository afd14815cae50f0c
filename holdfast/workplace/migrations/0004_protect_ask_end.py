"""Only the hub in scope, and only rows of one hub pointing at each other."""

from django.db import migrations

from holdfast.hubs.policies import points_within_hub, protect


class Migration(migrations.Migration):
    dependencies = [("workplace", "0003_ask_end")]

    operations = [
        protect("workplace_askend"),
        points_within_hub("workplace_askend", "person_id", "people_person"),
        points_within_hub("workplace_askend", "statement_id", "workplace_workstatement"),
        points_within_hub("workplace_askend", "ended_by_id", "accounts_membership"),
    ]
