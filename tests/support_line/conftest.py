"""Calls while they last, for the tests of what becomes of them."""

import pytest

from holdfast.hubs.scope import hub_scope
from holdfast.support_line.models import Call
from tests.builders import browser_of, page

CANARY = "heron-canary-words"


@pytest.fixture(autouse=True)
def _at_now(clock, now):
    clock(now)


@pytest.fixture
def begun(tidewater):
    """A call that Sol has begun, and the browser in which it is open."""
    browser = browser_of(tidewater.sol)
    answer = browser.post(page("support_line:begin"))
    with hub_scope(tidewater.hub):
        call = Call.objects.get()
    assert answer["Location"] == page("support_line:call", call.pk)
    return call


@pytest.fixture
def press(tidewater):
    """A button of the call screen: `press(call, "advise", by=member, words="…")`."""

    def pressed(call, do, *, by=None, **typed):
        return browser_of(by or tidewater.sol).post(page("support_line:call", call.pk), {"do": do, **typed})

    return pressed


def stored(team, call):
    """The call as it is stored."""
    with hub_scope(team.hub):
        return Call.objects.select_related("box", "person", "referral").get(pk=call.pk)


@pytest.fixture
def promised(tidewater, begun, press):
    """To be called back by 15:22."""
    press(begun, "promise", name="Tansy", number="07700 900123", call_back_by_0="2026-10-14", call_back_by_1="15:22")
    return begun
