"""A person's appointments, times that were offered to them to choose from, and who waits for an earlier one."""

from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from holdfast.appointments.states import CANCELLED, Status
from holdfast.diary.models import WITH_PEOPLE, How, Kind
from holdfast.hubs.ids import uuid7


class Appointment(models.Model):
    """One person's place in a session."""

    class Reason(models.TextChoices):
        """Why it was cancelled: a code, to be counted."""

        NOT_WELL = "not_well", "Not well"
        WORK = "work", "Could not get away from work"
        ANOTHER_TIME = "another_time", "Another time is better"
        NO_LONGER = "no_longer", "Does not want it any more"
        PRACTITIONER = "practitioner", "The practitioner is away"
        ROOM = "room", "The room or the connection is not there"
        CLOSED = "closed", "The request was closed"
        KEPT_OUT = "kept_out", "With somebody who must not see them"
        OTHER = "other", "Another reason"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    hub = models.ForeignKey(
        "hubs.Hub", models.PROTECT, related_name="appointments", db_constraint=False, db_index=False
    )
    session = models.ForeignKey(
        "diary.Session", models.PROTECT, related_name="appointments", db_constraint=False, db_index=False
    )
    person = models.ForeignKey(
        "people.Person", models.PROTECT, related_name="appointments", db_constraint=False, db_index=False
    )
    referral = models.ForeignKey(
        "referrals.Referral", models.PROTECT, related_name="appointments", db_constraint=False, db_index=False
    )
    seat = models.PositiveSmallIntegerField(default=1, help_text="which of the session's places it is")
    places = models.PositiveSmallIntegerField(default=1, help_text="how many the session has: the database compares")
    status = models.CharField(max_length=19, choices=Status, default=Status.BOOKED, editable=False)
    reason = models.CharField(max_length=12, choices=Reason, blank=True)
    video_link_sealed = models.BinaryField(null=True, help_text="by the person: where to follow it")
    interpreter_sealed = models.BinaryField(
        null=True, help_text="by the person: the language, where one is to be there"
    )
    booked_at = models.DateTimeField()
    booked_by = models.ForeignKey(
        "accounts.Membership", models.PROTECT, null=True, related_name="+", db_constraint=False, db_index=False,
        help_text="nobody: the person themselves",
    )  # fmt: skip
    settled_at = models.DateTimeField(null=True, blank=True, help_text="when attendance or cancelling was recorded")
    settled_by = models.ForeignKey(
        "accounts.Membership", models.PROTECT, null=True, related_name="+", db_constraint=False, db_index=False
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(status__in=Status.values), name="appointment_status_known"),
            models.CheckConstraint(
                condition=Q(status="booked", settled_at=None, settled_by=None)
                | (~Q(status="booked") & Q(settled_at__isnull=False)),
                name="appointment_settled_at_some_time",
            ),
            models.CheckConstraint(
                condition=Q(status__in=CANCELLED) & ~Q(reason="") | ~Q(status__in=CANCELLED) & Q(reason=""),
                name="appointment_cancelled_with_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(seat__gte=1, seat__lte=F("places")), name="appointment_seat_is_one_of_the_places"
            ),
            models.UniqueConstraint(
                fields=["hub", "session", "seat"],
                condition=~Q(status__in=CANCELLED),
                name="appointment_seat_once",
            ),
            models.UniqueConstraint(
                fields=["hub", "session", "person"],
                condition=~Q(status__in=CANCELLED),
                name="appointment_once_in_a_session",
            ),
        ]
        indexes = [
            models.Index(fields=["hub", "person", "-booked_at"], name="appointment_of_person"),
            models.Index(fields=["hub", "session"], name="appointment_of_session"),
            models.Index(fields=["hub", "booked_at"], condition=Q(status="booked"), name="appointment_open"),
        ]


class Offer(models.Model):
    """Times that a person may choose from by themselves: what kind, with whom, how, and until when."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    hub = models.ForeignKey("hubs.Hub", models.PROTECT, related_name="offers", db_constraint=False, db_index=False)
    person = models.ForeignKey(
        "people.Person", models.PROTECT, related_name="offers", db_constraint=False, db_index=False
    )
    referral = models.ForeignKey(
        "referrals.Referral", models.PROTECT, related_name="offers", db_constraint=False, db_index=False
    )
    kind = models.CharField(max_length=11, choices=Kind)
    hows = ArrayField(models.CharField(max_length=9, choices=How))
    members = ArrayField(models.UUIDField(), help_text="practitioners to choose from")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        "accounts.Membership", models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    ends_at = models.DateTimeField(help_text="until when they may choose")
    taken_at = models.DateTimeField(null=True, blank=True)
    appointment = models.ForeignKey(
        Appointment, models.PROTECT, null=True, related_name="+", db_constraint=False, db_index=False
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=WITH_PEOPLE), name="offer_of_a_kind_with_people"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("made_at")), name="offer_ends_after_it_begins"),
            models.CheckConstraint(
                condition=Q(taken_at=None, appointment=None) | Q(taken_at__isnull=False, appointment__isnull=False),
                name="offer_taken_by_an_appointment",
            ),
            models.UniqueConstraint(
                fields=["hub", "referral"], condition=Q(taken_at=None, withdrawn_at=None), name="offer_open_once"
            ),
        ]
        indexes = [models.Index(fields=["hub", "person", "-made_at"], name="offer_of_person")]


class EarlierWish(models.Model):
    """Somebody who has a time would take an earlier one. It ends with the time they have, whatever becomes of that."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    hub = models.ForeignKey(
        "hubs.Hub", models.PROTECT, related_name="earlier_wishes", db_constraint=False, db_index=False
    )
    person = models.ForeignKey(
        "people.Person", models.PROTECT, related_name="earlier_wishes", db_constraint=False, db_index=False
    )
    appointment = models.ForeignKey(
        Appointment, models.PROTECT, related_name="earlier_wishes", db_constraint=False, db_index=False
    )
    since_at = models.DateTimeField()
    by = models.ForeignKey(
        "accounts.Membership", models.PROTECT, null=True, related_name="+", db_constraint=False, db_index=False,
        help_text="nobody: the person themselves",
    )  # fmt: skip
    told_at = models.DateTimeField(
        null=True, blank=True, help_text="when they were last told of an earlier time: what came free before is past"
    )
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("since_at")), name="earlier_wish_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=Q(told_at=None) | Q(told_at__gte=F("since_at")), name="earlier_wish_told_after_it_begins"
            ),
            models.UniqueConstraint(
                fields=["hub", "appointment"], condition=Q(ended_at=None), name="earlier_wish_open_once"
            ),
        ]
        indexes = [models.Index(fields=["hub", "since_at", "id"], condition=Q(ended_at=None), name="earlier_wish_open")]

    @property
    def counts_from(self) -> datetime:
        """From when on time that comes free is news to them."""
        return self.told_at or self.since_at
