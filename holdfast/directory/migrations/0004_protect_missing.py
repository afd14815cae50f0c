"""Gaps, who met them, and proposals: only of the hub in scope, and pointing within it."""

from django.db import migrations

from holdfast.hubs.policies import key_with_hub, points_within_hub, protect


class Migration(migrations.Migration):
    dependencies = [("directory", "0003_kept_and_missing"), ("accounts", "0002_protect")]

    operations = [
        protect("directory_gap"),
        protect("directory_gapmet"),
        protect("directory_proposal"),
        key_with_hub("directory_gap"),
        points_within_hub("directory_gap", "raised_by_id", "accounts_membership"),
        points_within_hub("directory_gap", "closed_by_id", "accounts_membership"),
        points_within_hub("directory_gapmet", "gap_id", "directory_gap"),
        points_within_hub("directory_gapmet", "met_by_id", "accounts_membership"),
        points_within_hub("directory_proposal", "gap_id", "directory_gap"),
        points_within_hub("directory_proposal", "proposed_by_id", "accounts_membership"),
        points_within_hub("directory_proposal", "recorded_by_id", "accounts_membership"),
    ]
