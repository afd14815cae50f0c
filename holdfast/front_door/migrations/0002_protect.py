"""Only the hub in scope, and only rows of one hub pointing at each other."""

from django.db import migrations

from holdfast.hubs.policies import points_within_hub, protect


class Migration(migrations.Migration):
    dependencies = [("front_door", "0001_initial"), ("referrals", "0002_protect")]

    operations = [
        protect("front_door_draft"),
        protect("front_door_visit"),
        protect("front_door_arrival"),
        points_within_hub("front_door_visit", "person_id", "people_person"),
        points_within_hub("front_door_visit", "referral_id", "referrals_referral"),
    ]
