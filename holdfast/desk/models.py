"""What was changed about a hub, and by whom. Rows that are added and never changed; nobody's record is among them."""

from django.db import models
from django.db.models import Q

from holdfast.hubs.ids import uuid7


class Change(models.Model):
    """One step in the running of a hub: terms signed, an employer added, a colleague invited. Codes only."""

    class Kind(models.TextChoices):
        MAKE = "hub.create", "Made the hub"
        OPEN = "hub.open", "Opened the hub"
        NAME = "hub.name", "Changed what the hub is called, its area or its host"
        SIGN_TERMS = "terms.sign", "Signed terms"
        SIGN_RULES = "rules.sign", "Signed a rule set"
        ADD_EMPLOYER = "employer.add", "Added an employer"
        REMOVE_EMPLOYER = "employer.remove", "Removed an employer"
        ADD_SYSTEM = "system.add", "Added an integrated care system"
        REMOVE_SYSTEM = "system.remove", "Removed an integrated care system"
        INVITE = "member.invite", "Invited"
        SET_ROLES = "member.set_roles", "Changed the roles of"
        SUSPEND = "member.suspend", "Suspended"
        RESUME = "member.resume", "Let back in"
        LEAVE = "member.leave", "Wrote down that they left:"
        REPLACE_LINK = "member.replace_link", "Made a new link for"
        BEGIN_AGAIN = "member.begin_again", "Let begin again:"
        TRY_COVER = "cover.try", "Tried the cover for the night"
        ACKNOWLEDGE = "signatures.acknowledge", "Saw to it that everybody has signed"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    hub = models.ForeignKey("hubs.Hub", models.PROTECT, related_name="changes", db_constraint=False, db_index=False)
    kind = models.CharField(max_length=30, choices=Kind)
    member = models.ForeignKey(
        "accounts.Membership", models.PROTECT, null=True, related_name="+", db_constraint=False, db_index=False
    )
    codes = models.JSONField(default=dict, help_text="versions, codes of organisations, roles")
    by = models.ForeignKey(
        "accounts.Membership", models.PROTECT, null=True, related_name="+", db_constraint=False, db_index=False
    )
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind__startswith="member.") | Q(member__isnull=False), name="change_of_a_member_names_them"
            )
        ]
        indexes = [
            models.Index(fields=["hub", "-at", "-id"], name="change_latest"),
            models.Index(fields=["hub", "kind", "-at"], name="change_of_a_kind"),
        ]
