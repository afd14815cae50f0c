"""The whole reckoning of a hub: the checks on referrals, and those that alerts bring, each proved able to see."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from secrets import token_bytes
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from holdfast.accounts.models import Membership
from holdfast.accounts.roles import with_caseload
from holdfast.alerts import reckoning as alert_reckoning
from holdfast.alerts.models import Alert
from holdfast.alerts.reckoning import Check, Finding, by_key, keep_every_role_out, sentinel_person
from holdfast.events import access
from holdfast.events.models import AccessEntry
from holdfast.hubs.models import Hub, Terms
from holdfast.hubs.queries import terms_of
from holdfast.people.models import EmergencyAccess, MustNotSee, Relationship
from holdfast.people.viewer import KEPT_OUT
from holdfast.referrals import reckoning_calls, unled
from holdfast.referrals.models import Referral
from holdfast.referrals.reference import new_reference
from holdfast.referrals.states import NextAction, Stage
from holdfast.referrals.unopened import joined, unopened_of

MOST_FOUND = 200
A_DAY = timedelta(days=1)
TOO_LONG = timedelta(days=14)
RISK = (Referral.SafeNow.NO, Referral.SafeNow.UNSURE, Referral.SafeNow.SKIPPED)


class ReckoningIsBlind(Exception):
    """A check did not find the row that was written for it to find: its "none" would mean nothing."""


@dataclass(frozen=True)
class Findings:
    """What a reckoning found in one hub: at most 200 of each kind, and which kinds have more."""

    at: datetime
    found: tuple[Finding, ...]
    cut: frozenset[str] = frozenset()

    @property
    def is_clean(self) -> bool:
        """Whether nothing was found."""
        return not self.found

    def counted(self) -> dict[str, int]:
        """How many of each kind that was found."""
        return dict(Counter(finding.kind for finding in self.found))


def unsafe_without_alert(hub: Hub, terms: Terms, now: datetime) -> Iterator[Finding]:
    """Referrals of people who did not say that they are safe, without the alert that this raises."""
    alerts = Alert.objects.filter(
        hub_id=hub.pk, person_id=OuterRef("person_id"), subject_id=OuterRef("pk"), source=Alert.Source.SAFE_NOW
    )
    for referral in by_key(hub.referrals.filter(~Exists(alerts), safe_now__in=RISK)):
        yield Finding("unsafe", referral.pk, referral.person_id, referral.reference, referral.received_at)


def nobodys(hub: Hub, terms: Terms, now: datetime) -> Iterator[Finding]:
    """Open referrals without a next action, or that no owner at work and no queue has, or whose owner is kept out;
    accepted ones, a day overdue, that nobody has taken on by name."""
    running = Relationship.objects.filter(hub_id=hub.pk, person_id=OuterRef("person_id"), until_at=None)
    in_queue = Exists(running.filter(why=Relationship.Why.QUEUE))
    with_owner = Exists(running.filter(why=Relationship.Why.OWNER, member_id=OuterRef("owner_id")))
    at_work = Q(owner__status=Membership.Status.ACTIVE, owner__roles__overlap=with_caseload())
    is_somebodys = (Q(owner=None) & in_queue) | (Q(owner__isnull=False) & at_work & with_owner)
    roles = Membership.objects.filter(pk=OuterRef(OuterRef("owner_id")), roles__contains=[OuterRef("role")])
    is_owner = Q(member_id=OuterRef("owner_id")) | Exists(roles)
    kept = MustNotSee.objects.filter(is_owner, hub_id=hub.pk, status__in=KEPT_OUT, ended_at=None)
    is_kept_out = Exists(kept.filter(person_id=OuterRef("person_id"))) | Exists(kept.filter(person_id__in=joined(hub)))
    waits_in_vain = Q(owner=None, next_action_at__lt=now - A_DAY) & ~Q(stage=Stage.TRIAGE)
    lost = ~is_somebodys | Q(is_kept_out) | Q(next_action=NextAction.NONE) | waits_in_vain
    for referral in by_key(hub.referrals.filter(lost, closed_at=None)):
        yield Finding("nobodys", referral.pk, referral.person_id, referral.reference, referral.received_at)


def unopened(hub: Hub, terms: Terms, now: datetime) -> Iterator[Finding]:
    """Open referrals that nobody who decides on requests may open, and no alert tells the outside cover of: also where
    it acted on the alert and keeps them, for nobody of the hub can decide."""
    for referral in unopened_of(hub):
        yield Finding("unopened", referral.pk, None, "", referral.received_at)


def overdue(hub: Hub, terms: Terms, now: datetime) -> Iterator[Finding]:
    """Open referrals whose next step is two weeks overdue, whoever has them."""
    for referral in by_key(hub.referrals.filter(closed_at=None, next_action_at__lt=now - TOO_LONG)):
        yield Finding("overdue", referral.pk, referral.person_id, referral.reference, referral.next_action_at)


def unkept(hub: Hub, terms: Terms, now: datetime) -> Iterator[Finding]:
    """Open referrals of people whom somebody promised to call, or is to ask whether they are safe, a day late."""
    late = hub.promises.filter(ended_at=None, due_at__lt=now - A_DAY, referral__closed_at=None)
    for promise in by_key(late.exclude(action=NextAction.TRY_AGAIN).select_related("referral")):
        referral = promise.referral
        yield Finding("unkept", referral.pk, referral.person_id, referral.reference, promise.due_at)


def unreviewed(hub: Hub, terms: Terms, now: datetime) -> Iterator[Finding]:
    """Emergency access to a record that nobody has reviewed by the end of the next working day.

    Without its reference: whoever reviews without the record reads this as well.
    """
    for opened in by_key(hub.emergencies.filter(reviewed_at=None, review_by__lt=now)):
        yield Finding("unreviewed", opened.pk, None, "", opened.opened_at)


def write_referral(hub: Hub, now: datetime, *, safe_now: str) -> Referral:
    """A referral, written without any of the care that the actions take."""
    return Referral.objects.create(
        hub=hub, person=sentinel_person(hub, now), reference=new_reference(), submission=token_bytes(32),
        route=Referral.Route.SELF, method=Referral.Method.WEB, safe_now=safe_now,
        contact_when=Referral.ContactWhen.TODAY, contact_by=now, contact_why=[], rule_set=0,
        next_action=NextAction.DECIDE, next_action_at=now, received_at=now,
    )  # fmt: skip


def seed_unsafe(hub: Hub, now: datetime) -> UUID:
    """Somebody not safe, and no alert."""
    return write_referral(hub, now, safe_now=Referral.SafeNow.NO).pk


def seed_unopened(hub: Hub, now: datetime) -> UUID:
    """A referral of somebody whom every role is kept from."""
    referral = write_referral(hub, now, safe_now=Referral.SafeNow.YES)
    keep_every_role_out(hub, referral.person, now)
    return referral.pk


def seed_nobodys(hub: Hub, now: datetime) -> UUID:
    """A referral that has fallen out of every queue."""
    referral = write_referral(hub, now, safe_now=Referral.SafeNow.YES)
    Relationship.objects.filter(hub=hub, person=referral.person).update(until_at=now)
    return referral.pk


def seed_overdue(hub: Hub, now: datetime) -> UUID:
    """A referral that somebody was to decide on sixty days ago."""
    then = now - alert_reckoning.LONG_AGO
    referral = write_referral(hub, now, safe_now=Referral.SafeNow.YES)
    Referral.objects.filter(pk=referral.pk).update(contact_by=then, next_action_at=then)
    return referral.pk


def seed_unkept(hub: Hub, now: datetime) -> UUID:
    """Somebody who was to be called sixty days ago."""
    then = now - alert_reckoning.LONG_AGO
    referral = write_referral(hub, now, safe_now=Referral.SafeNow.YES)
    hub.promises.create(
        referral=referral, action=NextAction.CALL, due_at=then, why="alert", made_by=referral.pk, made_at=then
    )
    return referral.pk


def seed_unreviewed(hub: Hub, now: datetime) -> UUID:
    """An emergency access of sixty days ago that nobody has looked at."""
    then = now - alert_reckoning.LONG_AGO
    member = hub.members.order_by("pk").first()
    return EmergencyAccess.objects.create(
        hub=hub, person=sentinel_person(hub, now), member=member, reason_sealed=b"", opened_at=then,
        ends_at=then + timedelta(hours=4), review_by=then + timedelta(days=1),
    ).pk  # fmt: skip


CHECKS = (
    *alert_reckoning.CHECKS,
    Check("unsafe", "an answer to “are you safe right now?” without an alert", unsafe_without_alert, seed_unsafe),
    Check("nobodys", "an open referral without next action, queue or an owner who may see it", nobodys, seed_nobodys),
    Check("unopened", "an open referral that nobody who decides may open", unopened, seed_unopened),
    Check("overdue", "an open referral whose next step is two weeks overdue", overdue, seed_overdue),
    Check("unkept", "somebody who was promised a call that is a day overdue", unkept, seed_unkept),
    Check("unreviewed", "emergency access that nobody reviewed by the next working day", unreviewed, seed_unreviewed),
    *unled.CHECKS,
    *reckoning_calls.CHECKS,
)
WORDS = {check.kind: check.words for check in CHECKS}


def reckon(hub: Hub, *, now: datetime) -> Findings:
    """Look for everything that must not be, in the hub's scope.

    Raises:
        ReckoningIsBlind: a check cannot see what it looks for.
    """
    terms = terms_of(hub, now=now)
    found: list[Finding] = []
    cut = set()
    for check in CHECKS:
        prove(check, hub, terms, now=now)
        seen = list(islice(check.look(hub, terms, now), MOST_FOUND + 1))
        if len(seen) > MOST_FOUND:
            cut.add(check.kind)
        found += seen[:MOST_FOUND]
    return Findings(now, tuple(found), frozenset(cut))


def prove(check: Check, hub: Hub, terms: Terms, *, now: datetime) -> None:
    """Write the check's sentinel, see that it is found, and take it back.

    Raises:
        ReckoningIsBlind: it was not found.
    """
    with transaction.atomic():
        sentinel = check.seed(hub, now)
        is_found = any(finding.subject_id == sentinel for finding in check.look(hub, terms, now))
        transaction.set_rollback(True)
    if not is_found:
        raise ReckoningIsBlind(f"hub {hub.slug}: the check on {check.kind} does not see its sentinel")


def log_reckoning(hub: Hub, findings: Findings, *, now: datetime) -> None:
    """The access log's row for a reckoning that a job or a command made."""
    persons = {finding.person_id for finding in findings.found if finding.person_id}
    access.log(
        hub.pk, persons, what="alerts:reckon", why="job", action=AccessEntry.Action.READ, now=now, actor="system"
    )
