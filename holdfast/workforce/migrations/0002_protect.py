"""Only the hub in scope, and rows of one hub pointing at its own members."""

from django.db import migrations

from holdfast.hubs.policies import points_within_hub, protect

MEMBERS = [("workforce_profile", ("member_id", "set_by_id")), ("workforce_assessorrule", ("set_by_id",))]


class Migration(migrations.Migration):
    dependencies = [("workforce", "0001_initial"), ("accounts", "0002_protect")]

    operations = [
        *(protect(table) for table, _ in MEMBERS),
        *(points_within_hub(table, column, "accounts_membership") for table, columns in MEMBERS for column in columns),
    ]
