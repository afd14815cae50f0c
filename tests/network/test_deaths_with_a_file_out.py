"""A sealed file is out, and was taken in there, when their death is recorded here: that hub is told of the death."""

from datetime import timedelta

import pytest

from holdfast.hubs.scope import hub_scope
from holdfast.network import actions
from holdfast.referrals.naming import name_people
from tests.network.conftest import offered_elsewhere, stored
from tests.network.sealed_steps import arrivals, at, receipt_of
from tests.network.test_deaths_between import taken_back
from tests.network.test_not_let_go import dies, ends
from tests.network.test_pages import said_on_today

MINUTE = timedelta(minutes=1)
THERE = "call Saltpan Staff Support Hub, 0808 157 0000, so that nobody accepts it"
ENDED = f"An offer ended, and a sealed file of it was written: {THERE}"
DIED = f"Somebody has died while a sealed file of an offer of them was out: {THERE}, and tell them of the death"
LIVES = (
    f"That somebody has died while a sealed file of an offer of them was out was an error: {THERE}, and tell them that "
    "it was an error"
)


@pytest.fixture
def out(tidewater, saltpan, between, tansy, now):
    """The offer, whose file Saltpan has accepted, and whose receipt has not come back."""
    found = offered_elsewhere(tidewater, tansy.referral, now=now)
    (file,) = between.export(tidewater)
    between.take(saltpan, file)
    return found


def calls(member, now):
    return [text for text in said_on_today(member, now) if "sealed file of" in text]


def test_a_hub_that_took_them_in_before_the_receipt_came_is_called_about_the_death(
    tidewater, saltpan, between, tansy, out, now, clock
):
    (arrival,) = arrivals(saltpan)
    dies(tidewater, tansy.referral, now=clock(now + MINUTE))
    told = [calls(each, now + MINUTE) for each in (tidewater.nell, tidewater.ines, tidewater.wren, saltpan.nell)]
    taken = between.take(tidewater, receipt_of(out, between.folder))

    assert told == [[DIED], [DIED], [], []]
    assert (at(tidewater, out).status, taken.code, ends(saltpan, arrival.referral)) == (
        "closed", 2, ("received", False),
    )  # fmt: skip
    assert "they have died" in taken.err
    assert "Call Saltpan Staff Support Hub, 0808 157 0000, and tell them of the death" in taken.err
    assert "this hub is responsible" not in taken.err
    assert [calls(tidewater.nell, now + each) for each in (MINUTE, timedelta(days=8))] == [[DIED], [DIED]]


def test_a_death_that_was_an_error_is_taken_back_there_too(tidewater, between, tansy, out, now, clock):
    dies(tidewater, tansy.referral, now=clock(now + MINUTE))
    taken_back(tidewater, tansy.referral, now=clock(now + 2 * MINUTE))
    assert calls(tidewater.nell, now + 2 * MINUTE) == [LIVES]
    assert "they have died" not in between.take(tidewater, receipt_of(out, between.folder)).err


def test_of_an_error_before_they_were_offered_there_nothing_is_said(tidewater, between, tansy, now, clock):
    dies(tidewater, tansy.referral, now=clock(now + MINUTE))
    taken_back(tidewater, tansy.referral, now=clock(now + 2 * MINUTE))
    found = offered_elsewhere(tidewater, stored(tidewater, tansy.referral), now=clock(now + 3 * MINUTE))
    between.export(tidewater)
    with hub_scope(tidewater.hub):
        actions.withdraw(found, by=tidewater.nell, now=now + 4 * MINUTE)
    assert calls(tidewater.nell, now + 4 * MINUTE) == [ENDED]


def test_whoever_is_kept_out_reads_nothing_of_it_and_the_lead_does(tidewater, tansy, out, now, clock):
    dies(tidewater, tansy.referral, now=clock(now + MINUTE))
    with hub_scope(tidewater.hub):
        name_people(tansy.referral, named=["Nell Sampleton"], now=now + MINUTE)
    assert [calls(each, now + MINUTE) for each in (tidewater.nell, tidewater.ines)] == [[], [DIED]]
