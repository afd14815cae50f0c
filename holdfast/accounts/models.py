"""Staff accounts and their membership of hubs (registry tables), and the duty rota (protected by hub)."""

from functools import cached_property

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.crypto import salted_hmac

from holdfast.accounts.roles import CASELOAD, ROLES, Permission, permissions_of
from holdfast.hubs.ids import uuid7


class Accounts(BaseUserManager["Account"]):
    """Finds accounts by email address, whatever its capitals."""

    def get_by_natural_key(self, email):
        return self.get(email__iexact=email)


class Account(AbstractBaseUser, PermissionsMixin):
    """Somebody who signs in. What they may do hangs on their membership of a hub."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    is_active = models.BooleanField(default=True)
    session_epoch = models.PositiveIntegerField(default=0, help_text="raised to end every open session")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = Accounts()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    def get_session_auth_hash(self):
        """Changes with the password and with `session_epoch`, so that open sessions die at once."""
        return self._session_hash()

    def get_session_auth_fallback_hash(self):
        """Hashes of older secrets, as Django asks for them."""
        return iter([])

    def _session_hash(self):
        return salted_hmac("holdfast.session", f"{self.password}:{self.session_epoch}", algorithm="sha256").hexdigest()


class Membership(models.Model):
    """An account's work for one hub. Everything done in a hub is done by one of these."""

    class Status(models.TextChoices):
        INVITED = "invited", "Invited"
        ACTIVE = "active", "Active"
        SUSPENDED = "suspended", "Suspended"
        LEFT = "left", "Left"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    hub = models.ForeignKey("hubs.Hub", models.PROTECT, related_name="members")
    account = models.ForeignKey(Account, models.PROTECT, related_name="memberships")
    profession = models.CharField(max_length=80, blank=True)
    roles = ArrayField(models.CharField(max_length=30))
    status = models.CharField(max_length=12, choices=Status, default=Status.INVITED)
    caseload_limit = models.PositiveSmallIntegerField(default=40)
    is_fallback = models.BooleanField(default=False, help_text="told of every alert that nobody on duty has")
    joined_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["hub", "account"], name="membership_once"),
            models.UniqueConstraint(fields=["hub", "id"], name="membership_hub_id_key"),
            models.CheckConstraint(condition=Q(roles__contained_by=list(ROLES)), name="membership_roles_known"),
            models.CheckConstraint(
                condition=Q(status__in=["invited", "active", "suspended", "left"]),
                name="membership_status_known",
            ),
        ]

    @cached_property
    def permissions(self) -> frozenset[Permission]:
        """What this member may do while active; nothing otherwise."""
        return permissions_of(self.roles) if self.status == self.Status.ACTIVE else frozenset()

    def may(self, permission: str) -> bool:
        """Whether this member holds `permission`."""
        return permission in self.permissions

    @property
    def has_caseload(self) -> bool:
        """Whether this member can own referrals: at work, and a practitioner or a lead."""
        return self.permissions >= CASELOAD

    @property
    def name(self) -> str:
        """The name colleagues and people see."""
        return self.account.name


class Shift(models.Model):
    """Somebody's duty: reads alerts and the queue from `starts_at` to `ends_at`."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    hub = models.ForeignKey("hubs.Hub", models.PROTECT, related_name="shifts", db_index=False)
    member = models.ForeignKey(Membership, models.PROTECT, related_name="shifts", db_constraint=False, db_index=False)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="shift_ends_after_it_begins")
        ]
        indexes = [models.Index(fields=["hub", "ends_at"], name="shift_by_end")]
