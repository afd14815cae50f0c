"""What another hub said first keeps its name from hub to hub."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("alerts", "0003_unseen"),
    ]

    operations = [
        migrations.AddField(
            model_name="alert",
            name="first_id",
            field=models.UUIDField(
                help_text="which alert it was at the hub that raised it first; null: here", null=True
            ),
        ),
    ]
