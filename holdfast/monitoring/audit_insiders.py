"""Which hidden cells one person can be in at once, for what insiders know of themselves. Pure.

A person has one category of each attribute, and so sits in one cell of every table, at their hub and in its region. Of
whoever is counted in a part of a group or is not, an insider knows that too: they sit among the part, or the others.
Three insiders can shrink a cell's interval most when all three sit alike: the width is concave in where they sit, in
the relaxation without whole numbers. So three in one footprint stand for any three (docs/adr/0031-disclosure.md).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import product

from holdfast.monitoring.audit_numbers import Equations, Key, Undecided

INSIDERS = 3
AT_MOST_WAYS = 20_000
COMPARED = 1_500
"""Footprints up to which those that lie in another are left out; more take longer to compare than to solve."""
Footprint = frozenset[int]


def footprints(found: Equations, numbers: Iterable[int]) -> list[Footprint]:
    """Every largest set of unknowns among `numbers` that one person can be counted in at once: of hidden ones, and of
    others of a group that may be so few that it tells something who is one of them.

    Raises:
        Undecided: to be looked at one by one.
    """
    numbers, beside = set(numbers), set(found.others.values())
    others = {number for (group, _), number in found.index.items() if group in beside and found.low[number] < INSIDERS}
    chosen = numbers & (found.hidden | others)
    sits = [(key, number) for key, number in found.index.items() if number in chosen]
    kinds = _kinds([key for key, _ in sits])
    either = [pair for pair in found.others.items() if any(group == pair[1] for (group, _), _ in sits)]
    ways = 2 ** len(either)
    for options in kinds.values():
        ways *= len(options)
    if ways > AT_MOST_WAYS:
        raise Undecided(f"{ways:,} ways in which a person can be counted")
    seen: set[Footprint] = set()
    for none_of in product(*either):
        among = [each for each in sits if each[0][0] not in none_of]
        seen.update(_of_each_person(among, kinds, _ways_up(among, found.within)))
    return _largest(seen - {frozenset()}, frozenset(others))


def _kinds(keys: list[Key]) -> dict[str, list[frozenset[tuple[str, ...]]]]:
    """By attribute, what a person can be: the shown parts that a category lies in, each different set once."""
    parts: dict[str, set[tuple[str, ...]]] = defaultdict(set)
    for _, cell in keys:
        for name, categories in cell:
            parts[name].add(categories)
    return {
        name: sorted(
            {frozenset(part for part in of_name if one in part) for part in of_name for one in part}, key=sorted
        )
        for name, of_name in sorted(parts.items())
    }


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
