"""Which hidden cells one person can be in at once, for what insiders know of themselves. Pure.

A person has one category of each attribute, and so sits in one cell of every table, at their hub and in its region. Of
whoever is counted in a part of a group or is not, an insider knows that too: they sit among the part, or the others.
Three insiders can shrink a cell's interval most when all three sit alike: the width is concave in where they sit, in
the relaxation without whole numbers. So three in one footprint stand for any three (docs/adr/0031-disclosure.md).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import combinations, product
from math import prod

from holdfast.monitoring.audit_numbers import EXACTLY, INSIDERS, Among, Equations, Group, Key, Undecided

AT_MOST_WAYS = 20_000
COMPARED = 1_500
"""Footprints up to which those that lie in another are left out; more take longer to compare than to solve."""
Footprint = frozenset[int]


def footprints(found: Equations, numbers: Iterable[int]) -> list[Footprint]:
    """Every largest set of unknowns among `numbers` that one person can be counted in at once: of hidden ones, and of
    those that no row speaks of and that may be so few that it tells something who is one of them.

    Raises:
        Undecided: to be looked at one by one.
    """
    numbers = set(numbers)
    beside = {number for number in found.beside & numbers if found.low[number] < INSIDERS}
    chosen = numbers & found.hidden | beside
    sits = [(key, number) for key, number in found.index.items() if number in chosen]
    kinds = _kinds([key for key, _ in sits], {name for _, name in found.overlaps})
    counted_in = {group for (group, _), _ in sits}
    outs = list(_outs([each for each in found.among if each.others in counted_in]))
    ways = len(outs) * prod(map(len, kinds.values()))
    if ways > AT_MOST_WAYS:
        raise Undecided(f"{ways:,} ways in which a person can be counted")
    seen: set[Footprint] = set()
    for out in outs:
        left = _left(found.among, out)
        among = [each for each in sits if each[0][0] not in left]
        seen.update(_of_each_person(among, kinds, _ways_up(among, found.within)))
    return _largest(seen - {frozenset()}, frozenset(beside))


def _outs(known: list[Among]) -> Iterator[frozenset[Group]]:
    """Of which parts somebody may know that they are not in them: any of one time, and none of others. What is so in a
    time bounds the groups that it is a part of, and what is so in two bounds them no closer than the closer."""
    times: dict[tuple[str, ...], set[Group]] = defaultdict(set)
    for each in known:
        times[each.part[1:4]].add(each.part)
    yield frozenset()
    for parts in times.values():
        for count in range(1, len(parts) + 1):
            yield from map(frozenset, combinations(sorted(parts), count))


def _left(among: list[Among], out: frozenset[Group]) -> set[Group]:
    """All groups that somebody is not counted in who is not in these: their parts, and the others of whose part they
    are in, or of whose wholes they are in none."""
    left, before = set(out), -1
    while len(left) > before:
        before = len(left)
        left |= {each.part for each in among if left.issuperset(each.wholes)}
    return left | {each.others for each in among if each.part not in left or left.issuperset(each.wholes)}


def _kinds(keys: list[Key], overlaps: set[str]) -> dict[str, list[frozenset[tuple[str, ...]]]]:
    """By attribute, what a person can be: the shown parts that a category lies in, each different set once."""
    parts: dict[str, set[tuple[str, ...]]] = defaultdict(set)
    for _, cell in keys:
        for name, categories in cell:
            parts[name].add(categories)
    return {
        name: sorted(_several(of_name) if name in overlaps else _one(of_name), key=sorted)
        for name, of_name in sorted(parts.items())
    }


def _one(parts: set[tuple[str, ...]]) -> set[frozenset[tuple[str, ...]]]:
    return {frozenset(part for part in parts if one in part) for part in parts for one in part}


def _several(parts: set[tuple[str, ...]]) -> set[frozenset[tuple[str, ...]]]:
    """What somebody can be in who can be in several: in all of them, where no row tells how many are in which alone."""
    exact = {part for part in parts if part[0] == EXACTLY}
    plain = parts - exact
    return {frozenset({one, *(part for part in plain if part[0] in one)}) for one in exact} | {frozenset(plain)}


def _ways_up(hidden: list[tuple[Key, int]], within: dict[str, str]) -> list[set[str]]:
    """Each place that is counted, with the places around it."""
    found = []
    for place in sorted({group[1] for (group, _), _ in hidden}):
        way = {place}
        while within.get(place, "") not in ("", *way):
            place = within[place]
            way.add(place)
        found.append(way)
    return [way for way in found if not any(way < other for other in found)]


def _of_each_person(
    hidden: list[tuple[Key, int]], kinds: dict[str, list[frozenset[tuple[str, ...]]]], ways_up: list[set[str]]
) -> Iterator[Footprint]:
    for chosen in product(*kinds.values()):
        person = dict(zip(kinds, chosen, strict=True))
        inside = [
            (group[1], number)
            for (group, cell), number in hidden
            if all(categories in person[name] for name, categories in cell)
        ]
        for places in ways_up:
            yield frozenset(number for place, number in inside if place in places)


def _largest(seen: set[Footprint], others: Footprint) -> list[Footprint]:
    """Those that lie in no other one with as many others: fewer insiders may be among these than in the rest of it."""
    ordered = sorted(seen, key=lambda each: (-len(each), sorted(each)))
    if len(ordered) > COMPARED:
        return ordered
    found: list[Footprint] = []
    for each in ordered:
        if not any(each < other and each & others == other & others for other in found):
            found.append(each)
    return found
