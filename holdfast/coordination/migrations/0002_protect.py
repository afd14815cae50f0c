"""Only the hub in scope, and only rows of one hub pointing at each other."""

from django.db import migrations

from holdfast.hubs.policies import key_with_hub, points_within_hub, protect

POINTS = {
    "coordination_goal": {
        "person_id": "people_person",
        "referral_id": "referrals_referral",
        "first_id": "coordination_goal",
        "added_by_id": "accounts_membership",
        "ended_by_id": "accounts_membership",
    },
    "coordination_rating": {"goal_id": "coordination_goal", "rated_by_id": "accounts_membership"},
    "coordination_strand": {
        "person_id": "people_person",
        "referral_id": "referrals_referral",
        "first_id": "coordination_strand",
        "owner_id": "accounts_membership",
        "added_by_id": "accounts_membership",
        "ended_by_id": "accounts_membership",
    },
    "coordination_plan": {
        "person_id": "people_person",
        "referral_id": "referrals_referral",
        "shown_by_id": "accounts_membership",
        "agreed_by_id": "accounts_membership",
    },
    "coordination_changewish": {"plan_id": "coordination_plan"},
}


class Migration(migrations.Migration):
    dependencies = [
        ("coordination", "0001_initial"),
        ("people", "0006_release_asked"),
        ("referrals", "0009_assessed"),
        ("accounts", "0003_referrer"),
    ]

    operations = [
        *(protect(table) for table in POINTS),
        *(key_with_hub(f"coordination_{name}") for name in ("goal", "strand", "plan")),
        *(points_within_hub(table, column, to) for table, found in POINTS.items() for column, to in found.items()),
    ]
