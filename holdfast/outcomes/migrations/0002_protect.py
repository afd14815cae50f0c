"""Only the hub in scope, and only rows of one hub pointing at each other."""

from django.db import migrations

from holdfast.hubs.policies import points_within_hub, protect

OF_A_REFERRAL = {"person_id": "people_person", "referral_id": "referrals_referral"}
POINTS = {
    "outcomes_followup": {
        **OF_A_REFERRAL,
        "planned_by_id": "accounts_membership",
        "ended_by_id": "accounts_membership",
    },
    "outcomes_worknow": {**OF_A_REFERRAL, "written_by_id": "accounts_membership"},
    "outcomes_discharge": {**OF_A_REFERRAL, "discharged_by_id": "accounts_membership"},
    "outcomes_death": {
        "person_id": "people_person",
        "recorded_by_id": "accounts_membership",
        "undone_by_id": "accounts_membership",
    },
}


class Migration(migrations.Migration):
    dependencies = [
        ("outcomes", "0001_initial"),
        ("people", "0009_died"),
        ("referrals", "0010_care"),
        ("accounts", "0003_referrer"),
    ]

    operations = [
        *(protect(table) for table in POINTS),
        *(points_within_hub(table, column, to) for table, found in POINTS.items() for column, to in found.items()),
    ]
