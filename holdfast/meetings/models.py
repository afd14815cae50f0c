"""The team's meeting: who is waited for, who was there, what was decided and by whom."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from holdfast.assessments.models import a_member, of_hub, of_person, of_referral
from holdfast.hubs.ids import uuid7
from holdfast.meetings.states import DiscussionStatus, MeetingStatus


class Meeting(models.Model):
    """A meeting of several professions."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    hub = of_hub("meetings")
    starts_at = models.DateTimeField()
    status = models.CharField(max_length=10, choices=MeetingStatus, default=MeetingStatus.CALLED, editable=False)
    called_at = models.DateTimeField()
    called_by = a_member()
    settled_at = models.DateTimeField(null=True, blank=True, help_text="minutes closed, or called off")
    settled_by = a_member(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(status__in=MeetingStatus.values), name="meeting_status_known"),
            models.CheckConstraint(
                condition=Q(status="called", settled_at=None, settled_by=None)
                | (~Q(status="called") & Q(settled_at__isnull=False, settled_by__isnull=False)),
                name="meeting_settled_by_somebody",
            ),
        ]
        indexes = [models.Index(fields=["hub", "status", "starts_at", "id"], name="meeting_by_start")]


class Presence(models.Model):
    """Somebody of the team who is at a meeting."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    hub = of_hub("presences")
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="presences", db_constraint=False, db_index=False)
    member = a_member()
    added_at = models.DateTimeField()
    added_by = a_member()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["hub", "meeting", "member"], condition=Q(ended_at=None), name="presence_once"
            )
        ]


class Discussion(models.Model):
    """A question to the team about one person, and what was decided."""

    class Decision(models.TextChoices):
        IN_HOUSE = "in_house", "Support by the hub"
        GROUP = "group", "A group or training"
        ONWARD = "onward", "Refer on to another service"
        WORKPLACE = "workplace", "Support at work"
        SAFETY = "safety", "Look at the safety plan again"
        ASSESS_MORE = "assess_more", "Assess further"
        ADVICE = "advice", "Advice and self-help"
        OTHER = "other", "Something else"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    hub = of_hub("discussions")
    person = of_person("discussions")
    referral = of_referral("discussions")
    meeting = models.ForeignKey(
        Meeting, models.PROTECT, null=True, related_name="discussions", db_constraint=False, db_index=False
    )
    status = models.CharField(max_length=9, choices=DiscussionStatus, default=DiscussionStatus.WAITING, editable=False)
    question_sealed = models.BinaryField(null=True)
    asked_at = models.DateTimeField()
    asked_by = a_member()
    decisions = ArrayField(models.CharField(max_length=11, choices=Decision), default=list)
    decision_sealed = models.BinaryField(null=True)
    present = ArrayField(models.UUIDField(), default=list, help_text="members who decided")
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = a_member(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(status__in=DiscussionStatus.values), name="discussion_status_known"),
            models.CheckConstraint(
                condition=Q(status="waiting", settled_at=None, settled_by=None, decisions=[], present=[])
                | Q(status="withdrawn", settled_at__gte=F("asked_at"), settled_by__isnull=False, decisions=[])
                | Q(
                    ~Q(decisions=[]),
                    ~Q(present=[]),
                    status="decided",
                    settled_at__gte=F("asked_at"),
                    settled_by__isnull=False,
                    meeting__isnull=False,
                ),
                name="discussion_decided_by_somebody",
            ),
            models.UniqueConstraint(
                fields=["hub", "referral"], condition=Q(status="waiting"), name="discussion_waits_once"
            ),
        ]
        indexes = [
            models.Index(fields=["hub", "status", "asked_at", "id"], name="discussion_waiting"),
            models.Index(fields=["hub", "meeting", "asked_at", "id"], name="discussion_of_meeting"),
            models.Index(fields=["hub", "person", "-asked_at"], name="discussion_of_person"),
        ]
