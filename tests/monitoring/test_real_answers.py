"""A hub filled with real PHQ-9 answers (NHANES 2005 to 2012): its return against a count of the file."""

import csv
import json
from datetime import UTC, datetime

import pytest

from holdfast.demo import data
from holdfast.hubs.models import Hub
from holdfast.hubs.scope import hub_scope
from holdfast.monitoring import return_commands as commands
from holdfast.monitoring.models import Return
from holdfast.monitoring.span_actions import keep
from holdfast.monitoring.span_queries import cells_between
from tests.builders import make_member
from tests.demo.test_data import COLUMNS, command, only_here  # noqa: F401 - a fixture
from tests.published import published

PEOPLE = 200
LATER = datetime(2027, 1, 5, 9, tzinfo=UTC)
BANDS = {"none": (0, 4), "mild": (5, 9), "moderate": (10, 14), "moderately_severe": (15, 19), "severe": (20, 27)}
"""Kroenke, Spitzer & Williams 2001."""


@pytest.fixture
def counted():
    """How many of the first people of the file who answered everything are in each band, counted here."""
    with published("questionnaires/nhanes_dpq_2005_2012.csv").open(newline="") as file:
        complete = [row for row in csv.DictReader(file) if all(row[name] in {*"0123"} for name in COLUMNS)][:PEOPLE]
    totals = [sum(int(row[name]) for name in COLUMNS) for row in complete]
    return {band: sum(low <= total <= high for total in totals) for band, (low, high) in BANDS.items()}


def written(number):
    """The commissioner's rule by hand: nothing under 5, else to the nearest 5."""
    return "*" if number < 5 else str(5 * round(number / 5))


def test_the_severity_of_real_answers_in_a_return_is_what_the_file_says(
    committed, only_here, clock, counted, capsys, tmp_path, monkeypatch  # noqa: F811
):  # fmt: skip
    # what runs beside a test has not settled, in one cluster: here it counts as if it had
    monkeypatch.setattr("holdfast.monitoring.span_actions.settled_transaction", lambda: 2**62)
    clock(datetime(2026, 11, 3, 10, tzinfo=UTC))
    assert data.run(command(published("questionnaires/nhanes_dpq_2005_2012.csv"), PEOPLE)) == 0
    hub = Hub.objects.get(slug="demo-data")
    with hub_scope(hub):
        two = [make_member(hub, name, "hub_manager") for name in ("Orla Notreal", "Quill Notreal")]
        keep(hub, now=LATER)
        live = cells_between(hub, datetime(2026, 10, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC))

    clock(LATER)
    of = ["--hub", hub.slug, "--period", "2026-Q4"]
    assert commands.run(["prepare", *of, "--by", two[0].account.email]) == 0
    with hub_scope(hub):
        digest = Return.objects.get().digest
    assert commands.run(["sign", *of, "--by", two[0].account.email, "--digest", digest]) == 0
    assert commands.run(["release", *of, "--by", two[1].account.email, "--digest", digest]) == 0
    capsys.readouterr()
    assert commands.run(["--channel", "commissioner", "--format", "json", "--out", str(tmp_path / "a.json"), *of]) == 0
    lines = json.loads((tmp_path / "a.json").read_text())["lines"]

    exact = {
        category: value
        for (item, measure, breakdown, category), value in live.items()
        if (item, measure, breakdown) == ("R11", "depression", "depression_severity")
    }
    shown = [each["value"] for each in lines if each["breakdown"] == "depression_severity"]
    assert sum(counted.values()) == live["R11", "depression", "", ""] == PEOPLE
    assert exact == {band: number for band, number in counted.items() if number}
    assert shown == [written(number) for number in counted.values()]
    whole = [each["value"] for each in lines if each["measure"] == "depression" and not each["breakdown"]]
    assert whole == [str(PEOPLE)]
