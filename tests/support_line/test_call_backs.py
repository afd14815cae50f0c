"""A promised call-back: its clock, its list, and what becomes of it."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from holdfast.alerts.models import Alert
from holdfast.hubs.scope import hub_scope
from holdfast.referrals.actions import withdraw
from holdfast.referrals.models import Referral
from holdfast.referrals.reckoning import reckon
from holdfast.support_line.states import Status
from tests.builders import accept, browser_of, page, send_request
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


@pytest.fixture
def record(tidewater, now):
    """Somebody whom the hub knows, whom Ines may open."""
    asked = send_request(tidewater, now=now - timedelta(hours=1), name="Tansy Madeup")
    accept(tidewater, asked, owner=tidewater.nell, now=now)
    return asked


def match(tidewater, call, referral):
    return browser_of(tidewater.ines).post(
        page("support_line:match", call.pk), {"referral": str(referral.pk)}, follow=True
    )


def test_a_call_back_is_promised_for_the_coming_hour_where_they_may_not_be_safe(tidewater, begun, press):
    typed = {"number": "07700 900123", "safe_now": "no", "call_back_by_0": "2026-10-14"}
    late = press(begun, "promise", call_back_by_1="16:00", **typed).content.decode()
    assert "They may not be safe: call back within the hour" in late
    press(begun, "promise", call_back_by_1="15:22", seen="1", **typed)

    assert stored(tidewater, begun).status == "promised"
    assert "May not be safe" in browser_of(tidewater.nell).get(page("support_line:calls")).content.decode()


def test_what_was_promised_is_kept_by_the_record_that_the_call_is_put_with(tidewater, promised, record):
    match(tidewater, promised, record)

    kept = stored(tidewater, promised)
    with hub_scope(tidewater.hub):
        assert (kept.status, Referral.objects.get().next_action_at) == ("matched", kept.call_back_by)


def test_a_promised_call_is_not_put_with_a_closed_record_before_it_was_made(tidewater, promised, record, now):
    with hub_scope(tidewater.hub):
        withdraw(record, now=now)

    assert "Call them back first, as they were promised" in match(tidewater, promised, record).content.decode()
    assert stored(tidewater, promised).status == "promised"


def test_not_safe_said_in_a_call_that_is_put_with_a_record_raises_the_alert(tidewater, begun, press, record):
    press(begun, "keep", by=tidewater.ines, safe_now="no", words="I have tablets in my hand")
    match(tidewater, begun, record)

    with hub_scope(tidewater.hub):
        assert [(a.subject_id, a.keep_safe, a.status) for a in Alert.objects.all()] == [(record.pk, "no", "raised")]


def test_a_crisis_team_that_took_over_somebody_known_stands_on_their_record(tidewater, begun, press, record, now):
    press(begun, "keep", by=tidewater.ines, name="Tansy", words="Cannot go on")
    match(tidewater, begun, record)
    press(begun, "hand_over", by=tidewater.ines, service="Crisis team North", who="Ash Fabricated")

    kept = stored(tidewater, begun)
    assert (kept.status, kept.person_id, kept.handed_over_at) == ("handed_over", record.person_id, now)
    shown = browser_of(tidewater.nell).get(page("support_line:of_record", record.pk)).content.decode()
    assert ("Ash Fabricated" in shown, "Crisis team North" in shown) == (True, True)


def test_who_cannot_be_reached_is_said_so(tidewater, promised, press):
    press(promised, "give_up", number="07700 900123")

    assert stored(tidewater, promised).status == Status.NOT_REACHED
