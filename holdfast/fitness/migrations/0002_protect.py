"""Only the hub in scope, and only rows of one hub pointing at each other."""

from django.db import migrations

from holdfast.hubs.policies import key_with_hub, points_within_hub, protect


class Migration(migrations.Migration):
    dependencies = [("fitness", "0001_initial"), ("people", "0003_box"), ("accounts", "0002_protect")]

    operations = [
        protect("fitness_fitnessconcern"),
        protect("fitness_fitnessstep"),
        key_with_hub("fitness_fitnessconcern"),
        points_within_hub("fitness_fitnessconcern", "person_id", "people_person"),
        points_within_hub("fitness_fitnessconcern", "first_id", "accounts_membership"),
        points_within_hub("fitness_fitnessconcern", "second_id", "accounts_membership"),
        points_within_hub("fitness_fitnessstep", "concern_id", "fitness_fitnessconcern"),
        points_within_hub("fitness_fitnessstep", "by_id", "accounts_membership"),
    ]
