"""What happened, who looked, the seals over the access log: rows never changed. And reading that a lead looks into."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Case, F, Func, Q, When
from django.db.models.functions import Now

from holdfast.hubs.ids import uuid7


class TransactionId(models.BigIntegerField):
    """PostgreSQL's 64-bit transaction id, written by the database itself."""

    def db_type(self, connection):
        return "xid8"

    def get_db_prep_value(self, value, connection, prepared=False):
        """As text: PostgreSQL compares this type with no number."""
        return None if value is None else str(int(value))


class CurrentTransaction(Func):
    """`pg_current_xact_id()`."""

    function = "pg_current_xact_id"
    arity = 0
    output_field = TransactionId()


class Event(models.Model):
    """One step of somebody's way: codes only, never what they said."""

    id = models.BigAutoField(primary_key=True)
    hub = models.ForeignKey("hubs.Hub", models.PROTECT, related_name="events", db_constraint=False, db_index=False)
    person_id = models.UUIDField()
    subject_id = models.UUIDField(help_text="the referral, alert or measure that took the step")
    kind = models.CharField(max_length=40, help_text="subject.verb")
    codes = models.JSONField(default=dict)
    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now())
    by = models.ForeignKey(
        "accounts.Membership", models.PROTECT, null=True, related_name="+", db_constraint=False, db_index=False
    )
    reverses_id = models.BigIntegerField(null=True, help_text="the event that this one takes back")
    transaction = TransactionId(db_default=CurrentTransaction())

    class Meta:
        indexes = [
            models.Index(fields=["hub", "person_id", "-occurred_at", "-id"], name="event_timeline"),
            models.Index(fields=["hub", "transaction", "id"], name="event_stream"),
        ]


class AccessEntry(models.Model):
    """One read or write of people's data. A list is one row that names everybody it showed."""

    class Action(models.TextChoices):
        READ = "read", "Read"
        WRITE = "write", "Wrote"
        REFUSED = "refused", "Was refused"

    id = models.BigAutoField(primary_key=True)
    hub = models.ForeignKey(
        "hubs.Hub", models.PROTECT, related_name="access_entries", db_constraint=False, db_index=False
    )
    at = models.DateTimeField()
    by = models.ForeignKey(
        "accounts.Membership", models.PROTECT, null=True, related_name="+", db_constraint=False, db_index=False
    )
    actor = models.CharField(max_length=12, help_text="member, person or system")
    action = models.CharField(max_length=8, choices=Action)
    what = models.CharField(max_length=60, help_text="the page or job, by its name")
    why = models.CharField(max_length=20, help_text="by which right: team, duty, lead, emergency, self, job")
    persons = ArrayField(models.UUIDField())
    about = models.GeneratedField(
        expression=Case(When(persons__len=1, then=F("persons__0"))),
        output_field=models.UUIDField(null=True),
        db_persist=True,
        help_text="the one person it names; null where it is a list",
    )
    transaction = TransactionId(db_default=CurrentTransaction())

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(action__in=["read", "write", "refused"]), name="access_action_known")
        ]
        indexes = [
            models.Index(fields=["hub", "transaction", "id"], name="access_stream"),
            models.Index(fields=["hub", "at"], name="access_by_time"),
            models.Index(fields=["hub", "about", "-at", "-id"], condition=Q(about__isnull=False), name="access_about"),
            models.Index(fields=["hub", "by", "-at"], name="access_by_member"),
        ]


class Seal(models.Model):
    """A link of a hub's chain: the digest over every access entry of a run of transactions."""

    id = models.BigAutoField(primary_key=True)
    hub = models.ForeignKey("hubs.Hub", models.PROTECT, related_name="seals", db_constraint=False, db_index=False)
    number = models.PositiveBigIntegerField()
    from_transaction = TransactionId()
    to_transaction = TransactionId(help_text="the first transaction that is not in this batch")
    entries = models.PositiveBigIntegerField()
    digest = models.BinaryField()
    head = models.BinaryField()
    signature = models.BinaryField()
    sealed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["hub", "number"], name="seal_number_once")]


class UnusualReading(models.Model):
    """A member's reading that is not like the others: found by rules, judged by a lead. It says nothing by itself."""

    class Kind(models.TextChoices):
        MANY = "many", "Many different records, one by one"
        COLLEAGUE = "colleague", "The record of somebody with a colleague's name"
        AGAIN = "again", "One record again and again"
        NIGHT = "night", "At night, without duty"
        AFTERWARDS = "afterwards", "Again, after their own emergency access had ended"

    class Finding(models.TextChoices):
        IN_ORDER = "in_order", "In order: it belonged to their work"
        TALK = "talk", "I talk with them"
        GOVERNANCE = "governance", "It goes to information governance"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    hub = models.ForeignKey(
        "hubs.Hub", models.PROTECT, related_name="unusual_reading", db_constraint=False, db_index=False
    )
    member = models.ForeignKey(
        "accounts.Membership", models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    kind = models.CharField(max_length=10, choices=Kind)
    person_id = models.UUIDField(null=True, help_text="the one record; null where there were several")
    readings = models.PositiveIntegerField(help_text="how many")
    persons = models.PositiveIntegerField(help_text="of how many people")
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    found_at = models.DateTimeField()
    reviewed_at = models.DateTimeField(null=True, blank=True)
    reviewed_by = models.ForeignKey(
        "accounts.Membership", models.PROTECT, null=True, related_name="+", db_constraint=False, db_index=False
    )
    finding = models.CharField(max_length=10, choices=Finding, blank=True)
    box = models.ForeignKey(
        "people.Box", models.PROTECT, null=True, related_name="+", db_constraint=False, db_index=False
    )
    words_sealed = models.BinaryField(null=True, help_text="by its box: what the lead found out")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(last_at__gte=F("first_at")), name="unusual_ends_after_it_begins"),
            models.CheckConstraint(
                condition=Q(reviewed_by=None) | ~Q(reviewed_by=F("member")), name="unusual_reviewed_by_another"
            ),
            models.CheckConstraint(
                condition=Q(reviewed_at=None, reviewed_by=None, finding="")
                | (Q(reviewed_at__isnull=False, reviewed_by__isnull=False) & ~Q(finding="")),
                name="unusual_review_is_whole",
            ),
            models.UniqueConstraint(
                fields=["hub", "member", "kind", "person_id", "first_at"], nulls_distinct=False, name="unusual_once"
            ),
        ]
        indexes = [
            models.Index(fields=["hub", "found_at", "id"], condition=Q(reviewed_at=None), name="unusual_waiting"),
            models.Index(fields=["hub", "last_at"], name="unusual_lately"),
        ]
