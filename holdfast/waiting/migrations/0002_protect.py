"""Only the hub in scope, and only rows of one hub pointing at each other."""

from django.db import migrations

from holdfast.hubs.policies import key_with_hub, points_within_hub, protect

OF_A_REFERRAL = {"person_id": "people_person", "referral_id": "referrals_referral"}
POINTS = {
    "waiting_rhythm": {"set_by_id": "accounts_membership"},
    "waiting_wait": OF_A_REFERRAL,
    "waiting_expectation": OF_A_REFERRAL | {"said_by_id": "accounts_membership"},
    "waiting_ask": OF_A_REFERRAL,
    "waiting_worsening": OF_A_REFERRAL | {"measure_id": "measures_measure"},
}


class Migration(migrations.Migration):
    dependencies = [
        ("waiting", "0001_initial"),
        ("people", "0006_release_asked"),
        ("referrals", "0010_care"),
        ("accounts", "0003_referrer"),
        ("measures", "0002_protect"),
    ]

    operations = [
        *(protect(table) for table in POINTS),
        key_with_hub("measures_measure"),
        *(points_within_hub(table, column, to) for table, found in POINTS.items() for column, to in found.items()),
    ]
