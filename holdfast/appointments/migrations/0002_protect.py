"""Only the hub in scope, and only rows of one hub pointing at each other."""

from django.db import migrations

from holdfast.hubs.policies import key_with_hub, points_within_hub, protect


class Migration(migrations.Migration):
    dependencies = [
        ("appointments", "0001_initial"),
        ("diary", "0002_protect"),
        ("people", "0006_release_asked"),
        ("referrals", "0002_protect"),
        ("accounts", "0002_protect"),
    ]

    operations = [
        protect("appointments_appointment"),
        protect("appointments_offer"),
        key_with_hub("appointments_appointment"),
        points_within_hub("appointments_appointment", "session_id", "diary_session"),
        points_within_hub("appointments_appointment", "person_id", "people_person"),
        points_within_hub("appointments_appointment", "referral_id", "referrals_referral"),
        points_within_hub("appointments_appointment", "booked_by_id", "accounts_membership"),
        points_within_hub("appointments_appointment", "settled_by_id", "accounts_membership"),
        points_within_hub("appointments_offer", "person_id", "people_person"),
        points_within_hub("appointments_offer", "referral_id", "referrals_referral"),
        points_within_hub("appointments_offer", "made_by_id", "accounts_membership"),
        points_within_hub("appointments_offer", "appointment_id", "appointments_appointment"),
    ]
