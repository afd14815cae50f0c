"""What ends a request, or says who came to a group, holds that one alone, and then, for what is booked, every other of
the same person, whatever its number. Whoever speaks with them holds these in order: the two can wait for each other."""

from datetime import timedelta

import pytest

from holdfast.accounts.actions import set_roles
from holdfast.accounts.models import Membership
from holdfast.appointments.group_actions import attend_group, cancel_group
from holdfast.appointments.kept_out import end_unsettled
from holdfast.caseload.actions import separate_joined, settle_name
from holdfast.hubs.scope import hub_scope
from holdfast.outcomes.death_actions import record_death
from holdfast.outcomes.discharge_actions import discharge, reopen
from holdfast.people.models import MustNotSee
from holdfast.referrals.naming import name_people
from holdfast.triage.actions import sign
from holdfast.triage.models import Decision
from tests.appointments.conftest import NINE, TEN, booked, placed, planned, works
from tests.builders import page, send_request
from tests.contacts.promising import decided
from tests.network.conftest import accepted, carried, join_of, prepared, stored
from tests.network.test_pages import PIN, own_browser
from tests.outcomes.conftest import supported

pytestmark = pytest.mark.usefixtures("at_now")
HOUR = timedelta(hours=1)


@pytest.fixture(params=["open", "closed"])
def first(request, tidewater, fern, now):
    """Fern's first request, open still or not."""
    if request.param == "closed":
        with hub_scope(tidewater.hub):
            discharge(fern, end_code="46", outcome="reached", returns="", by=tidewater.nell, now=now)
    return stored(tidewater, fern)


@pytest.fixture
def later(tidewater, first, now):
    """Fern asked under two names, and their records were joined: the later one."""
    found = supported(tidewater, owner=tidewater.nell, now=now, name="F. Fictional")
    join_of(tidewater, first, found, now=now)
    return stored(tidewater, found)


def out_of_order(seen):
    """What was held in another order than everywhere. It is taken out, or this test would end in an error."""
    found = list(seen.wrong)
    seen.wrong.clear()
    return found


def test_a_discharge_holds_their_requests_in_order(tidewater, later, now, order_of_locks):
    booked(tidewater, later, tidewater.nell, now=now, kind="support")
    with hub_scope(tidewater.hub):
        discharge(later, end_code="46", outcome="reached", returns="", by=tidewater.nell, now=now)
    assert out_of_order(order_of_locks) == []


def test_letting_go_of_somebody_to_another_hub_holds_their_requests_in_order(
    tidewater, saltpan, later, now, order_of_locks
):
    booked(tidewater, later, tidewater.nell, now=now, kind="support")
    transfer = accepted(tidewater, saltpan, stored(tidewater, later), now=now, parts=[])
    carried(tidewater, saltpan, transfer, now=now)
    assert out_of_order(order_of_locks) == []


def test_saying_who_came_to_a_group_holds_their_requests_in_order(tidewater, later, now, clock, order_of_locks):
    works(tidewater, tidewater.wren, now=now)
    (group,) = planned(tidewater, tidewater.wren, now=now)
    place = placed(tidewater, later, group, now=now)
    at = clock(TEN)
    with hub_scope(tidewater.hub):
        attend_group({place.pk: ("attend", False)}, group, by=tidewater.wren, now=at)
    assert out_of_order(order_of_locks) == []


def test_taking_a_group_out_of_the_diary_holds_their_requests_in_order(tidewater, later, now, order_of_locks):
    works(tidewater, tidewater.wren, now=now)
    (group,) = planned(tidewater, tidewater.wren, now=now)
    placed(tidewater, later, group, now=now)
    with hub_scope(tidewater.hub):
        cancel_group(group, reason="room", whole_series=False, by=tidewater.wren, now=now)
    assert out_of_order(order_of_locks) == []


@pytest.fixture
def asked_twice(tidewater, first, now):
    """Fern asked again under another name, nobody has decided, and their records were joined: that later request, with
    something booked."""
    works(tidewater, tidewater.nell, now=now)
    found = send_request(tidewater, now=now, name="F. Fictional")
    join_of(tidewater, first, found, now=now)
    booked(tidewater, stored(tidewater, found), tidewater.nell, now=now, kind="contact")
    return stored(tidewater, found)


def test_a_decision_that_closes_holds_their_requests_in_order(tidewater, asked_twice, now, order_of_locks):
    decided(tidewater, asked_twice, "signpost", now=now)
    assert out_of_order(order_of_locks) == []


