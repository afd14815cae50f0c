"""What totals of a hub that opened in the first time that is published tell beside each other, as fresh eyes found it.

The attacker reckons with everybody but the insiders: what the definitions say holds for these by themselves. Of totals
that no row speaks of it knows that they are numbers of people.
"""

import math
from itertools import product

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from holdfast.monitoring.cells import wholes
from holdfast.monitoring.corrections import Earlier, put_right
from holdfast.monitoring.disclosure import between
from holdfast.monitoring.periods import read_period
from holdfast.monitoring.protection import protect_whole
from holdfast.monitoring.public_cube import ASKED, ASSESSED, ELSEWHERE, HERE, REACHED, public_cube
from holdfast.monitoring.public_cube import GROUPS as TOLD

QUARTERS = ("2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4")
WHOLES = {REACHED: (ASKED,), ASSESSED: (ASKED, REACHED), HERE: (ASKED,), ELSEWHERE: (ASKED,)}
GROUPS = (ASKED, *WHOLES)


def cells_of(asked, reached=0, assessed=0, elsewhere=0, dated=None):
    """True cells of a quarter in which nobody told anything of themselves.

    dated: of how many who were seen elsewhere it is known when they were sent there.
    """
    days = {("R4", "contact_median", "", ""): 5 * 24 * 60, ("R7", "days_median", "", ""): 20}
    return wholes() | days | {
        ("R1", "people", "", ""): asked, ("R16", "received", "", ""): asked, ("R16", "assessed", "", ""): assessed,
        **{("R16", "received", by, "not_told"): asked for by in TOLD},
        ("R16", "assessed", "age_band", "not_told"): assessed, ("R4", "contact_people", "", ""): reached,
        ("R16", "elsewhere", "", ""): elsewhere,
        ("R7", "days_people", "", ""): elsewhere if dated is None else dated,
    }  # fmt: skip


def published(*quarters, anew=None):
    """All rows of quarters that are published one after the other, each (asked, reached, assessed, elsewhere, dated).

    anew: by the number of a release what the first quarter is known to have been by then.
    """
    ledger, first = [], cells_of(*quarters[0])
    for at, each in enumerate(quarters):
        cube = public_cube("tidewater", read_period(QUARTERS[at]), cells_of(*each))
        now = cells_of(*(anew or {}).get(at, quarters[0]))
        earlier = [Earlier(read_period(QUARTERS[0]), (first,), now)] if at else []
        ledger += protect_whole(put_right(cube, earlier, ledger)[0], ledger).rows
    return ledger


def shown_of(rows, time, *, version=1):
    """By group, what everybody reads of the total of a quarter."""
    first = read_period(QUARTERS[time]).first.isoformat()
    found = [row for row in rows if (row["starts_on"], row["version"]) == (first, version)]
    return {row["measure"]: row["shown"] for row in found if row["kind"] == "count" and not row["cell"]}


class Totals:
    """The totals of each quarter, as they were known last, and who is behind them."""

    def __init__(self, rows, *, opened=0):
        """opened: in which of the quarters the hub opened; nobody asked before."""
        firsts = sorted({row["starts_on"] for row in rows})
        self.at = {key: at for at, key in enumerate(product(range(len(firsts)), GROUPS))}
        self.low, self.high = np.zeros(len(self.at)), np.full(len(self.at), np.inf)
        for row in sorted((row for row in rows if not row["cell"]), key=lambda row: row["version"]):
            at = self.at[firsts.index(row["starts_on"]), row["measure"]]
            if row["kind"] == "count":
                self.low[at], self.high[at] = between(row["shown"])
            elif row["kind"] == "median" and row["shown"] != "[c]":  # of fewer than all: there is one more
                self.low[at] = max(self.low[at], 20 if row["of_all"] else 21)
            elif row["kind"] == "median" and row["of_all"]:
                self.high[at] = min(self.high[at], 19)
        for (time, _), at in self.at.items():
            self.high[at] *= time >= opened if math.isfinite(self.high[at]) else 1
        self.lines = []
        for (time, measure), at in self.at.items():
            for whole in WHOLES.get(measure, ()):
                line = np.zeros(len(self.at))
                line[[self.at[each, whole] for each in range(time + 1)]] = 1
                line[at] = -1
                self.lines.append(line)

    def interval(self, time, measure, *insiders):
        """The fewest and the most of a total, by those who know by (quarter, group) where they are counted, and that
        they are in no other."""
        known = np.zeros(len(self.at))
        for each in insiders:
            known[[self.at[inside] for inside in each]] += 1
        aim = np.zeros(len(self.at))
        aim[self.at[time, measure]] = 1
        ends = []
        for sign in (1, -1):
            answer = milp(
                sign * aim, integrality=np.ones(len(aim)),
                bounds=Bounds(np.maximum(self.low - known, 0), self.high - known),
                constraints=LinearConstraint(np.array(self.lines), 0, np.inf),
            )  # fmt: skip
            assert answer.success, answer.message
            ends.append(round(sign * answer.fun + known @ aim))
        return tuple(ends)


