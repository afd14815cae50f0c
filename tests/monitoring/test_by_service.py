"""Onward referrals by service: exact for the hub, nothing of another one, rows for whoever opens records."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from holdfast.directory.models import Service
from holdfast.hubs.scope import hub_scope
from holdfast.monitoring import board, service_board
from holdfast.monitoring.board_queries import figures_of
from holdfast.monitoring.board_times import read_time
from holdfast.monitoring.models import KeptSpan
from holdfast.monitoring.reading import read_facts
from holdfast.monitoring.service_queries import cells_at_services, names_of_services, services_in
from holdfast.monitoring.span_queries import Asked, cells_between
from holdfast.onward import actions as onward_actions
from tests.builders import browser_of, page
from tests.coordination.conftest import assessed
from tests.monitoring.test_board_pages import read
from tests.monitoring.test_keeping import kept
from tests.onward.conftest import drafted, heard, sent, service

DAY = timedelta(days=1)
MEASURES = ("sent", "seen_of_sent", "ended", "waiting", "late", "days_n", "days_median", "promised_n",
            "promised_median", "kept")  # fmt: skip


@pytest.fixture(autouse=True)
def _settled(all_settled, clock, now):
    clock(now)


def somebody(team, name, *, now, **asked):
    """Somebody who was assessed then, and may be referred on."""
    found = assessed(team, owner=team.nell, now=now, name=name, channels={"email": "t@home.example"}, **asked)
    with hub_scope(team.hub):
        found.person.verified_at = now
        found.person.save(update_fields=["verified_at"])
    return found


@pytest.fixture
def world(tidewater, saltpan, now):
    """Lantern promised 28 days: it saw Tansy after 20 and Briony after 35, and Hazel waits for 50. Quay promised
    nothing, and declined. At another hub somebody was sent to another Lantern."""
    then = now - 50 * DAY
    lantern = service(tidewater, "Lantern Trauma Service", now=then)
    quay = service(tidewater, "Quay Advice", now=then, promised_days=None, agreed_with="", kinds=["debt"])
    tansy, briony, hazel = (
        somebody(tidewater, name, now=then) for name in ("Tansy Madeup", "Briony Inventwell", "Hazel Pretend")
    )
    first, second = (sent(tidewater, each, lantern, now=then) for each in (tansy, briony))
    sent(tidewater, hazel, lantern, now=then)
    heard(tidewater, first, "begin", day=(then + 20 * DAY).date(), now=then + 20 * DAY)
    heard(tidewater, second, "begin", day=(then + 35 * DAY).date(), now=then + 35 * DAY)
    declined = sent(tidewater, hazel, quay, now=then + DAY)
    heard(tidewater, declined, "decline", words="They are full.", now=then + 3 * DAY)
    drafted(tidewater, tansy, quay, now=then + 2 * DAY)
    stranger = somebody(saltpan, "Stranger Otherhub", now=then)
    sent(saltpan, stranger, service(saltpan, "Foreign Lantern", now=then), now=then)
    for team in (tidewater, saltpan):
        kept(team, now)
    return {"lantern": str(lantern.pk), "quay": str(quay.pk), "hazel": hazel}


def at_services(team, now, key="2026-27-Y"):
    """Every cell of the hub's services in a time."""
    time = read_time(key, now=now)
    with hub_scope(team.hub):
        return cells_at_services(Asked(team.hub, time.start, time.end))


def of(cells, place=("", "")):
    return tuple(cells["H1", measure, *place] for measure in MEASURES)


def test_each_service_is_counted_by_itself_and_all_of_them_together(tidewater, saltpan, world, now):
    cells = at_services(tidewater, now)

    assert of(cells, ("at_service", world["lantern"])) == (3, 2, 0, 1, 1, 2, 20, 2, 28, 1)
    assert of(cells, ("at_service", world["quay"])) == (1, 0, 1, 0, 0, 0, None, 0, None, 0)
    assert of(cells) == (3, 2, 1, 1, 1, 2, 20, 2, 28, 1)
    assert services_in(cells) == {world["lantern"], world["quay"]}
    assert len(services_in(at_services(saltpan, now))) == 1


def test_a_month_counts_whom_a_service_first_saw_in_it_whenever_they_were_sent(tidewater, world, now):
    cells = at_services(tidewater, now, "2026-09")

    # sent on 25 August; seen on 14 and 29 September, on the 20th day and the 35th
    assert of(cells, ("at_service", world["lantern"])) == (0, 0, 0, 1, 1, 2, 20, 2, 28, 1)
    assert services_in(cells) == {world["lantern"]}


