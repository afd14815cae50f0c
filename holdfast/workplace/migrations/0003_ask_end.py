import django.db.models.deletion
from django.db import migrations, models

import holdfast.hubs.ids


class Migration(migrations.Migration):
    dependencies = [
        ("workplace", "0002_protect"),
    ]

    operations = [
        migrations.CreateModel(
            name='AskEnd',
            fields=[
                ('id', models.UUIDField(default=holdfast.hubs.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('how', models.CharField(choices=[('answered', 'They answered another way'), ('left', 'We wait for it no longer')], max_length=8)),
                ('words_sealed', models.BinaryField(help_text='by the person: what was answered, or why nobody waits')),
                ('ended_at', models.DateTimeField()),
                ('ended_by', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.membership')),
                ('hub', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='work_ask_ends', to='hubs.hub')),
                ('person', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='work_ask_ends', to='people.person')),
                ('statement', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='ask_ends', to='workplace.workstatement')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('how__in', ['answered', 'left'])), name='ask_end_known'), models.UniqueConstraint(fields=('hub', 'statement'), name='ask_ended_once')],
            },
        ),
    ]
