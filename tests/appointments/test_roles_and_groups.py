"""Two connections: a role that somebody gains meanwhile waits in no ring, and is theirs."""

from holdfast.accounts.actions import set_roles
from holdfast.accounts.models import Membership
from holdfast.appointments import group_actions
from holdfast.appointments.models import Appointment
from holdfast.appointments.offer_actions import choose, offer
from holdfast.hubs.scope import hub_scope
from holdfast.referrals.naming import name_people
from tests.appointments.conftest import NINE, placed, planned, waits, works
from tests.builders import make_hub
from tests.referrals.test_lock_order import crossed


def test_a_role_that_is_gained_while_a_group_is_taken_out(committed, clock, now):
    clock(now)
    team = make_hub("tidewater", "Tidewater", now=now)
    works(team, team.nell, team.wren, now=now)
    asked = [waits(team, owner=team.nell, now=now, name=name) for name in ("Tansy Madeup", "Hazel Pretend")]
    group = planned(team, team.wren, now=now)[0]
    for each in sorted(asked, key=lambda referral: referral.pk, reverse=True):  # in another order than the requests
        placed(team, each, group, now=now)
    for each in asked:
        with hub_scope(team.hub):
            name_people(each, named=["Hub managers"], now=now)

    troubles = crossed(
        team,
        lambda: set_roles(team.wren, ["practitioner", "hub_manager"], now=now),
        lambda: group_actions.cancel_group(group, reason="room", whole_series=False, by=team.ada, now=now),
    )

    with hub_scope(team.hub):
        roles = Membership.objects.get(pk=team.wren.pk).roles
        booked = Appointment.objects.filter(status="booked").count()
    assert (troubles, roles, booked) == ([], ["practitioner", "hub_manager"], 0)


def test_a_role_that_is_gained_while_the_person_chooses_a_time(committed, clock, now):
    clock(now)
    team = make_hub("tidewater", "Tidewater", now=now)
    works(team, team.nell, team.wren, now=now)
    tansy = waits(team, owner=team.nell, now=now, name="Tansy Madeup")
    with hub_scope(team.hub):
        made = offer(tansy, kind="assessment", hows=["phone"], members=[team.wren], by=team.ada, now=now)

    troubles = crossed(
        team,
        lambda: set_roles(team.wren, ["practitioner", "hub_manager"], now=now),
        lambda: choose(made, team.hub, starts_at=NINE, how="phone", now=now),
    )

    with hub_scope(team.hub):
        roles = Membership.objects.get(pk=team.wren.pk).roles
        booked = Appointment.objects.filter(status="booked").count()
    assert (troubles, roles, booked) == ([], ["practitioner", "hub_manager"], 1)
