"""What it tells that a table is not shown, as fresh eyes found it: whoever knows the method repeats it on every hub.

There are two ways to ask, and people can have asked in both: where the audit takes that table away, six or seven asked
in one of the ways, or in each. And a table of gender is shown from 100 people on, where rounding does not part them.
"""

from collections import defaultdict
from functools import cache
from itertools import product

import pytest

from holdfast.monitoring.disclosure import people
from holdfast.monitoring.periods import read_period
from holdfast.monitoring.protection import protect
from holdfast.monitoring.public_cube import public_cube
from tests.monitoring.test_eyes_on_figures import cells_of

QUARTER = read_period("2026-Q3")


@cache
def read(own, other, asked):
    """What everybody reads of a quarter in which people told nothing of themselves and nobody was spoken with yet."""
    rows = protect(public_cube("tidewater", QUARTER, cells_of(own=own, other=other, asked=asked)), []).rows
    return tuple((row["table"], row["measure"], *row["labels"].values(), row["kind"], row["shown"]) for row in rows)


def are_alike(own, other, asked):
    """What is published follows from numbers as they are shown: one hub stands for all of which these are the same."""
    return people(own), people(other), people(asked)


def every_hub(total):
    """Every hub of which this is shown as the total: how many asked themselves, were referred, and asked in all."""
    for asked in (each for each in range(8, total + 3) if people(each) == str(total)):
        for own, other in product(range(asked + 1), repeat=2):
            if max(own, other) <= asked <= own + other:
                yield own, other, asked


def hubs_that_read_like(hub, total):
    """Every hub of which everybody reads the same as of this one."""
    said = defaultdict(list)
    for each in every_hub(total):
        said[are_alike(*each)].append(each)
    return [each for hubs in said.values() if read(*hubs[0]) == read(*hub) for each in hubs]


def test_of_this_hub_everybody_reads_how_many_asked_and_not_who():
    shown = [line for line in read(6, 7, 13) if line[0] == "Who asked"]
    assert shown == [("Who asked", "People who asked for help", "count", "15")]


@pytest.mark.parametrize("way", [0, 1])
def test_how_few_asked_in_each_way_does_not_follow_from_the_method_where_who_asked_is_not_shown(way):
    few = [hub[way] for hub in hubs_that_read_like((6, 7, 13), 15)]
    assert max(few) - min(few) >= 5


def test_one_who_asked_in_both_ways_does_not_recover_how_few_asked_in_each():
    with_them = [hub for hub in hubs_that_read_like((7, 7, 13), 15) if hub[0] + hub[1] > hub[2]]
    assert len(with_them) > 1


@pytest.mark.parametrize(("hub", "total"), [((12, 7, 19), 20), ((17, 6, 23), 25), ((22, 7, 28), 30), ((32, 6, 38), 40)])
def test_how_few_asked_in_the_rarer_way_does_not_follow_from_the_method_where_who_asked_is_not_shown(hub, total):
    few = [min(own, other) for own, other, _ in hubs_that_read_like(hub, total)]
    assert max(few) - min(few) >= 5


@cache
def read_of_many(asked, groups):
    """What everybody reads of a quarter of so many people of each staff group and age, of whom no nine in ten told the
    same of their gender, of a disability, or of their ethnic group."""
    told = {
        "gender": {"2": 60, "1": asked - 60}, "disability": {"Y": 20, "N": asked - 20},
        "ethnic_group": {"White": 70, "Mixed": asked - 70},
    }  # fmt: skip
    cells = cells_of(own=80, other=25, asked=asked, ages=groups) | {
        ("R16", "received", by, code): count
        for by, counts in told.items()
        for code, count in {**counts, "not_told": 0}.items()
    }
    rows = protect(public_cube("tidewater", QUARTER, cells), []).rows
    return tuple((row["table"], row["measure"], *row["labels"].values(), row["kind"], row["shown"]) for row in rows)


def groups_that_read_like(asked, groups):
    """Every way in which people can be of staff groups, where so many tell of themselves what they did tell here and
    everybody reads the same."""
    found, shown = defaultdict(list), tuple(map(people, groups))
    for each in product(range(57, 63), range(37, 43), range(8), range(8)):
        if people(sum(each)) == people(asked) and tuple(map(people, each)) == shown:
            found[sum(each)].append(each)
    return [
        each
        for total, several in found.items()
        if read_of_many(total, several[0]) == read_of_many(asked, groups)
        for each in several
    ]


NINETY_EIGHT = (98, (58, 38, 1, 1))


def test_of_this_hub_everybody_reads_its_staff_groups_of_100_people_and_no_gender():
    lines = read_of_many(*NINETY_EIGHT)
    assert [line[-1] for line in lines if line[0] == "By staff group"] == ["60", "40", "[c]", "[c]", "100"]
    assert [line for line in lines if line[0] == "By gender"] == [
        ("By gender", "People who asked for help", "count", "100")
    ]


def test_how_few_are_of_a_staff_group_does_not_follow_from_that_nothing_sensitive_is_shown_beside_a_hundred():
    few = [social for _, _, social, _ in groups_that_read_like(*NINETY_EIGHT)]
    assert max(few) - min(few) >= 5


def test_three_of_a_staff_group_prove_no_zero_from_that_nothing_sensitive_is_shown_beside_a_hundred():
    rest = [untold for _, _, social, untold in groups_that_read_like(99, (58, 38, 3, 0)) if social >= 3]
    assert max(rest) > 0


def read_of_ages(ages):
    """What everybody reads of a quarter by the ages of those who asked; of their staff groups they told nothing."""
    asked = sum(ages)
    told = {("R16", "received", "staff_group", code): 0 for code in ("03", "01", "S01")}
    untold = {("R16", "received", "staff_group", "not_told"): asked}
    cells = cells_of(own=asked, other=0, asked=asked, ages=ages) | told | untold
    rows = protect(public_cube("tidewater", QUARTER, cells), []).rows
    return tuple((row["table"], row["measure"], *row["labels"].values(), row["kind"], row["shown"]) for row in rows)


def test_how_few_are_of_another_age_than_most_does_not_follow_from_the_method_where_ages_are_not_shown():
    said = defaultdict(list)
    for ages in product(range(13), repeat=4):
        if people(sum(ages)) == "10":
            said[tuple(map(people, ages))].append(ages)
    shown = read_of_ages((8, 1, 1, 0))
    assert [line for line in shown if line[:2] == ("By age band", "People who asked for help")] == [
        ("By age band", "People who asked for help", "count", "10")
    ]
    few = [sorted(each)[-2] for alike in said.values() if read_of_ages(alike[0]) == shown for each in alike]
    assert max(few) - min(few) >= 5
