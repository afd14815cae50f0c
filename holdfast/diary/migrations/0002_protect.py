"""Only the hub in scope, rows of one hub pointing at each other, and nobody and no room held twice at once.

What is held is one range of whole numbers: of the hub, of who or what is held, and of minutes since 2020. An exclusion
constraint over numbers needs no extension of PostgreSQL. It sees every row, whatever the policies show to whoever
writes; the hub's own number keeps it from telling anything of another hub.
"""

from django.db import migrations

from holdfast.hubs.policies import key_with_hub, points_within_hub, protect

MINUTES = 2**27  # 255 years
NUMBERS = 2**80  # more than there are numbers, times their minutes
MEMBERS = [
    ("diary_room", ("added_by_id", "ended_by_id")),
    ("diary_workingpattern", ("member_id", "set_by_id", "ended_by_id")),
    ("diary_absence", ("member_id", "set_by_id", "ended_by_id")),
    ("diary_extrahours", ("member_id", "set_by_id", "ended_by_id")),
    ("diary_kindlength", ("set_by_id",)),
    ("diary_bookable", ("member_id",)),
    ("diary_session", ("made_by_id", "cancelled_by_id")),
]
NOT_TWICE = f"""
ALTER TABLE diary_hold ADD CONSTRAINT hold_not_twice EXCLUDE USING gist (
    numrange(
        uuid_hash_extended(hub_id, 0)::numeric * {NUMBERS} + bookable_id::numeric * {MINUTES}
            + round(extract(epoch FROM starts_at - timestamptz '2020-01-01 00:00+00') / 60),
        uuid_hash_extended(hub_id, 0)::numeric * {NUMBERS} + bookable_id::numeric * {MINUTES}
            + round(extract(epoch FROM ends_at - timestamptz '2020-01-01 00:00+00') / 60)
    ) WITH &&
) WHERE (released_at IS NULL);
ALTER TABLE diary_hold ADD CONSTRAINT hold_of_whole_minutes CHECK (
    starts_at >= timestamptz '2020-01-01 00:00+00' AND ends_at < timestamptz '2270-01-01 00:00+00'
    AND extract(second FROM starts_at - timestamptz '2020-01-01 00:00+00') = 0
    AND extract(second FROM ends_at - timestamptz '2020-01-01 00:00+00') = 0
);
"""


class Migration(migrations.Migration):
    dependencies = [("diary", "0001_initial"), ("people", "0006_release_asked"), ("accounts", "0002_protect")]

    operations = [
        *(protect(table) for table, _ in MEMBERS),
        protect("diary_hold"),
        *(key_with_hub(f"diary_{name}") for name in ("room", "bookable", "session")),
        *(points_within_hub(table, column, "accounts_membership") for table, columns in MEMBERS for column in columns),
        points_within_hub("diary_bookable", "room_id", "diary_room"),
        points_within_hub("diary_bookable", "person_id", "people_person"),
        points_within_hub("diary_session", "room_id", "diary_room"),
        points_within_hub("diary_hold", "bookable_id", "diary_bookable"),
        points_within_hub("diary_hold", "session_id", "diary_session"),
        migrations.RunSQL(
            NOT_TWICE,
            "ALTER TABLE diary_hold DROP CONSTRAINT hold_not_twice, DROP CONSTRAINT hold_of_whole_minutes",
        ),
    ]
