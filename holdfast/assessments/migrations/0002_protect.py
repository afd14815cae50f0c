"""Only the hub in scope, and only rows of one hub pointing at each other."""

from django.db import migrations

from holdfast.hubs.policies import key_with_hub, points_within_hub, protect

MEMBERS = [
    ("assessments_assessment", ("begun_by_id", "finished_by_id")),
    ("assessments_author", ("member_id", "added_by_id")),
    ("assessments_paragraph", ("by_id",)),
    ("assessments_draft", ("by_id",)),
    ("assessments_need", ("added_by_id", "ended_by_id")),
    ("assessments_safetyplan", ("by_id", "shared_by_id")),
]
WHOSE = ("assessments_assessment", "assessments_safetyplan")
PARTS = ("author", "paragraph", "draft", "need")


class Migration(migrations.Migration):
    dependencies = [("assessments", "0001_initial"), ("referrals", "0009_assessed"), ("accounts", "0002_protect")]

    operations = [
        *(protect(table) for table, _ in MEMBERS),
        *(key_with_hub(table) for table in ("assessments_assessment", "assessments_paragraph")),
        *(points_within_hub(table, column, "accounts_membership") for table, columns in MEMBERS for column in columns),
        *(points_within_hub(table, "person_id", "people_person") for table in WHOSE),
        *(points_within_hub(table, "referral_id", "referrals_referral") for table in WHOSE),
        *(points_within_hub(f"assessments_{part}", "assessment_id", "assessments_assessment") for part in PARTS),
        points_within_hub("assessments_paragraph", "replaces_id", "assessments_paragraph"),
    ]
