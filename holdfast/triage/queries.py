"""Reads for triage: the rule set in force, what a person told, the decisions on a referral."""

from datetime import datetime, timedelta
from uuid import UUID

from holdfast.accounts.models import Membership
from holdfast.accounts.roles import with_caseload
from holdfast.alerts.models import Alert
from holdfast.alerts.states import Status as AlertStatus
from holdfast.hubs.choice import neighbours_of
from holdfast.hubs.hours import LONDON, WeeklyHours
from holdfast.hubs.models import Hub, Terms
from holdfast.hubs.queries import open_hubs
from holdfast.measures.actions import answers_of
from holdfast.measures.queries import measures_of
from holdfast.people.access import admitted_to, not_kept_out
from holdfast.people.models import Relationship
from holdfast.people.viewer import Viewer
from holdfast.referrals.models import Referral, Tally
from holdfast.referrals.states import Stage
from holdfast.triage.models import Decision, RuleSet
from holdfast.triage.rules import SHIPPED_VERSION, Proposal, Told, propose

MOST_HUBS = 100
LATELY = timedelta(hours=1)


def rule_set_of(hub: Hub, *, now: datetime) -> RuleSet | None:
    """The hub's signed rule set in force; None: the shipped one."""
    return hub.rule_sets.filter(starts_at__lte=now).order_by("-starts_at", "-version").first()


def told_by(referral: Referral) -> Told:
    """What the person has told so far, as the rules look at it."""
    measures = {found.questionnaire.key: found for found in measures_of(referral.person)}
    background = referral.backgrounds.filter(hub_id=referral.hub_id).order_by("-told_at").first()
    return Told(
        safe_now=referral.safe_now,
        has_open_alert=has_open_alert(referral),
        totals={key: found.score.total for key, found in measures.items() if found.score.total is not None},
        items={key: answers_of(found.measure) for key, found in measures.items()},
        at_risk=frozenset(referral.at_risk.filter(hub_id=referral.hub_id).values_list("group", flat=True)[:50]),
        work_state=background.work_state if background else "",
    )


def has_open_alert(referral: Referral) -> bool:
    """Whether an alert about the person is open."""
    found = Alert.objects.filter(hub_id=referral.hub_id, person_id=referral.person_id)
    return found.exclude(status=AlertStatus.CLOSED).exists()


def proposal_for(told: Told, *, hub: Hub, terms: Terms, received_at: datetime, now: datetime) -> tuple[Proposal, int]:
    """When to make contact by the rule set in force, and that rule set's version."""
    rule_set = rule_set_of(hub, now=now)
    proposal = propose(
        told,
        rules=rule_set.rules if rule_set else {},
        hours=WeeklyHours.from_rows(terms.open_hours),
        target_days=terms.contact_target_days,
        received_at=received_at,
        now=now,
    )
    return proposal, rule_set.version if rule_set else SHIPPED_VERSION


def latest_decision(referral: Referral) -> Decision | None:
    """The last decision that was not undone."""
    return (
        referral.decisions.filter(hub_id=referral.hub_id, undone_at=None)
        .select_related("decided_by__account", "owner__account", "wished_hub", "signed_by__account")
        .order_by("-decided_at", "-pk")
        .first()
    )


def who_can_make_contact(referral: Referral) -> list[tuple[Membership, int]]:
    """Practitioners who may see this person, with the room each has left, the most room first."""
    members = (
        Membership.objects.filter(
            hub_id=referral.hub_id,
            status=Membership.Status.ACTIVE,
            roles__overlap=with_caseload(),
        )
        .select_related("account")
        .order_by("pk")[:200]
    )
    carried: dict = {}
    rows = Tally.objects.filter(hub_id=referral.hub_id, owner__isnull=False).exclude(stage=Stage.CLOSED)
    for owner_id, delta in rows.values_list("owner_id", "delta"):
        carried[owner_id] = carried.get(owner_id, 0) + delta
    offered = [
        (member, max(0, member.caseload_limit - carried.get(member.pk, 0)))
        for member in admitted_to(referral.person, list(members))
        if member.has_caseload
    ]
    return sorted(offered, key=lambda pair: (-pair[1], pair[0].name))


def find_decision(referral: Referral, pk: UUID) -> Decision | None:
    """One decision on this referral, undone or not."""
    return (
        referral.decisions.filter(hub_id=referral.hub_id, pk=pk)
        .select_related("referral__person", "decided_by__account", "owner__account", "wished_hub", "signed_by__account")
        .first()
    )


def hubs_to_wish(hub: Hub, *, now: datetime) -> list[Hub]:
    """Hubs that a person may wish for: the neighbours by agreement, where there are none every other open hub."""
    today = now.astimezone(LONDON).date()
    return neighbours_of(hub, today=today) or list(open_hubs().exclude(pk=hub.pk)[:MOST_HUBS])


def left_queue_lately(referral: Referral, found: Viewer) -> bool:
    """Whether the viewer had this record by the queue within the last hour, and nothing keeps them out."""
    if not found.has_duty or (referral.person.is_held and not found.settles_names):
        return False
    left = Relationship.objects.filter(
        hub_id=referral.hub_id,
        person_id=referral.person_id,
        why=Relationship.Why.QUEUE,
        until_at__gte=found.now - LATELY,
    )
    return left.exists() and bool(not_kept_out(referral.person, [found.member]))
