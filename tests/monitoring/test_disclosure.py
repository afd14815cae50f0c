"""What is published of true numbers, what is refused, and that there is no other way out."""

import copy
import json
import pickle
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from holdfast.monitoring import disclosure, protection
from holdfast.monitoring.attribute import Attribute, NotACube
from holdfast.monitoring.cube import Correction, Level, Period, Place, Statistic
from holdfast.monitoring.needs_map import Area
from holdfast.monitoring.protection import Published, protect, protect_needs
from holdfast.monitoring.release_rules import AlreadyPublished, NotACorrection, PeriodsOverlap, Refused
from tests.monitoring.tables import AGE, FAITH, NEXT_QUARTER, QUARTER, SOURCE, TIDEWATER, cube_of, one_way, two_way

LARGE = one_way(SOURCE, [61, 43, 27])
TOTAL = replace(LARGE, attributes=(), counts={(): LARGE.total})


def values(table: Published) -> dict[str, str]:
    """What a one-way table shows, by label."""
    return {" ".join(label for _, label in cell.labels) or "All": cell.value for cell in table.cells}


def test_0_to_18_people_in_public():
    line = "[c] [c] [c] [c] [c] [c] [c] [c] 10 10 10 10 10 15 15 15 15 15 20"

    assert [disclosure.people(count) for count in range(19)] == line.split()


def test_what_is_shown_tells_the_interval_that_it_was_rounded_from():
    told = {
        shown: [n for n in range(400) if disclosure.people(n) == shown] for shown in map(disclosure.people, range(398))
    }

    assert {shown: disclosure.between(shown) for shown in told} == {
        shown: (ns[0], ns[-1]) for shown, ns in told.items()
    }


def test_a_percentage_is_made_of_what_is_shown_and_needs_50():
    asked = [("10", "50"), ("10", "45"), ("[c]", "50"), ("10", "[c]"), ("55", "50"), ("15", "120")]

    assert [disclosure.percentage(*each) for each in asked] == ["20", "[c]", "[c]", "[c]", "100", "13"]


def test_a_median_is_a_band_of_five_days_and_needs_20_people():
    asked = [(Fraction(12), 19), (Fraction(12), 20), (Fraction(29, 2), 20), (Fraction(15), 20), (Fraction(0), 20)]

    assert [disclosure.median_days(*each) for each in asked] == ["[c]", "10–14", "10–14", "15–19", "0–4"]


def test_a_mean_is_whole_points_and_needs_30_people():
    asked = [(Fraction(290), 29), (Fraction(300), 30), (Fraction(315), 30), (Fraction(314), 30)]

    assert [disclosure.mean_score(*each) for each in asked] == ["[c]", "10", "11", "10"]


def test_the_needs_map_has_three_bands_over_nine_people():
    asked = (0, 9, 10, 24, 25, 49, 50, 900)

    assert [disclosure.needs(n) for n in asked] == ["[c]", "[c]", "10–24", "10–24", "25–49", "25–49", "50+", "50+"]


def test_totals_are_rounded_by_themselves_from_true_numbers():
    [table] = protect(cube_of(one_way(SOURCE, [62, 42, 27])), []).published

    assert values(table) == {"Self": "60", "Manager": "40", "Doctor": "25", "All": "130"}
    assert table.percentage({"Source": "Self"}, {}) == "46"


def test_a_table_in_which_a_number_could_be_worked_out_is_not_shown_and_its_total_stays():
    done = protect(cube_of(one_way(AGE, [60, 0])), [])

    assert [values(table) for table in done.published] == [{"All": "60"}]
    assert done.words == (
        "Age band, referred: its one number is shown, to the nearest 5.",
        "Age band, referred: Age band is not shown, because a hidden number could have been worked out too closely.",
    )


def test_of_seven_people_or_fewer_everybody_reads_that_their_number_is_hidden_and_no_table():
    done = protect(cube_of(one_way(SOURCE, [7, 0, 0])), [])
    assert [values(table) for table in done.published] == [{"All": "[c]"}]
    assert done.words == (
        "Source, referred: its one number is hidden, because 7 people or fewer are in it, or none.",
        "Source, referred: Source is not shown, because all together are 7 people or fewer, and so is each part.",
    )


