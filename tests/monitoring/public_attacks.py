"""What an attacker gets out of one simulated year that the product published: see `attacks` for what is counted."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from random import Random

from holdfast.monitoring.attribute import NotACube
from holdfast.monitoring.corrections import Earlier, put_right
from holdfast.monitoring.cube import Correction, Cube, Period
from holdfast.monitoring.periods import read_period
from holdfast.monitoring.protection import protect, protect_whole
from holdfast.monitoring.public_cube import ASKED, ASSESSED, ELSEWHERE, GROUPS, HERE, REACHED, public_cube
from holdfast.monitoring.public_tables import tables_of
from holdfast.monitoring.release_rules import AlreadyPublished, NotACorrection, PeriodsOverlap, Refused
from tests.monitoring.attacks import INSIDERS, WIDTH_WITH_INSIDERS, Findings, judge, overlaps
from tests.monitoring.opened_attacker import OpenedAttacker
from tests.monitoring.public_attacker import Beside, PublicAttacker, Row, Target, releases_of
from tests.monitoring.public_years import ENTIRE, OPENED, Person, Release, cells_of, public_year

STEPS = {"assessed": ASSESSED, "here": HERE, "elsewhere": ELSEWHERE, "reached": REACHED}
LATER = Period(date(2028, 1, 1), date(2028, 3, 31))


def attack_public(seed: int, *, targets: int) -> Findings:
    """Publish a year of `public_cube`, and attack all of it; `targets` hidden numbers of a release with insiders."""
    random, found, ledger, truths = Random(seed), Findings(years=1), [], {}
    for release in public_year(seed):
        cube = with_corrections(release, ledger, truths)
        rows = protect_whole(cube, ledger).rows
        ledger = [*ledger, *rows]
        found.cells += sum(row["kind"] == "count" for row in rows)
        for row in rows:
            name = names_of(release)[row["starts_on"]]
            truths[row["place"], row["starts_on"], row["version"]] = release.changed.get(name, release.people)
        if seed % len(ENTIRE) in OPENED:
            attack_opened(found, ledger, truths, random, targets)
        ask_for_what_is_refused(found, release.cube, ledger)
    attackers = {key: PublicAttacker(rows) for key, rows in releases_of(ledger).items()}
    for key, those in releases_of(ledger).items():
        truth = Truth(key, truths[key])
        solve(found, truth, attackers[key], random, targets)
        if key[2] == 1:
            set_beside(found, truth, [attackers[each] for each in sorted(attackers) if each[:2] == key[:2]])
        read_shares(found, those)
    found.dated += overlaps(ledger)
    return found


class Truth:
    """Whose people are behind a release: for the judge, not for the attacker."""

    def __init__(self, key: tuple[str, str, int], people: Sequence[Person]) -> None:
        self.people = list(people)
        year, month, _ = key[1].split("-")
        name = f"{year}-Q{(int(month) + 2) // 3}"
        self.tables = public_cube(key[0], read_period(name), cells_of(people)).tables

    def of(self, target: Target) -> int:
        """How many people are behind a number."""
        measure, by, label = target
        tables = [each for each in self.tables if each.measure == measure]
        if not by:
            return tables[0].total
        return next(each for each in tables if each.attributes == (by,)).counts[label,]


def names_of(release: Release) -> dict[str, str]:
    """By its first day, the name of each period that goes with a release."""
    return {read_period(name).first.isoformat(): name for name in (release.name, *release.changed)}


def with_corrections(release: Release, ledger: list[Row], truths: dict) -> Cube:
    """The cube, and whatever of earlier periods has to be put right with it, as the product reckons that."""
    place, earlier = release.cube.places[0].code, []
    for name, people in release.changed.items():
        starts_on = read_period(name).first.isoformat()
        before = [cells_of(truths[key]) for key in sorted(truths) if key[:2] == (place, starts_on)]
        earlier.append(Earlier(read_period(name), tuple(before), cells_of(people)))
    return put_right(release.cube, earlier, ledger)[0]


def set_beside(found: Findings, truth: Truth, versions: Sequence[PublicAttacker]) -> None:
    """What was hidden first, with every version of its period beside each other."""
    if len(versions) == 1:
        return
    found.put_right += 1
    beside = Beside(versions)
    for target in (each for each, shown in versions[0].counts.items() if shown == "[c]"):
        judge(found, beside.interval(target), truth.of(target))
        found.programmes += 2


def solve(found: Findings, truth_of: Truth, attacker: PublicAttacker, random: Random, targets: int) -> None:
    """Every hidden number from outside, and some of them by three insiders."""
    hidden = [target for target, shown in attacker.counts.items() if shown == "[c]"]
    found.hidden += len(hidden)
    for target in hidden:
        judge(found, attacker.interval(target), truth_of.of(target))
        found.programmes += 2
    for target in random.sample(hidden, min(targets, len(hidden))):
        truth = truth_of.of(target)
        for three in threes(target, truth_of.people, random):
            low, high = attacker.interval(target, [counted_in(each) for each in three])
            found.wrong += not low <= truth <= high
            found.narrow_inside += high - low < WIDTH_WITH_INSIDERS
            found.programmes += 2


def attack_opened(found: Findings, ledger: Sequence[Row], truths: dict, random: Random, targets: int) -> None:
    """Every hidden number of a hub since it opened, and some by three insiders: each time as it was published last."""
    releases = {key[:2]: (key, rows) for key, rows in sorted(releases_of(ledger).items())}
    releases = dict(releases.values())
    attacker = OpenedAttacker([PublicAttacker(rows) for rows in releases.values()])
    for at, key in enumerate(releases):
        truth = Truth(key, truths[key])
        hidden = [target for target, shown in attacker.releases[at].counts.items() if shown == "[c]"]
        for target in hidden:
            judge(found, attacker.interval(at, target), truth.of(target))
            found.programmes += 2
        for target in random.sample(hidden, min(3 * targets, len(hidden))):
            for three in (*threes(target, truth.people, random), *threes_beside(truth.people, random)):
                low, high = attacker.interval(at, target, [counted_in(each) for each in three])
                found.wrong += not low <= truth.of(target) <= high
                found.narrow_inside += high - low < WIDTH_WITH_INSIDERS
                found.programmes += 2


def threes_beside(people: Sequence[Person], random: Random) -> Iterator[list[Person]]:
    """Of those who asked and were not assessed, or not spoken with, and so on: any three, and three of one age."""
    for step in STEPS:
        beside = [each for each in people if each.ways and step not in each.steps]
        if not beside:
            continue
        random.shuffle(beside)
        yield beside[:INSIDERS]
        yield [each for each in beside if each.told[0] == beside[0].told[0]][:INSIDERS]


def counted_in(person: Person) -> frozenset[Target]:
    """All that somebody knows of themselves."""
    found: set[Target] = set()
    groups = [(ASKED, person.ways)] + [(measure, step in person.steps) for step, measure in STEPS.items()]
    for measure, is_in in groups:
        if is_in:
            found |= {(measure, "", ""), *((measure, GROUPS[by][0], label) for by, label in person.told)}
    if person.ways:
        found.add((ASKED, "Who asked", "both" if len(person.ways) > 1 else next(iter(person.ways))))
    return frozenset(found)


def threes(target: Target, people: list[Person], random: Random) -> Iterator[list[Person]]:
    """Three who are in the number, three who are in another hidden one of its table, three who asked both ways, and any
    three."""
    measure, by, _ = target
    known = [(each, counted_in(each)) for each in people]
    inside = [each for each, cells in known if is_in(cells, target)]
    beside = [each for each, cells in known if (measure, "", "") in cells and not is_in(cells, target)] if by else []
    both_ways = [each for each in people if len(each.ways) > 1]
    for those in (inside, beside, both_ways, people):
        yield random.sample(those, min(INSIDERS, len(those)))


def is_in(cells: frozenset[Target], target: Target) -> bool:
    """Whether somebody is behind a number."""
    ways = {"Themselves": {"own", "both"}, "Somebody else": {"other", "both"}}.get(target[2], {target[2]})
    return any((*target[:2], each) in cells for each in ways)


def read_shares(found: Findings, rows: list[Row]) -> None:
    """A share must follow from the two numbers beside it, else it says more of them."""
    for table in tables_of(rows):
        whole = table.lines[0].shown
        for line in table.lines:
            if not line.percent:
                continue
            fits = "[c]" not in (line.shown, whole) and int(whole) >= 50
            said = str(min(100, (200 * int(line.shown) + int(whole)) // (2 * int(whole)))) if fits else "[c]"
            found.shares += line.percent != said or int(whole) < 50


def ask_for_what_is_refused(found: Findings, cube: Cube, ledger: list) -> None:
    """The same again, a period within or around it, a month, a correction of nine records, at once, or alone."""
    try:
        replace(cube.period, ends_on=cube.period.starts_on.replace(day=28))
        found.let_in += 1
    except NotACube:
        found.refused += 1
    for reason, asked in not_allowed(cube):
        try:
            protect(asked, ledger)
            found.let_in += 1
        except reason:
            found.refused += 1


def not_allowed(cube: Cube) -> Iterator[tuple[type[Refused], Cube]]:
    """What must be refused once a cube is published, and why."""
    later = replace(cube, period=LATER)
    yield AlreadyPublished, cube
    yield PeriodsOverlap, replace(cube, period=overlapping(cube.period))
    yield NotACorrection, replace(later, corrections=(Correction(cube.period, cube.tables, 9),))
    yield NotACorrection, replace(later, corrections=(Correction(LATER, cube.tables, 10),))
    yield NotACorrection, replace(later, tables=(), corrections=(Correction(cube.period, cube.tables, 10),))


def overlapping(period: Period) -> Period:
    """A quarter in a year, or a year around a quarter."""
    if (period.ends_on - period.starts_on).days > 100:
        return Period(date(2026, 7, 1), date(2026, 9, 30))
    return Period(date(2026, 1, 1), date(2026, 12, 31))
