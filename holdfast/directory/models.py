"""Services that could help somebody, what each promised, and what was known of it before."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from holdfast.directory.kinds import Cost, How, Kind, Route, Way, Welcome
from holdfast.hubs.ids import uuid7
from holdfast.workforce.codes import Language


def a_member(**more: object) -> models.ForeignKey:
    """A member of the hub."""
    return models.ForeignKey(
        "accounts.Membership", models.PROTECT, related_name="+", db_constraint=False, db_index=False, **more
    )


class Service(models.Model):
    """One service as it is known now. What was known before is `EarlierService`."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    hub = models.ForeignKey("hubs.Hub", models.PROTECT, related_name="services", db_constraint=False, db_index=False)
    name = models.CharField(max_length=120)
    run_by = models.CharField(max_length=120, help_text="the organisation behind it")
    kinds = ArrayField(models.CharField(max_length=20, choices=Kind), help_text="what it is for, by the hub's kinds")
    offers = models.TextField(max_length=2000, help_text="what it offers, in plain words")
    for_whom = models.TextField(max_length=600, blank=True)
    recommended = models.CharField(
        max_length=120, blank=True, help_text="the NICE guideline that recommends its treatment, as the service says"
    )
    area = models.CharField(max_length=120, help_text="the places it serves, in words")
    address = models.TextField(max_length=300, blank=True)
    hows = ArrayField(models.CharField(max_length=9, choices=How), default=list)
    cost = models.CharField(max_length=7, choices=Cost, default=Cost.FREE)
    cost_words = models.CharField(max_length=120, blank=True)
    languages = ArrayField(models.CharField(max_length=3, choices=Language), default=list, help_text="beside English")
    welcomes = ArrayField(models.CharField(max_length=20, choices=Welcome), default=list)
    ways = ArrayField(models.CharField(max_length=12, choices=Way), help_text="how one gets in")
    telephone = models.CharField(max_length=40, blank=True)
    email = models.EmailField(blank=True)
    web = models.URLField(max_length=300, blank=True)
    is_national = models.BooleanField(default=False)
    is_public = models.BooleanField(default=True, help_text="shown on the public page")
    route = models.CharField(max_length=9, choices=Route, blank=True, help_text="how the hub refers somebody to it")
    route_to = models.CharField(max_length=300, blank=True, help_text="the secure address, or whom the letter goes to")
    promised_days = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="calendar days from referral until they are first seen, as agreed"
    )
    agreed_with = models.CharField(max_length=120, blank=True, help_text="who agreed to that, for the service")
    agreed_until = models.DateField(null=True, blank=True)
    contingency = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", db_constraint=False, db_index=False,
        help_text="proposed where it cannot keep its promise",
    )  # fmt: skip
    silent_days = models.PositiveSmallIntegerField(
        default=14, help_text="after how many days of silence the service is asked"
    )
    usual_days = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="the wait that it says is usual, in days"
    )
    confirmed_at = models.DateTimeField()
    confirmed_by = a_member()
    confirmed_with = models.CharField(max_length=120, blank=True, help_text="who of the service said so")
    review_on = models.DateField(help_text="by when somebody asks again whether this is true")
    source_id = models.CharField(max_length=100, blank=True, help_text="its id in the file that it came from")
    source = models.JSONField(null=True, blank=True, help_text="the record of that file as it came")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = a_member(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kinds__len__gt=0), name="service_of_some_kind"),
            models.CheckConstraint(condition=Q(cost__in=Cost.values), name="service_cost_known"),
            models.CheckConstraint(condition=Q(route="") | Q(route__in=Route.values), name="service_route_known"),
            models.CheckConstraint(
                condition=Q(promised_days=None) | ~Q(agreed_with=""), name="service_promise_by_somebody"
            ),
            models.CheckConstraint(condition=~Q(contingency=F("id")), name="service_is_not_its_own_contingency"),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None) | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="service_ended_by_somebody",
            ),
            models.UniqueConstraint(
                fields=["hub", "source_id"], condition=~Q(source_id=""), name="service_once_in_its_source"
            ),
        ]
        indexes = [
            models.Index(fields=["hub", "name", "id"], condition=Q(ended_at=None), name="service_by_name"),
            models.Index(fields=["hub", "review_on", "id"], condition=Q(ended_at=None), name="service_by_review"),
        ]


class EarlierService(models.Model):
    """What was known of a service before somebody changed it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    hub = models.ForeignKey("hubs.Hub", models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    service = models.ForeignKey(Service, models.PROTECT, related_name="earlier", db_constraint=False, db_index=False)
    known = models.JSONField(help_text="the fields that were changed, as they were")
    changed_at = models.DateTimeField()
    changed_by = a_member()

    class Meta:
        indexes = [models.Index(fields=["hub", "service", "-changed_at"], name="earlier_of_service")]