def test_a_two_way_table_tells_how_many_of_its_numbers_are_hidden():
    done = protect(cube_of(two_way(SOURCE, AGE, [[60, 52], [33, 28], [6, 4]])), [])

    assert done.words == (
        "Source by Age band, referred: 2 of 12 numbers are hidden, because 7 people or fewer are in each, or none.",
    )


def test_a_sensitive_attribute_needs_100_people_by_what_is_shown_at_a_hub_and_none_at_a_region():
    counts = [42, 36, 24]
    north = Place("north", Level.REGION)
    at_hub = protect(cube_of(one_way(FAITH, counts)), [])
    at_region = protect(cube_of(one_way(FAITH, counts, place="north"), places=(north,)), [])
    one_more = protect(cube_of(one_way(FAITH, [42, 36, 25])), [])

    assert values(at_hub.published[0]) == {"All": "100"}
    assert at_hub.words[1] == (
        "Faith, referred: Faith is not shown, because it is sensitive and the hub may count fewer than 100 people."
    )
    assert values(at_region.published[0]) == {"None": "40", "Christian": "35", "Other": "25", "All": "100"}
    assert values(one_more.published[0]) == {"None": "40", "Christian": "35", "Other": "25", "All": "105"}


@pytest.mark.parametrize(
    ("counts", "shown"),
    [([13, 9], {"All": "20"}), ([13, 10], {"Under 40": "15", "40 and over": "10", "All": "25"})],
)
def test_parts_are_shown_from_25_people_on_by_what_is_shown(counts, shown):
    assert values(protect(cube_of(one_way(AGE, counts)), []).published[0]) == shown


def test_a_group_with_nine_in_ten_in_one_sensitive_category_is_suppressed():
    alike = protect(cube_of(one_way(FAITH, [180, 11, 9])), [])
    less = protect(cube_of(one_way(FAITH, [179, 12, 9])), [])

    assert values(alike.published[0]) == {"All": "200"}
    assert values(less.published[0]) == {"None": "180", "Christian": "10", "Other": "10", "All": "200"}


def test_a_sensitive_attribute_is_never_shown_beside_another():
    with pytest.raises(NotACube, match="shown by itself only"):
        protect(cube_of(two_way(FAITH, AGE, [[60, 50], [40, 30], [20, 30]])), [])


def test_sector_groups_of_fewer_than_1_000_staff_are_put_together_and_nine_people_hidden():
    sector = Attribute(
        "Sector", ("Acute", "Care", "Charity", "GP"), staff={"Acute": 9_000, "Care": 1_000, "Charity": 999, "GP": 1}
    )
    done = protect(cube_of(one_way(sector, [80, 9, 30, 40]), attributes=(sector,)), [])
    few = Attribute("Sector", ("Acute", "GP"), staff={"Acute": 9_000, "GP": 999})

    assert values(done.published[0]) == {"Acute": "80", "Care": "[c]", "All others": "70", "All": "160"}
    assert done.words[0] == (
        "Sector, referred: 1 of 4 numbers is hidden, because 9 people or fewer are in it, or none."
    )
    assert values(protect(cube_of(one_way(few, [80, 40]), attributes=(few,)), []).published[0]) == {"All": "120"}


def test_medians_and_means_are_published_with_the_cell_they_are_of_and_not_without_it():
    statistics = (
        Statistic("median", {}, Fraction(12), 131),
        Statistic("mean", {"Source": "Self"}, Fraction(600), 61),
        Statistic("mean", {"Source": "Doctor"}, Fraction(270), 27),
    )
    shown = protect(cube_of(replace(LARGE, statistics=statistics)), []).published[0]
    dropped = one_way(SOURCE, [58, 0, 38], statistics=(Statistic("mean", {"Source": "Doctor"}, Fraction(380), 38),))

    assert [(cell.kind, cell.value) for cell in shown.cells if cell.kind != "count"] == [
        ("mean", "10"),
        ("mean", "[c]"),
        ("median", "10–14"),
    ]
    assert {cell.kind for cell in protect(cube_of(dropped), []).published[0].cells} == {"count"}


