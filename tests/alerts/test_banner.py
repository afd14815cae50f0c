from datetime import timedelta

import pytest

from holdfast.alerts import actions
from holdfast.events.models import AccessEntry
from holdfast.hubs.scope import hub_scope
from tests.builders import browser_of, page, send_request


@pytest.fixture(autouse=True)
def _now(clock, now):
    clock(now + timedelta(minutes=5))


def line_of(member):
    return browser_of(member).get(page("alerts:banner")).content.decode()


def test_the_line_names_the_first_untaken_alert_and_counts_the_others(tidewater, alert, now):
    send_request(tidewater, now=now + timedelta(minutes=1), name="Otto Exampleton", safe_now="unsure")

    body = line_of(tidewater.nell)

    assert "Marigold Testwick: not safe" in body
    assert "and one more" in body
    assert "Otto" not in body


def test_the_line_is_empty_for_whoever_may_not_see_the_person(tidewater, saltpan, alert):
    for member in (tidewater.wren, saltpan.nell, saltpan.ines, tidewater.outside):
        assert "Act now" not in line_of(member)


def test_an_alert_that_a_colleague_took_leaves_the_line(tidewater, alert, now):
    with hub_scope(tidewater.hub):
        actions.take(alert, by=tidewater.ines, now=now)

    assert "Act now" not in line_of(tidewater.nell)


def test_ones_own_alert_comes_back_as_its_limit_draws_near(tidewater, alert, now, clock):
    with hub_scope(tidewater.hub):
        actions.take(alert, by=tidewater.nell, now=now)

    assert "Act now" not in line_of(tidewater.nell)
    clock(now + timedelta(minutes=46))
    assert "close the alert you took. Marigold Testwick: not safe" in line_of(tidewater.nell)


def test_the_name_in_the_line_goes_into_the_access_log_and_no_other(tidewater, alert, now):
    send_request(tidewater, now=now + timedelta(minutes=1), name="Otto Exampleton", safe_now="unsure")

    line_of(tidewater.nell)

    with hub_scope(tidewater.hub):
        entry = AccessEntry.objects.get(hub=tidewater.hub, what="alerts:banner")
    assert entry.persons == [alert.person_id]


def test_the_poll_says_that_it_is_one(tidewater, alert):
    body = line_of(tidewater.nell)

    assert 'name="poll"' in body
    assert f'hx-get="{page("alerts:banner")}"' in body


def test_a_poll_does_not_keep_a_session_alive(tidewater, alert, monkeypatch):
    browser = browser_of(tidewater.nell)
    start = 1_800_000_000
    monkeypatch.setattr("time.time", lambda: start)
    browser.get(page("alerts:list"))
    for minute in range(1, 16):
        monkeypatch.setattr("time.time", lambda at=start + minute * 60: at)
        assert browser.get(page("alerts:banner"), headers={"HX-Trigger-Name": "poll"}).status_code == 200
    monkeypatch.setattr("time.time", lambda: start + 15 * 60 + 1)

    assert browser.get(page("alerts:banner"), headers={"HX-Trigger-Name": "poll"}).status_code == 302


def test_the_line_costs_the_same_with_more_alerts(tidewater, alert, now, django_assert_num_queries):
    browser = browser_of(tidewater.nell)
    browser.get(page("alerts:banner"))
    with django_assert_num_queries(10) as few:
        browser.get(page("alerts:banner"))
    for number in range(5):
        send_request(tidewater, now=now, name=f"Otto Exampleton {number}", safe_now="unsure")
    with django_assert_num_queries(len(few)):
        browser.get(page("alerts:banner"))


def test_support_line_and_administrator_have_no_line(tidewater, alert):
    for member in (tidewater.sol, tidewater.ada, tidewater.max):
        assert browser_of(member).get(page("alerts:banner")).status_code == 404
