"""From whom referrals are taken, how a referrer comes in, and whom a manager named."""

from uuid import UUID

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from holdfast.hubs.ids import uuid7
from holdfast.partners.states import Status
from holdfast.referrals.models import Referral


class Admitted(models.Model):
    """An organisation from which the hub takes referrals of one route, known by the domain of its addresses."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    hub = models.ForeignKey("hubs.Hub", models.PROTECT, related_name="admitted", db_constraint=False, db_index=False)
    name = models.CharField(max_length=120, help_text="as the person reads it")
    route = models.CharField(max_length=20, choices=Referral.Route)
    domain = models.CharField(max_length=253, help_text="its addresses end in this, or in a part of it")
    since_at = models.DateTimeField()
    since_by = models.ForeignKey(
        "accounts.Membership", models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        "accounts.Membership", models.PROTECT, null=True, related_name="+", db_constraint=False, db_index=False
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["hub", "domain", "route"], condition=Q(ended_at=None), name="admitted_once"
            ),
            models.CheckConstraint(condition=Q(domain=Lower("domain")), name="admitted_domain_in_small_letters"),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None)
                | Q(ended_at__isnull=False, ended_at__gte=F("since_at"), ended_by__isnull=False),
                name="admitted_ended_by_somebody",
            ),
            models.CheckConstraint(condition=~Q(route="self"), name="admitted_route_is_another"),
        ]
        indexes = [models.Index(fields=["hub", "-since_at", "-id"], name="admitted_latest")]


class Code(models.Model):
    """A code sent to a work address, for the browser that asked. Only hashes are kept, for a day."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    hub = models.ForeignKey("hubs.Hub", models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    box = models.ForeignKey("people.Box", models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    address_sealed = models.BinaryField(help_text="by its box")
    email_hash = models.BinaryField(max_length=32, help_text="keyed, per hub: how many were sent lately")
    key_hash = models.BinaryField(max_length=32, help_text="of what the browser holds")
    code_hash = models.BinaryField(max_length=32, help_text="of the key and the code together")
    failures = models.PositiveSmallIntegerField(default=0)
    made_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["hub", "key_hash"], name="code_key_once"),
            models.CheckConstraint(condition=Q(failures__lte=5), name="code_failures_have_an_end"),
        ]
        indexes = [
            models.Index(fields=["hub", "email_hash", "made_at"], name="code_sent_lately"),
            models.Index(fields=["hub", "made_at"], name="code_old"),
        ]


class Visit(models.Model):
    """A referrer's browser, let in by a code: for two hours after it was last used."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    hub = models.ForeignKey("hubs.Hub", models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    partner = models.ForeignKey(
        "agreements.Partner", models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    admitted = models.ForeignKey(
        Admitted, models.PROTECT, related_name="+", db_constraint=False, db_index=False,
        help_text="the organisation they speak for: when it ends, so does the visit",
    )  # fmt: skip
    key_hash = models.BinaryField(max_length=32)
    begun_at = models.DateTimeField()
    touched_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["hub", "key_hash"], name="referrer_visit_key_once")]
        indexes = [models.Index(fields=["hub", "touched_at"], name="referrer_visit_idle")]


class Introduction(models.Model):
    """Somebody whom a manager named. They are nobody's record until they have said that they want contact."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    hub = models.ForeignKey(
        "hubs.Hub", models.PROTECT, related_name="introductions", db_constraint=False, db_index=False
    )
    box = models.ForeignKey("people.Box", models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    partner = models.ForeignKey(
        "agreements.Partner", models.PROTECT, related_name="+", db_constraint=False, db_index=False,
        help_text="who named them, and is never told what came of it",
    )  # fmt: skip
    submission = models.BinaryField(max_length=32, help_text="hash of the form that was sent: sent twice, kept once")
    about_sealed = models.BinaryField(null=True, help_text="by its box: name, and one way; null once forgotten")
    token_hash = models.BinaryField(max_length=32, null=True, help_text="of the link; null where they are called")
    status = models.CharField(max_length=10, choices=Status, default=Status.NAMED, editable=False)
    named_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    next_at = models.DateTimeField(null=True, help_text="call by; where they have a link, when it runs out")
    tries = models.PositiveSmallIntegerField(default=0)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        "accounts.Membership", models.PROTECT, null=True, related_name="+", db_constraint=False, db_index=False
    )
    referral = models.ForeignKey(
        "referrals.Referral", models.PROTECT, null=True, related_name="+", db_constraint=False, db_index=False
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(status__in=Status.values), name="introduction_status_known"),
            models.CheckConstraint(
                condition=Q(status="named", next_at__isnull=False, about_sealed__isnull=False, settled_at=None)
                | (
                    ~Q(status="named")
                    & Q(next_at=None, about_sealed=None, settled_at__isnull=False, settled_at__gte=F("named_at"))
                ),
                name="introduction_open_has_a_date_or_is_forgotten",
            ),
            models.CheckConstraint(
                condition=Q(status="confirmed", referral__isnull=False) | (~Q(status="confirmed") & Q(referral=None)),
                name="introduction_confirmed_is_a_referral",
            ),
            models.CheckConstraint(condition=Q(expires_at__gt=F("named_at")), name="introduction_has_an_end"),
            models.UniqueConstraint(fields=["hub", "submission"], name="introduction_submitted_once"),
            models.UniqueConstraint(fields=["hub", "token_hash"], name="introduction_token_once"),
        ]
        indexes = [models.Index(fields=["hub", "next_at", "id"], condition=Q(status="named"), name="introduction_open")]

    @property
    def person_id(self) -> UUID:
        """Under whom events and the access log keep it: the box, for there is no person yet."""
        return self.box_id
