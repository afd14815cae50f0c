import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("workplace", "0004_protect_ask_end"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='workstate',
            name='work_state_known',
        ),
        migrations.AlterField(
            model_name='workstate',
            name='noted_by',
            field=models.ForeignKey(db_constraint=False, db_index=False, help_text='who wrote it down; nobody: they said so themselves', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.membership'),
        ),
        migrations.AlterField(
            model_name='workstate',
            name='since_on',
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name='workstate',
            name='state',
            field=models.CharField(choices=[('at_work', 'At work'), ('adjusted', 'At work with changes to hours or duties'), ('off_sick', 'Off sick'), ('off', 'Off work'), ('away', 'Away for another reason'), ('between', 'Between jobs or returning'), ('left', 'Has left the job')], max_length=10),
        ),
        migrations.AddConstraint(
            model_name='workstate',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['at_work', 'adjusted', 'off_sick', 'off', 'away', 'between', 'left'])), name='work_state_known'),
        ),
    ]
