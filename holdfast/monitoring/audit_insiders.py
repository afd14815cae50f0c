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
Footprint = frozenset[tuple[int, int]]
"""Unknowns, each with how often somebody is counted in it: of all times together in each of which they asked."""


def footprints(found: Equations, numbers: Iterable[int]) -> list[Footprint]:
    """Every largest set of unknowns among `numbers` that one person can be counted in at once: of hidden ones, and of
    those that no row speaks of and that may be so few that it tells something who is one of them.

    Raises:
        Undecided: to be looked at one by one.
    """
    numbers = set(numbers)
    often = {each.others: len(each.wholes) for each in found.among}
    beside = {
        number for (group, _), number in found.index.items()
        if number in found.beside & numbers and found.low[number] < INSIDERS * often.get(group, 1)
    }  # fmt: skip
    chosen = numbers & found.hidden | beside
    sits = [(key, number) for key, number in found.index.items() if number in chosen]
    kinds = _kinds([key for key, _ in sits], {name for _, name in found.overlaps})
    group_of_number = {number: group for (group, _), number in sits}
    counted_in = set(group_of_number.values())
    ways = prod(map(len, kinds.values()))
    outs = _outs([each for each in found.among if each.others in counted_in], most=AT_MOST_WAYS // ways)
    if ways * len(outs) > AT_MOST_WAYS:
        raise Undecided(f"{ways * len(outs):,} ways in which a person can be counted")
    seen: set[Footprint] = set()
    for out in sorted(outs, key=sorted):
        left = _left(found.among, out)
        often = {each.others: how_often(each, left) for each in found.among}
        among = [each for each in sits if often.get(each[0][0], each[0][0] not in left)]
        for footprint in _of_each_person(among, kinds, _ways_up(among, found.within)):
            seen.add(frozenset((number, often.get(group_of_number[number], 1)) for number in footprint))
    return _largest(seen - {frozenset()}, beside)


def how_often(among: Among, left: set[Group]) -> int:
    """How often somebody who is in none of these groups is among the others: as often as they asked, but for once where
    they are in the part."""
    return sum(each not in left for each in among.wholes) - (among.part not in left)


def _outs(known: list[Among], *, most: int) -> set[frozenset[Group]]:
    """Of which parts somebody may know that they are not in them: any of these, in as many times at once as there are,
    or as give no more ways than `most`; in one time at least."""
    times: dict[tuple[str, ...], set[Group]] = defaultdict(set)
    for each in known:
        times[each.part[1:4]].add(each.part)
    ways = [
        [frozenset(chosen) for count in range(len(parts) + 1) for chosen in combinations(sorted(parts), count)]
        for parts in times.values()
    ]
    found: set[frozenset[Group]] = {frozenset()}
    for at_once in range(1, len(ways) + 1):
        more = {frozenset().union(*chosen) for some in combinations(ways, at_once) for chosen in product(*some)}
        if at_once > 1 and len(more) > most:
            break
        found = more
    return found


def _left(among: list[Among], out: frozenset[Group]) -> set[Group]:
    """All groups that somebody is not counted in who is not in these: their parts too."""
    left, before = set(out), -1
    while len(left) > before:
        before = len(left)
        left |= {each.part for each in among if left.issuperset(each.wholes)}
    return left


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
) -> Iterator[frozenset[int]]:
    for chosen in product(*kinds.values()):
        person = dict(zip(kinds, chosen, strict=True))
        inside = [
            (group[1], number)
            for (group, cell), number in hidden
            if all(categories in person[name] for name, categories in cell)
        ]
        for places in ways_up:
            yield frozenset(number for place, number in inside if place in places)


def _largest(seen: set[Footprint], beside: set[int]) -> list[Footprint]:
    """Those that lie in no other one with as many others: fewer insiders may be among these than in the rest of it."""
    others = {each: frozenset(pair for pair in each if pair[0] in beside) for each in seen}
    ordered = sorted(seen, key=lambda each: (-len(each), sorted(each)))
    if len(ordered) > COMPARED:
        return ordered
    found: list[Footprint] = []
    for each in ordered:
        if not any(each < other and others[each] == others[other] for other in found):
            found.append(each)
    return found
