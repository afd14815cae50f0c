"""Only the hub in scope, and only rows of one hub pointing at each other."""

from django.db import migrations

from holdfast.hubs.policies import key_with_hub, points_within_hub, protect


class Migration(migrations.Migration):
    dependencies = [
        ("letters", "0001_initial"),
        ("people", "0006_release_asked"),
        ("referrals", "0002_protect"),
        ("accounts", "0002_protect"),
    ]

    operations = [
        protect("letters_template"),
        protect("letters_letter"),
        protect("letters_earlierwords"),
        key_with_hub("letters_letter"),
        points_within_hub("letters_template", "set_by_id", "accounts_membership"),
        points_within_hub("letters_letter", "person_id", "people_person"),
        points_within_hub("letters_letter", "referral_id", "referrals_referral"),
        points_within_hub("letters_letter", "drafted_by_id", "accounts_membership"),
        points_within_hub("letters_letter", "written_by_id", "accounts_membership"),
        points_within_hub("letters_letter", "sent_by_id", "accounts_membership"),
        points_within_hub("letters_earlierwords", "letter_id", "letters_letter"),
        points_within_hub("letters_earlierwords", "person_id", "people_person"),
        points_within_hub("letters_earlierwords", "written_by_id", "accounts_membership"),
    ]
