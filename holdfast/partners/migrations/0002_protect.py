"""Only the hub in scope, and only rows of one hub pointing at each other."""

from django.db import migrations

from holdfast.hubs.policies import key_with_hub, points_within_hub, protect


class Migration(migrations.Migration):
    dependencies = [
        ("partners", "0001_initial"),
        ("agreements", "0002_protect"),
        ("people", "0003_box"),
        ("referrals", "0002_protect"),
    ]

    operations = [
        protect("partners_admitted"),
        protect("partners_code"),
        protect("partners_visit"),
        protect("partners_introduction"),
        key_with_hub("partners_admitted"),
        points_within_hub("partners_admitted", "since_by_id", "accounts_membership"),
        points_within_hub("partners_admitted", "ended_by_id", "accounts_membership"),
        points_within_hub("partners_code", "box_id", "people_box"),
        points_within_hub("partners_visit", "partner_id", "agreements_partner"),
        points_within_hub("partners_visit", "admitted_id", "partners_admitted"),
        points_within_hub("partners_introduction", "box_id", "people_box"),
        points_within_hub("partners_introduction", "partner_id", "agreements_partner"),
        points_within_hub("partners_introduction", "settled_by_id", "accounts_membership"),
        points_within_hub("partners_introduction", "referral_id", "referrals_referral"),
    ]
