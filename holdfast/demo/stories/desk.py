"""A hub that is run: words of its own, employers, a rule set that was read again, a colleague invited, one away."""

from datetime import datetime, timedelta
from random import Random

from holdfast.accounts.models import Membership
from holdfast.desk.actions import acknowledge_signatures, sign_rules, sign_terms, try_cover
from holdfast.desk.place_actions import add_employer
from holdfast.desk.queries import newest_rules, newest_version, terms_in_force
from holdfast.desk.team_actions import invite, suspend
from holdfast.hubs.models import Hub, Organisation, Terms
from holdfast.triage.rules import SHIPPED, TODAY

WELCOME = "From this month on we also meet people early in the morning, before a shift. Ask us."


def tell(hub: Hub, team: list[Membership], random: Random, *, now: datetime) -> None:
    """What was changed about the hub in the last weeks. In the hub's scope."""
    lead = next(member for member in team if "clinical_lead" in member.roles)
    manager = next(member for member in team if "hub_manager" in member.roles)
    weeks = [now - timedelta(weeks=count) for count in range(4)]
    area = hub.systems.values_list("pk", flat=True)[:5]
    for employer in Organisation.objects.filter(system_code__in=list(area), valid_to=None).order_by("name")[:8]:
        add_employer(hub, employer, by=manager, now=weeks[3])
    rules = {**SHIPPED, "bereaved": TODAY}
    sign_rules(hub, rules, seen_version=newest_rules(hub), by=lead, now=weeks[2])
    newest = newest_version(hub)
    hub.current = sign_terms(
        hub, {"welcome": WELCOME}, seen_version=newest, starts_at=weeks[1], by=manager, now=weeks[1]
    )
    terms = terms_in_force(hub, now=now)
    if terms is not None and terms.night_cover == Terms.Cover.OUTSIDE:
        try_cover(hub, version=terms.version, by=manager, now=weeks[1])
    acknowledge_signatures(hub, by=lead, now=weeks[1])
    invite_two(hub, lead, random, now=now)


def invite_two(hub: Hub, lead: Membership, random: Random, *, now: datetime) -> None:
    """One who has not joined yet, and one who works here and is away."""
    robin = random.choice(["Robin Standin", "Rowan Standin"])
    for name, role in ((robin, "practitioner"), ("Otto Exampleton", "support_line")):
        email = f"{'.'.join(name.lower().split())}@{hub.slug}.example"
        member = invite(hub, name=name, email=email, roles=[role], is_fallback=False, by=lead, now=now)
    Membership.objects.filter(pk=member.pk).update(status=Membership.Status.ACTIVE)  # as if by the link
    suspend(member, by=lead, now=now)
