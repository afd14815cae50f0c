"""All that an attacker can write down from published rows and from the method, before solving anything. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import combinations, product

from holdfast.monitoring import disclosure
from holdfast.monitoring.audit_links import link_openings, link_overlaps, link_places, link_times, link_versions
from holdfast.monitoring.audit_numbers import NO_END, PAIR, CellKey, Equations, Group, Row, Undecided, group_of, key_of
from holdfast.monitoring.disclosure import HIDDEN, LEAST, LEAST_BY_SECTOR

AT_MOST_JOINT = 2_000


@dataclass(frozen=True)
class Supposed:
    """What to suppose of places that may have opened since figures of them are published.

    Attributes:
        depth: of how many groups of `first_among`, that whoever is counted later is counted in these as well, or had
            been by then.
        opened: by place the first day of the time in which it opened.
        is_put_right: that it is so of each time as it was published last, and may not be of what was put right.
    """

    depth: int = 0
    opened: Mapping[str, str] = field(default_factory=dict)
    is_put_right: bool = False


NOTHING = Supposed()


def equations(rows: Iterable[Row], supposed: Supposed = NOTHING) -> Equations:
    """All that follows from rows, and from what is supposed, without solving anything."""
    everything = [dict(row) for row in rows]
    rows = [row for row in everything if row["kind"] != "withheld"]
    last: dict[tuple[str, str], int] = {}
    for row in rows if supposed.is_put_right else ():
        time = row["place"], row["starts_on"]
        last[time] = max(row["version"], last.get(time, 1))
    for row in rows:
        has_opened = supposed.opened.get(row["place"]) == row["starts_on"]
        has_opened &= last.get((row["place"], row["starts_on"]), row["version"]) == row["version"]
        wholes = row.get("first_among", [])[: supposed.depth] if has_opened else []
        row["among"] = [row["part_of"], *wholes] if row["part_of"] else wholes
    found = Equations()
    for row in rows:
        _bound(found, row)
    _margins(found)
    _alike(found, rows)
    _joint(found)
    link_times(found)
    link_versions(found, rows)
    link_places(found, rows)
    link_openings(found, everything, supposed.opened, supposed.depth)
    link_overlaps(found)
    return found


def may_have_opened(rows: Iterable[Row]) -> list[dict[str, str]]:
    """By place the first day of the time in which it may have opened: of the first in which a number is shown, and of
    each before it that is published. Not of maps, which count other times."""
    times: dict[str, set[str]] = defaultdict(set)
    shown: dict[str, set[str]] = defaultdict(set)
    for row in (row for row in rows if row["kind"] != "needs"):
        times[row["place"]].add(row["starts_on"])
        if row["shown"] not in (HIDDEN, ""):
            shown[row["place"]].add(row["starts_on"])
    possible = {place: sorted(day for day in times[place] if day <= min(days)) for place, days in shown.items()}
    most = max(map(len, possible.values()), default=0)
    return [{place: days[min(at, len(days) - 1)] for place, days in possible.items()} for at in range(most)]


def _bound(found: Equations, row: Row) -> None:
    number, shown, kind = found.number(key_of(row)), row["shown"], row["kind"]
    found.overlaps |= {(group_of(row), name) for name in row["overlaps"]}
    found.within |= {row["place"]: row["within"]} | dict.fromkeys(row["parts"], row["place"])
    if kind in ("median", "mean"):
        enough = disclosure.ENOUGH_FOR_MEDIAN if kind == "median" else disclosure.ENOUGH_FOR_MEAN
        if shown != HIDDEN:  # of all but some: there is one more at least
            found.bound(number, enough if row["of_all"] else enough + 1, NO_END)
        elif row["of_all"]:
            found.bound(number, 0, enough - 1)
        return
    if shown == HIDDEN:
        found.hidden.add(number)
    if kind == "needs":
        low, high = disclosure.NEEDS[shown]
        found.bound(number, low, NO_END if high is None else high)
    else:
        found.bound(number, *disclosure.between(shown, least=LEAST_BY_SECTOR if kind == "sector" else LEAST))


def _margins(found: Equations) -> None:
    """Along each attribute the cells make up the margin; where people overlap, at least that, and none exceeds it."""
    lines: dict[tuple[Group, str, CellKey], list[int]] = defaultdict(list)
    for (group, cell), number in found.index.items():
        for name, _ in cell:
            lines[group, name, tuple(pair for pair in cell if pair[0] != name)].append(number)
    for (group, name, rest), numbers in lines.items():
        whole = found.index.get((group, rest))
        if whole is None:
            continue
        if (group, name) in found.overlaps:
            found.sums.append((dict.fromkeys(numbers, 1) | {whole: -1}, 0, NO_END))
            found.sums += [({number: 1, whole: -1}, -NO_END, 0) for number in numbers]
        else:
            found.sums.append((dict.fromkeys(numbers, 1) | {whole: -1}, 0, 0))


def _alike(found: Equations, rows: list[Row]) -> None:
    """A sensitive table that is shown tells that no category holds nine in ten, and that a hub had enough people."""
    for row in rows:
        whole = found.index.get((group_of(row), ()))
        if not row["sensitive"] or whole is None:
            continue
        share = disclosure.ALIKE
        number = found.number(key_of(row))
        found.sums.append(({number: share.denominator, whole: -share.numerator}, -NO_END, -1))
        if row["level"] == "hub":
            found.bound(whole, disclosure.ENOUGH_AT_HUB, NO_END)


def _joint(found: Equations) -> None:
    """Where three tables or more close a circle, people behind them must exist with all attributes at once.

    In a circle the margins do not say as much: three tables of two can agree with each other and with nobody.
    """
    faces: dict[Group, dict[tuple[str, ...], list[CellKey]]] = defaultdict(lambda: defaultdict(list))
    for group, cell in found.index:
        names = tuple(name for name, _ in cell)
        if len(names) == PAIR and not any((group, name) in found.overlaps for name in names):
            faces[group][names].append(cell)
    for group, tables in faces.items():
        circle = _circle(set(tables))
        if circle:
            _add_joint(found, group, {names: tables[names] for names in circle})


def _circle(pairs: set[tuple[str, ...]]) -> set[tuple[str, ...]]:
    """The pairs that are left when every attribute with one pair only is taken off, again and again."""
    while True:
        ends = {pair for pair in pairs for name in pair if sum(name in other for other in pairs) == 1}
        if not ends:
            return pairs
        pairs = pairs - ends


def _add_joint(found: Equations, group: Group, tables: dict[tuple[str, ...], list[CellKey]]) -> None:
    parts = {pair for cells in tables.values() for cell in cells for pair in cell}
    names = sorted({name for name, _ in parts})
    options = [sorted(pair for pair in parts if pair[0] == name) for name in names]
    ways = 1
    for each in options:
        ways *= len(each)
    if ways > AT_MOST_JOINT:
        raise Undecided(f"tables that close a circle can be combined in {ways:,} ways")
    inside: dict[CellKey, list[int]] = defaultdict(list)
    for person in product(*options):
        number = found.number((group, person))
        for cell in combinations(person, PAIR):
            inside[cell].append(number)
    for cells in tables.values():
        for cell in cells:
            found.sums.append((dict.fromkeys(inside[cell], 1) | {found.index[group, cell]: -1}, 0, 0))
