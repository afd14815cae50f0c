"""Only the hub in scope, and only rows of one hub pointing at each other."""

from django.db import migrations

from holdfast.hubs.policies import points_within_hub, protect


class Migration(migrations.Migration):
    dependencies = [("desk", "0001_initial"), ("accounts", "0002_protect"), ("hubs", "0002_scope")]

    operations = [
        protect("desk_change"),
        points_within_hub("desk_change", "member_id", "accounts_membership"),
        points_within_hub("desk_change", "by_id", "accounts_membership"),
    ]
