"""A person's plan: goals in their own words, strands of support, and each version that was shown to them."""

from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from holdfast.coordination.states import WAITS, Status
from holdfast.hubs.ids import uuid7

LOWEST, HIGHEST = 0, 10


class Goal(models.Model):
    """What somebody wants to be different, in their words. Other words for it are a row of their own."""

    class End(models.TextChoices):
        REACHED = "reached", "Reached"
        NO_LONGER = "no_longer", "No longer a goal of theirs"
        REPLACED = "replaced", "In other words now"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    hub = models.ForeignKey("hubs.Hub", models.PROTECT, related_name="goals", db_constraint=False, db_index=False)
    person = models.ForeignKey(
        "people.Person", models.PROTECT, related_name="goals", db_constraint=False, db_index=False
    )
    referral = models.ForeignKey(
        "referrals.Referral", models.PROTECT, related_name="goals", db_constraint=False, db_index=False
    )
    first = models.ForeignKey(
        "self",
        models.PROTECT,
        related_name="+",
        null=True,
        help_text="the first words for it, where these came later: it holds the ratings",
        db_constraint=False,
        db_index=False,
    )
    words_sealed = models.BinaryField(help_text="by the person: the goal in their words")
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(
        "accounts.Membership", models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        "accounts.Membership", models.PROTECT, related_name="+", null=True, db_constraint=False, db_index=False
    )
    end = models.CharField(max_length=9, choices=End, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None, end="")
                | Q(ended_at__isnull=False, ended_by__isnull=False, end__in=["reached", "no_longer", "replaced"]),
                name="goal_ended_in_some_way",
            ),
        ]
        indexes = [models.Index(fields=["hub", "referral", "id"], name="goal_of_referral")]

    @property
    def root_id(self) -> UUID:
        """The goal itself, whatever its words are now."""
        return self.first_id or self.pk


