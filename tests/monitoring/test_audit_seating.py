"""Where insiders sit: that footprints are looked at together hides none with which an interval is too narrow."""

import numpy as np

from holdfast.monitoring.audit import WIDTH_WITH_INSIDERS
from holdfast.monitoring.audit_equations import equations
from holdfast.monitoring.audit_insiders import footprints
from holdfast.monitoring.audit_seating import seatings
from holdfast.monitoring.audit_solving import Points
from tests.monitoring.tables import AGE, SOURCE, cube_of, one_way, two_way
from tests.monitoring.test_audit import finest


def narrow_with_insiders(found, ways):
    """The seats with which an interval is too narrow, with how many insiders these are."""
    points = Points(found, range(len(found.low)))
    cells = sorted(found.hidden)
    return {
        (frozenset(seats.items()), insiders)
        for seats, insiders in seatings(points, cells, ways, width=WIDTH_WITH_INSIDERS)
        if points.narrow(cells, seats, width=WIDTH_WITH_INSIDERS)
    }


def test_looking_at_footprints_together_finds_all_that_looking_at_each_of_them_finds():
    random, too_narrow = np.random.default_rng(1), 0
    for _ in range(60):
        counts = random.integers(0, 14, (3, 2))
        found = equations(finest(cube_of(two_way(SOURCE, AGE, counts.tolist()), one_way(AGE, counts.sum(0).tolist()))))
        ways = footprints(found, range(len(found.low)))
        by_itself = set().union(*(narrow_with_insiders(found, [each]) for each in ways))
        assert narrow_with_insiders(found, ways) == by_itself
        too_narrow += bool(by_itself)
    assert too_narrow == 37


def test_nobody_sits_where_nobody_can_be_counted():
    found = equations(finest(cube_of(one_way(AGE, [60, 70]))))
    assert footprints(found, range(len(found.low))) == []
    assert narrow_with_insiders(found, []) == set()
