"""Whatever is done, in whatever order, and killed wherever: one hub is responsible, and nobody is lost."""

from contextlib import suppress

from django.core.exceptions import PermissionDenied
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from holdfast.hubs.scope import hub_scope
from holdfast.lifecycle import MoveNotAllowed
from holdfast.network import actions, answer_actions
from holdfast.network.carrying import bring, settle
from holdfast.network.models import Arrival, Transfer
from holdfast.network.queries import responsible_hub
from holdfast.network.states import Status
from holdfast.people.models import Relationship
from holdfast.referrals.models import Referral
from holdfast.referrals.states import NextAction, Stage
from tests.builders import accept, send_request

HERE = ("prepare", "agree", "agree for them", "offer", "withdraw", "say no", "settle", "settle, killed")
THERE = ("accept", "refuse", "bring", "bring, killed")


class Killed(BaseException):
    """The process ended here."""


def step_here(team, other, referral, name, now):
    """A step in the scope of the hub that offers."""
    latest = (
        Transfer.objects.filter(referral=referral).select_related("referral").order_by("-prepared_at", "-pk").first()
    )
    if name == "prepare":
        actions.prepare(referral, other.hub, reason="wish", summary="Short", parts=["story"], by=team.ines, now=now)
    elif latest is not None:
        {
            "agree": lambda: actions.agree(latest, now=now),
            "agree for them": lambda: actions.agree(latest, by=team.ines, now=now),
            "offer": lambda: actions.offer(latest, by=team.ines, now=now),
            "withdraw": lambda: actions.withdraw(latest, by=team.ines, now=now),
            "say no": lambda: actions.say_no(latest, now=now),
        }.get(name, lambda: settle(team.hub, latest.pk, now=now))()


def step_there(other, referral, name, now):
    """A step in the scope of the hub that was asked."""
    for transfer in Transfer.objects.filter(to_hub=other.hub, referral_id=referral.pk):
        if name == "accept":
            answer_actions.accept(transfer, by=other.nell, now=now)
        elif name == "refuse":
            answer_actions.refuse(transfer, reason="Full", by=other.nell, now=now)
        else:
            bring(other.hub, transfer.pk, now=now)


def take(team, other, referral, name, now):
    """One step; a killed one leaves nothing behind."""
    with suppress(MoveNotAllowed, PermissionDenied, Killed), hub_scope(team.hub if name in HERE else other.hub):
        if name in HERE:
            step_here(team, other, referral, name, now)
        else:
            step_there(other, referral, name, now)
        if name.endswith("killed"):
            raise Killed


def assert_nobody_is_lost(team, other, referral):
    """One owner of every transfer, one responsible hub, and an open referral with all that it needs."""
    with hub_scope(team.hub):
        old = Referral.objects.get(pk=referral.pk)
        found = list(Transfer.objects.filter(referral=old))
        accepted = [each for each in found if each.status == Status.ACCEPTED]
        responsible = responsible_hub(old)
        assert len(accepted) <= 1
        assert responsible == (other.hub.pk if accepted and old.closed_at else team.hub.pk)
        if not accepted:
            assert old.closed_at is None
        assert_has_all(old)
    with hub_scope(other.hub):
        arrivals = list(Arrival.objects.filter(transfer_id__in=[each.pk for each in accepted], is_accepted=True))
        new = [Referral.objects.get(pk=each.referral_id) for each in arrivals if each.referral_id]
        assert len(arrivals) == len(accepted)
        assert len(new) <= 1
        for each in new:
            assert_has_all(each)
    if old.closed_at is not None:
        assert (old.status, len(new)) == ("transferred", 1)


def assert_has_all(referral):
    """A stage, a next action with a date, and an owner or a queue."""
    if referral.closed_at is None:
        running = Relationship.objects.filter(person_id=referral.person_id, until_at=None)
        has_queue = running.filter(why="queue").exists()
        has_owner = running.filter(why="owner", member=referral.owner_id).exists() if referral.owner_id else False
        assert has_queue != has_owner
        assert referral.stage in Stage.values
        assert referral.stage != Stage.CLOSED
        assert referral.next_action != NextAction.NONE
        assert referral.next_action_at is not None


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(steps=st.lists(st.sampled_from([*HERE, *THERE]), min_size=4, max_size=24), is_accepted=st.booleans())
def test_at_every_instant_one_hub_is_responsible_and_nobody_is_lost(tidewater, saltpan, now, steps, is_accepted):
    referral = send_request(tidewater, now=now)
    if is_accepted:
        accept(tidewater, referral, owner=tidewater.nell, now=now, by=tidewater.ines)
    with hub_scope(tidewater.hub):
        referral = Referral.objects.select_related("person", "hub").get(pk=referral.pk)

    for name in ("prepare", *steps):
        take(tidewater, saltpan, referral, name, now)
        assert_nobody_is_lost(tidewater, saltpan, referral)

    for name in ("bring", "settle") * 2:
        take(tidewater, saltpan, referral, name, now)
    with hub_scope(tidewater.hub):
        was_accepted = Transfer.objects.filter(referral=referral, status=Status.ACCEPTED).exists()
        assert (Referral.objects.get(pk=referral.pk).status == "transferred") == was_accepted
