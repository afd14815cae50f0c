"""What a person alone knows, and a browser that has shown it."""

from django.db import models
from django.db.models import F, Q

from holdfast.hubs.ids import uuid7


class Pin(models.Model):
    """The PIN or phrase that a person chose for their own pages. Only its hash is kept; a new one is a new row."""

    class How(models.TextChoices):
        AFTER_ASKING = "asking", "In the browser that sent the request"
        BY_CODE = "code", "With a code told on the telephone"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    hub = models.ForeignKey("hubs.Hub", models.PROTECT, related_name="pins", db_constraint=False, db_index=False)
    person = models.ForeignKey(
        "people.Person", models.PROTECT, related_name="pins", db_constraint=False, db_index=False
    )
    pin_hash = models.CharField(max_length=200, help_text="of the PIN and a key that is not in the database")
    chosen_how = models.CharField(max_length=10, choices=How)
    failures = models.PositiveSmallIntegerField(default=0)
    locked_until = models.DateTimeField(null=True, blank=True)
    set_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["hub", "person"], condition=Q(ended_at=None), name="pin_once"),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("set_at")), name="pin_ended_after_it_was_set"
            ),
        ]


class OwnVisit(models.Model):
    """A browser in which somebody has opened their own pages, until it is idle for half an hour."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    hub = models.ForeignKey("hubs.Hub", models.PROTECT, related_name="own_visits", db_constraint=False, db_index=False)
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    referral = models.ForeignKey(
        "referrals.Referral", models.PROTECT, related_name="own_visits", db_constraint=False, db_index=False
    )
    key_hash = models.BinaryField(max_length=32)
    begun_at = models.DateTimeField()
    touched_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True, help_text="when the PIN was last asked for again")
    ended_at = models.DateTimeField(null=True, blank=True)

    # No columns: what `queries.find_visit` found beside it.
    has_pin: bool
    has_plan: bool
    has_offer: bool

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["hub", "key_hash"], name="own_visit_key_once"),
            models.CheckConstraint(condition=Q(touched_at__gte=F("begun_at")), name="own_visit_touched_after_begun"),
        ]
        indexes = [
            models.Index(fields=["hub", "person"], condition=Q(ended_at=None), name="own_visit_of_person"),
            models.Index(fields=["hub", "touched_at"], name="own_visit_idle"),
        ]
