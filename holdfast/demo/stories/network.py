"""Between the demo's hubs: one is offered, one was refused, one was accepted and is there by now."""

from collections.abc import Callable
from datetime import datetime, timedelta

from holdfast.accounts.models import Membership
from holdfast.accounts.roles import Permission
from holdfast.hubs.models import Hub
from holdfast.hubs.scope import hub_scope
from holdfast.network import actions, answer_actions
from holdfast.network.carrying import bring, settle
from holdfast.network.models import Transfer
from holdfast.network.states import Status
from holdfast.people.access import not_kept_out
from holdfast.referrals.models import Referral
from holdfast.triage.queries import has_open_alert

SUMMARIES = (
    "A nurse on a ward whose sister works in our team. Sleeps badly since the winter, is at work, has been spoken with "
    "twice. Would like to talk every two weeks, in the evening.",
    "A porter who moved to your area in the summer and would rather come on foot. Low since a bereavement.",
    "A dental nurse who knows most of us from a training. Panics before clinics; you have a course for that.",
)
REFUSAL = "Our course is full until March, and we would not want them to wait twice. Please ask again in the spring."


def tell_between(one: Hub, other: Hub, *, now: datetime) -> None:
    """Three people of one hub, and what the other answered."""
    with hub_scope(other):
        lead = next(each for each in members_of(other) if each.may(Permission.OPEN_ALL_RECORDS) and each.has_caseload)
    with hub_scope(one):
        found = offered_to(one, other, now=now)
    answers: tuple[Callable[[Transfer, datetime], object] | None, ...] = (
        None,
        lambda each, at: answer_actions.refuse(each, reason=REFUSAL, by=lead, now=at),
        lambda each, at: answer_actions.accept(each, by=lead, now=at),
    )
    for number, (transfer, answer) in enumerate(zip(found, answers, strict=False)):
        if answer is not None:
            at = now - timedelta(hours=7 - number)
            with hub_scope(other):
                answer(transfer, at)
                bring(other, transfer.pk, now=at)
            with hub_scope(one):
                settle(one, transfer.pk, now=at)


def has_told(hub: Hub) -> bool:
    """Whether the last of it was told: the demo is whole then."""
    with hub_scope(hub):
        return Transfer.objects.filter(status=Status.ACCEPTED, settled_at__isnull=False).exists()


def offered_to(hub: Hub, other: Hub, *, now: datetime) -> list[Transfer]:
    """People who were reached and have no open alert, offered with their yes. The latest reached come first."""
    reached = Referral.objects.filter(hub=hub, closed_at=None, person__verified_at__isnull=False).exclude(owner=None)
    rows = reached.select_related("person", "hub", "owner__account", "owner__hub").order_by("-first_contact_at", "pk")
    people = [each for each in rows[:60] if not has_open_alert(each) and not_kept_out(each.person, [each.owner])]
    made = []
    reasons = (Transfer.Reason.CONFLICT, Transfer.Reason.PLACE, Transfer.Reason.NEED)
    for number, (referral, summary) in enumerate(zip(people, SUMMARIES, strict=False)):
        then = now - timedelta(days=1, hours=4 - number)
        transfer = actions.prepare(
            referral, other, reason=reasons[number], summary=summary, parts=["story", "needs", "measures"],
            by=referral.owner, now=then,
        )  # fmt: skip
        actions.agree(transfer, by=referral.owner, now=then + timedelta(minutes=20))
        made.append(actions.offer(transfer, by=referral.owner, now=then + timedelta(minutes=25)))
    return made


def members_of(hub: Hub) -> list[Membership]:
    """The team."""
    return list(hub.members.select_related("account", "hub").order_by("pk"))
