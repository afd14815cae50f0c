"""Only the hub in scope, and only rows of one hub pointing at each other."""

from django.db import migrations

from holdfast.hubs.policies import key_with_hub, points_within_hub, protect


class Migration(migrations.Migration):
    dependencies = [
        ("workplace", "0001_initial"),
        ("agreements", "0002_protect"),
        ("people", "0006_release_asked"),
        ("referrals", "0002_protect"),
        ("accounts", "0002_protect"),
    ]

    operations = [
        protect("workplace_workstate"),
        protect("workplace_workstatement"),
        protect("workplace_returnstep"),
        protect("workplace_reply"),
        protect("workplace_partnerlink"),
        key_with_hub("workplace_workstatement"),
        points_within_hub("workplace_workstate", "person_id", "people_person"),
        points_within_hub("workplace_workstate", "referral_id", "referrals_referral"),
        points_within_hub("workplace_workstate", "noted_by_id", "accounts_membership"),
        points_within_hub("workplace_workstatement", "person_id", "people_person"),
        points_within_hub("workplace_workstatement", "referral_id", "referrals_referral"),
        points_within_hub("workplace_workstatement", "partner_id", "agreements_partner"),
        points_within_hub("workplace_workstatement", "replaces_id", "workplace_workstatement"),
        points_within_hub("workplace_workstatement", "shown_by_id", "accounts_membership"),
        points_within_hub("workplace_workstatement", "agreed_by_id", "accounts_membership"),
        points_within_hub("workplace_returnstep", "statement_id", "workplace_workstatement"),
        points_within_hub("workplace_returnstep", "done_by_id", "accounts_membership"),
        points_within_hub("workplace_reply", "person_id", "people_person"),
        points_within_hub("workplace_reply", "statement_id", "workplace_workstatement"),
        points_within_hub("workplace_reply", "read_by_id", "accounts_membership"),
        points_within_hub("workplace_partnerlink", "person_id", "people_person"),
        points_within_hub("workplace_partnerlink", "partner_id", "agreements_partner"),
        points_within_hub("workplace_partnerlink", "made_by_id", "accounts_membership"),
    ]
