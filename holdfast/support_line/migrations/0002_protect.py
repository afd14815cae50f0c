"""Only the hub in scope, and only rows of one hub pointing at each other."""

from django.db import migrations

from holdfast.hubs.policies import points_within_hub, protect


class Migration(migrations.Migration):
    dependencies = [("support_line", "0001_initial"), ("people", "0003_box"), ("referrals", "0002_protect")]

    operations = [
        protect("support_line_call"),
        points_within_hub("support_line_call", "box_id", "people_box"),
        points_within_hub("support_line_call", "person_id", "people_person"),
        points_within_hub("support_line_call", "referral_id", "referrals_referral"),
        points_within_hub("support_line_call", "taken_by_id", "accounts_membership"),
        points_within_hub("support_line_call", "closed_by_id", "accounts_membership"),
    ]
