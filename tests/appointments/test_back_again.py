"""Somebody comes back from a suspension, or after they had left, and is kept out by then: what is booked with them
ends, and whom they owned goes back to the queue, as where a name is given."""

from datetime import timedelta

from holdfast.accounts import actions as accounts
from holdfast.caseload.actions import settle_name
from holdfast.hubs.scope import hub_scope
from holdfast.people.access import is_kept_out
from holdfast.people.models import MustNotSee
from holdfast.referrals.models import Referral
from holdfast.referrals.naming import name_people
from tests.appointments.conftest import NINE, booked, waits, works
from tests.appointments.test_kept_out import names, state, told
from tests.appointments.test_locks import held
from tests.builders import is_suspended, leaves, make_hub, make_member
from tests.referrals.test_lock_order import crossed

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def settled(team, *members, now):
    with hub_scope(team.hub):
        entry = MustNotSee.objects.select_related("person").get(status="unsettled")
        settle_name(entry, members=list(members), by=team.ines, now=now)


def namesake(team, *, now):
    """A second Wren Dummerly, who has a diary."""
    with hub_scope(team.hub):
        twin = make_member(team.hub, "Wren Dummerly", "practitioner")
    works(team, twin, now=now)
    return twin


def nicknamed(team, referral, twin, *, now):
    """They name Wren by a nickname; while the twin is suspended, a lead says that it is Wren."""
    is_suspended(twin, now=now)
    names(team, referral, "Birdie Nobodyknown", now=now)
    settled(team, team.wren, now=now)


def resumed(team, member, *, now):
    with hub_scope(team.hub):
        accounts.resume(member, now=now)


def invited_again(team, member, *, now):
    with hub_scope(team.hub):
        back = accounts.invite(
            team.hub, name=member.name, email=member.account.email, roles=["practitioner"], on=now.date()
        )
    accounts.accept_invitation(back, now=now)
    return back


def test_whoever_is_kept_out_as_they_are_back_from_a_suspension_is_booked_no_more(tidewater, met, now):
    twin = namesake(tidewater, now=now)
    hazel = waits(tidewater, owner=tidewater.nell, now=now, name="Hazel Pretend")
    made = booked(tidewater, met.tansy, twin, now=now)
    hazels = booked(tidewater, hazel, twin, at=NINE + 3 * HOUR, now=now)
    with_nell = booked(tidewater, met.tansy, tidewater.nell, at=NINE + DAY, now=now)
    nicknamed(tidewater, met.tansy, twin, now=now)
    assert state(tidewater, made).status == "booked"

    resumed(tidewater, twin, now=now + HOUR)

    found = state(tidewater, made)
    assert (found.status, found.reason, told(tidewater, found)) == ("cancelled_by_hub", "kept_out", 1)
    assert [state(tidewater, each).status for each in (hazels, with_nell)] == ["booked", "booked"]


def test_whom_they_owned_goes_back_to_the_queue(tidewater, met, now):
    twin = namesake(tidewater, now=now)
    owned, stranger = (waits(tidewater, owner=twin, now=now, name=each) for each in ("Hazel Pretend", "Fern Invented"))
    nicknamed(tidewater, owned, twin, now=now)

    resumed(tidewater, twin, now=now + HOUR)

    with hub_scope(tidewater.hub):
        owners = [Referral.objects.get(pk=each.pk).owner_id for each in (owned, stranger)]
    assert owners == [None, twin.pk]


def test_whoever_left_is_back_and_may_be_meant_is_booked_no_more(tidewater, saltpan, met, now):
    names(tidewater, met.tansy, "Wren D", now=now)
    settled(tidewater, now=now)  # nobody here
    hazel = waits(tidewater, owner=tidewater.nell, now=now, name="Hazel Pretend")
    made = booked(tidewater, met.tansy, tidewater.wren, now=now)
    hazels = booked(tidewater, hazel, tidewater.wren, at=NINE + 3 * HOUR, now=now)
    leaves(tidewater.wren, now=now + HOUR)

    back = invited_again(tidewater, tidewater.wren, now=now + DAY)

    with hub_scope(tidewater.hub):
        assert is_kept_out(back, met.tansy.person)
    assert [state(tidewater, each).status for each in (made, hazels)] == ["cancelled_by_hub", "booked"]
    with hub_scope(saltpan.hub):
        assert not MustNotSee.objects.exists()


def test_people_are_held_before_their_referrals_as_somebody_is_back(tidewater, met, now):
    twin = namesake(tidewater, now=now)
    booked(tidewater, met.tansy, twin, now=now)
    nicknamed(tidewater, met.tansy, twin, now=now)
    found = held(tidewater, lambda: accounts.resume(twin, now=now + HOUR))
    assert found[:3] == ["accounts_membership", "people_person", "referrals_referral"]


def test_coming_back_and_a_name_that_is_given_wait_for_each_other(committed, clock, now):
    clock(now)
    team = make_hub("tidewater", "Tidewater", now=now)
    works(team, team.nell, team.wren, now=now)
    tansy = waits(team, owner=team.nell, now=now, name="Tansy Madeup")
    twin = namesake(team, now=now)
    made = booked(team, tansy, twin, now=now)
    nicknamed(team, tansy, twin, now=now)

    troubles = crossed(
        team, lambda: accounts.resume(twin, now=now + HOUR),
        lambda: name_people(tansy, named=["Nell Sampleton"], now=now + HOUR),
    )  # fmt: skip

    assert (troubles, state(team, made).status) == ([], "cancelled_by_hub")
