"""Whoever knows that a hub had just opened, and repeats the whole method on every second quarter that it can have had,
learns of no total of few people: neither from what is shown, nor from what is not."""

from collections import defaultdict
from itertools import product

import numpy as np
import pytest

from holdfast.monitoring.cube import Cube, Period, Table
from holdfast.monitoring.disclosure import between, people
from holdfast.monitoring.protection import protect
from holdfast.monitoring.public_cube import ASKED, ASSESSED, FIRST_AMONG, REACHED
from tests.monitoring.tables import NEXT_QUARTER, QUARTER, cube_of

GROUPS = (ASKED, REACHED, ASSESSED)
MOST = 38
POSSIBLE = np.array(list(product(range(MOST), repeat=3)))
"""How many asked, were spoken with and assessed in the second quarter."""
SHOWN = np.vectorize(people)(POSSIBLE)
FEW = 4
"""Somebody of those who are hidden."""


def quarter_of(shown: tuple[str, str, str], period: Period) -> Cube:
    """A quarter that is shown so, but for the control."""
    counts = [FEW if each == "[c]" else int(each) for each in shown]
    tables = [
        Table(each, each, "tidewater", (), {(): count}, count, first_among=FIRST_AMONG.get(each, ()))
        for each, count in zip(GROUPS, counts, strict=True)
    ]  # fmt: skip
    return cube_of(*tables, period=period)


def can_be(first: tuple[str, str, str]) -> np.ndarray:
    """Which second quarters can follow one that is shown so, where everybody had asked and been spoken with by then."""
    (_, most_asked), (least, most), (assessed, _) = map(between, first)
    asked, reached, seen = POSSIBLE.T
    fewest_before = np.maximum(max(least, assessed), seen - reached)
    return (
        (fewest_before <= min(most, most_asked)) & (seen <= most_asked + asked) & (reached <= most_asked + asked)
    )  # fmt: skip


def learned(first: tuple[str, str, str]) -> dict[str, dict[str, tuple[int, int]]]:
    """By all that can be published of the second quarter, the fewest and the most of each number that is not shown."""
    ledger = protect(quarter_of(first, QUARTER), []).rows
    alike: dict[tuple, list] = defaultdict(list)
    which = can_be(first)
    for shown in {tuple(each) for each in SHOWN[which]}:
        rows = protect(quarter_of(shown, NEXT_QUARTER), ledger).rows
        said = tuple((row["measure"], row["shown"]) for row in rows)
        alike[said].append(which & (shown == SHOWN).all(axis=1))
    found = {}
    for said, several in alike.items():
        those = POSSIBLE[np.logical_or.reduce(several)]
        hidden = [at for at, each in enumerate(GROUPS) if dict(said)[each] in ("", "[c]")]
        found[said] = {GROUPS[at]: (int(those[:, at].min()), int(those[:, at].max())) for at in hidden}
    return found


@pytest.mark.parametrize("first", [("40", "20", "[c]"), ("20", "20", "10"), ("15", "10", "[c]")])
def test_no_total_of_few_people_in_a_second_quarter_follows_from_the_whole_method(first):
    found = learned(first)
    assert len(found) > 200
    assert {
        said: ends for said, ends in found.items() if any(most - least < 5 for least, most in ends.values())
    } == {}  # fmt: skip


def test_it_would_where_who_was_assessed_is_shown_while_few_were_spoken_with(monkeypatch):
    monkeypatch.setattr("holdfast.monitoring.disclosed_rows.why_withheld", lambda *_: "")
    monkeypatch.setattr("holdfast.monitoring.coarsening._is_set_against", lambda *_, **__: False)
    found = learned(("40", "20", "[c]")).values()
    assert {ends for each in found for ends in each.values() if ends[1] - ends[0] < 5} == {(6, 7)}
