"""Only the hub in scope, and only rows of one hub pointing at each other."""

from django.db import migrations

from holdfast.hubs.policies import points_within_hub, protect


class Migration(migrations.Migration):
    dependencies = [("triage", "0001_initial"), ("referrals", "0002_protect")]

    operations = [
        protect("triage_ruleset"),
        protect("triage_decision"),
        points_within_hub("triage_decision", "referral_id", "referrals_referral"),
        points_within_hub("triage_decision", "decided_by_id", "accounts_membership"),
        points_within_hub("triage_decision", "owner_id", "accounts_membership"),
        points_within_hub("triage_decision", "signed_by_id", "accounts_membership"),
    ]
