"""Services that could help somebody, what was known of each before, and needs that no service meets."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from holdfast.directory.kinds import Cost, How, Kind, Route, Way, Welcome
from holdfast.directory.states import GapStatus
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
    offers = models.TextField(max_length=6000, help_text="what it offers, in plain words")
    for_whom = models.TextField(max_length=1000, blank=True)
    recommended = models.CharField(
        max_length=120, blank=True, help_text="the NICE guideline that recommends its treatment, as the service says"
    )
    area = models.CharField(max_length=300, help_text="the places it serves, in words")
    address = models.TextField(max_length=700, blank=True)
    hows = ArrayField(models.CharField(max_length=9, choices=How), default=list)
    cost = models.CharField(max_length=7, choices=Cost, default=Cost.FREE)
    cost_words = models.CharField(max_length=600, blank=True)
    languages = ArrayField(models.CharField(max_length=3, choices=Language), default=list, help_text="beside English")
    welcomes = ArrayField(models.CharField(max_length=20, choices=Welcome), default=list)
    ways = ArrayField(models.CharField(max_length=12, choices=Way), help_text="how one gets in")
    getting_in = models.TextField(max_length=1000, blank=True, help_text="the same in words, whom to ask for")
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
    confirmed_at = models.DateTimeField(null=True, blank=True, help_text="empty: from a file, and nobody asked yet")
    confirmed_by = a_member(null=True, blank=True)
    confirmed_with = models.CharField(max_length=120, blank=True, help_text="who of the service said so")
    review_on = models.DateField(help_text="by when somebody asks again whether this is true")
    source_id = models.CharField(max_length=100, blank=True, help_text="its id in the file that it came from")
    source = models.JSONField(null=True, blank=True, help_text="the record of that file as it came")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = a_member(null=True, blank=True)
    version = models.PositiveIntegerField(default=1, help_text="one more with each change")

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
                condition=Q(ended_at=None, ended_by=None)
                | Q(ended_at__isnull=False, ended_by__isnull=False)
                | Q(ended_at__isnull=False, source__isnull=False),
                name="service_ended_by_somebody_or_its_file",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=False, confirmed_by__isnull=False)
                | Q(confirmed_at=None, confirmed_by=None, source__isnull=False),
                name="service_confirmed_unless_from_a_file",
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
    """What was known of a service before somebody changed it, said that it is true, or ended it."""

    class Why(models.TextChoices):
        CHANGED = "changed", "Changed"
        CONFIRMED = "confirmed", "Said to be true"
        ENDED = "ended", "Taken out"
        BROUGHT_BACK = "brought_back", "Brought back"
        FILE = "file", "Changed by a file"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    hub = models.ForeignKey("hubs.Hub", models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    service = models.ForeignKey(Service, models.PROTECT, related_name="earlier", db_constraint=False, db_index=False)
    why = models.CharField(max_length=12, choices=Why, default=Why.CHANGED)
    known = models.JSONField(help_text="the fields that were changed, as they were")
    changed_at = models.DateTimeField()
    changed_by = a_member(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(why="file", changed_by=None)
                | (Q(why__in=["changed", "confirmed", "ended", "brought_back"]) & Q(changed_by__isnull=False)),
                name="earlier_by_somebody_or_a_file",
            )
        ]
        indexes = [models.Index(fields=["hub", "service", "-changed_at"], name="earlier_of_service")]


class Gap(models.Model):
    """A need that no service of the directory meets. It names nobody: kind, area, words, how often it was met."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    hub = models.ForeignKey("hubs.Hub", models.PROTECT, related_name="gaps", db_constraint=False, db_index=False)
    kind = models.CharField(max_length=20, choices=Kind)
    area = models.CharField(max_length=120, help_text="where it is missing")
    words = models.TextField(max_length=1000, help_text="what is missing, of whom nothing is said")
    status = models.CharField(max_length=9, choices=GapStatus, default=GapStatus.OPEN, editable=False)
    raised_at = models.DateTimeField()
    raised_by = a_member()
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = a_member(null=True, blank=True)
    closed_words = models.TextField(max_length=600, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="gap_kind_known"),
            models.CheckConstraint(condition=Q(status__in=GapStatus.values), name="gap_status_known"),
            models.CheckConstraint(
                condition=Q(closed_at=None, closed_by=None, closed_words="")
                | (Q(status="closed", closed_at__isnull=False, closed_by__isnull=False) & ~Q(closed_words="")),
                name="gap_closed_by_somebody",
            ),
        ]
        indexes = [models.Index(fields=["hub", "status", "-raised_at", "id"], name="gap_by_status")]


class GapMet(models.Model):
    """Once more somebody needed it: when, and who of the hub says so. Never who needed it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    hub = models.ForeignKey("hubs.Hub", models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    gap = models.ForeignKey(Gap, models.PROTECT, related_name="met", db_constraint=False, db_index=False)
    met_at = models.DateTimeField()
    met_by = a_member()

    class Meta:
        indexes = [models.Index(fields=["hub", "gap", "-met_at"], name="gap_met_when")]


class Proposal(models.Model):
    """A service that is proposed for local commissioning where one is missing, and what the region said."""

    class Decision(models.TextChoices):
        AGREED = "agreed", "Agreed"
        REFUSED = "refused", "Refused"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    hub = models.ForeignKey("hubs.Hub", models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    gap = models.ForeignKey(Gap, models.PROTECT, related_name="proposals", db_constraint=False, db_index=False)
    words = models.TextField(max_length=2000, help_text="what should be commissioned")
    area = models.CharField(max_length=120, help_text="for which places")
    staff_groups = ArrayField(models.CharField(max_length=10), help_text="for which staff, in the codes of the return")
    proposed_at = models.DateTimeField()
    proposed_by = a_member()
    decision = models.CharField(max_length=7, choices=Decision, blank=True)
    decided_on = models.DateField(null=True, blank=True)
    decided_with = models.CharField(max_length=120, blank=True, help_text="who of the region decided")
    decided_words = models.TextField(max_length=1000, blank=True)
    recorded_at = models.DateTimeField(null=True, blank=True)
    recorded_by = a_member(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(decision="", decided_on=None, decided_with="", recorded_at=None, recorded_by=None)
                | (
                    Q(decision__in=["agreed", "refused"], decided_on__isnull=False, recorded_at__isnull=False)
                    & Q(recorded_by__isnull=False)
                    & ~Q(decided_with="")
                ),
                name="proposal_decided_by_somebody",
            ),
            models.UniqueConstraint(fields=["hub", "gap"], condition=Q(decision=""), name="proposal_one_waits"),
        ]
        indexes = [models.Index(fields=["hub", "gap", "-proposed_at"], name="proposal_of_gap")]
