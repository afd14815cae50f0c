from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("referrals", "0012_talk"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='referral',
            name='referral_next_action_known',
        ),
        migrations.AlterField(
            model_name='referral',
            name='next_action',
            field=models.CharField(choices=[('decide', 'Decide'), ('sign', 'Sign the decision'), ('offer_transfer', 'Offer to the other hub'), ('call', 'Make contact'), ('try_again', 'Try again'), ('assess', 'Arrange the assessment'), ('meet', 'See them'), ('write_up', 'Write up the assessment'), ('welfare', 'Ask whether they are safe'), ('discuss', 'Discuss at the meeting'), ('plan', 'Make the plan'), ('agree_plan', 'Agree the plan with them'), ('step', 'Next step of the plan'), ('chase', 'Ask the service'), ('check_in', 'Get in touch while they wait'), ('talk', 'Talk about what else there is'), ('refer', 'Finish the onward referral'), ('go_on', 'See what comes next'), ('follow_up', 'Ask how they are'), ('review', 'Look at how it went'), ('none', 'Nothing')], max_length=14),
        ),
        migrations.AddConstraint(
            model_name='referral',
            constraint=models.CheckConstraint(condition=models.Q(('next_action__in', ['decide', 'sign', 'offer_transfer', 'call', 'try_again', 'assess', 'meet', 'write_up', 'welfare', 'discuss', 'plan', 'agree_plan', 'step', 'chase', 'check_in', 'talk', 'refer', 'go_on', 'follow_up', 'review', 'none'])), name='referral_next_action_known'),
        ),
    ]