def test_people_in_several_categories_are_no_sum():
    service = Attribute("Service", ("Talking therapies", "Occupational health"), overlaps=True)
    done = protect(cube_of(one_way(service, [80, 60], total=100), attributes=(service,)), [])

    assert values(done.published[0]) == {"Talking therapies": "80", "Occupational health": "60", "All": "100"}
    with pytest.raises(NotACube, match="do not make up their total"):
        protect(cube_of(one_way(service, [80, 60], total=141), attributes=(service,)), [])


@pytest.mark.parametrize(
    ("table", "why"),
    [
        (replace(LARGE, total=132), "the numbers by Source do not make up their total"),
        (replace(LARGE, counts={("Self",): 131}), "every cell and margin"),
        (replace(LARGE, counts={("Self",): 140, ("Manager",): -9, ("Doctor",): 0}), "whole numbers"),
        (replace(LARGE, place="saltpan"), "not in the cube"),
        (replace(LARGE, attributes=("Source", "Age band", "Faith")), "at most two"),
        (replace(LARGE, statistics=(Statistic("mean", {}, Fraction(1), 132),)), "more people than are in its cell"),
    ],
)
def test_a_table_that_is_not_what_its_cube_says_is_refused(table, why):
    with pytest.raises(NotACube, match=why):
        protect(cube_of(table), [])


def test_two_tables_that_give_two_numbers_for_the_same_people_are_refused():
    with pytest.raises(NotACube, match="another number for the same people"):
        protect(cube_of(LARGE, one_way(AGE, [60, 72])), [])


def test_more_assessed_than_referred_are_refused():
    with pytest.raises(NotACube, match="more people than in what they are part of"):
        protect(cube_of(LARGE, one_way(SOURCE, [62, 43, 20], measure="assessed", part_of="referred")), [])


@pytest.mark.parametrize("last", [date(2026, 7, 31), date(2026, 9, 29), date(2026, 8, 31)])
def test_a_period_is_a_quarter_or_a_year_of_whole_months(last):
    with pytest.raises(NotACube):
        Period(date(2026, 7, 1), last)


def test_a_period_is_published_once_even_when_all_of_it_was_withheld():
    ledger = json.loads(json.dumps(protect(cube_of(LARGE), []).rows))
    nothing = protect(cube_of(one_way(AGE, [5, 0])), []).rows

    for published in (ledger, nothing):
        with pytest.raises(AlreadyPublished, match="tidewater is published for 2026-07-01 to 2026-09-30"):
            protect(cube_of(LARGE), published)


SALTPAN = replace(TIDEWATER, code="saltpan")
WHOLE_YEAR = Period(date(2026, 4, 1), date(2027, 3, 31))


def test_a_year_around_a_published_quarter_is_refused_and_is_let_in_of_another_hub():
    ledger = protect(cube_of(LARGE), []).rows

    with pytest.raises(PeriodsOverlap, match="2026-04-01 to 2027-03-31 overlaps 2026-07-01 to 2026-09-30"):
        protect(cube_of(LARGE, period=WHOLE_YEAR), ledger)
    saltpan = cube_of(replace(LARGE, place="saltpan"), period=WHOLE_YEAR, places=(SALTPAN,))
    assert protect(saltpan, ledger).rows == protect(saltpan, []).rows != ()


def test_a_year_of_a_region_is_refused_around_a_quarter_of_a_hub_and_so_is_that_of_another_hub_once_it_is_published():
    """From the year of a region and of one of its two hubs follows that of the other one, within which quarters lie."""
    north = Place("north", Level.REGION, "", ("tidewater", "saltpan"))
    region = cube_of(replace(LARGE, place="north"), period=WHOLE_YEAR, places=(north,))
    apart = cube_of(replace(LARGE, place="north"), period=WHOLE_YEAR, places=(replace(north, parts=()),))
    saltpan = replace(LARGE, place="saltpan")
    published = protect(region, []).rows

    for cube, ledger in (
        (region, protect(cube_of(LARGE), []).rows),
        (apart, protect(cube_of(LARGE), []).rows),
        (cube_of(saltpan, places=(SALTPAN,)), published),
        (cube_of(saltpan, places=(replace(SALTPAN, within="north"), north)), protect(apart, []).rows),
    ):
        with pytest.raises(PeriodsOverlap):
            protect(cube, ledger)


