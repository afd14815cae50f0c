"""Only the hub in scope, and only rows of one hub pointing at each other."""

from django.db import migrations

from holdfast.hubs.policies import key_with_hub, points_within_hub, protect


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial"), ("hubs", "0002_scope"), ("accounts", "0001_initial")]

    operations = [
        protect("people_person"),
        protect("people_searchtoken"),
        protect("people_relationship"),
        protect("people_mustnotsee"),
        protect("people_emergencyaccess"),
        key_with_hub("people_person"),
        points_within_hub("people_searchtoken", "person_id", "people_person"),
        points_within_hub("people_relationship", "person_id", "people_person"),
        points_within_hub("people_relationship", "member_id", "accounts_membership"),
        points_within_hub("people_mustnotsee", "person_id", "people_person"),
        points_within_hub("people_mustnotsee", "member_id", "accounts_membership"),
        points_within_hub("people_mustnotsee", "settled_by_id", "accounts_membership"),
        points_within_hub("people_emergencyaccess", "person_id", "people_person"),
        points_within_hub("people_emergencyaccess", "member_id", "accounts_membership"),
        points_within_hub("people_emergencyaccess", "reviewed_by_id", "accounts_membership"),
    ]
