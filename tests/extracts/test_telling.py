"""What somebody's row says, of what happened to them: by the same spans that figures count."""

from collections import defaultdict
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from holdfast.extracts.telling import row_of
from holdfast.extracts.variables import KEYS, VARIABLES, year_of
from holdfast.monitoring.facts import Fact, Kind
from tests.monitoring.years import simulated_year

CAME = datetime(2026, 3, 31, 23, 30, tzinfo=UTC)  # the first of April in London
NOW = datetime(2026, 10, 14, tzinfo=UTC)
DAY = timedelta(days=1)


def fact(kind, at, code="", detail="", value=None, referral="one"):
    """A step."""
    return Fact("tidewater", int(at.timestamp()), "somebody", referral, referral, kind, at, code, detail, value)


RECEIVED = fact(Kind.RECEIVED, CAME, "self", "web")


def row(*facts, before=NOW):
    """The row of somebody to whom this happened, after they asked."""
    return row_of([RECEIVED, *facts], before=before)


def test_whoever_only_asked():
    assert row() == {
        "quarter": "2026-Q2", "route": "self", "weeks_to_support": "not_yet", "support": "neither",
        "depression": "not_measured", "anxiety": "not_measured", "outcome": "not_paired", "work": "not_off",
        "ended": "open", **dict.fromkeys(
            ("ethnic_group", "sexual_orientation", "gender", "trans", "age_band", "disability", "faith",
             "staff_group", "sector"), "not_told"),
    }  # fmt: skip


def test_nobody_is_in_it_before_the_quarter_of_their_first_request_is_over_or_without_one():
    assert row(before=CAME) is None
    assert row_of([fact(Kind.TOLD, CAME, "gender", "1")], before=NOW) is None


def test_what_was_told_last_counts_and_the_first_request_says_who_asked():
    later = fact(Kind.RECEIVED, CAME + 90 * DAY, "manager", "web", referral="two")
    told = [fact(Kind.TOLD, CAME, "gender", "1"), fact(Kind.TOLD, CAME + DAY, "gender", "2")]

    found = row(later, *told)

    assert (found["quarter"], found["route"], found["gender"]) == ("2026-Q2", "self", "2")


@pytest.mark.parametrize(
    ("days", "band"), [(0, "0-3"), (27, "0-3"), (28, "4-7"), (83, "8-11"), (84, "12-17"), (126, "18+")]
)
def test_weeks_until_support_are_bands_of_whole_weeks(days, band):
    assert row(fact(Kind.BEGUN_HERE, CAME + days * DAY))["weeks_to_support"] == band


def test_support_is_in_house_elsewhere_or_both():
    here, there = fact(Kind.SEEN, CAME + DAY, "support"), fact(Kind.BEGUN_THERE, CAME + 9 * DAY, referral="onward")

    assert row(here)["support"] == "here"
    assert row(there)["support"] == "elsewhere"
    assert row(here, there)["support"] == "both"
    assert row(fact(Kind.SEEN, CAME + DAY, "assessment"))["support"] == "neither"


def measured(days, low, fear):
    """Both questionnaires, complete."""
    return [fact(Kind.MEASURED, CAME + days * DAY, "phq9", "complete", low),
            fact(Kind.MEASURED, CAME + days * DAY, "gad7", "complete", fear)]  # fmt: skip


def test_severity_is_the_first_and_outcome_the_first_against_the_last():
    better = row(*measured(1, 16, 12), *measured(30, 4, 3))

    assert (better["depression"], better["anxiety"], better["outcome"]) == (
        "moderately_severe", "moderate", "reliable_recovery",
    )  # fmt: skip
    assert row(*measured(1, 16, 12))["outcome"] == "not_paired"
    assert row(*measured(1, 16, 12), *measured(30, 16, 12))["outcome"] == "none"
    assert row(*measured(1, 4, 3), *measured(30, 16, 12))["outcome"] == "deterioration"
    assert row(*measured(1, 22, 18), *measured(30, 15, 12))["outcome"] == "improvement"


def test_work_is_told_of_whoever_was_off_sick():
    off = fact(Kind.WORKED, CAME, "off_sick")

    assert row(fact(Kind.WORKED, CAME, "at_work"))["work"] == "not_off"
    assert row(off)["work"] == "off"
    assert row(off, fact(Kind.WORKED, CAME + 30 * DAY, "adjusted"))["work"] == "back"


def test_how_it_ended_is_the_last_closing_and_open_while_a_request_is():
    closed = fact(Kind.CLOSED, CAME + 30 * DAY, "discharged")
    opened = fact(Kind.REOPENED, CAME + 40 * DAY)
    another = fact(Kind.RECEIVED, CAME + 50 * DAY, "self", "web", referral="two")

    assert row(closed)["ended"] == "discharged"
    assert row(closed, opened)["ended"] == "open"
    assert row(closed, opened, fact(Kind.CLOSED, CAME + 60 * DAY, "withdrawn"))["ended"] == "withdrawn"
    assert row(closed, another)["ended"] == "open"
    assert row(closed, another, replace(another, kind=Kind.CLOSED, at=CAME + 70 * DAY, code="died"))["ended"] == "died"


def test_a_year_of_figures_begins_in_april():
    assert [year_of(f"2026-Q{part}") for part in (1, 2, 3, 4)] == ["2025-26-Y", *["2026-27-Y"] * 3]
    assert year_of("2100-Q1") == "2099-00-Y"


def test_every_person_of_a_simulated_year_has_a_row_of_every_variable_and_no_code_is_unknown():
    people = defaultdict(list)
    for each in simulated_year(3):
        people[each.hub, each.person].append(each)

    rows = [row_of(facts, before=NOW) for facts in people.values()]

    shown = [row for row in rows if row is not None]
    assert len(shown) > 80
    for each in shown:
        assert set(KEYS) <= set(each)
        for variable in VARIABLES:
            for level in variable.levels:
                words = level.shown(each[variable.key])
                assert not level.categories or words in level.categories
