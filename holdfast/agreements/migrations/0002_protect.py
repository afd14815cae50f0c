"""Only the hub in scope, and only rows of one hub pointing at each other."""

from django.db import migrations

from holdfast.hubs.policies import key_with_hub, points_within_hub, protect


class Migration(migrations.Migration):
    dependencies = [("agreements", "0001_initial"), ("people", "0003_box")]

    operations = [
        protect("agreements_partner"),
        protect("agreements_agreement"),
        protect("agreements_statement"),
        key_with_hub("agreements_partner"),
        key_with_hub("agreements_agreement"),
        points_within_hub("agreements_partner", "box_id", "people_box"),
        points_within_hub("agreements_partner", "member_id", "accounts_membership"),
        points_within_hub("agreements_agreement", "partner_id", "agreements_partner"),
        points_within_hub("agreements_statement", "partner_id", "agreements_partner"),
        points_within_hub("agreements_agreement", "person_id", "people_person"),
        points_within_hub("agreements_statement", "person_id", "people_person"),
        points_within_hub("agreements_statement", "agreement_id", "agreements_agreement"),
    ]
