"""What is being typed, sealed under a key that only the browser has; and who may go on telling us more."""

from django.db import models

from holdfast.hubs.ids import uuid7


class Draft(models.Model):
    """A request that is being written. Nobody at the hub can read it: the key is in the browser's cookie."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    hub = models.ForeignKey("hubs.Hub", models.PROTECT, related_name="drafts", db_constraint=False, db_index=False)
    sealed = models.BinaryField()
    begun_at = models.DateTimeField()
    touched_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["hub", "touched_at"], name="draft_idle")]


class Visit(models.Model):
    """A browser that has sent a request, or opened a link with its code, and may go on telling us more."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    hub = models.ForeignKey("hubs.Hub", models.PROTECT, related_name="visits", db_constraint=False, db_index=False)
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    referral = models.ForeignKey(
        "referrals.Referral", models.PROTECT, related_name="visits", db_constraint=False, db_index=False
    )
    key_hash = models.BinaryField(max_length=32)
    shows_request = models.BooleanField(help_text="the browser that sent it may read it once more")
    begun_at = models.DateTimeField()
    touched_at = models.DateTimeField()

    # No column: what `find_visit` asks of it.
    is_moved: bool

    class Meta:
        constraints = [models.UniqueConstraint(fields=["hub", "key_hash"], name="visit_key_once")]


class Arrival(models.Model):
    """How many requests an address has sent to a hub in a window of minutes. Survives restarts."""

    id = models.BigAutoField(primary_key=True)
    hub = models.ForeignKey("hubs.Hub", models.PROTECT, related_name="arrivals", db_constraint=False, db_index=False)
    address_hash = models.BinaryField(max_length=16)
    window = models.BigIntegerField()
    count = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["hub", "address_hash", "window"], name="arrival_window_once")]
