"""Only the hub in scope, and only rows of one hub pointing at each other."""

from django.db import migrations

from holdfast.hubs.policies import key_with_hub, points_within_hub, protect

POINTS = {
    "courses_protocol": {"set_by_id": "accounts_membership"},
    "courses_course": {
        "person_id": "people_person",
        "referral_id": "referrals_referral",
        "protocol_id": "courses_protocol",
        "practitioner_id": "accounts_membership",
        "agreed_by_id": "accounts_membership",
        "ended_by_id": "accounts_membership",
    },
    "courses_extension": {"course_id": "courses_course", "by_id": "accounts_membership"},
    "courses_note": {
        "course_id": "courses_course",
        "appointment_id": "appointments_appointment",
        "replaces_id": "courses_note",
        "by_id": "accounts_membership",
    },
}


class Migration(migrations.Migration):
    dependencies = [
        ("courses", "0001_initial"),
        ("people", "0006_release_asked"),
        ("referrals", "0010_care"),
        ("accounts", "0003_referrer"),
        ("appointments", "0006_protect_earlier"),
    ]

    operations = [
        *(protect(table) for table in POINTS),
        *(key_with_hub(f"courses_{name}") for name in ("protocol", "course", "note")),
        *(points_within_hub(table, column, to) for table, found in POINTS.items() for column, to in found.items()),
    ]
