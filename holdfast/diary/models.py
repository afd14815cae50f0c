"""Who works when, what can be booked, and what is held: of a practitioner, a room and a person alike.

Everything that takes somebody's time holds it by a row of `Hold`. The database refuses two that overlap
(migrations/0002_protect.py), whoever writes them and from whatever process.
"""

from typing import Any

from django.db import models
from django.db.models import F, Q

from holdfast.hubs.ids import uuid7


class Kind(models.TextChoices):
    """What a time in the diary is for."""

    CONTACT = "contact", "First conversation"
    ASSESSMENT = "assessment", "Assessment"
    REVIEW = "review", "Review"
    SUPPORT = "support", "Support session"
    GROUP = "group", "Group"
    WELFARE = "welfare", "Welfare check"
    MEETING = "meeting", "Team meeting"
    SUPERVISION = "supervision", "Supervision"
    OUTREACH = "outreach", "Outreach"
    TRAINING = "training", "Training"
    NOTES = "notes", "Notes and letters"
    BREAK = "break", "Break"
    OWN = "own", "Own time"


WITH_PEOPLE = (Kind.CONTACT, Kind.ASSESSMENT, Kind.REVIEW, Kind.SUPPORT, Kind.GROUP, Kind.WELFARE)
"""Kinds to which people of the hub come."""


TOGETHER = (Kind.SUPERVISION, Kind.MEETING, Kind.OUTREACH, Kind.TRAINING)
"""Kinds that colleagues plan with one another."""


class How(models.TextChoices):
    """How people meet."""

    ROOM = "room", "In a room"
    VIDEO = "video", "By video"
    PHONE = "phone", "By telephone"
    ELSEWHERE = "elsewhere", "Somewhere else"


def of_hub(name: str) -> models.ForeignKey:
    """The hub of a row."""
    return models.ForeignKey("hubs.Hub", models.PROTECT, related_name=name, db_constraint=False, db_index=False)


def a_member(name: str = "+", **more: Any) -> models.ForeignKey:
    """A member of the hub."""
    return models.ForeignKey(
        "accounts.Membership", models.PROTECT, related_name=name, db_constraint=False, db_index=False, **more
    )


ENDED = Q(ended_at=None, ended_by=None) | Q(ended_at__isnull=False, ended_by__isnull=False)
"""What ended was ended by somebody."""


class Room(models.Model):
    """A room that can be booked."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    hub = of_hub("rooms")
    name = models.CharField(max_length=60)
    place = models.CharField(max_length=80, blank=True, help_text="the building, as people find it")
    seats = models.PositiveSmallIntegerField()
    is_step_free = models.BooleanField(default=False)
    added_at = models.DateTimeField()
    added_by = a_member()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = a_member(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(seats__gte=1), name="room_holds_somebody"),
            models.CheckConstraint(condition=ENDED, name="room_ended_by_somebody"),
            models.UniqueConstraint(fields=["hub", "name"], condition=Q(ended_at=None), name="room_name_once"),
        ]


class WorkingPattern(models.Model):
    """A member's hours: one to four weeks that come again and again, from a Monday on, until another one is set."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    hub = of_hub("working_patterns")
    member = a_member("working_patterns")
    starts_on = models.DateField(help_text="the Monday of its first week")
    ends_on = models.DateField(null=True, blank=True, help_text="its last day: the end of a secondment or fixed term")
    weeks = models.JSONField(help_text="of each week: rows of weekday (0 is Monday), start and end")
    is_off_on_bank_holidays = models.BooleanField(default=True)
    set_at = models.DateTimeField()
    set_by = a_member()
    ended_at = models.DateTimeField(null=True, blank=True, help_text="another one was set in its place")
    ended_by = a_member(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="working_pattern_ends_after_it_begins"
            ),
            models.CheckConstraint(condition=Q(starts_on__iso_week_day=1), name="working_pattern_begins_on_a_monday"),
            models.CheckConstraint(condition=ENDED, name="working_pattern_ended_by_somebody"),
        ]
        indexes = [
            models.Index(fields=["hub", "member", "starts_on"], condition=Q(ended_at=None), name="working_pattern_of")
        ]


WHYS = ["leave", "ill", "study", "elsewhere"]


class Absence(models.Model):
    """A member is away: leave, ill, or something else."""

    class Why(models.TextChoices):
        LEAVE = "leave", "Leave"
        ILL = "ill", "Not well"
        STUDY = "study", "Study"
        ELSEWHERE = "elsewhere", "Works elsewhere"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    hub = of_hub("absences")
    member = a_member("diary_absences")
    why = models.CharField(max_length=9, choices=Why)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    set_at = models.DateTimeField()
    set_by = a_member()
    ended_at = models.DateTimeField(null=True, blank=True, help_text="taken back")
    ended_by = a_member(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="absence_ends_after_it_begins"),
            models.CheckConstraint(
                condition=Q(why__in=["leave", "ill", "study", "elsewhere"]), name="absence_why_known"
            ),
            models.CheckConstraint(condition=ENDED, name="absence_ended_by_somebody"),
        ]
        indexes = [models.Index(fields=["hub", "ends_at", "member"], condition=Q(ended_at=None), name="absence_by_end")]