def test_all_services_together_are_what_the_return_counts_of_whoever_was_referred_on(tidewater, world, now):
    time = read_time("2026-27-Y", now=now)
    with hub_scope(tidewater.hub):
        whole = cells_between(tidewater.hub, time.start, time.end)
    cells = at_services(tidewater, now)
    for measure, same in (("sent", "sent"), ("seen_of_sent", "begun_of_sent"), ("days_median", "days_median")):
        assert cells["H1", measure, "", ""] == whole["R7", same, "", ""]
    assert cells["H1", "waiting", "", ""] == whole["R15", "elsewhere", "", ""]


def test_what_is_over_at_each_service_adds_up_to_what_the_board_says_and_a_referral_never_sent_is_none(
    tidewater, saltpan, world, now
):
    then, quay = now - 40 * DAY, service(tidewater, "Quay Advice Again", now=now - 50 * DAY)
    with hub_scope(tidewater.hub):
        lantern = Service.objects.get(pk=world["lantern"])
    sorrel, fennel = (somebody(tidewater, name, now=then) for name in ("Sorrel Madeup", "Fennel Inventwell"))
    # at two services; and at one service, twice
    for who, where in ((sorrel, quay), (sorrel, lantern), (fennel, quay), (fennel, quay)):
        gone = sent(tidewater, who, where, now=then)
        with hub_scope(tidewater.hub):
            onward_actions.withdraw(gone, by=tidewater.nell, now=then + DAY)
    never = [drafted(tidewater, somebody(tidewater, "Rue Pretend", now=then), quay, now=then)]
    far = service(saltpan, "Far", now=then)
    never += [drafted(saltpan, somebody(saltpan, "Rue Otherhub", now=then), far, now=then)]
    for team, onward in zip((tidewater, saltpan), never, strict=True):
        with hub_scope(team.hub):
            onward_actions.withdraw(onward, by=team.nell, now=then + DAY)
        kept(team, now)

    def told(team):
        time = read_time("2026-27-Y", now=now)
        with hub_scope(team.hub):
            found = figures_of(team.hub, time, assessed_within=10)
        cells = at_services(team, now)
        ended = [cells["H1", "ended", "at_service", each] for each in services_in(cells)]
        return found.over, sum(ended), cells["H1", "ended", "", ""], board.picked_up(found).note

    assert told(tidewater) == (
        {"decline": 1, "withdraw": 3}, 4, 3,
        "Ended otherwise in this time: declined 1, withdrawn 3. Whoever was at two services counts under both."
    )  # fmt: skip
    assert sum(told(tidewater)[0].values()) == told(tidewater)[1]
    assert told(saltpan) == ({}, 0, 0, "")


def test_no_fact_that_leaves_says_to_which_service_somebody_was_sent(tidewater, world):
    with hub_scope(tidewater.hub):
        leaving = list(read_facts(tidewater.hub, str, as_hub="tidewater"))
        inside = list(read_facts(tidewater.hub, str, as_hub="tidewater", names_services=True))
    assert {each.detail for each in leaving if each.kind == "sent"} == {""}
    assert {each.detail for each in inside if each.kind == "sent"} == {world["lantern"], world["quay"]}


def test_the_page_says_what_became_of_them_and_names_nobody(tidewater, manager, world):
    shown = read(manager, "services", time="2026-27-Y").words

    assert (
        "3 people were referred on in this time, 2 of them seen so far. "
        "1 person waits as it ends, 1 past the days that were promised."
    ) in shown
    assert "The one service that had promised days and saw somebody took no longer, for half of them." in shown
    assert "Lantern Trauma Service: promised 28 days, took half of people 20 days, of 2." in shown
    assert shown.index("Lantern Trauma Service") < shown.index("Quay Advice")
    for secret in ("Tansy", "Briony", "Hazel", "Stranger", "Foreign", "They are full"):
        assert secret not in shown


def test_each_number_opens_to_its_rule_and_to_whoever_may_be_seen(tidewater, saltpan, manager, world, now):
    asked = {"item": "H1", "by": "at_service", "of": world["lantern"], "time": "2026-27-Y"}
    late = read(tidewater.ines, "number", measure="late", **asked).words
    took = read(tidewater.ines, "number", measure="days_median", **asked).words
    sums = read(manager, "number", measure="kept", **asked).words

    assert "How many of them wait on a day after the last one that the service promised." in late
    assert "Service: Lantern Trauma Service" in late
    assert [name in late for name in ("Tansy", "Briony", "Hazel Pretend")] == [False, False, True]
    assert [name in took for name in ("Tansy Madeup", "Briony Inventwell", "Hazel")] == [True, True, False]
    assert "1 of 2" in sums
    assert "Whoever opens records sees here whom the number counts" in sums
    assert "Tansy" not in sums
    assert read(saltpan.ines, "number", measure="late", **asked).status_code == 404


