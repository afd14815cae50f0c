"""Only the hub in scope, and only rows of one hub pointing at each other."""

from django.db import migrations

from holdfast.hubs.policies import key_with_hub, points_within_hub, protect


class Migration(migrations.Migration):
    dependencies = [("correspondence", "0005_post")]

    operations = [
        protect("correspondence_incoming"),
        protect("correspondence_document"),
        key_with_hub("correspondence_incoming"),
        points_within_hub("correspondence_incoming", "box_id", "people_box"),
        points_within_hub("correspondence_incoming", "person_id", "people_person"),
        points_within_hub("correspondence_incoming", "logged_by_id", "accounts_membership"),
        points_within_hub("correspondence_incoming", "settled_by_id", "accounts_membership"),
        points_within_hub("correspondence_document", "incoming_id", "correspondence_incoming"),
    ]
