"""Only the hub in scope, and only rows of one hub pointing at each other."""

from django.db import migrations

from holdfast.hubs.policies import key_with_hub, points_within_hub, protect


class Migration(migrations.Migration):
    dependencies = [("agreements", "0001_initial"), ("people", "0003_box")]

    operations = [
        protect("agreements_agreement"),
        protect("agreements_statement"),
        key_with_hub("agreements_agreement"),
        points_within_hub("agreements_agreement", "person_id", "people_person"),
        points_within_hub("agreements_statement", "person_id", "people_person"),
        points_within_hub("agreements_statement", "agreement_id", "agreements_agreement"),
    ]
