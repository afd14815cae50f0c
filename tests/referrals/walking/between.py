"""What two hubs tell each other of alerts and deaths: the jobs that carry it, and what holds once they have run."""

from collections import Counter
from collections.abc import Iterator

from django.db.models.functions import Coalesce

from holdfast.alerts.models import Alert
from holdfast.events.models import Event
from holdfast.hubs.scope import hub_scope
from holdfast.network.deaths import said_here
from holdfast.network.meanwhile import LOOKED_BACK, alerts_about, has_gone_on, has_them
from holdfast.network.models import Arrival, Transfer
from holdfast.network.tasks import tell_again_in
from holdfast.outcomes.queries import CAME, death_of
from holdfast.people.access import about
from tests.network.conftest import worked_once
from tests.referrals.walking.ground import NothingToDo, Walk, step

JOBS = ("carry", "see_to_offer", "follow_death")
WORK = "let the worker have its turn"
MOST_ROUNDS = 20


@step(WORK, 4)
def work(walk: Walk):
    """In no hub's scope: each job opens its own."""
    if not worked_once(*JOBS):
        raise NothingToDo


def come_to_rest(walk: Walk) -> bool:
    """Whether both hubs stop telling each other, when nobody does anything any more and the hour has come round."""
    for each in walk.teams:
        with hub_scope(each.hub):
            tell_again_in(each.hub)
    return any(not worked_once(*JOBS) for _ in range(MOST_ROUNDS))


def untold(walk: Walk) -> Iterator[str]:
    """What one hub knows of somebody, and the other one should have heard; once they are at rest."""
    for here in walk.teams:
        there = next(each for each in walk.teams if each is not here)
        with hub_scope(here.hub):
            gone = Transfer.objects.filter(hub=here.hub, to_hub=there.hub, status="accepted", settled_at__isnull=False)
            ours = [(each.pk, open_alerts(walk, each), said_here(here.hub, each.pk)) for each in gone.order_by("pk")]
        with hub_scope(there.hub):
            theirs = {pk: (known_alerts(pk), said_here(there.hub, pk), died_by(pk)) for pk, _, _ in ours}
        for pk, alerts, ours_said in ours:
            known, theirs_said, came_by = theirs[pk]
            if not alerts <= {first for first, _ in known}:
                yield "between: an alert is not known there"
            if any(n > 1 for n in known.values()):
                yield "between: an alert was raised twice"
            if is_ahead(ours_said, theirs_said) or is_ahead(theirs_said, ours_said):
                yield "between: a death is not known at the other hub"
            if ours_said and not ours_said.has_died and came_by == str(pk) and theirs_said.at < ours_said.at:
                yield "between: a death that was taken back stands at the other hub"


def open_alerts(walk: Walk, transfer: Transfer) -> set[str]:
    """Which alerts of late the other hub is to know."""
    person = transfer.referral.person
    lately = Alert.objects.filter(about(person), hub_id=person.hub_id, raised_at__gt=walk.now - LOOKED_BACK)
    firsts = {str(each.first_id or each.pk) for each in lately}
    if has_them(person) or has_gone_on(transfer):
        return set()
    return {each["id"] for each in alerts_about(person)} & firsts


def known_alerts(transfer_id) -> Counter:
    """The alerts about somebody who was brought over: which, as it was first, and how safe they said they were then."""
    (arrival,) = Arrival.objects.filter(transfer_id=transfer_id).select_related("person")
    firsts = dict(
        Alert.objects.filter(about(arrival.person), hub_id=arrival.hub_id).values_list("pk", Coalesce("first_id", "pk"))
    )
    raised = Event.objects.filter(hub_id=arrival.hub_id, kind="alert.raise", subject_id__in=firsts)
    return Counter((str(firsts[each.subject_id]), each.codes["keep_safe"]) for each in raised)


def died_by(transfer_id) -> str:
    """By which transfer the death came that is recorded of somebody who was brought over."""
    (arrival,) = Arrival.objects.filter(transfer_id=transfer_id).select_related("person")
    death = death_of(arrival.person)
    return death.before.get(CAME, {}).get("transfer", "") if death else ""


def is_ahead(one, other) -> bool:
    """Whether one hub says that they have died, and the other has not heard it."""
    return bool(one and one.has_died and (other is None or (not other.has_died and other.at < one.at)))
