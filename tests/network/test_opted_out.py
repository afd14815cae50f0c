"""Whoever said no to research says so at the other hub too: before the offer, while it waits, and by a sealed file."""

import pytest

from holdfast.hubs.scope import hub_scope
from holdfast.network.models import Transfer
from holdfast.network.package import compose
from holdfast.network.sealed import open_package
from holdfast.research.models import OptOut
from holdfast.research.opt_out_actions import opt_out, withdraw
from holdfast.research.queries import left_out, people_of
from tests.network.conftest import accepted, carried, offered, offered_elsewhere
from tests.network.sealed_steps import arrivals


@pytest.fixture(autouse=True)
def _at_now(clock, now):
    clock(now)


def says_no(team, person, *, now, kind="here"):
    with hub_scope(team.hub):
        opt_out(person, kind=kind, how=OptOut.How.OWN_PAGES, now=now)


def said(team, person_id):
    """What holds at a hub of somebody, and how it came to be there."""
    with hub_scope(team.hub):
        rows = OptOut.objects.filter(person_id=person_id, withdrawn_at=None)
        return list(rows.order_by("kind").values_list("kind", "how"))


def test_no_comes_with_them_in_the_transaction_that_writes_their_record(tidewater, saltpan, tansy, now):
    says_no(tidewater, tansy.referral.person, now=now)
    says_no(tidewater, tansy.referral.person, now=now, kind="national")
    found = accepted(tidewater, saltpan, tansy.referral, now=now)

    new = carried(tidewater, saltpan, found, now=now)

    assert said(saltpan, new.person_id) == [("here", "other_hub"), ("national", "other_hub")]
    with hub_scope(saltpan.hub):
        assert left_out(saltpan.hub) == {new.person_id}


def test_no_that_is_said_or_taken_back_while_the_offer_waits_goes_as_it_is_then(tidewater, saltpan, tansy, now):
    found = offered(tidewater, saltpan, tansy.referral, now=now)

    def goes():
        with hub_scope(tidewater.hub):
            return open_package(Transfer.objects.get(pk=found.pk), tidewater.hub)["opted_out"]

    assert goes() == []
    says_no(tidewater, tansy.referral.person, now=now)
    assert goes() == ["here"]
    with hub_scope(tidewater.hub):
        withdraw(tansy.referral.person, kind="here", now=now)
    assert goes() == []


def test_nobody_else_brings_a_no_and_it_goes_whatever_parts_they_chose(tidewater, saltpan, tansy, now):
    says_no(tidewater, tansy.referral.person, now=now)
    with hub_scope(tidewater.hub):
        assert compose(tansy.referral, parts=[], summary="x", now=now)["opted_out"] == ["here"]
        withdraw(tansy.referral.person, kind="here", now=now)
    found = accepted(tidewater, saltpan, tansy.referral, now=now)

    new = carried(tidewater, saltpan, found, now=now)

    assert said(saltpan, new.person_id) == []


def test_whoever_is_with_another_hub_is_in_no_extract_of_the_one_where_their_pages_do_not_open_any_more(
    tidewater, saltpan, tansy, now
):
    found = accepted(tidewater, saltpan, tansy.referral, now=now)
    new = carried(tidewater, saltpan, found, now=now)

    with hub_scope(tidewater.hub):
        assert left_out(tidewater.hub) == {tansy.referral.person_id}
    with hub_scope(saltpan.hub):
        assert left_out(saltpan.hub) == set()
        assert people_of(saltpan.hub) == [new.person_id]


def test_between_two_installations_it_is_in_the_sealed_file(tidewater, saltpan, between, tansy, now):
    says_no(tidewater, tansy.referral.person, now=now)
    offered_elsewhere(tidewater, tansy.referral, now=now)
    (file,) = between.export(tidewater)

    between.take(saltpan, file)

    (arrival,) = arrivals(saltpan)
    assert said(saltpan, arrival.person_id) == [("here", "other_hub")]


def test_no_that_is_said_between_file_and_receipt_goes_after_them_unless_they_said_otherwise_there(
    tidewater, saltpan, between, tansy, now
):
    offered_elsewhere(tidewater, tansy.referral, now=now)
    (file,) = between.export(tidewater)
    between.take(saltpan, file)
    (arrival,) = arrivals(saltpan)
    says_no(tidewater, tansy.referral.person, now=now)
    (newer,) = between.export(tidewater)
    between.take(saltpan, newer)
    assert said(saltpan, arrival.person_id) == [("here", "other_hub")]

    with hub_scope(saltpan.hub):
        withdraw(arrival.person, kind="here", now=now)
    says_no(tidewater, tansy.referral.person, now=now, kind="national")
    (newest,) = between.export(tidewater)
    between.take(saltpan, newest)

    assert said(saltpan, arrival.person_id) == [("national", "other_hub")]