def width(ends):
    """How far apart the most and the fewest are."""
    return ends[1] - ends[0]


def test_how_few_asked_in_the_first_quarter_does_not_follow_from_who_was_spoken_with_and_assessed_in_the_second():
    rows = published((7, 7), (40, 22, 28))
    assert shown_of(rows, 0) == {ASKED: "[c]"}
    assert width(Totals(rows).interval(0, ASKED)) >= 5


def test_how_few_asked_in_a_quarter_of_which_nothing_is_shown_is_not_recovered_from_the_one_before_and_the_next():
    rows = published((12, 12), (7, 7), (100, 22, 53))
    assert shown_of(rows, 1) == {ASKED: "[c]"}
    assert width(Totals(rows).interval(1, ASKED)) >= 5


def test_three_who_asked_in_two_quarters_recover_no_total_of_few():
    rows = published((7, 7), (12, 8, 0, 13))
    low, high = Totals(rows).interval(0, ASKED, *[{(0, ASKED), (1, ASKED)}] * 3)
    assert high - low >= 3


def test_three_who_know_of_two_quarters_that_they_were_left_out_learn_of_no_total_to_less_than_three():
    rows = published((27, 24), (60, 7), (60, 27, 53))
    each = {(0, ASKED), (2, REACHED)}
    assert width(Totals(rows).interval(1, REACHED, each, each, each)) >= 3


def test_a_median_of_all_but_some_tells_three_insiders_of_no_total_to_less_than_three():
    rows = published((7,), (7,), (12, 0, 0, 21, 20))
    assert width(Totals(rows).interval(0, ASKED, *[{(0, ASKED)}] * 3)) >= 3


def test_how_few_asked_as_a_hub_opened_does_not_follow_where_it_published_a_quarter_in_which_it_had_not():
    rows = published((0,), (7, 7), (22, 22, 28))
    assert width(Totals(rows, opened=1).interval(1, ASKED)) >= 5


def test_what_is_put_right_after_it_contradicted_a_later_quarter_tells_of_no_total_of_few():
    anew = {1: (43, 37), 2: (43, 37), 3: (60, 37)}
    rows = published((40, 20), (60, 22, 50), (60, 7), (60, 22, 88), anew=anew)
    assert shown_of(rows, 0, version=2) == {ASKED: "60", REACHED: "35"}
    assert width(Totals(rows).interval(2, REACHED)) >= 5


def test_an_earlier_quarter_is_put_right_also_where_few_asked_in_the_new_one():
    rows = published((40, 20), (7,), anew={1: (60, 40)})
    assert shown_of(rows, 0, version=2) == {ASKED: "60", REACHED: "40"}


def test_a_quarter_that_would_tell_of_an_older_one_still_shows_who_asked_in_it():
    rows = published((60, 37), (60, 22, 50), (60, 7), (60, 22, 88))
    assert shown_of(rows, 3).get(ASKED) == "60"


def test_how_few_asked_once_a_hub_was_open_does_not_follow_where_it_published_a_quarter_in_which_it_was_not():
    rows = published((0,), (12, 12), (7, 7), (12, 30, 30))
    assert width(Totals(rows, opened=1).interval(2, ASKED)) >= 5
