"""The published files as they stand. S10 days of England by month are reckoned here by hand, not by the code."""

import re
from datetime import date
from decimal import Decimal

import pytest

from holdfast.monitoring.reasons import AS_PUBLISHED
from holdfast.monitoring.sickness import read_file
from holdfast.monitoring.sickness_actions import NothingToImport, import_sickness
from holdfast.monitoring.sickness_files import ENGLAND, UnreadableFile
from holdfast.monitoring.sickness_queries import sickness_of
from tests.published import published

BY_REASON = "sickness/sickness_by_reason_england_2024_25.csv"

# FTE days lost with reason S10, England, all staff groups, as read off the file by eye: one line for each month.
BY_HAND = {
    "2024-03": "572446.50853",
    "2024-04": "542647.28433",
    "2024-05": "562070.36103",
    "2024-06": "555854.78009",
    "2024-07": "606820.46644",
    "2024-08": "606540.44541",
    "2024-09": "580329.53941",
    "2024-10": "624375.03211",
    "2024-11": "630396.08654",
    "2024-12": "676036.51823",
    "2025-01": "638937.58153",
    "2025-02": "570459.31116",
}


def read(name, now):
    with published(name).open("rb") as stream:
        return read_file(stream, today=now.date())


@pytest.mark.django_db
def test_s10_days_of_england_by_month_equal_the_hand_calculation(now):
    import_sickness(read(BY_REASON, now), name="by_reason.csv", by="Ivo Invented", now=now)

    found = sickness_of(ENGLAND, date(2024, 3, 1), date(2025, 2, 28))

    assert {f"{each.month:%Y-%m}": each.days_lost for each in found.months} == {
        month: Decimal(days) for month, days in BY_HAND.items()
    }
    assert [each.rate for each in found.months] == [None] * 12
    assert found.sentence == (
        "Rate: not available from this file. It holds no FTE days available. "
        "These are staff of the NHS. Social care is not in it."
    )


def test_the_year_of_s10_and_of_all_reasons_equals_a_sum_in_whole_hundred_thousandths(now):
    text = published(BY_REASON).read_text()
    whole = {"S10": 0, "every": 0}
    for code, days, part in re.findall(r"^[^,]*,[^,]*,(S\d\d)[^,]*,(\d+)(?:\.(\d+))?$", text, re.MULTILINE):
        hundred_thousandths = int(days) * 100_000 + int(part.ljust(5, "0"))
        whole["every"] += hundred_thousandths
        whole["S10"] += hundred_thousandths if code == "S10" else 0

    figures = read(BY_REASON, now).figures

    s10 = sum(figure.days_lost for figure in figures if figure.reason == "S10")
    assert whole["S10"] == 716_691_391_481
    assert s10 * 100_000 == whole["S10"]
    assert sum(figure.days_lost for figure in figures) * 100_000 == whole["every"]


def test_every_reason_of_the_published_file_is_a_code_of_ours_and_none_of_ours_is_not_in_it(now):
    reading = read(BY_REASON, now)

    cells = {line.split(",")[2] for line in published(BY_REASON).read_text().splitlines()[1:]}
    assert cells == set(AS_PUBLISHED)
    assert (len(reading.figures), reading.rows, reading.flagged, reading.set_aside) == (300, 300, 0, 0)


@pytest.mark.parametrize(
    ("name", "kind", "rows", "points"),
    [
        ("region_month", "rates by region, or by kind of organisation", 1396, 0),
        ("orgtype_month", "rates by region, or by kind of organisation", 1315, 222),
        ("staffgroup_month", "rates by staff group", 1681, 0),
        ("org_month_2019_2022", "rates by organisation", 18548, 5490),
        ("org_wide_2013_2022", "rates by organisation, months side by side", 531, 247),
    ],
)
@pytest.mark.django_db
def test_each_published_file_of_rates_is_known_and_none_of_it_is_kept(name, kind, rows, points, now):
    reading = read(f"sickness/sickness_by_{name}.csv", now)

    assert (reading.shape.name, reading.figures, reading.rows) == (kind, (), rows)
    dots = [line for line in published(f"sickness/sickness_by_{name}.csv").read_text().splitlines() if ",." in line]
    tags = [line for line in published(f"sickness/sickness_by_{name}.csv").read_text().splitlines() if "tag_" in line]
    assert len(dots) == points
    assert reading.flagged == len(dots) + len(tags)
    with pytest.raises(NothingToImport) as refused:
        import_sickness(reading, name=name, by="Ivo Invented", now=now)
    assert str(refused.value) == reading.sentence


def test_the_marks_that_a_published_list_of_rates_ends_with_are_named_by_their_lines(now):
    reading = read("sickness/sickness_by_region_month.csv", now)

    assert [(problem.line, problem.why) for problem in reading.problems] == [(1397, "“tag_table1” is not a number")]


def test_the_staff_survey_in_the_same_folder_is_refused_by_name(now):
    with pytest.raises(UnreadableFile) as refused:
        read("sickness/nhs_staff_survey_wellbeing_2020_2024.csv", now)

    assert str(refused.value) == "this is the NHS Staff Survey. It holds no sickness absence"
