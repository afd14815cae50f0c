"""Only the hub in scope, and only rows of one hub pointing at each other."""

from django.db import migrations

from holdfast.hubs.policies import points_within_hub, protect


class Migration(migrations.Migration):
    dependencies = [("appointments", "0005_earlier"), ("people", "0006_release_asked"), ("accounts", "0002_protect")]

    operations = [
        protect("appointments_earlierwish"),
        points_within_hub("appointments_earlierwish", "person_id", "people_person"),
        points_within_hub("appointments_earlierwish", "appointment_id", "appointments_appointment"),
        points_within_hub("appointments_earlierwish", "by_id", "accounts_membership"),
    ]
