"""`holdfast demo-data`: what is stored is what was sent, counted by two ways that share nothing."""

import csv
from collections import Counter
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
from django.utils import timezone

from holdfast.appointments.models import Appointment
from holdfast.demo import data, invented
from holdfast.demo.answers import PUBLISHED, FileUnfit, at_risk_in, bands_in, complete_rows, take_rows
from holdfast.diary.queries import times_of, with_diary
from holdfast.diary.rules import is_free
from holdfast.hubs.hours import london_day
from holdfast.hubs.models import Hub
from holdfast.hubs.scope import hub_scope
from holdfast.people.identity import name_of
from holdfast.people.search import people_named
from holdfast.people.viewer import viewer
from holdfast.referrals.models import Referral, Tally
from tests.published import published

COLUMNS = [f"DPQ0{number}0" for number in range(1, 10)]
PHQ9 = PUBLISHED["phq9"]


def write_file(path: Path, rows: list[list]) -> Path:
    with path.open("w", newline="") as file:
        csv.writer(file).writerows([["id", *COLUMNS], *([number, *row] for number, row in enumerate(rows))])
    return path


def command(file: Path, number: int) -> list[str]:
    return ["--answers", str(file), "--items", ",".join(COLUMNS), "--missing", "7,9", "--referrals", str(number)]


def figures(printed: str) -> dict[str, tuple[int, int]]:
    """The printed table: what is stored and what was reckoned, by words."""
    lines = [line.rsplit(maxsplit=2) for line in printed.splitlines()[1:]]
    return {
        words.strip(): (int(stored.replace(",", "")), int(other.replace(",", ""))) for words, stored, other in lines
    }


@pytest.fixture
def only_here(monkeypatch):
    """The schema is there already, and its owner belongs to another database."""
    monkeypatch.setattr(data, "bring_up_to_date", lambda: None)


def test_rows_that_are_not_complete_are_passed_over(tmp_path):
    file = write_file(tmp_path / "a.csv", [[0] * 9, [0] * 8 + [""], [0] * 8 + [9], [1] * 8 + [7], [3] * 9, [4] * 9])

    assert list(complete_rows(file, COLUMNS, PHQ9, missing=frozenset("79"))) == [(0,) * 9, (3,) * 9]


def test_a_file_with_too_few_rows_or_other_columns_is_refused_with_a_sentence(tmp_path):
    file = write_file(tmp_path / "a.csv", [[0] * 9])
    rows = complete_rows(file, COLUMNS, PHQ9, missing=frozenset())

    with pytest.raises(FileUnfit, match="The file holds 1 complete rows; 2 were asked for"):
        take_rows(rows, 2)
    with pytest.raises(FileUnfit, match="has no column DPQ999"):
        list(complete_rows(file, [*COLUMNS[:8], "DPQ999"], PHQ9, missing=frozenset()))
    with pytest.raises(FileUnfit, match="names 3 columns"):
        list(complete_rows(file, COLUMNS[:3], PHQ9, missing=frozenset()))