class Rating(models.Model):
    """How near somebody is to a goal, from 0 to 10, as they see it.

    Once for each goal at first and again as things go on, as in the Goal-Based Outcomes tool (Law & Jacob 2015).
    Its charts are under CC BY-NC-SA 4.0 and are not copied: the words are ours, and no threshold is drawn from it.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    hub = models.ForeignKey("hubs.Hub", models.PROTECT, related_name="ratings", db_constraint=False, db_index=False)
    goal = models.ForeignKey(
        "coordination.Goal",
        models.PROTECT,
        related_name="ratings",
        help_text="by its first words",
        db_constraint=False,
        db_index=False,
    )
    value = models.PositiveSmallIntegerField()
    rated_at = models.DateTimeField()
    rated_by = models.ForeignKey(
        "accounts.Membership",
        models.PROTECT,
        related_name="+",
        null=True,
        help_text="who wrote it down; nobody: the person themselves",
        db_constraint=False,
        db_index=False,
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(value__gte=LOWEST, value__lte=HIGHEST), name="rating_from_0_to_10"),
        ]
        indexes = [models.Index(fields=["hub", "goal", "rated_at"], name="rating_of_goal")]


class Strand(models.Model):
    """One thing that is done: what, who does it, and when next. Other words for it are a row of their own."""

    class Kind(models.TextChoices):
        ADVICE = "advice", "Advice"
        SELF_HELP = "self_help", "Self-help"
        SESSIONS = "sessions", "Sessions here"
        GROUP_OR_TRAINING = "group_or_training", "Group or training"
        SIGNPOST = "signpost", "Signposting"
        ONWARD = "onward", "Onward referral"
        WORKPLACE = "workplace", "Workplace support"
        LETTER = "letter", "Letter"

    class End(models.TextChoices):
        DONE = "done", "Done"
        STOPPED = "stopped", "Not any more"
        REPLACED = "replaced", "In other words now"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    hub = models.ForeignKey("hubs.Hub", models.PROTECT, related_name="strands", db_constraint=False, db_index=False)
    person = models.ForeignKey(
        "people.Person", models.PROTECT, related_name="strands", db_constraint=False, db_index=False
    )
    referral = models.ForeignKey(
        "referrals.Referral", models.PROTECT, related_name="strands", db_constraint=False, db_index=False
    )
    first = models.ForeignKey(
        "self",
        models.PROTECT,
        related_name="+",
        null=True,
        help_text="the first words for it, where these came later",
        db_constraint=False,
        db_index=False,
    )
    kind = models.CharField(max_length=17, choices=Kind)
    what_sealed = models.BinaryField(help_text="by the person: what is done")
    is_theirs = models.BooleanField(default=False, help_text="the person does it themselves")
    owner = models.ForeignKey(
        "accounts.Membership",
        models.PROTECT,
        related_name="+",
        null=True,
        help_text="who of the team does it; nobody, where they left",
        db_constraint=False,
        db_index=False,
    )
    opens_record = models.BooleanField(default=False, help_text="the record is open to its owner by this strand")
    next_on = models.DateField(null=True, blank=True)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(
        "accounts.Membership", models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        "accounts.Membership",
        models.PROTECT,
        related_name="+",
        null=True,
        help_text="nobody: the person stopped",
        db_constraint=False,
        db_index=False,
    )
    end = models.CharField(max_length=8, choices=End, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    kind__in=[
                        "advice", "self_help", "sessions", "group_or_training", "signpost", "onward", "workplace",
                        "letter",
                    ]
                ),
                name="strand_kind_known",
            ),
            models.CheckConstraint(
                condition=Q(is_theirs=True, owner=None) | Q(is_theirs=False, next_on__isnull=False),
                name="strand_has_somebody_and_a_date",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, end="") | Q(ended_at__isnull=False, end__in=["done", "stopped", "replaced"]),
                name="strand_ended_in_some_way",
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["hub", "referral", "id"], name="strand_of_referral"),
            models.Index(fields=["hub", "owner", "next_on"], condition=Q(ended_at=None), name="strand_open_of_owner"),
            models.Index(fields=["hub", "person"], condition=Q(ended_at=None), name="strand_open_of_person"),
        ]

    @property
    def root_id(self) -> UUID:
        """The strand itself, whatever its words are now."""
        return self.first_id or self.pk


class Plan(models.Model):
    """One version of a plan, as it was shown to the person: never changed after that but by what they say of it."""

    class How(models.TextChoices):
        OWN_PAGES = "own_pages", "On their own pages"
        ROOM = "room", "Face to face"
        PHONE = "phone", "By telephone"
        VIDEO = "video", "By video"
        WRITTEN = "written", "In writing"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    hub = models.ForeignKey("hubs.Hub", models.PROTECT, related_name="plans", db_constraint=False, db_index=False)
    person = models.ForeignKey(
        "people.Person", models.PROTECT, related_name="plans", db_constraint=False, db_index=False
    )
    referral = models.ForeignKey(
        "referrals.Referral", models.PROTECT, related_name="plans", db_constraint=False, db_index=False
    )
    number = models.PositiveSmallIntegerField()
    status = models.CharField(max_length=12, choices=Status, default=Status.SHOWN, editable=False)
    goals = ArrayField(models.UUIDField(), help_text="the goals in it, in the words they had")
    strands = ArrayField(models.UUIDField(), help_text="the strands in it, in the words they had")
    look_on = models.DateField(help_text="when it is looked at together again")
    shown_at = models.DateTimeField()
    shown_by = models.ForeignKey(
        "accounts.Membership", models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    asked_at = models.DateTimeField(null=True, blank=True, help_text="when they last asked for a change")
    agreed_at = models.DateTimeField(null=True, blank=True)
    agreed_by = models.ForeignKey(
        "accounts.Membership",
        models.PROTECT,
        related_name="+",
        null=True,
        help_text="who wrote it down; nobody: the person themselves",
        db_constraint=False,
        db_index=False,
    )
    agreed_how = models.CharField(max_length=9, choices=How, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(status__in=Status.values), name="plan_status_known"),
            models.CheckConstraint(
                condition=Q(agreed_at=None, agreed_by=None, agreed_how="")
                | Q(agreed_at__isnull=False, agreed_by=None, agreed_how="own_pages")
                | Q(
                    agreed_at__isnull=False,
                    agreed_by__isnull=False,
                    agreed_how__in=["room", "phone", "video", "written"],
                ),
                name="plan_agreed_by_somebody_in_some_way",
            ),
            models.CheckConstraint(
                condition=~Q(status="agreed") | Q(agreed_at__isnull=False), name="plan_agreed_at_some_time"
            ),
            models.CheckConstraint(
                condition=~Q(status="change_asked") | Q(asked_at__isnull=False), name="plan_change_asked_at_some_time"
            ),
            models.UniqueConstraint(fields=["hub", "referral", "number"], name="plan_version_once"),
            models.UniqueConstraint(fields=["hub", "referral"], condition=Q(status__in=WAITS), name="plan_waits_once"),
        ]


class ChangeWish(models.Model):
    """What somebody would like to be changed in their plan, in their words."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    hub = models.ForeignKey(
        "hubs.Hub", models.PROTECT, related_name="change_wishes", db_constraint=False, db_index=False
    )
    plan = models.ForeignKey(
        "coordination.Plan", models.PROTECT, related_name="wishes", db_constraint=False, db_index=False
    )
    words_sealed = models.BinaryField(help_text="by the person: what they would like changed")
    asked_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["hub", "plan", "asked_at"], name="change_wish_of_plan")]
