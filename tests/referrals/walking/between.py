"""What two hubs tell each other of alerts and deaths: the jobs that carry it, and what holds once they have run."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from typing import NamedTuple

from django.db.models.functions import Coalesce

from holdfast.alerts.models import Alert
from holdfast.contacts.promises import follow_due
from holdfast.events.models import Event
from holdfast.hubs.scope import hub_scope
from holdfast.network.deaths import said_here
from holdfast.network.meanwhile import LOOKED_BACK, alerts_about, has_gone_on, has_them
from holdfast.network.models import Arrival, Transfer
from holdfast.network.tasks import tell_again_in
from holdfast.outcomes.models import Death
from holdfast.people.access import about
from holdfast.people.models import Person
from tests.network.conftest import worked_once
from tests.referrals.walking.ground import NothingToDo, Walk, step

JOBS = ("carry", "see_to_offer", "follow_death")
WORK = "let the worker have its turn"
MOST_ROUNDS = 20
TEN_MINUTES = 600


@step(WORK, 4)
def work(walk: Walk):
    """In no hub's scope: each job opens its own."""
    if not worked_once(*JOBS):
        raise NothingToDo


def come_round(walk: Walk) -> None:
    """Every ten minutes of the clock: what by then time alone lets come next, before anybody does anything."""
    at = walk.now - timedelta(seconds=walk.now.timestamp() % TEN_MINUTES)
    if at <= walk.round_at:
        return
    walk.round_at = at
    for each in walk.teams:
        with hub_scope(each.hub):
            follow_due(each.hub, now=at)


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
            ours = [
                (each.pk, open_alerts(walk, each), said_here(here.hub, each.pk), kept_of(each.pk))
                for each in gone.order_by("pk")
            ]  # fmt: skip
        with hub_scope(there.hub):
            theirs = {pk: (known_alerts(pk), said_here(there.hub, pk), kept_of(pk)) for pk, *_ in ours}
        for pk, alerts, ours_said, ours_kept in ours:
            known, theirs_said, theirs_kept = theirs[pk]
            if not alerts <= {first for first, _ in known}:
                yield "between: an alert is not known there"
            if any(n > 1 for n in known.values()):
                yield "between: an alert was raised twice"
            for said, kept in ((ours_said, theirs_kept), (theirs_said, ours_kept)):
                if not set(said.deaths) <= kept.stands | kept.refused:
                    yield "between: a death is not known at the other hub"
                if not kept.came <= set(said.deaths):
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


class Kept(NamedTuple):
    """What a hub keeps of the deaths that are said of somebody: by the names that they had first."""

    stands: set
    refused: set
    came: set


def kept_of(transfer_id) -> Kept:
    """Of the record that this hub has of a transfer; and what came over it. Of all records that are one person's, which
    was refused here."""
    theirs = Transfer.objects.filter(pk=transfer_id, person__isnull=False).first()
    theirs = theirs if theirs and visible(theirs.person_id) else Arrival.objects.get(transfer_id=transfer_id)
    stands = Death.objects.filter(person=theirs.person_id, undone_at=None)
    ended = Death.objects.filter(about(theirs.person), end__in=["error", "not_here"])
    return Kept(
        {each.first_id for each in stands},
        set(ended.values_list("first_id", flat=True)),
        {each.first_id for each in stands if each.came_over == transfer_id and not each.is_by_join},
    )


def visible(person_id) -> bool:
    """Whether a record is this hub's."""
    return Person.objects.filter(pk=person_id).exists()