def test_whoever_must_not_see_somebody_does_not_find_them_behind_a_service(tidewater, world, now):
    hidden = somebody(tidewater, "Sorrel Hidden", now=now - 2 * DAY, must_not_see=(tidewater.ines.name,))
    with hub_scope(tidewater.hub):
        lantern = tidewater.hub.services.get(pk=world["lantern"])
    sent(tidewater, hidden, lantern, now=now - DAY)
    kept(tidewater, now)
    asked = {"item": "H1", "measure": "waiting", "by": "at_service", "of": world["lantern"], "time": "2026-27-Y"}
    shown = read(tidewater.ines, "number", **asked).words
    assert "2 people" in shown
    assert ("Sorrel" in shown, "Hazel Pretend" in shown) == (False, True)


@pytest.mark.parametrize("measure", MEASURES)
def test_the_whole_of_a_measure_lists_its_services_and_as_many_people_stand_behind_it(
    tidewater, world, measure, now
):  # fmt: skip
    shown = read(tidewater.ines, "number", item="H1", measure=measure, time="2026-27-Y").words
    names = ("Tansy Madeup", "Briony Inventwell", "Hazel Pretend")
    behind = {
        "sent": (1, 1, 1), "seen_of_sent": (1, 1, 0), "ended": (0, 0, 1), "waiting": (0, 0, 1), "late": (0, 0, 1),
        "kept": (1, 0, 0),
    }.get(measure, (1, 1, 0))  # fmt: skip
    assert "Quay Advice" in shown
    assert tuple(int(name in shown) for name in names) == behind


def test_a_service_that_is_none_of_the_hubs_is_not_found(tidewater, saltpan, manager, world):
    with hub_scope(saltpan.hub):
        foreign = str(saltpan.hub.services.get().pk)
    for odd in (foreign, "odd", ""):
        asked = {"item": "H1", "measure": "sent", "by": "at_service", "of": odd}
        assert read(manager, "number", **asked).status_code == 404
    assert read(tidewater.nell, "services").status_code == 404


def test_the_page_takes_the_same_statements_whoever_was_referred_and_by_however_many_services(
    tidewater, manager, world, now
):  # fmt: skip
    def statements():
        browser = browser_of(manager)
        browser.get(page("monitoring:services"))
        with CaptureQueriesContext(connection) as found:
            browser.get(page("monitoring:services"))
        return len(found)

    before = statements()
    for number in range(4):
        other = service(tidewater, f"Other Service {number}", now=now - 3 * DAY)
        sent(tidewater, somebody(tidewater, f"Person Imagined{number}", now=now - 3 * DAY), other, now=now - DAY)
    kept(tidewater, now)
    assert statements() == before


def test_a_time_without_any_referral_says_so(tidewater, manager, world):
    shown = read(manager, "services", time="2025-26-Y").words
    assert "Nobody was referred on in this time. Nobody waits for a service." in shown
    assert "No service was asked for anybody in this time." in shown


def test_two_services_are_compared_and_the_long_list_is_cut_where_it_says(now):
    names = {f"s{number:02}": f"Service {number:02}" for number in range(14)}
    cells = {}
    for number, key in enumerate(names):
        for measure, value in (("sent", 20), ("days_n", 12), ("days_median", 30 if number < 3 else 10),
                               ("promised_n", 12), ("promised_median", 28)):  # fmt: skip
            cells["H1", measure, "at_service", key] = value
    found = service_board.compared(service_board.services(cells, names))
    assert found.sentence == "3 of 14 services took longer than they had promised, for half of the people they saw."
    assert ([row.name for row in found.rows], found.most, found.is_cut) == (list(names.values())[:12], 30, True)
    assert (found.rows[0].real, found.rows[0].promised) == ("30 days", "28 days")


def test_a_span_of_nobody_and_of_another_hub_is_in_no_service(tidewater, saltpan, world, now):
    with hub_scope(saltpan.hub):
        assert KeptSpan.objects.filter(detail=world["lantern"]).count() == 0
        assert names_of_services(saltpan.hub, [world["lantern"]]) == {}
