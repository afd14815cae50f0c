"""Only the hub in scope, and only rows of one hub pointing at each other."""

from django.db import migrations

from holdfast.hubs.policies import points_within_hub, protect


class Migration(migrations.Migration):
    dependencies = [("people", "0004_together"), ("hubs", "0002_scope")]

    operations = [
        protect("people_matchtoken"),
        protect("people_join"),
        protect("people_joined"),
        protect("people_cover"),
        points_within_hub("people_matchtoken", "person_id", "people_person"),
        points_within_hub("people_join", "first_id", "people_person"),
        points_within_hub("people_join", "second_id", "people_person"),
        points_within_hub("people_join", "proposed_by_id", "accounts_membership"),
        points_within_hub("people_join", "agreed_by_id", "accounts_membership"),
        points_within_hub("people_join", "ended_by_id", "accounts_membership"),
        points_within_hub("people_joined", "person_id", "people_person"),
        points_within_hub("people_joined", "other_id", "people_person"),
        points_within_hub("people_cover", "away_id", "accounts_membership"),
        points_within_hub("people_cover", "covering_id", "accounts_membership"),
        points_within_hub("people_cover", "made_by_id", "accounts_membership"),
        points_within_hub("people_cover", "ended_by_id", "accounts_membership"),
    ]