def test_a_signature_that_closes_holds_their_requests_in_order(tidewater, asked_twice, now, order_of_locks):
    decision = decided(tidewater, asked_twice, "decline", now=now)
    with hub_scope(tidewater.hub):
        sign(Decision.objects.get(pk=decision.pk), by=tidewater.nell, now=now + HOUR)
    assert out_of_order(order_of_locks) == []


def test_an_offer_that_ends_with_its_request_holds_their_requests_in_order(
    tidewater, saltpan, later, now, client, order_of_locks
):
    prepared(tidewater, saltpan, stored(tidewater, later), now=now, parts=[])
    browser = own_browser(tidewater, stored(tidewater, later), client, now=now)
    browser.post(page("portal:stop", tidewater.hub.slug), {"pin": PIN})
    assert stored(tidewater, later).status == "withdrawn"
    assert out_of_order(order_of_locks) == []


def test_a_death_holds_their_requests_in_order(tidewater, later, now, order_of_locks):
    booked(tidewater, later, tidewater.nell, now=now, kind="support")
    with hub_scope(tidewater.hub):
        record_death(later, died_on=None, how_known="family", by=tidewater.nell, now=now)
    assert out_of_order(order_of_locks) == []


def test_a_name_that_takes_effect_holds_their_requests_in_order(tidewater, later, now, order_of_locks):
    works(tidewater, tidewater.wren, now=now)
    booked(tidewater, later, tidewater.wren, now=now, kind="support")
    with hub_scope(tidewater.hub):
        name_people(later, named=["Wren Dummerly"], now=now)
    assert out_of_order(order_of_locks) == []


def test_so_does_one_that_a_lead_settles(tidewater, later, now, order_of_locks):
    works(tidewater, tidewater.wren, now=now)
    booked(tidewater, later, tidewater.wren, now=now, kind="support")
    with hub_scope(tidewater.hub):
        name_people(later, named=["Zebedee Nobodyknown"], now=now)
        entry = MustNotSee.objects.select_related("person").get(status="unsettled")
        settle_name(entry, members=[tidewater.wren], by=tidewater.ines, now=now)
    assert out_of_order(order_of_locks) == []


def test_so_does_one_that_nobody_settles(tidewater, later, now, order_of_locks):
    booked(tidewater, later, tidewater.nell, now=now, kind="support")
    with hub_scope(tidewater.hub):
        name_people(later, named=["Zebedee Nobodyknown"], now=now)
        assert end_unsettled(tidewater.hub, now=NINE - HOUR) == 1
    assert out_of_order(order_of_locks) == []


def test_another_role_of_whoever_sees_them_holds_their_requests_in_order(tidewater, later, now, order_of_locks):
    works(tidewater, tidewater.wren, now=now)
    booked(tidewater, later, tidewater.wren, now=now, kind="support")
    with hub_scope(tidewater.hub):
        MustNotSee.objects.create(
            hub=tidewater.hub, person_id=later.person_id, role="hub_manager", status="matched", named_at=now,
            named_sealed=b"hub managers",
        )  # fmt: skip
        set_roles(Membership.objects.get(pk=tidewater.wren.pk), ["practitioner", "hub_manager"], now=now)
    assert out_of_order(order_of_locks) == []


def test_the_end_of_a_request_by_themselves_holds_their_requests_in_order(
    tidewater, later, now, client, order_of_locks
):
    booked(tidewater, later, tidewater.nell, now=now, kind="support")
    browser = own_browser(tidewater, stored(tidewater, later), client, now=now)
    answer = browser.post(page("portal:stop", tidewater.hub.slug), {"pin": PIN})
    assert answer.status_code == 302
    assert stored(tidewater, later).status == "withdrawn"
    assert out_of_order(order_of_locks) == []


def test_a_reopening_and_a_separation_hold_their_requests_in_order(tidewater, fern, now, order_of_locks):
    found = supported(tidewater, owner=tidewater.nell, now=now, name="F. Fictional")
    join = join_of(tidewater, fern, found, now=now)
    with hub_scope(tidewater.hub):
        for each in (fern, found):
            discharge(each, end_code="46", outcome="reached", returns="", by=tidewater.nell, now=now)
        reopen(found, by=tidewater.nell, now=now + HOUR)
        separate_joined(join, by=tidewater.ines, now=now + HOUR)
    assert out_of_order(order_of_locks) == []