class ExtraHours(models.Model):
    """A member works beyond their pattern, once."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    hub = of_hub("extra_hours")
    member = a_member("extra_hours")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    set_at = models.DateTimeField()
    set_by = a_member()
    ended_at = models.DateTimeField(null=True, blank=True, help_text="taken back")
    ended_by = a_member(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="extra_hours_end_after_they_begin"),
            models.CheckConstraint(condition=ENDED, name="extra_hours_ended_by_somebody"),
        ]
        indexes = [
            models.Index(fields=["hub", "ends_at", "member"], condition=Q(ended_at=None), name="extra_hours_by_end")
        ]


class KindLength(models.Model):
    """How long a kind of appointment takes at a hub. The latest row counts; without one, the shipped length."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    hub = of_hub("kind_lengths")
    kind = models.CharField(max_length=11, choices=Kind)
    minutes = models.PositiveSmallIntegerField()
    before = models.PositiveSmallIntegerField(default=0, help_text="minutes the practitioner needs before it")
    after = models.PositiveSmallIntegerField(default=0, help_text="minutes the practitioner needs after it")
    set_at = models.DateTimeField()
    set_by = a_member()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="kind_length_kind_known"),
            models.CheckConstraint(
                condition=Q(minutes__gte=15, minutes__lte=480, before__lte=120, after__lte=120),
                name="kind_length_within_a_day",
            ),
        ]
        indexes = [models.Index(fields=["hub", "kind", "-set_at"], name="kind_length_latest")]


class Bookable(models.Model):
    """The number under which a practitioner, a room or a person is held. Numbers are never used twice."""

    id = models.BigAutoField(primary_key=True)
    hub = of_hub("bookables")
    member = a_member("bookables", null=True)
    room = models.ForeignKey(
        Room, models.PROTECT, null=True, related_name="bookables", db_constraint=False, db_index=False
    )
    person = models.ForeignKey(
        "people.Person", models.PROTECT, null=True, related_name="bookables", db_constraint=False, db_index=False
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(member__isnull=False, room=None, person=None)
                | Q(member=None, room__isnull=False, person=None)
                | Q(member=None, room=None, person__isnull=False),
                name="bookable_is_one_thing",
            ),
            models.UniqueConstraint(fields=["hub", "member"], name="bookable_member_once"),
            models.UniqueConstraint(fields=["hub", "room"], name="bookable_room_once"),
            models.UniqueConstraint(fields=["hub", "person"], name="bookable_person_once"),
        ]


class Session(models.Model):
    """A time in the diary: an appointment, a group, or a practitioner's own time."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    hub = of_hub("sessions")
    kind = models.CharField(max_length=11, choices=Kind)
    how = models.CharField(max_length=9, choices=How)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    room = models.ForeignKey(
        Room, models.PROTECT, null=True, related_name="sessions", db_constraint=False, db_index=False
    )
    series = models.UUIDField(null=True, help_text="of a time that comes every week: the first one's id")
    name = models.CharField(max_length=60, blank=True, help_text="of a group, neutral; of outreach, what it is about")
    places = models.PositiveSmallIntegerField(default=1, help_text="how many people may come")
    organisation = models.ForeignKey(
        "hubs.Organisation", models.PROTECT, null=True, related_name="+", db_index=False, help_text="outreach: for whom"
    )
    made_at = models.DateTimeField()
    made_by = a_member(null=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_by = a_member(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="session_kind_known"),
            models.CheckConstraint(condition=Q(how__in=How.values), name="session_how_known"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="session_ends_after_it_begins"),
            models.CheckConstraint(
                condition=Q(how="room", room__isnull=False) | ~Q(how="room"), name="session_room_is_one"
            ),
            models.CheckConstraint(
                condition=(Q(kind="group", places__gte=2, places__lte=40) & ~Q(name=""))
                | ~Q(kind="group") & Q(places=1),
                name="session_of_a_group_has_a_name_and_places",
            ),
            models.CheckConstraint(
                condition=Q(organisation=None) | Q(kind="outreach"), name="session_for_an_organisation_is_outreach"
            ),
        ]
        indexes = [
            models.Index(fields=["hub", "starts_at", "id"], condition=Q(cancelled_at=None), name="session_by_start"),
            models.Index(
                fields=["hub", "starts_at"], condition=Q(cancelled_at__isnull=False), name="session_taken_out"
            ),
        ]


class Hold(models.Model):
    """Somebody's or a room's time that a session takes: a practitioner's with what they need before and after it."""

    id = models.BigAutoField(primary_key=True)
    hub = of_hub("holds")
    bookable = models.ForeignKey(Bookable, models.PROTECT, related_name="holds", db_constraint=False, db_index=False)
    session = models.ForeignKey(Session, models.PROTECT, related_name="holds", db_constraint=False, db_index=False)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    released_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="hold_ends_after_it_begins"),
        ]
        indexes = [
            models.Index(fields=["hub", "bookable", "starts_at"], condition=Q(released_at=None), name="hold_of"),
            models.Index(
                fields=["hub", "bookable", "released_at"], condition=Q(released_at__isnull=False), name="hold_released"
            ),
            models.Index(fields=["hub", "session"], name="hold_of_session"),
        ]


class Feed(models.Model):
    """A secret address at which a member's calendar reads when they are busy. Only its hash is kept."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    hub = of_hub("feeds")
    member = a_member("feeds")
    token_hash = models.BinaryField(max_length=32)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["hub", "token_hash"], name="feed_token_once"),
            models.UniqueConstraint(fields=["hub", "member"], condition=Q(ended_at=None), name="feed_one_of_a_member"),
        ]
