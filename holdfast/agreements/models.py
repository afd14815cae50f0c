"""Somebody outside who may be told, what a person agrees to, and each statement as it was told."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from holdfast.hubs.ids import uuid7


class Partner(models.Model):
    """Somebody outside who refers people to the hub: by name, for one organisation."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    hub = models.ForeignKey("hubs.Hub", models.PROTECT, related_name="partners", db_constraint=False, db_index=False)
    box = models.ForeignKey("people.Box", models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    route = models.CharField(max_length=20, help_text="the route of what they refer: oh, gp, hr …")
    organisation = models.CharField(max_length=120, help_text="as the person reads it")
    about_sealed = models.BinaryField(help_text="by their box: name, email, telephone")
    email_hash = models.BinaryField(max_length=32, help_text="keyed, per hub: found by equality")
    member = models.ForeignKey(
        "accounts.Membership", models.PROTECT, null=True, related_name="+", db_constraint=False, db_index=False,
        help_text="the account of a regular referrer",
    )  # fmt: skip
    since_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["hub", "email_hash"], name="partner_email_once")]


class Agreement(models.Model):
    """An agreement to share: with whom, what for, which statements, since when. Given by the person alone."""

    class Purpose(models.TextChoices):
        REFERRER = "referrer", "So that whoever referred me knows where things stand"
        WORK = "work", "So that Occupational Health can support me at work"
        CARE = "care", "So that my GP can support me"

    class How(models.TextChoices):
        ON_OWN_PAGES = "own_pages", "On their own pages"
        BY_TELEPHONE = "telephone", "In conversation, written down by a practitioner"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    hub = models.ForeignKey("hubs.Hub", models.PROTECT, related_name="agreements", db_constraint=False, db_index=False)
    person = models.ForeignKey(
        "people.Person", models.PROTECT, related_name="agreements", db_constraint=False, db_index=False
    )
    partner = models.ForeignKey(Partner, models.PROTECT, related_name="agreements", db_constraint=False, db_index=False)
    purpose = models.CharField(max_length=10, choices=Purpose)
    kinds = ArrayField(models.CharField(max_length=20), help_text="which statements")
    given_how = models.CharField(max_length=10, choices=How)
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["hub", "person", "partner"], condition=Q(withdrawn_at=None), name="agreement_once"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | Q(withdrawn_at__gte=F("given_at")),
                name="agreement_withdrawn_after_given",
            ),
        ]
        indexes = [models.Index(fields=["hub", "person", "-given_at"], name="agreement_of_person")]


class Statement(models.Model):
    """One dated sentence that a person approved for one partner. Frozen: what was shared stays as it was shared."""

    class Kind(models.TextChoices):
        CONTACTED = "contacted", "The hub has spoken with the person."
        NOT_REACHED = "not_reached", "The hub has tried to reach the person."
        ACCEPTED = "accepted", "The hub is arranging support."
        SIGNPOSTED = "signposted", "The hub has given advice, and has closed the referral."
        ENDED = "ended", "The hub has closed the referral."

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    hub = models.ForeignKey("hubs.Hub", models.PROTECT, related_name="statements", db_constraint=False, db_index=False)
    agreement = models.ForeignKey(
        Agreement, models.PROTECT, related_name="statements", db_constraint=False, db_index=False
    )
    person = models.ForeignKey(
        "people.Person", models.PROTECT, related_name="statements", db_constraint=False, db_index=False
    )
    partner = models.ForeignKey(Partner, models.PROTECT, related_name="statements", db_constraint=False, db_index=False)
    referral_id = models.UUIDField()
    kind = models.CharField(max_length=20, choices=Kind)
    true_on = models.DateField(help_text="the day the sentence is about")
    approved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["hub", "agreement", "referral_id", "kind", "true_on"], name="statement_once"
            )
        ]
        indexes = [models.Index(fields=["hub", "partner", "-approved_at", "id"], name="statement_for_partner")]
