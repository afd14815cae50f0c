"""Only the hub in scope, and only rows of one hub pointing at each other."""

from django.db import migrations

from holdfast.hubs.policies import key_with_hub, points_within_hub, protect


class Migration(migrations.Migration):
    dependencies = [("directory", "0001_initial"), ("accounts", "0002_protect")]

    operations = [
        protect("directory_service"),
        protect("directory_earlierservice"),
        key_with_hub("directory_service"),
        points_within_hub("directory_service", "contingency_id", "directory_service"),
        points_within_hub("directory_service", "confirmed_by_id", "accounts_membership"),
        points_within_hub("directory_service", "ended_by_id", "accounts_membership"),
        points_within_hub("directory_earlierservice", "service_id", "directory_service"),
        points_within_hub("directory_earlierservice", "changed_by_id", "accounts_membership"),
    ]
