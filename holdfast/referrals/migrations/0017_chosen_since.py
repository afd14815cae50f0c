"""When the day was chosen that an alert was closed with: of whoever is followed up it is over once that is seen to."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('referrals', '0016_due_and_chosen'),
    ]

    operations = [
        migrations.AddField(
            model_name='referral',
            name='chosen_since',
            field=models.DateTimeField(blank=True, help_text='when it was chosen', null=True),
        ),
    ]
