"""Only the hub in scope, and only rows of one hub pointing at each other."""

from django.db import migrations

from holdfast.hubs.policies import key_with_hub, points_within_hub, protect

OF_A_PERSON = ("onwardreferral", "wordsbefore", "serviceanswer", "answerlink", "servicelist")
OF_AN_ONWARD_REFERRAL = ("wordsbefore", "serviceanswer", "answerlink")
BY_A_MEMBER = {
    "onwardreferral": ("drafted_by_id", "written_by_id", "agreed_by_id", "sent_by_id"),
    "wordsbefore": ("written_by_id",),
    "serviceanswer": ("by_id",),
    "servicelist": ("given_by_id",),
}


class Migration(migrations.Migration):
    dependencies = [
        ("onward", "0001_initial"),
        ("accounts", "0002_protect"),
        ("coordination", "0002_protect"),
        ("directory", "0002_protect"),
        ("people", "0006_release_asked"),
        ("referrals", "0002_protect"),
    ]

    operations = [
        *(protect(f"onward_{table}") for table in OF_A_PERSON),
        key_with_hub("onward_onwardreferral"),
        *(points_within_hub(f"onward_{table}", "person_id", "people_person") for table in OF_A_PERSON),
        *(points_within_hub(f"onward_{table}", "onward_id", "onward_onwardreferral") for table in OF_AN_ONWARD_REFERRAL),
        *(
            points_within_hub(f"onward_{table}", column, "accounts_membership")
            for table, columns in BY_A_MEMBER.items()
            for column in columns
        ),
        points_within_hub("onward_onwardreferral", "referral_id", "referrals_referral"),
        points_within_hub("onward_onwardreferral", "service_id", "directory_service"),
        points_within_hub("onward_onwardreferral", "strand_id", "coordination_strand"),
        points_within_hub("onward_onwardreferral", "replaces_id", "onward_onwardreferral"),
        points_within_hub("onward_servicelist", "referral_id", "referrals_referral"),
        points_within_hub("onward_answerlink", "box_id", "people_box"),
    ]
