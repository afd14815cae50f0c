"""Only the hub in scope, and only rows of one hub pointing at each other."""

from django.db import migrations

from holdfast.hubs.policies import points_within_hub, protect


class Migration(migrations.Migration):
    dependencies = [("contacts", "0001_initial"), ("referrals", "0002_protect")]

    operations = [
        protect("contacts_attempt"),
        points_within_hub("contacts_attempt", "referral_id", "referrals_referral"),
        points_within_hub("contacts_attempt", "by_id", "accounts_membership"),
    ]
