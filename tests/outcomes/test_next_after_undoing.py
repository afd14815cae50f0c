"""What comes next once an end is taken back: what was booked was cancelled with it, so that nobody is to meet them."""

from datetime import timedelta

import pytest

from holdfast.accounts.actions import set_roles
from holdfast.appointments.actions import attend, cancel
from holdfast.hubs.scope import hub_scope
from holdfast.outcomes import discharge_actions
from holdfast.outcomes.death_actions import undo_death
from holdfast.outcomes.models import Discharge
from tests.appointments.conftest import NINE, booked, waits, works
from tests.appointments.test_kept_out import names
from tests.coordination.conftest import assessed, fresh
from tests.network.conftest import prepared
from tests.outcomes.conftest import DAY, supported
from tests.outcomes.test_death import recorded
from tests.outcomes.test_death_of_joined import joined, separated, two  # noqa: F401

SECONDS, HOUR = timedelta(seconds=20), timedelta(hours=1)


@pytest.fixture(autouse=True)
def _at_now(clock, now):
    clock(now)


@pytest.fixture
def tansy(tidewater, now):
    """Tansy waits for an assessment by Nell."""
    works(tidewater, tidewater.nell, tidewater.wren, now=now)
    return waits(tidewater, owner=tidewater.nell, now=now, name="Tansy Madeup")


def coming(team, referral):
    found = fresh(team, referral)
    return found.next_action, found.owner_id


def discharged_and_back(team, referral, *, now):
    with hub_scope(team.hub):
        discharge_actions.discharge(
            referral, end_code="46", outcome="not_known", returns="", by=team.nell, now=now
        )  # fmt: skip
        discharge_actions.undo_discharge(Discharge.objects.get(), by=team.nell, now=now + SECONDS)


def dead_and_back(team, referral, *, now):
    recorded(team, referral, now=now)
    alive(team, referral, now=now + HOUR)


def alive(team, referral, *, now):
    person = fresh(team, referral).person
    with hub_scope(team.hub):
        undo_death(person, by=team.ines, now=now)


@pytest.mark.parametrize("ended_and_back", [discharged_and_back, dead_and_back])
def test_somebody_arranges_another_assessment(tidewater, tansy, now, ended_and_back):
    stranger = waits(tidewater, owner=tidewater.wren, now=now, name="Hazel Pretend")
    booked(tidewater, tansy, tidewater.nell, now=now)
    booked(tidewater, stranger, tidewater.wren, now=now)
    assert coming(tidewater, tansy) == ("meet", tidewater.nell.pk)

    ended_and_back(tidewater, tansy, now=now)

    assert coming(tidewater, tansy) == ("assess", tidewater.nell.pk)
    assert coming(tidewater, stranger) == ("meet", tidewater.wren.pk)


@pytest.mark.parametrize("ended_and_back", [discharged_and_back, dead_and_back])
def test_in_support_it_is_what_the_plan_says(tidewater, now, ended_and_back):
    works(tidewater, tidewater.nell, now=now)
    fern = supported(tidewater, owner=tidewater.nell, now=now, name="Fern Fictional")
    before = coming(tidewater, fern)
    booked(tidewater, fern, tidewater.nell, now=now, kind="support")
    assert (before[0] != "meet", coming(tidewater, fern)[0]) == (True, "meet")
    ended_and_back(tidewater, fern, now=now)
    assert coming(tidewater, fern) == before


def test_what_had_begun_and_was_not_cancelled_comes_next_as_before(tidewater, tansy, now):
    booked(tidewater, tansy, tidewater.nell, now=now)
    discharged_and_back(tidewater, tansy, now=NINE + HOUR / 4)
    found = fresh(tidewater, tansy)
    assert (found.next_action, found.next_action_at) == ("meet", NINE)


@pytest.mark.parametrize(
    ("verb", "kind", "then"),
    [("miss", "assessment", "try_again"), ("come_too_late", "review", "try_again"), ("attend", "review", "assess"),
     ("attend", "contact", "assess"), ("attend", "assessment", "write_up")],
)  # fmt: skip
def test_what_had_begun_and_was_settled_meanwhile_leaves_what_it_leaves_ever(tidewater, tansy, now, verb, kind, then):
    made = booked(tidewater, tansy, tidewater.nell, now=now, kind=kind)
    recorded(tidewater, tansy, now=NINE + HOUR / 4)
    with hub_scope(tidewater.hub):
        attend(made, verb, by=tidewater.nell, now=NINE + HOUR)

    alive(tidewater, tansy, now=NINE + 2 * HOUR)

    assert coming(tidewater, tansy) == (then, tidewater.nell.pk)


def test_what_was_to_be_done_beside_an_appointment_stays(tidewater, tansy, now):
    made = booked(tidewater, tansy, tidewater.nell, now=now)
    with hub_scope(tidewater.hub):
        cancel(made, reason="work", by_them=True, by=tidewater.ada, now=now)
    before = fresh(tidewater, tansy)
    discharged_and_back(tidewater, tansy, now=now + HOUR)
    after = fresh(tidewater, tansy)
    assert (after.next_action, after.next_action_at) == (before.next_action, before.next_action_at)


def test_an_owner_who_is_kept_out_by_then_has_them_no_more(tidewater, tansy, now):
    names(tidewater, tansy, "Hub managers", now=now)
    booked(tidewater, tansy, tidewater.wren, now=now)
    recorded(tidewater, tansy, now=now)
    with hub_scope(tidewater.hub):
        set_roles(tidewater.nell, ["practitioner", "hub_manager"], now=now)
    alive(tidewater, tansy, now=now + HOUR)
    assert coming(tidewater, tansy) == ("assess", None)


def test_a_death_that_was_another_records_leaves_it_too(tidewater, two, now):  # noqa: F811
    works(tidewater, tidewater.nell, now=now)
    booked(tidewater, two[1], tidewater.nell, now=now)
    recorded(tidewater, two[0], now=now)
    join = joined(tidewater, two, now=now)
    assert fresh(tidewater, two[1]).closed_at is not None

    separated(tidewater, join, now=now + DAY)

    assert (fresh(tidewater, two[1]).closed_at, coming(tidewater, two[1])[0]) == (None, "assess")
    assert fresh(tidewater, two[0]).closed_at is not None


@pytest.mark.parametrize("ended_and_back", [discharged_and_back, dead_and_back])
def test_an_offer_to_another_hub_that_ended_with_them_is_talked_over_and_not_made(
    tidewater, saltpan, now, ended_and_back
):
    tansy = assessed(tidewater, owner=tidewater.nell, now=now, name="Tansy Madeup")
    prepared(tidewater, saltpan, tansy, now=now, parts=[])
    asked = coming(tidewater, tansy)
    ended_and_back(tidewater, fresh(tidewater, tansy), now=now + HOUR)
    assert (asked[0], coming(tidewater, tansy)[0]) == ("offer_transfer", "talk")
