"""What attackers get out of one simulated year: figures for tests/monitoring/test_attacks.py and the benchmark."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from itertools import combinations
from random import Random

from holdfast.monitoring.attribute import NotACube
from holdfast.monitoring.cube import Correction, Cube, Period
from holdfast.monitoring.protection import Protected, Published, protect
from holdfast.monitoring.release_rules import AlreadyPublished, NotACorrection, PeriodsOverlap, Refused
from tests.monitoring.attacker import Attacker, Cell, hidden_cells, narrowed, true_count
from tests.monitoring.hub_years import QUARTERS, YEARS, Person, Release, year

WIDTH, WIDTH_WITH_INSIDERS, INSIDERS = 5, 3, 3
Insider = tuple[str, bool, Person]
HIGHEST_SCORE = 27


@dataclass
class Findings:
    """Counts over one or more years. All but the first six must be 0.

    Attributes:
        years, cells, hidden, programmes, refused: what was done: releases refused are attacks that did not get in.
        put_right: periods of which several versions were published, and set beside each other.
        recovered: hidden cells of 1 to 7 known exactly; zeros: proven; narrow: confined to fewer than 5.
        narrow_inside: confined to fewer than 3 for three insiders.
        wrong: intervals that do not hold the truth: then the attacker, not the control, is at fault.
        let_in: releases that should have been refused; dated: pairs of overlapping periods in the ledger.
        shares: shares that say more than the two published numbers; means: of a hidden group, to 5 points or closer.
    """

    years: int = 0
    cells: int = 0
    hidden: int = 0
    programmes: int = 0
    refused: int = 0
    put_right: int = 0
    recovered: int = 0
    zeros: int = 0
    narrow: int = 0
    narrow_inside: int = 0
    wrong: int = 0
    let_in: int = 0
    dated: int = 0
    shares: int = 0
    means: int = 0

    def add(self, other: "Findings") -> None:
        """Count both together."""
        for each in fields(self):
            setattr(self, each.name, getattr(self, each.name) + getattr(other, each.name))

    @property
    def leaks(self) -> dict[str, int]:
        """What must be 0."""
        return {each.name: getattr(self, each.name) for each in fields(self)[6:]}


def attack(seed: int, *, targets: int) -> Findings:
    """Publish a simulated year, and attack all of it; `targets` hidden cells of each release by linear programmes."""
    random, found, ledger = Random(seed), Findings(years=1), []
    for release in year(seed):
        _ask_for_what_is_refused(found, release, ledger, is_published=False)
        done = protect(release.cube, ledger)
        ledger = [*ledger, *done.rows]
        found.cells += sum(row["kind"] == "count" for row in done.rows)
        _link_tables(found, release, done)
        _solve(found, release, done, random, targets)
        _read_shares(found, done.published)
        _read_means(found, done.published)
        _ask_for_what_is_refused(found, release, ledger, is_published=True)
    found.dated += overlaps(ledger)
    return found


def judge(found: Findings, interval: tuple[int, int], truth: int) -> None:
    """Whether an interval gives somebody away."""
    low, high = interval
    found.wrong += not low <= truth <= high
    found.recovered += low == high and truth >= 1
    found.zeros += high == 0
    found.narrow += high - low < WIDTH


def _link_tables(found: Findings, release: Release, done: Protected) -> None:
    known = narrowed(done.published)
    for table, cell in hidden_cells(done.published):
        found.hidden += 1
        truth = true_count((table, cell), release.people, release.assessed)
        judge(found, known[table.measure, table.place, frozenset(cell.labels)], truth)


def _solve(found: Findings, release: Release, done: Protected, random: Random, targets: int) -> None:
    cells = hidden_cells(done.published)
    if not cells:
        return
    attacker = Attacker(done.published, list(release.people))
    for cell in random.sample(cells, min(targets, len(cells))):
        truth = true_count(cell, release.people, release.assessed)
        judge(found, attacker.interval(cell), truth)
        for three in _threes(cell, release, random):
            low, high = attacker.interval(cell, three)
            found.wrong += not low <= truth <= high
            found.narrow_inside += high - low < WIDTH_WITH_INSIDERS
            found.programmes += 2
        found.programmes += 2


def _threes(cell: Cell, release: Release, random: Random) -> Iterator[list[Insider]]:
    """Three who are in the cell, three in hidden cells beside it, and any three: as many as there are."""
    table, shown = cell
    everybody = [
        (hub, person in assessed, person)
        for hub, people in release.people.items()
        for assessed in [set(release.assessed[hub])]
        for person in people
    ]
    labels = {label for _, label in shown.labels}
    beside = [each for each in everybody if labels & set(each[2])]
    inside = [each for each in everybody if labels <= set(each[2]) and table.place in (each[0], "north")]
    for those in (inside, beside, everybody):
        yield _people(random.sample(those, min(INSIDERS, len(those))), release)


def _people(three: Sequence[Insider], release: Release) -> list[Insider]:
    """The same people, none said to be assessed who need not be: as many as there were of that description."""
    kept: list[Insider] = []
    for hub, is_assessed, person in three:
        there = release.assessed[hub].count(person)
        already = sum(each == (hub, True, person) for each in kept)
        kept.append((hub, is_assessed and already < there, person))
    return kept


def _read_shares(found: Findings, tables: Sequence[Published]) -> None:
    """A share must follow from the two numbers beside it, else it says more of them."""
    for table in tables:
        shown = {frozenset(cell.labels): cell.value for cell in table.cells if cell.kind == "count"}
        for part in shown:
            said = table.percentage(dict(part), {})
            whole = shown[frozenset()]
            if "[c]" in (shown[part], whole) or int(whole) < 50:
                found.shares += said != "[c]"
            else:
                found.shares += said != str(min(100, (200 * int(shown[part]) + int(whole)) // (2 * int(whole))))


def _read_means(found: Findings, tables: Sequence[Published]) -> None:
    """The points of all, less those of every group with a mean, are those of the group without."""
    known = narrowed(tables)
    for table in tables:
        means = {frozenset(cell.labels): cell.value for cell in table.cells if cell.kind == "mean"}
        groups = [
            frozenset(cell.labels) for cell in table.cells if len(cell.labels) == 1 and "Age band" in dict(cell.labels)
        ]
        counts = {each: known[table.measure, table.place, each] for each in [*dict.fromkeys(groups), frozenset()]}
        without = [each for each in dict.fromkeys(groups) if means.get(each, "[c]") == "[c]"]
        if len(without) != 1 or means.get(frozenset(), "[c]") == "[c]":
            continue
        low, high = _points(means[frozenset()], counts[frozenset()])
        for each in set(groups) - set(without):
            less, more = _points(means[each], counts[each])
            low, high = low - more, high - less
        fewest, most = counts[without[0]]
        if most <= 7:
            ends = (max(0, low / max(1, most)), min(HIGHEST_SCORE, high / max(1, fewest)))
            found.means += ends[1] - ends[0] < WIDTH


def _points(mean: str, people: tuple[int, int]) -> tuple[float, float]:
    return max(0, int(mean) - 0.5) * people[0], (int(mean) + 0.5) * people[1]


def _ask_for_what_is_refused(found: Findings, release: Release, ledger: list, *, is_published: bool) -> None:
    """A month; and, once published: the same again, a nested period, a correction of nine, one at once, one alone."""
    cube = release.cube
    try:
        Period(cube.period.starts_on, date(2026, cube.period.starts_on.month, 28))
        found.let_in += 1
    except NotACube:
        found.refused += 1
    for reason, asked in _not_allowed(cube) if is_published else ():
        try:
            protect(asked, ledger)
            found.let_in += 1
        except reason:
            found.refused += 1


def _not_allowed(cube: Cube) -> Iterator[tuple[type[Refused], Cube]]:
    is_year = (cube.period.starts_on, cube.period.ends_on) in YEARS.values()
    yield AlreadyPublished, cube
    yield PeriodsOverlap, replace(cube, period=Period(*(QUARTERS[1] if is_year else YEARS[1])))
    following = replace(cube, period=Period(date(2027, 1, 1), date(2027, 3, 31)))
    yield NotACorrection, replace(following, corrections=(Correction(cube.period, cube.tables, 9),))
    yield NotACorrection, replace(following, corrections=(Correction(following.period, cube.tables, 10),))
    yield NotACorrection, replace(following, tables=(), corrections=(Correction(cube.period, cube.tables, 10),))


def overlaps(ledger: list) -> int:
    """Pairs of different times at one place that share a day: their difference would date somebody."""
    times = defaultdict(set)
    for row in ledger:
        times[row["place"]].add((row["starts_on"], row["ends_on"]))
    return sum(
        one[0] <= other[1] and other[0] <= one[1] for each in times.values() for one, other in combinations(each, 2)
    )
