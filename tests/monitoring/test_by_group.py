"""Outcomes by group: as the return counts them, for the hub alone, and of no few."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from holdfast.hubs.scope import hub_scope
from holdfast.monitoring.board_queries import Figures
from holdfast.monitoring.board_times import read_time
from holdfast.monitoring.facts import ATTRIBUTES
from holdfast.monitoring.group_board import groups_shown, outcomes_by, said
from holdfast.monitoring.span_queries import Asked, outcomes_of_groups
from tests.builders import browser_of, make_member, page
from tests.monitoring import slow
from tests.monitoring.made import made
from tests.monitoring.test_board_pages import read
from tests.monitoring.test_spans import kept
from tests.monitoring.years import simulated_year

MEASURES = ("paired", "improvement", "deterioration", "cases", "recovery")


def told_last(facts, end):
    """{attribute: {person: what they told last before the end}}."""
    found = {attribute: {} for attribute in ATTRIBUTES}
    for fact in sorted(facts, key=lambda each: (each.at, each.number)):
        if fact.kind == "told" and fact.at < end:
            found[fact.code][fact.person] = fact.detail
    return found


@pytest.mark.parametrize("seed", range(2))
def test_every_group_of_a_simulated_year_did_as_the_slow_reckoning_says_of_it_alone(tidewater, saltpan, seed):
    teams, year = {"tidewater": tidewater, "saltpan": saltpan}, simulated_year(seed)
    time = read_time("2026-27-Y", now=datetime(2027, 6, 1, tzinfo=UTC))
    for name, team in teams.items():
        kept(team, [each for each in year if each.hub == name])
    for name, team in teams.items():
        facts = [each for each in year if each.hub == name]
        for by in ("gender", "staff_group"):
            with hub_scope(team.hub):
                found = dict(outcomes_of_groups(Asked(team.hub, time.start, time.end, by=by)))
            groups = told_last(facts, time.end)[by]
            expected = {}
            for group in {"not_told", *groups.values()}:
                own = [each for each in facts if groups.get(each.person, "not_told") == group]
                slowly = slow.reckon(own, name, time.start, time.end)
                expected |= {("H2", each, by, group): slowly["R11", each, "", ""] for each in MEASURES}
            whole = slow.reckon(facts, name, time.start, time.end)
            expected |= {("H2", each, "", ""): whole["R11", each, "", ""] for each in MEASURES}
            assert found == {key: value for key, value in expected.items() if value}


def answered(person, at, points):
    """Both questionnaires, complete."""
    return [made("measured", at, person=person, code=key, detail="complete", value=float(points))
            for key in ("phq9", "gad7")]  # fmt: skip


def group_of(gender, better, same):
    """So many who got reliably better, and so many who did not."""
    facts = []
    for number in range(better + same):
        person = f"{gender}-{number}"
        facts += [made("received", "2026-04-01 09:00", person=person, code="self", detail="web"),
                  made("told", "2026-04-01 09:00", person=person, code="gender", detail=gender),
                  *answered(person, "2026-04-02 09:00", 18),
                  *answered(person, "2026-08-02 09:00", 3 if number < better else 18)]  # fmt: skip
    return facts


@pytest.fixture
def manager(tidewater, clock, now):
    clock(now)
    made_member = make_member(tidewater.hub, "Orla Fictitious", "hub_manager")
    return tidewater.hub.members.select_related("account", "hub").get(pk=made_member.pk)


def test_a_group_is_shown_where_five_did_so_and_five_did_not_and_everybody_beside_it(tidewater, saltpan, manager):
    kept(tidewater, group_of("1", 9, 6) + group_of("2", 12, 4) + group_of("3", 2, 1))
    kept(saltpan, group_of("1", 50, 50))

    shown = read(manager, "equality", by="gender", time="2026-Q3").words
    table = shown.split("How they did")[-1]

    assert "34 people answered twice, the last time within this time. One group is large enough" in shown
    assert table.count("60 % of 15") == 2  # better, and recovered
    assert "68 % of 34" in table
    assert ("75 %" in table, "12 of 16" in table, "67 %" in table) == (False, False, False)
    assert table.count("too few to say") == 4  # worse of the first group, and everything of the second
    assert "Of every other group fewer than five answered twice." in table
    assert "Non-binary" not in table
    assert "How large each group is among the staff whom the hub is there for is not known here" in shown


def test_two_groups_are_compared_in_the_sentence_and_nobody_stands_behind_them(tidewater, manager):
    kept(tidewater, group_of("1", 9, 6) + group_of("2", 5, 15))

    shown = read(manager, "equality", by="gender", time="2026-Q3").words
    assert "Reliably better: from 25 % (Female (including trans woman)) to 60 % (Male (including trans man))." in shown
    asked = {"item": "H2", "measure": "improvement", "by": "gender", "of": "1"}
    for reader in (manager, tidewater.ines):
        assert read(reader, "number", **asked).status_code == 404
    assert read(tidewater.nell, "equality").status_code == 404


def test_the_page_takes_the_same_statements_however_many_answered(tidewater, manager):
    def statements():
        browser = browser_of(manager)
        browser.get(page("monitoring:equality"))
        with CaptureQueriesContext(connection) as found:
            browser.get(page("monitoring:equality"))
        return len(found)

    before = statements()
    kept(tidewater, group_of("1", 9, 6) + group_of("2", 5, 15))
    assert statements() == before


def test_of_nobody_there_is_no_outcome_and_no_zero(tidewater, manager):
    shown = read(manager, "equality", by="gender", time="2026-Q3").words
    assert "Nobody has answered PHQ-9 and GAD-7 twice, the last time within this time." in shown
    assert outcomes_by(Figures({}), "gender")["groups"] == []


@pytest.mark.parametrize(
    ("part", "whole", "paired", "words"),
    [
        (5, 10, 10, "50 % of 10"), (4, 10, 10, "too few to say"), (6, 10, 10, "too few to say"),
        (5, 10, 15, "50 % of 10"), (5, 10, 14, "50 %"), (0, 0, 0, "too few to say"),
    ],
)  # fmt: skip
def test_a_share_is_said_of_enough_and_what_would_tell_of_a_few_is_left_out(part, whole, paired, words):
    assert said(part, whole, paired=paired) == words


@pytest.mark.parametrize(
    ("parts", "wholes", "everybody", "shown"),
    [
        ({"a": 10, "b": 4}, {"a": 20, "b": 8}, (14, 28), []),  # of b it would follow
        ({"a": 10, "b": 5}, {"a": 20, "b": 10}, (15, 30), ["a", "b"]),  # nobody else is left
        ({"a": 10, "b": 5}, {"a": 20, "b": 10}, (15, 31), ["a"]),  # one else is: they go with b
        ({"a": 10, "b": 5}, {"a": 20, "b": 10}, (20, 40), ["a", "b"]),  # enough else are
        ({"a": 10, "b": 5, "c": 0}, {"a": 20, "b": 10, "c": 9}, (15, 39), ["a"]),
        ({}, {}, (0, 0), []),
    ],
)
def test_what_is_left_of_everybody_is_nobody_or_enough(parts, wholes, everybody, shown):
    assert groups_shown(parts, wholes, everybody) == shown
