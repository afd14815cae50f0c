"""Only the hub in scope, and only rows of one hub pointing at each other."""

from django.db import migrations

from holdfast.hubs.policies import points_within_hub, protect


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial"), ("hubs", "0002_scope")]

    operations = [
        protect("accounts_shift"),
        points_within_hub("accounts_shift", "member_id", "accounts_membership"),
    ]
