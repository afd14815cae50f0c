"""The function that the policies ask which hub is in scope, and the table of its key."""

from django.db import migrations

from holdfast.hubs.policies import SCOPE_FUNCTION


class Migration(migrations.Migration):
    dependencies = [("hubs", "0001_initial")]

    operations = [
        migrations.RunSQL(SCOPE_FUNCTION, "DROP FUNCTION scope_hub(); DROP TABLE scope_key;"),
    ]
