import html
import re
from datetime import timedelta

import pytest

from holdfast.alerts import actions
from holdfast.alerts.models import Alert
from holdfast.events.models import AccessEntry
from holdfast.hubs.scope import hub_scope
from holdfast.people.actions import keep_out
from tests.builders import browser_of, page, send_request


@pytest.fixture(autouse=True)
def _now(clock, now):
    clock(now + timedelta(minutes=5))


def alert_now(team, alert):
    with hub_scope(team.hub):
        return Alert.objects.select_related("taken_by__account", "person").get(pk=alert.pk)


def take(team, alert, member, at):
    with hub_scope(team.hub):
        return actions.take(alert, by=member, now=at)


def test_the_list_shows_an_untaken_alert_with_its_wait_and_what_happens_next(tidewater, alert):
    body = browser_of(tidewater.nell).get(page("alerts:list")).content.decode()

    assert "Marigold Testwick" in body
    assert "Open, not taken: 1" in body
    assert "5 min" in body
    assert "Nobody; to the leads as well at 3:07pm" in body
    assert page("alerts:take", alert.pk) in body


def test_the_list_says_who_has_a_taken_alert(tidewater, alert, now):
    take(tidewater, alert, tidewater.nell, now + timedelta(minutes=2))

    body = browser_of(tidewater.ines).get(page("alerts:list")).content.decode()

    assert "Taken, not yet closed: 1" in body
    assert "Nell Sampleton, 2:54pm" in body


def test_the_list_of_another_hub_and_of_a_colleague_without_duty_names_nobody(tidewater, saltpan, alert):
    for member in (saltpan.nell, saltpan.ines, tidewater.wren):
        body = browser_of(member).get(page("alerts:list")).content.decode()
        assert "Marigold" not in body
        assert alert.reference[3:6] not in body
        assert "not taken" not in body


def test_whoever_must_not_see_the_person_sees_no_alert_line_or_page(tidewater, alert, now):
    with hub_scope(tidewater.hub):
        keep_out(alert_now_in(alert).person, named=["Ines Pretendham"], now=now)
    browser = browser_of(tidewater.ines)

    assert "Marigold" not in browser.get(page("alerts:list")).content.decode()
    assert browser.get(page("alerts:alert", alert.pk)).status_code == 404
    assert browser.post(page("alerts:take", alert.pk)).status_code == 404


def alert_now_in(alert):
    return Alert.objects.select_related("person").get(pk=alert.pk)


@pytest.mark.parametrize("name", ["alerts:alert", "alerts:take", "alerts:hand_on", "alerts:close"])
def test_an_alert_of_another_hub_or_without_a_relationship_is_not_found(tidewater, saltpan, alert, name):
    for member in (saltpan.nell, saltpan.ines, saltpan.outside, tidewater.wren, tidewater.outside, tidewater.ada):
        browser = browser_of(member)
        call = browser.get if name == "alerts:alert" else browser.post
        answer = call(page(name, alert.pk))
        assert answer.status_code == 404
        assert "Marigold" not in answer.content.decode()


def test_taking_an_alert_makes_it_mine_and_opens_its_page(tidewater, alert):
    answer = browser_of(tidewater.nell).post(page("alerts:take", alert.pk))

    assert answer.headers["Location"] == page("alerts:alert", alert.pk)
    assert alert_now(tidewater, alert).taken_by == tidewater.nell


def test_whoever_takes_second_reads_who_was_quicker(tidewater, alert, now):
    take(tidewater, alert, tidewater.nell, now + timedelta(minutes=2))

    body = browser_of(tidewater.ines).post(page("alerts:take", alert.pk), follow=True).content.decode()

    assert "Nell Sampleton took this alert today at 2:54pm. You can read it and help." in body
    assert alert_now(tidewater, alert).taken_by == tidewater.nell


def test_get_never_takes_an_alert(tidewater, alert):
    assert browser_of(tidewater.nell).get(page("alerts:take", alert.pk)).status_code == 405
    assert alert_now(tidewater, alert).taken_by is None


def test_handing_on_gives_it_to_the_colleague_and_offers_only_who_may_see_the_person(tidewater, alert, now):
    with hub_scope(tidewater.hub):
        keep_out(alert_now_in(alert).person, named=["Wren Dummerly"], now=now)
    take(tidewater, alert, tidewater.nell, now)
    browser = browser_of(tidewater.nell)

    body = browser.get(page("alerts:alert", alert.pk)).content.decode()
    browser.post(page("alerts:hand_on", alert.pk), {"to": str(tidewater.wren.pk)})
    assert alert_now(tidewater, alert).taken_by == tidewater.nell
    browser.post(page("alerts:hand_on", alert.pk), {"to": str(tidewater.ines.pk)})

    assert "Wren Dummerly" not in body
    assert "Ines Pretendham" in body
    assert alert_now(tidewater, alert).taken_by == tidewater.ines


def test_the_list_costs_the_same_with_more_rows(tidewater, alert, now, django_assert_num_queries):
    browser = browser_of(tidewater.nell)
    browser.get(page("alerts:list"))
    with django_assert_num_queries(14) as few:
        browser.get(page("alerts:list"))
    for number in range(6):
        send_request(tidewater, now=now, name=f"Otto Exampleton {number}", safe_now="unsure")
    with django_assert_num_queries(len(few)):
        body = browser.get(page("alerts:list")).content.decode()
    assert "Open, not taken: 7" in body


def test_closed_alerts_follow_by_key_and_a_key_that_is_none_gives_the_first_ones(tidewater, now):
    for number in range(23):
        send_request(tidewater, now=now, name=f"Otto Exampleton {number:02}", safe_now="no")
    with hub_scope(tidewater.hub):
        for place, each in enumerate(Alert.objects.filter(hub=tidewater.hub).order_by("pk")):
            actions.take(each, by=tidewater.nell, now=now)
            actions.close(each, done=["spoke"], words="ok", by=tidewater.ines, now=now + timedelta(seconds=place))
    browser = browser_of(tidewater.ines)

    first = browser.get(page("alerts:list")).content.decode()
    further = html.unescape(re.search(r'href="([^"]*after=[^"]*)"', first).group(1))
    second = browser.get(further).content.decode()
    broken = browser.get(page("alerts:list"), {"after": "no such~key"}).content.decode()

    assert names_in(first) == [f"Otto Exampleton {number:02}" for number in range(22, 2, -1)]
    assert names_in(second) == ["Otto Exampleton 02", "Otto Exampleton 01", "Otto Exampleton 00"]
    assert names_in(broken) == names_in(first)


def names_in(body):
    return re.findall(r">(Otto Exampleton \d\d)</a>", body)


def test_the_access_log_names_everybody_on_the_list(tidewater, alert):
    browser_of(tidewater.nell).get(page("alerts:list"))

    with hub_scope(tidewater.hub):
        entry = AccessEntry.objects.filter(hub=tidewater.hub, what="alerts:list").get()
    assert (entry.action, entry.by_id, entry.persons) == ("read", tidewater.nell.pk, [alert.person_id])
