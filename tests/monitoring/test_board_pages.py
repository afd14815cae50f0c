"""The hub's board, one number and who came: exact for the hub, nothing for another one, rows for who opens records."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from holdfast.front_door.more_actions import tell_equality
from holdfast.hubs.scope import hub_scope
from holdfast.monitoring.behind import BEHIND, spans_behind
from holdfast.monitoring.board_times import long_choices, read_long_time, read_time
from holdfast.monitoring.definitions import find
from holdfast.monitoring.models import Return, Trend
from holdfast.monitoring.trend_actions import cells_of, draw
from tests.builders import accept, browser_of, page, send_request
from tests.monitoring.test_keeping import kept
from tests.monitoring.test_spans import kept as spans_kept
from tests.monitoring.years import simulated_year


@pytest.fixture(autouse=True)
def _settled(all_settled, clock, now):
    clock(now)


@pytest.fixture
def tansy(tidewater, saltpan, now):
    """Tansy asked three weeks ago and Briony yesterday; somebody asked at another hub."""
    asked = send_request(tidewater, now=now - timedelta(days=21), name="Tansy Madeup", story="canary-story")
    send_request(tidewater, now=now - timedelta(days=1), name="Briony Inventwell")
    send_request(saltpan, now=now - timedelta(days=2), name="Stranger Otherhub")
    accept(tidewater, asked, owner=tidewater.nell, now=now - timedelta(days=20), by=tidewater.ines)
    with hub_scope(tidewater.hub):
        tell_equality(asked, tidewater.hub, now=now - timedelta(days=20), gender="2")
    for team in (tidewater, saltpan):
        kept(team, now)
    return asked


def read(member, name, **asked):
    answer = browser_of(member).get(page(f"monitoring:{name}"), asked)
    answer.words = answer.content.decode().replace("&#39;", "’")
    return answer


def test_the_board_says_what_is_late_and_who_asked(tidewater, manager, tansy):
    shown = read(manager, "figures").words

    assert "First contact is late for 1 request." in shown
    assert "2 people asked for help themselves, and for 0 somebody else asked." in shown
    assert "4 waits run, none of them for over six weeks." in shown
    assert "Kept up to today at 2:52pm." in shown
    for secret in ("Tansy", "Briony", "Stranger", "canary"):
        assert secret not in shown


def test_another_time_is_another_board_and_an_unknown_one_is_the_last_four_weeks(tidewater, manager, tansy):
    month = read(manager, "figures", time="2026-10").words
    assert "October 2026, so far" in month
    assert "1 person asked for help themselves" in month
    assert read(manager, "figures", time="2026-09").words.count("September 2026.") == 1
    for odd in ("", "nonsense", "2031-01", "28d"):
        assert "Four weeks to today" in read(manager, "figures", time=odd).words


def test_a_number_opens_to_its_rule_its_parts_and_whom_it_counts(tidewater, saltpan, manager, tansy):
    lead = read(tidewater.ines, "number", item="R4", measure="running_late")
    everybody = read(tidewater.ines, "number", item="R1", measure="people")
    sums = read(manager, "number", item="R1", measure="people")
    others = read(saltpan.ines, "number", item="R1", measure="people")

    assert "Of those, how many are past the hub’s target." in lead.words
    assert "Tansy Madeup" in lead.words
    assert "Briony" not in lead.words
    assert "On the web" in everybody.words
    assert ("Tansy Madeup" in everybody.words, "Briony Inventwell" in everybody.words) == (True, True)
    assert "2 people" in sums.words
    assert "Whoever opens records sees here whom the number counts" in sums.words
    assert "Tansy" not in sums.words
    assert "Stranger Otherhub" in others.words
    assert "Tansy" not in others.words


def test_whoever_must_not_see_somebody_does_not_find_them_behind_a_number(tidewater, tansy, now):
    send_request(tidewater, now=now - timedelta(hours=1), name="Hazel Hidden", must_not_see=(tidewater.ines.name,))
    kept(tidewater, now)
    shown = read(tidewater.ines, "number", item="R1", measure="people").words
    assert "3 people" in shown
    assert ("Hazel" in shown, "Tansy Madeup" in shown) == (False, True)


def test_opening_rows_is_logged_and_opening_a_sum_names_nobody(tidewater, manager, tansy):
    read(tidewater.ines, "number", item="R4", measure="running_late")
    read(manager, "number", item="R4", measure="running_late")
    with hub_scope(tidewater.hub):
        found = tidewater.hub.access_entries.filter(what="monitoring:number")
        looks = [(entry.by_id, entry.persons, entry.why) for entry in found.order_by("pk")]
    assert looks == [
        (tidewater.ines.pk, [], "figures"), (tidewater.ines.pk, [tansy.person_id], "lead"), (manager.pk, [], "figures")
    ]  # fmt: skip


def test_a_number_that_is_none_is_not_found(tidewater, manager, tansy):
    weeks = {"item": "R15", "measure": "here", "by": "weeks", "of": "0-3"}
    unknown = ({"item": "R8", "measure": "people"}, {"item": "R1", "measure": "odd"})
    told = {"item": "R16", "measure": "received", "by": "gender", "of": "2"}  # nobody opens whom it counts
    for odd in (*unknown, {"by": "gender", "of": "2"}, {"by": "method", "of": "odd"}, weeks, told):
        assert read(manager, "number", **odd).status_code == 404


def test_who_came_is_shown_by_what_they_told_and_no_small_number_and_nobody_behind_it(tidewater, manager, tansy, now):
    for number in range(6):
        asked = send_request(tidewater, now=now - timedelta(days=20), name=f"Person Imagined{number}")
        with hub_scope(tidewater.hub):
            tell_equality(asked, tidewater.hub, now=now - timedelta(days=20), gender="1")
    send_request(tidewater, now=now - timedelta(days=20), name="Person Silent")
    kept(tidewater, now)

    for reader in (manager, tidewater.ines):
        shown = read(reader, "equality", by="gender", time="28d").words
        assert "July to September 2026. Kept up to" in shown
        assert "Male (including trans man): 6." in shown
        assert "7 of 8 people who asked told this." in shown
        assert "Fewer than ten told this, so no shares are shown" in shown
        table = shown.split("How far they came")[1]
        assert [table.count(">under 5<"), table.count(">6<"), table.count(">1<"), table.count(">2<")] == [27, 1, 0, 0]
        assert "Tansy" not in shown
    assert read(manager, "equality", by="odd").status_code == 404
    whole = read(tidewater.ines, "number", item="R16", measure="received").words
    assert "Female" not in whole
    assert "Tansy Madeup" in whole


def test_whoever_may_not_see_figures_finds_no_page(tidewater, tansy):
    for name in ("figures", "number", "equality"):
        assert read(tidewater.nell, name).status_code == 404


def test_months_are_drawn_once_and_drawn_again_when_they_changed(tidewater, manager, tansy, now):
    with hub_scope(tidewater.hub):
        assert draw(tidewater.hub, now=now) == 5
        assert draw(tidewater.hub, now=now) == 0
        asked = Trend.objects.get(key="1-asked")
        assert [(each["month"], each["asked"]) for each in asked.series[-2:]] == [("2026-09", 1), ("2026-10", 1)]
    shown = read(manager, "figures").words
    assert "September 2026: asked 1 (the month before 0), assessed 0 (the month before 0)." in shown
    assert shown.count('aria-hidden="true" focusable="false"><g') == 5


def test_the_board_takes_the_same_statements_whoever_asked(tidewater, manager, tansy, now):
    def statements():
        browser = browser_of(manager)
        browser.get(page("monitoring:figures"))
        with CaptureQueriesContext(connection) as found:
            browser.get(page("monitoring:figures"))
        return len(found)

    before = statements()
    for number in range(5):
        send_request(tidewater, now=now - timedelta(days=3), name=f"Person Imagined{number}")
    kept(tidewater, now)
    assert statements() == before


def test_a_return_is_prepared_on_the_page_of_what_the_live_figures_say(tidewater, manager, tansy, now):
    browser = browser_of(manager)
    made = browser.post(page("monitoring:prepare"), {"period": "2026-Q3"}, follow=True).content.decode()
    again = browser.post(page("monitoring:prepare"), {"period": "2026-Q3", "reason": "typed <b>words</b>"})
    early = browser.post(page("monitoring:prepare"), {"period": "2026-Q4"})

    with hub_scope(tidewater.hub):
        found = Return.objects.get()
        cells = {tuple(key): value for *key, value in found.cells}
    assert "Prepared. Read it line by line, then sign it." in made
    assert (cells["R1", "people", "", ""], cells["R4", "running_n", "", ""]) == (1, 1)
    assert again.status_code == 200
    assert "typed &lt;b&gt;words&lt;/b&gt;" in again.content.decode()
    assert "A return for this period waits for its release" in again.content.decode()
    assert (early.status_code, "have not followed until now" in early.content.decode()) == (200, True)


@pytest.mark.parametrize("seed", range(3))
def test_behind_each_number_stand_as_many_people_as_it_says(tidewater, seed):
    facts = [each for each in simulated_year(seed) if each.hub == "tidewater"]
    spans_kept(tidewater, facts)
    for name in ("2026-Q2", "2026-09", "2025-26-Y"):
        time = read_time(name, now=datetime(2027, 2, 1, tzinfo=UTC))
        with hub_scope(tidewater.hub):
            cells = cells_of(tidewater.hub, time)
            for (item, measure), _ in BEHIND.items():
                found = spans_behind(tidewater.hub, time, item, measure)
                unit = next(each.unit for each in find(item).measures if each.key == measure)
                many = found.values("person_id").distinct().count() if unit == "people" else found.count()
                of = measure.replace("_median", "_n").replace("_p90", "_n")
                assert many == (cells[item, of, "", ""] or 0), (name, item, measure)


def test_the_board_says_who_told_of_a_quarter_that_is_over_and_of_no_other_time(tidewater, manager, tansy, now):
    for number in range(5):
        asked = send_request(tidewater, now=now - timedelta(days=20), name=f"Person Imagined{number}")
        with hub_scope(tidewater.hub):
            tell_equality(asked, tidewater.hub, now=now - timedelta(days=20), ethnic_category="A")
    kept(tidewater, now)
    shown = {time: read(manager, "figures", time=time).words for time in ("2026-Q3", "2026-Q2", "2026-Q4", "2026-09")}

    assert "Of 6 people who asked, 5 told their ethnic group." in shown["2026-Q3"]
    assert "told their ethnic group" not in shown["2026-Q2"]
    for other in ("2026-Q4", "2026-09"):
        assert "told their ethnic group" not in shown[other]
        assert "What people told of themselves is shown of quarters and years that are over." in shown[other]


def test_who_came_is_shown_of_the_last_four_quarters_and_the_last_year_and_of_nothing_that_runs(now):
    assert [each.key for each in long_choices(now)] == ["2026-Q3", "2026-Q2", "2026-Q1", "2025-Q4", "2025-26-Y"]
    for odd in ("2026-Q4", "2026-27-Y", "2026-09", "28d", "", "\0"):
        assert read_long_time(odd, now=now).key == "2026-Q3"
