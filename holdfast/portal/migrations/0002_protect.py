"""Only the hub in scope, and only rows of one hub pointing at each other."""

from django.db import migrations

from holdfast.hubs.policies import points_within_hub, protect


class Migration(migrations.Migration):
    dependencies = [("portal", "0001_initial")]

    operations = [
        protect("portal_pin"),
        protect("portal_ownvisit"),
        points_within_hub("portal_pin", "person_id", "people_person"),
        points_within_hub("portal_ownvisit", "person_id", "people_person"),
        points_within_hub("portal_ownvisit", "referral_id", "referrals_referral"),
    ]
