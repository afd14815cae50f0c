"""Onward referrals at every status: what services promised, what they did, and whom the hub has to ask."""

from datetime import datetime, timedelta
from random import Random

from holdfast.accounts.models import Membership
from holdfast.directory.actions import add_service
from holdfast.directory.models import Service
from holdfast.directory.queries import services_of
from holdfast.hubs.models import Hub
from holdfast.onward import actions, answer_actions, sending_actions, service_actions
from holdfast.onward.choosing import known_parts
from holdfast.onward.states import Receiving
from holdfast.people.access import not_kept_out
from holdfast.referrals.models import Referral
from holdfast.referrals.states import PAST_ASSESSMENT

WHY = "Nights on the ward have stayed with them since the winter. They sleep badly and would like to talk it through."
SERVICES = (
    ("Lantern Trauma Service", ["talking_therapies"], "email", "intake@lantern.example", 28),
    ("Harbour Talking Therapies", ["talking_therapies"], "link", "", 42),
    ("Quay Money Advice", ["debt"], "letter", "1 Quay Street, Northfell, NF1 2QQ", None),
    ("Evensong Bereavement Circle", ["bereavement"], "email", "hello@evensong.example", 21),
)
STEPS = {
    "sent": (), "acknowledged": ("acknowledge",), "accepted": ("accept",), "waiting": ("accept", "wait"),
    "in_treatment": ("accept", "begin"), "completed": ("accept", "begin", "complete"), "declined": ("decline",),
    "dropped_out": ("accept", "drop_out"), "withdrawn": (),
}  # fmt: skip
WORDS = {"decline": "We take nobody on before May, and did not want you to wait without knowing."}


def tell(hub: Hub, team: list[Membership], random: Random, *, now: datetime) -> None:
    """One person for each status; the first of them is silent for longer than the service had promised."""
    lead = next(member for member in team if "clinical_lead" in member.roles)
    services = known_services(hub, lead, now=now - timedelta(days=60))
    found = Referral.objects.filter(hub=hub, closed_at=None, stage__in=PAST_ASSESSMENT).exclude(owner=None)
    people = list(found.select_related("person", "owner__account", "owner__hub").order_by("received_at", "pk")[:40])
    people = [each for each in people if not_kept_out(each.person, [each.owner]) == [each.owner]]
    plots = ["silent", *STEPS, "drafted", "shown", "agreed"]
    for number, plot in enumerate(plots):
        if people:
            referral = people[number % len(people)]
            free = [service for service in services if not actions.open_to_service(referral, service)]
            if free:
                one(referral, free[number % len(free)], plot, now=now)


def known_services(hub: Hub, lead: Membership, *, now: datetime) -> list[Service]:
    """Services to which somebody can be referred; a few of our own, where the directory has none."""
    able = [service for service in services_of(hub) if service.route]
    if able:
        return able[:8]
    made: list[Service] = []
    for name, kinds, route, to, days in SERVICES:
        made.append(
            add_service(
                hub, name=name, run_by="Invented", kinds=kinds, offers="Talking and advice, for people who work in "
                "health and care.", area=hub.place, ways=["professional"], route=route, route_to=to,
                promised_days=days, agreed_with="Sable Samplewright" if days else "", telephone="01632 960888",
                contingency=made[-1] if made else None, by=lead, now=now,
            )
        )  # fmt: skip
    return made


def one(referral: Referral, service: Service, plot: str, *, now: datetime) -> None:
    """One onward referral, as far as it has come."""
    by = referral.owner
    assert by is not None
    days = (service.promised_days or 14) + 3 if plot == "silent" else 9
    then = now - timedelta(days=days)
    parts = {key: words for key, words in known_parts(referral).items() if key in {"name", "contact", "needs"}}
    onward = actions.draft(referral, service, parts={**parts, "reason": WHY}, by=by, now=then)
    if plot == "drafted":
        return
    onward = actions.show(onward, seen=1, by=by, now=then)
    if plot == "shown":
        return
    onward = answer_actions.agree(onward, seen=1, now=then + timedelta(hours=3))
    if plot == "agreed":
        return
    onward = sending_actions.send(onward, seen=1, by=by, now=then + timedelta(hours=4))
    if plot == "withdrawn":
        actions.withdraw(onward, by=by, now=then + timedelta(days=1))
    for number, verb in enumerate(STEPS.get(plot, ())):
        at = then + timedelta(days=number + 1)
        day = (at if verb == "begin" else at + timedelta(days=12)).date()
        service_actions.hear(onward, verb, by=Receiving(), said_at=at, now=at, day=day, words=WORDS.get(verb, ""))
