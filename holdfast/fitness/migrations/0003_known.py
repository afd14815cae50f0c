"""Since when the person knows of a concern."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("fitness", "0002_protect")]

    operations = [
        migrations.AddField(
            model_name="fitnessconcern",
            name="known_at",
            field=models.DateTimeField(help_text="since when the two wrote that the person knows of it", null=True),
        ),
    ]
