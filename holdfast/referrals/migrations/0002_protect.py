"""Only the hub in scope, and only rows of one hub pointing at each other."""

from django.db import migrations

from holdfast.hubs.policies import key_with_hub, points_within_hub, protect


class Migration(migrations.Migration):
    dependencies = [("referrals", "0001_initial"), ("people", "0002_protect")]

    operations = [
        protect("referrals_referral"),
        protect("referrals_background"),
        protect("referrals_atrisk"),
        protect("referrals_equality"),
        protect("referrals_tally"),
        key_with_hub("referrals_referral"),
        points_within_hub("referrals_referral", "person_id", "people_person"),
        points_within_hub("referrals_referral", "owner_id", "accounts_membership"),
        points_within_hub("referrals_background", "referral_id", "referrals_referral"),
        points_within_hub("referrals_atrisk", "referral_id", "referrals_referral"),
        points_within_hub("referrals_equality", "referral_id", "referrals_referral"),
        points_within_hub("referrals_tally", "owner_id", "accounts_membership"),
    ]
