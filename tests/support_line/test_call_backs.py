"""A promised call-back: its clock, its list, and what becomes of it."""

import re
from datetime import UTC, datetime, timedelta

from holdfast.hubs.scope import hub_scope
from holdfast.referrals.reckoning import reckon
from holdfast.support_line.states import Status
from tests.builders import browser_of, page
from tests.support_line.conftest import stored


def test_a_call_back_is_promised_and_the_page_proposes_the_hubs_own_limit(tidewater, begun, press, now):
    body = browser_of(tidewater.sol).get(page("support_line:call", begun.pk)).content.decode()
    assert re.search(r'name="call_back_by_1"[^>]*value="15:22"', body)

    press(begun, "promise", number="07700 900123", call_back_by_0="2026-10-14", call_back_by_1="15:22")

    kept = stored(tidewater, begun)
    assert (kept.status, kept.call_back_by) == (Status.PROMISED, datetime(2026, 10, 14, 14, 22, tzinfo=UTC))


def test_what_was_promised_is_on_the_list_of_whoever_is_on_duty_and_red_when_late(tidewater, promised, clock, now):
    early = browser_of(tidewater.nell).get(page("support_line:calls")).content.decode()
    clock(now + timedelta(hours=3))
    late = browser_of(tidewater.nell).get(page("support_line:calls")).content.decode()

    assert "by 3:22pm today" in early
    assert "Overdue" not in early
    assert '<span class="hf-act">Overdue 2 h</span>' in late


def test_a_promised_call_back_stands_on_today_of_whoever_may_make_it_and_the_reckoning_finds_it_a_day_late(
    tidewater, saltpan, promised, clock, now
):
    browsers = {who: browser_of(getattr(tidewater, who)) for who in ("sol", "nell", "ines", "wren", "max")}
    shown = {who: browser.get(page("caseload:today")).content.decode() for who, browser in browsers.items()}
    assert [who for who, body in shown.items() if "One person to call back" in body] == ["sol", "nell", "ines"]
    assert "One person to call back" not in browser_of(saltpan.ines).get(page("caseload:today")).content.decode()
    assert "The first was promised by 3:22pm today" in shown["sol"]

    due = stored(tidewater, promised).call_back_by
    with hub_scope(tidewater.hub):
        found = [
            [(each.kind, each.subject_id) for each in reckon(tidewater.hub, now=due + late).found]
            for late in (timedelta(hours=23), timedelta(hours=25))
        ]
    assert found == [[], [("uncalled", promised.pk)]]
    clock(due + timedelta(minutes=1))
    assert "Overdue" in browser_of(tidewater.sol).get(page("caseload:today")).content.decode()


def test_a_call_back_is_tried_again_and_then_made(tidewater, promised, press, now):
    typed = {"number": "07700 900123", "name": "Tansy"}
    press(promised, "try_again", call_back_by_0="2026-10-15", call_back_by_1="09:00", **typed)
    tried = stored(tidewater, promised)
    press(promised, "call_back", words="All is well again", **typed)
    made = stored(tidewater, promised)

    assert (tried.status, tried.tries, tried.call_back_by) == ("promised", 1, datetime(2026, 10, 15, 8, tzinfo=UTC))
    assert (made.status, made.tries, made.closed_at) == ("called_back", 2, now)


def test_who_cannot_be_reached_is_said_so(tidewater, promised, press):
    press(promised, "give_up", number="07700 900123")

    assert stored(tidewater, promised).status == Status.NOT_REACHED
