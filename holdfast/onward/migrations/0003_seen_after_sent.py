import zoneinfo

import django.db.models.functions.datetime
from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("onward", "0002_protect"),
    ]

    operations = [  # what was written before it was refused stays as it is
        AddConstraintNotValid(
            model_name='onwardreferral',
            constraint=models.CheckConstraint(condition=models.Q(('first_seen_on', None), ('first_seen_on__gte', django.db.models.functions.datetime.TruncDate('sent_at', tzinfo=zoneinfo.ZoneInfo(key='Europe/London'))), _connector='OR'), name='onward_seen_after_it_was_sent'),
        ),
    ]
