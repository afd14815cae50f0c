"""Live figures are one hub's."""

from django.db import migrations

from holdfast.hubs.policies import protect


class Migration(migrations.Migration):
    dependencies = [("monitoring", "0004_spans")]

    operations = [
        protect("monitoring_keptspan"),
        protect("monitoring_keptupto"),
        protect("monitoring_trend"),
    ]
