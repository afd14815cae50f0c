"""What is kept of a public sickness absence file, and what an area's months and rate are made of."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from holdfast.monitoring.models import SicknessMonth
from holdfast.monitoring.sickness_actions import Imported, NothingToImport, import_sickness
from holdfast.monitoring.sickness_files import ENGLAND
from holdfast.monitoring.sickness_queries import sickness_of
from tests.monitoring.files_of_sickness import BY_REASON, of_reason, read

pytestmark = pytest.mark.django_db
MARCH, APRIL, MAY = date(2024, 3, 1), date(2024, 4, 1), date(2024, 5, 1)
NHS_ALONE = "These are staff of the NHS. Social care is not in it."
NO_RATE = "Rate: not available from this file. It holds no FTE days available."


def taken(*lines, now, name="file.csv", by="Ivo Invented"):
    return import_sickness(read(*lines), name=name, by=by, now=now)


def test_every_figure_is_kept_with_its_file_licence_time_and_importer(now):
    reading = read(BY_REASON, of_reason("2024-03-31", "10.5"))

    done = import_sickness(reading, name="reasons.csv", by="Ivo Invented", now=now)

    assert done == Imported(added=1, revised=0, same=0)
    kept = SicknessMonth.objects.values().get()
    del kept["id"]
    assert kept == {
        "area_code": ENGLAND,
        "month": MARCH,
        "reason": "S10",
        "days_lost": Decimal("10.5"),
        "days_available": None,
        "source_name": "reasons.csv",
        "source_sha256": reading.digest,
        "source_licence": "Open Government Licence v3.0",
        "imported_at": now,
        "imported_by": "Ivo Invented",
    }


def test_the_same_file_again_changes_nothing_under_any_name(now):
    lines = BY_REASON, of_reason("2024-03-31", "10.5"), of_reason("2024-04-30", "8")
    taken(*lines, now=now)

    assert taken(*lines, now=now + timedelta(days=1), name="again.csv") == Imported(added=0, revised=0, same=2)
    assert set(SicknessMonth.objects.values_list("source_name", "imported_at")) == {("file.csv", now)}


def test_a_later_file_stands_over_an_earlier_one_and_both_stay(now):
    taken(BY_REASON, of_reason("2024-03-31", "10.5"), of_reason("2024-04-30", "8"), now=now)

    done = taken(BY_REASON, of_reason("2024-04-30", "9"), of_reason("2024-05-31", "7"), now=now + timedelta(days=30))

    assert done == Imported(added=2, revised=1, same=0)
    assert [each.days_lost for each in sickness_of(ENGLAND, MARCH, MAY).months] == [Decimal("10.5"), 9, 7]
    assert sorted(SicknessMonth.objects.filter(month=APRIL).values_list("days_lost", flat=True)) == [8, 9]


def test_a_file_without_a_good_row_is_refused_and_nothing_is_kept(now):
    refusals = []
    for rows in ([of_reason("2024-03-31", ".")], [of_reason("2024-03-31", "4", group="Midwives")]):
        with pytest.raises(NothingToImport) as refused:
            taken(BY_REASON, *rows, now=now)
        refusals.append(str(refused.value))

    assert refusals == [
        "none of its rows (1) could be used",
        "its good rows (1) are of single staff groups, and none of all staff groups",
    ]
    assert SicknessMonth.objects.count() == 0


def test_an_import_that_fails_half_way_keeps_nothing(now, monkeypatch):
    reading = read(BY_REASON, *[of_reason(f"{year}-03-31", "8") for year in range(2010, 2025)])
    monkeypatch.setattr("holdfast.monitoring.sickness_actions.AT_ONCE", 4)
    *good, last = reading.figures

    with pytest.raises(IntegrityError):
        import_sickness(
            replace(reading, figures=(*good, replace(last, days_lost=Decimal(-1)))), name="f", by="Ivo", now=now
        )

    assert SicknessMonth.objects.count() == 0


GOOD = {
    "area_code": "RQQ1", "month": MARCH, "reason": "S10", "days_lost": 4, "days_available": 100, "source_name": "f",
    "source_sha256": "0" * 64, "source_licence": "OGL", "imported_by": "Ivo Invented",
}  # fmt: skip


@pytest.mark.parametrize(
    ("wrong", "constraint"),
    [
        ({"area_code": "all of it"}, "sickness_area_is_a_code"),
        ({"month": date(2024, 3, 31)}, "sickness_month_by_its_first_day"),
        ({"reason": "S33"}, "sickness_reason_known"),
        ({"days_lost": -1}, "sickness_days_lost_can_be"),
        ({"days_lost": Decimal("100000000.5"), "days_available": None}, "sickness_days_lost_can_be"),
        ({"days_available": 3}, "sickness_no_more_lost_than_available"),
        ({"days_available": Decimal("100000000.5")}, "sickness_no_more_lost_than_available"),
        ({"source_sha256": "0" * 63}, "sickness_from_a_named_file_by_somebody"),
        ({"source_name": ""}, "sickness_from_a_named_file_by_somebody"),
        ({"source_licence": ""}, "sickness_from_a_named_file_by_somebody"),
        ({"imported_by": ""}, "sickness_from_a_named_file_by_somebody"),
    ],
)
def test_the_database_refuses_what_no_published_figure_can_be(wrong, constraint, now):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        SicknessMonth.objects.create(**GOOD | wrong, imported_at=now)


def test_the_database_refuses_a_number_that_is_none(now):
    SicknessMonth.objects.create(**GOOD, imported_at=now)

    with pytest.raises(IntegrityError, match="sickness_days_lost_can_be"), connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO monitoring_sicknessmonth
               SELECT gen_random_uuid(), area_code, month, 'S11', 'NaN', NULL, source_name, source_sha256,
                      source_licence, imported_at, imported_by FROM monitoring_sicknessmonth"""
        )


def test_the_database_refuses_one_figure_twice_from_one_file_and_takes_it_from_another(now):
    SicknessMonth.objects.create(**GOOD, imported_at=now)
    SicknessMonth.objects.create(**GOOD | {"source_sha256": "1" * 64}, imported_at=now)

    with pytest.raises(IntegrityError, match="sickness_month_once_in_its_file"), transaction.atomic():
        SicknessMonth.objects.create(**GOOD | {"days_lost": 5}, imported_at=now)


@pytest.mark.parametrize(
    "change", ["UPDATE monitoring_sicknessmonth SET days_lost = 0", "DELETE FROM monitoring_sicknessmonth"]
)
def test_a_figure_once_kept_is_neither_changed_nor_removed(change, now):
    SicknessMonth.objects.create(**GOOD, imported_at=now)

    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)
    assert SicknessMonth.objects.get().days_lost == 4
