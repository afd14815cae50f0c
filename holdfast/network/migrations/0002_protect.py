"""A transfer is the offering hub's, and readable by the other once it was offered; all else is one hub's."""

from django.db import migrations

from holdfast.hubs.policies import admit_other_hub, points_within_hub, protect


class Migration(migrations.Migration):
    dependencies = [
        ("network", "0001_initial"),
        ("people", "0008_protect_shared_key"),
        ("referrals", "0002_protect"),
        ("accounts", "0002_protect"),
    ]

    operations = [
        protect("network_transfer"),
        admit_other_hub("network_transfer"),
        protect("network_arrival"),
        protect("network_paper"),
        points_within_hub("network_transfer", "person_id", "people_person"),
        points_within_hub("network_transfer", "referral_id", "referrals_referral"),
        points_within_hub("network_transfer", "prepared_by_id", "accounts_membership"),
        points_within_hub("network_transfer", "offered_by_id", "accounts_membership"),
        points_within_hub("network_arrival", "person_id", "people_person"),
        points_within_hub("network_arrival", "referral_id", "referrals_referral"),
        points_within_hub("network_arrival", "decided_by_id", "accounts_membership"),
        points_within_hub("network_paper", "person_id", "people_person"),
        points_within_hub("network_paper", "referral_id", "referrals_referral"),
    ]
