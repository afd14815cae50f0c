"""People, who may open their record, and who must not; joins, cover, and keys for what is nobody's record yet."""

from django.db import models
from django.db.models import Q

from holdfast.hubs.ids import uuid7
from holdfast.people.states import JoinStatus


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
    died_at = models.DateTimeField(
        null=True, blank=True, help_text="when their death was recorded: nothing is sent, and nothing of theirs opens"
    )
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


class SharedKey(models.Model):
    """A key of its own for what two hubs have between them, wrapped once for each: this row is one hub's.

    The hub that makes it writes both rows; from then on each reads its own, and no other.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    hub = models.ForeignKey("hubs.Hub", models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    made_by_hub = models.ForeignKey("hubs.Hub", models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    subject_id = models.UUIDField(help_text="what it seals")
    key_version = models.PositiveIntegerField(help_text="of the hub key that wraps `wrapped_key`")
    wrapped_key = models.BinaryField(null=True, help_text="null once what it seals was erased")
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["hub", "subject_id"], name="shared_key_once")]
        indexes = [models.Index(fields=["hub", "key_version", "id"], name="shared_key_by_version")]


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


class MatchToken(models.Model):
    """A keyed hash of something that may tell that two records are one person's. Equality only."""

    class Kind(models.TextChoices):
        PHONE = "phone", "The same telephone number"
        EMAIL = "email", "The same email address"
        BORN = "born", "The same name and date of birth"

    id = models.BigAutoField(primary_key=True)
    hub = models.ForeignKey("hubs.Hub", models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    token = models.BinaryField(max_length=16)
    person = models.ForeignKey(Person, models.PROTECT, related_name="marks", db_constraint=False, db_index=False)
    kind = models.CharField(max_length=5, choices=Kind)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["hub", "token", "person"], name="match_token_once"),
            models.CheckConstraint(condition=Q(kind__in=["phone", "email", "born"]), name="match_token_kind_known"),
        ]
        indexes = [models.Index(fields=["hub", "person"], name="match_token_by_person")]


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
    release_asked_at = models.DateTimeField(
        null=True, blank=True, help_text="the person asks a lead to take the name off, and nobody has answered"
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
            models.Index(
                fields=["hub", "release_asked_at"],
                condition=Q(release_asked_at__isnull=False),
                name="kept_from_to_release",
            ),
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


class Join(models.Model):
    """Two records that two members say are one person's. No row moves: separated, each is what it was."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    hub = models.ForeignKey("hubs.Hub", models.PROTECT, related_name="joins", db_constraint=False, db_index=False)
    first = models.ForeignKey(Person, models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    second = models.ForeignKey(Person, models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    status = models.CharField(max_length=10, choices=JoinStatus, default=JoinStatus.PROPOSED, editable=False)
    reason_sealed = models.BinaryField(help_text="by the first one's key")
    proposed_at = models.DateTimeField()
    proposed_by = models.ForeignKey(
        "accounts.Membership", models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    agreed_at = models.DateTimeField(null=True, blank=True)
    agreed_by = models.ForeignKey(
        "accounts.Membership", models.PROTECT, null=True, related_name="+", db_constraint=False, db_index=False
    )
    final_at = models.DateTimeField(null=True, blank=True, help_text="from then on it cannot be separated")
    ended_at = models.DateTimeField(null=True, blank=True, help_text="refused, or separated")
    ended_by = models.ForeignKey(
        "accounts.Membership", models.PROTECT, null=True, related_name="+", db_constraint=False, db_index=False
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(first__lt=models.F("second")), name="join_of_two_in_order"),
            models.CheckConstraint(
                condition=Q(agreed_by=None) | ~Q(agreed_by=models.F("proposed_by")), name="join_agreed_by_another"
            ),
            models.CheckConstraint(
                condition=Q(status__in=["proposed", "refused"], agreed_at=None, agreed_by=None, final_at=None)
                | Q(
                    status__in=["joined", "separated"], agreed_at__isnull=False, agreed_by__isnull=False,
                    final_at__gt=models.F("agreed_at"),
                ),
                name="join_says_who_agreed",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["proposed", "joined"], ended_at=None, ended_by=None)
                | Q(status="refused", ended_at__isnull=False, ended_by__isnull=False)
                | Q(status="separated", ended_at__lt=models.F("final_at"), ended_by__isnull=False),
                name="join_separated_before_it_is_final",
            ),
            models.UniqueConstraint(
                fields=["hub", "first", "second"], condition=Q(status__in=["proposed", "joined"]), name="join_once"
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["hub", "second"], condition=Q(status__in=["proposed", "joined"]), name="join_second"),
            models.Index(fields=["hub", "proposed_at", "id"], condition=Q(status="proposed"), name="join_waiting"),
        ]


class Joined(models.Model):
    """Two people whose records are joined now, directly or through others: both ways, so that one index answers.

    Made from the joins each time one is agreed or separated; the rule of access reads it.
    """

    id = models.BigAutoField(primary_key=True)
    hub = models.ForeignKey("hubs.Hub", models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    other = models.ForeignKey(Person, models.PROTECT, related_name="+", db_constraint=False, db_index=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(person=models.F("other")), name="joined_with_another"),
            models.UniqueConstraint(fields=["hub", "other", "person"], name="joined_once"),
        ]


class Cover(models.Model):
    """A member away, and who has their open referrals meanwhile. It begins and ends by its dates, with no job."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    hub = models.ForeignKey("hubs.Hub", models.PROTECT, related_name="covers", db_constraint=False, db_index=False)
    away = models.ForeignKey(
        "accounts.Membership", models.PROTECT, related_name="absences", db_constraint=False, db_index=False
    )
    covering = models.ForeignKey(
        "accounts.Membership", models.PROTECT, related_name="covers", db_constraint=False, db_index=False
    )
    starts_on = models.DateField()
    ends_on = models.DateField(help_text="the last day away")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        "accounts.Membership", models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    ended_at = models.DateTimeField(null=True, blank=True, help_text="back earlier, or not away after all")
    ended_by = models.ForeignKey(
        "accounts.Membership", models.PROTECT, null=True, related_name="+", db_constraint=False, db_index=False
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(away=models.F("covering")), name="cover_by_another"),
            models.CheckConstraint(condition=Q(ends_on__gte=models.F("starts_on")), name="cover_ends_after_it_begins"),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None) | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="cover_ended_by_somebody",
            ),
        ]
        indexes = [
            models.Index(fields=["hub", "covering", "ends_on"], condition=Q(ended_at=None), name="cover_running"),
            models.Index(fields=["hub", "away", "ends_on"], condition=Q(ended_at=None), name="cover_of_member"),
        ]