def test_the_published_bands_are_counted_at_their_edges():
    totals = (0, 4, 5, 9, 10, 14, 15, 19, 20, 27)
    rows = [tuple([3] * (total // 3) + [total % 3] + [0] * 9)[:9] for total in totals]

    assert bands_in(PHQ9, rows) == Counter({"None": 2, "Mild": 2, "Moderate": 2, "Moderately severe": 2, "Severe": 2})
    assert at_risk_in(PHQ9, rows) == sum(row[8] >= 1 for row in rows) == 1


def test_two_hundred_invented_rows_are_stored_as_they_were_sent(committed, only_here, tmp_path, capsys):
    random = Random(200)
    rows = [list(invented.phq9(random, random.random()).values())[:9] for _ in range(200)]
    at_risk = sum(row[8] >= 1 for row in rows)
    code = data.run(command(write_file(tmp_path / "a.csv", rows), 200))
    found = figures(capsys.readouterr().out)

    assert code == 0
    assert at_risk > 0
    assert found["requests sent"] == found["in the triage queue"] == (200, 200)
    assert found["alerts raised"] == (at_risk, at_risk)
    assert found["PHQ-9: Severe"][0] == sum(sum(row) >= 20 for row in rows)
    assert sum(stored for words, (stored, _) in found.items() if words.startswith("PHQ-9")) == 200


def test_two_hundred_real_rows_are_stored_as_they_were_sent(committed, only_here, capsys):
    real = published("questionnaires/nhanes_dpq_2005_2012.csv")
    with real.open(newline="") as file:
        complete = [row for row in csv.DictReader(file) if all(row[name] in {*"0123"} for name in COLUMNS)][:200]
    totals = [sum(int(row[name]) for name in COLUMNS) for row in complete]
    at_risk = sum(int(row["DPQ090"]) >= 1 for row in complete)
    code = data.run(command(real, 200))
    found = figures(capsys.readouterr().out)

    assert code == 0
    assert found["in the triage queue"] == (200, 200)
    assert found["alerts raised"] == (at_risk, at_risk)
    assert [found[f"PHQ-9: {band}"][0] for band in ("None", "Mild", "Moderate", "Moderately severe", "Severe")] == [
        sum(low <= total <= high for total in totals) for low, high in ((0, 4), (5, 9), (10, 14), (15, 19), (20, 27))
    ]


def test_a_lost_alert_is_told_by_the_exit_code(committed, only_here, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr("holdfast.demo.sending.alerts_raised", lambda hub, sent: 0)
    code = data.run(command(write_file(tmp_path / "a.csv", [[0] * 8 + [1]]), 1))

    (line,) = [line for line in capsys.readouterr().out.splitlines() if line.startswith("alerts raised")]
    assert line.split() == ["alerts", "raised", "0", "1", "differs"]
    assert code == 1


def test_an_unknown_hub_and_a_missing_file_get_a_sentence(committed, only_here, tmp_path, capsys):
    assert data.run(["--referrals", "1", "--hub", "nowhere"]) == 2
    assert data.run(command(tmp_path / "none.csv", 1)) == 2
    assert capsys.readouterr().err.splitlines()[0] == "holdfast: There is no hub called nowhere."


def test_the_fast_way_fills_a_hub_whose_names_open_and_are_found(committed, only_here, now, capsys):
    for _ in range(2):
        assert data.run(["--fast", "--referrals", "400"]) == 0
    hub = Hub.objects.get(slug="demo-data")
    with hub_scope(hub):
        stages = Counter(Referral.objects.values_list("stage", flat=True))
        kept = Counter()
        for stage, delta in Tally.objects.values_list("stage", "delta"):
            kept[stage] += delta
        somebody = Referral.objects.select_related("person").order_by("pk").first().person
        name = name_of(somebody)
        same_name = [name_of(person) for person in people_named(hub, name)]
        seen = viewer(data.lead_of(hub), now=now)

    assert stages == kept == {"closed": 500, "triage": 100, "first_contact": 100, "assessment": 100}
    assert set(same_name) == {name}
    assert seen.sees_everybody
    assert committed.as_superuser("CREATE TEMPORARY TABLE a ()") == -1
    with committed.connect() as web:
        (may,) = web.execute("SELECT has_database_privilege(current_user, current_database(), 'TEMP')").fetchone()
    assert not may


def test_the_fast_way_fills_diaries_in_which_nobody_is_in_two_places_and_which_read_as_any_other(
    committed, only_here, capsys
):
    for number in ("3100", "100"):
        assert data.run(["--fast", "--referrals", "400", "--appointments", number]) == 0
    hub, today = Hub.objects.get(slug="demo-data"), london_day(timezone.now())
    with hub_scope(hub):
        statuses = Counter(Appointment.objects.values_list("status", flat=True))
        pool = with_diary(hub)
        busy = times_of(hub, [each.pk for each in pool], today, today + timedelta(days=30))
        coming = Referral.objects.filter(next_action="meet", stage="assessment").count()

    assert statuses == {"booked": 3000, "attended": 177, "missed": 23}
    assert len(pool) == 50
    assert sum(len(each.held) for each in busy.values()) == 3000
    assert all(is_free(each.works, span) for each in busy.values() for span in each.held)
    assert coming == 50
    assert capsys.readouterr().out.splitlines()[-1] == "400 referrals, 100 appointments in the hub demo-data"


def test_diaries_need_people(committed, only_here, capsys):
    assert data.run(["--fast", "--referrals", "80", "--appointments", "10"]) == 2
    assert capsys.readouterr().err == "holdfast: For so many appointments the hub demo-data has too few people.\n"