def test_a_correction_comes_in_the_next_release_with_ten_records_or_more():
    ledger = protect(cube_of(LARGE), []).rows
    total = replace(one_way(SOURCE, [70, 45, 27]), attributes=(), counts={(): 142})
    changed = Correction(QUARTER, (total,), 10)
    done = protect(cube_of(one_way(AGE, [80, 70]), period=NEXT_QUARTER, corrections=(changed,)), ledger)

    assert [(table.name, table.starts_on, table.version) for table in done.published] == [
        ("Age band", "2026-10-01", 1),
        ("Source", "2026-07-01", 2),
    ]
    assert done.words[1] == (
        "Source, referred, corrected for 1 July 2026 to 30 September 2026: its one number is shown, to the nearest 5."
    )


@pytest.mark.parametrize(
    ("correction", "period"),
    [
        (Correction(QUARTER, (TOTAL,), 9), NEXT_QUARTER),
        (Correction(QUARTER, (LARGE,), 10), NEXT_QUARTER),
        (Correction(QUARTER, (replace(TOTAL, name="Age band"),), 10), NEXT_QUARTER),
        (Correction(NEXT_QUARTER, (TOTAL,), 10), NEXT_QUARTER),
    ],
)
def test_a_correction_that_is_too_small_of_more_than_a_total_of_another_table_or_at_once_is_refused(correction, period):
    ledger = protect(cube_of(LARGE), []).rows

    with pytest.raises(NotACorrection):
        protect(cube_of(LARGE, period=period, corrections=(correction,)), ledger)


def test_the_needs_map_shows_bands_of_large_areas_once_a_window():
    window = date(2024, 1, 29)
    areas = [
        Area("north", 20_000, False, 9),
        Area("south", 20_000, False, 24),
        Area("isle", 900, True, 50),
        Area("vale", 19_999, False, 80),
    ]
    done = protect_needs("referred", areas, window, [])

    assert [(table.place, table.cells[0].value) for table in done.published] == [
        ("north", "[c]"),
        ("south", "10–24"),
        ("isle", "50+"),
    ]
    assert done.words == (
        "vale is not on the map: fewer than 20,000 staff.",
        "1 of 3 areas on the map are hidden, because fewer than 10 people are in each, or none.",
    )
    with pytest.raises(AlreadyPublished):
        protect_needs("referred", areas, window, done.rows)
    with pytest.raises(Refused, match="does not begin a window"):
        protect_needs("referred", areas, date(2024, 2, 5), [])


def test_nothing_but_the_control_makes_a_published_table():
    done = protect(cube_of(LARGE), [])
    [table] = done.published

    for attempt in (
        lambda: Published(object(), done.rows),
        lambda: copy.copy(table),
        lambda: copy.deepcopy(table),
        lambda: pickle.dumps(table),
    ):
        with pytest.raises(TypeError, match="from `protect` alone"):
            attempt()
    for change in (lambda: setattr(table, "cells", ()), lambda: delattr(table, "note")):
        with pytest.raises(AttributeError, match="does not change"):
            change()
    ways = [name for name in vars(protection) if name.startswith("protect")]
    assert ways == ["protect", "protect_whole", "protect_needs"]


def test_no_true_number_is_in_what_is_published_or_kept():
    done = protect(cube_of(one_way(SOURCE, [361, 643, 727])), [])

    said = json.dumps([done.rows, done.words, [repr(table.cells) for table in done.published]])

    assert [number for number in ("361", "643", "727", "1731") if number in said] == []
    assert [number for number in ("360", "645", "725", "1730") if number not in said] == []
