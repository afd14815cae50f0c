"""People, who may open their record, and who must not; and keys for what belongs to nobody's record yet."""

from django.db import models
from django.db.models import Q

from holdfast.hubs.ids import uuid7


class Person(models.Model):
    """Somebody who asked this hub for help. What would name them is sealed under a key of their own."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    hub = models.ForeignKey("hubs.Hub", models.PROTECT, related_name="people", db_index=False)
    key_version = models.PositiveIntegerField(help_text="of the hub key that wraps `wrapped_key`")
    wrapped_key = models.BinaryField(null=True, help_text="null once the person was erased")
    name_sealed = models.BinaryField()
    channels_sealed = models.BinaryField(help_text="safe ways and times to reach them")
    details_sealed = models.BinaryField(null=True, help_text="birth date, NHS number, GP, address")
    search_version = models.PositiveIntegerField(default=0, help_text="of the key of the search tokens")
    is_held = models.BooleanField(default=False, help_text="a name on the must-not-see list is unsettled")
    verified_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["hub", "key_version", "id"], name="person_by_key_version")]


class Box(models.Model):
    """A key of its own for something told that belongs to no record yet: a call, somebody a manager named."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    hub = models.ForeignKey("hubs.Hub", models.PROTECT, related_name="boxes", db_constraint=False, db_index=False)
    key_version = models.PositiveIntegerField(help_text="of the hub key that wraps `wrapped_key`")
    wrapped_key = models.BinaryField(null=True, help_text="null once what it seals was erased")
    made_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["hub", "key_version", "id"], name="box_by_key_version")]


class SearchToken(models.Model):
    """A keyed hash of one word of a name, or of its beginning. Equality only."""

    id = models.BigAutoField(primary_key=True)
    hub = models.ForeignKey("hubs.Hub", models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    token = models.BinaryField(max_length=16)
    person = models.ForeignKey(Person, models.PROTECT, related_name="tokens", db_constraint=False, db_index=False)

    class Meta:
        indexes = [
            models.Index(fields=["hub", "token", "person"], name="token_lookup"),
            models.Index(fields=["hub", "person"], name="token_by_person"),
        ]


class Relationship(models.Model):
    """Why a record is open to somebody: a member, or whoever is on duty for a queue."""

    class Why(models.TextChoices):
        QUEUE = "queue", "Nobody has them yet: whoever is on duty today"
        DUTY = "duty", "An alert is open: whoever is on duty today"
        OWNER = "owner", "Owner of the referral"
        ALERT = "alert", "Took an alert"
        TEAM = "team", "Works with them too"
        OUTSIDE = "outside", "Outside cover, told of an alert"
        COVER = "cover", "Covers for the owner, who is away"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    hub = models.ForeignKey(
        "hubs.Hub", models.PROTECT, related_name="relationships", db_constraint=False, db_index=False
    )
    person = models.ForeignKey(
        Person, models.PROTECT, related_name="relationships", db_constraint=False, db_index=False
    )
    member = models.ForeignKey(
        "accounts.Membership",
        models.PROTECT,
        null=True,
        related_name="relationships",
        db_constraint=False,
        db_index=False,
    )
    why = models.CharField(max_length=10, choices=Why)
    since_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(why__in=["queue", "duty"], member=None)
                | (~Q(why__in=["queue", "duty"]) & Q(member__isnull=False)),
                name="relationship_is_a_member_or_the_duty",
            ),
            models.UniqueConstraint(
                fields=["hub", "person", "member", "why"],
                condition=Q(until_at=None),
                nulls_distinct=False,
                name="relationship_once",
            ),
        ]
        indexes = [
            models.Index(fields=["hub", "member", "person"], condition=Q(until_at=None), name="relationship_open"),
            models.Index(fields=["hub", "person"], name="relationship_of_person"),
        ]


class MustNotSee(models.Model):
    """Somebody the person named who must not see their record. It wins over everything."""

    class Status(models.TextChoices):
        MATCHED = "matched", "Matched"
        POSSIBLE = "possible", "May be meant; kept out until a lead has settled it"
        UNSETTLED = "unsettled", "Waits for a lead"
        NOBODY_HERE = "nobody_here", "Settled: nobody who works here"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    hub = models.ForeignKey(
        "hubs.Hub", models.PROTECT, related_name="must_not_see", db_constraint=False, db_index=False
    )
    person = models.ForeignKey(Person, models.PROTECT, related_name="must_not_see", db_constraint=False, db_index=False)
    named_sealed = models.BinaryField(help_text="as the person wrote it")
    member = models.ForeignKey(
        "accounts.Membership", models.PROTECT, null=True, related_name="kept_from", db_constraint=False, db_index=False
    )
    role = models.CharField(max_length=30, blank=True, help_text="a whole role that is kept out")
    status = models.CharField(max_length=12, choices=Status)
    named_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        "accounts.Membership", models.PROTECT, null=True, related_name="+", db_constraint=False, db_index=False
    )
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(settled_at=None, settled_by=None) | Q(settled_at__isnull=False, settled_by__isnull=False),
                name="must_not_see_settled_by_somebody",
            )
        ]
        indexes = [
            models.Index(fields=["hub", "member", "person"], name="kept_from_member"),
            models.Index(fields=["hub", "person"], name="kept_from_of_person"),
        ]


class EmergencyAccess(models.Model):
    """A record opened in an emergency by somebody without a relationship: reason, limit, review."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    hub = models.ForeignKey("hubs.Hub", models.PROTECT, related_name="emergencies", db_constraint=False, db_index=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="emergencies", db_constraint=False, db_index=False)
    member = models.ForeignKey(
        "accounts.Membership", models.PROTECT, related_name="emergencies", db_constraint=False, db_index=False
    )
    reason_sealed = models.BinaryField()
    opened_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    review_by = models.DateTimeField()
    reviewed_at = models.DateTimeField(null=True, blank=True)
    reviewed_by = models.ForeignKey(
        "accounts.Membership", models.PROTECT, null=True, related_name="+", db_constraint=False, db_index=False
    )
    finding = models.CharField(max_length=20, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(reviewed_by=None) | ~Q(reviewed_by=models.F("member")),
                name="emergency_reviewed_by_another",
            ),
            models.CheckConstraint(condition=Q(ends_at__gt=models.F("opened_at")), name="emergency_has_an_end"),
        ]
        indexes = [models.Index(fields=["hub", "member", "ends_at"], name="emergency_running")]
