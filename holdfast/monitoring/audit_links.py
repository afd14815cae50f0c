"""Whose people are among whose: a hub's in its region, those assessed in those referred, a month in a year; and what a
total was before it was put right. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from itertools import combinations, product
from typing import TypeVar

from holdfast.monitoring.audit_numbers import (
    EXACTLY,
    INSIDERS,
    NO_END,
    PAIR,
    Among,
    CellKey,
    Equations,
    Group,
    Key,
    Row,
    group_of,
    key_of,
)
from holdfast.monitoring.disclosure import HIDDEN
from holdfast.monitoring.release_rules import ENOUGH_CHANGED

ONE_DAY = timedelta(days=1)
NEVER = "9999-12-31"
Time = tuple[date, date, Group]
Counted = TypeVar("Counted")


def link_places(found: Equations, rows: list[Row]) -> None:
    """People of a part are among those of the whole: a hub's in its region's, those assessed in those referred."""
    known = {group_of(row): row for row in rows}
    faces: dict[tuple[Group, tuple[str, ...]], list[CellKey]] = defaultdict(list)
    for group, cell in found.index:
        faces[group, tuple(name for name, _ in cell)].append(cell)
    for group, row in known.items():
        for measure in row["among"]:
            among = Among(group, ((measure, *group[1:]),), (f"{measure}, not {group[0]}", *group[1:]))
            found.among.append(among)
            _link(found, faces, [group], *among.wholes, others=among.others)
        if row["within"]:
            _link(found, faces, [group], (group[0], row["within"], *group[2:]), high=0, low=-NO_END)
        if row["parts"]:
            _link(found, faces, [(group[0], part, *group[2:]) for part in row["parts"]], group)


def _link(
    found: Equations,
    faces: Mapping[tuple[Group, tuple[str, ...]], list[CellKey]],
    parts: list[Group],
    whole: Group,
    *,
    others: Group | None = None,
    low: float = 0,
    high: float = 0,
) -> None:
    """Part by part of the categories that both sides share, however each is merged.

    Args:
        others: counts whoever is in the whole and in no part; low, high: all parts together, less the whole.
    """
    for group, names in list(faces):
        if group != whole or any((part, names) not in faces for part in parts):
            continue
        for coarse in _common([faces[each, names] for each in (whole, *parts)], names):
            inside = [[cell for cell in faces[each, names] if _is_within(cell, coarse)] for each in (whole, *parts)]
            factors = {found.index[whole, cell]: -1 for cell in inside[0]}
            for part, cells in zip(parts, inside[1:], strict=True):
                factors |= {found.index[part, cell]: 1 for cell in cells}
            if others:
                cell = tuple(sorted((name, tuple(sorted(categories))) for name, categories in coarse.items()))
                _add_beside(found, (others, cell), factors)
            found.sums.append((factors, low, high))


def _add_beside(found: Equations, key: Key, factors: dict[int, int]) -> None:
    """Let an unknown that no row speaks of make a sum up to 0."""
    number = found.number(key)
    found.beside.add(number)
    found.bound(number, _least(found, factors), NO_END)
    factors[number] = 1


def _least(found: Equations, factors: Mapping[int, int]) -> float:
    """What is lacking at least to make a sum up to 0: such as the fewest of a whole, less the most of its parts."""
    return -sum(factor * (found.low if factor < 0 else found.high)[number] for number, factor in factors.items())


def _is_within(cell: CellKey, coarse: Mapping[str, frozenset[str]]) -> bool:
    return all(set(categories) <= coarse[name] for name, categories in cell)


def _common(sides: list[list[CellKey]], names: tuple[str, ...]) -> Iterator[dict[str, frozenset[str]]]:
    """The finest cells that every side can make up from its own."""
    merged = []
    for name in names:
        groups: list[frozenset[str]] = []
        for categories in {frozenset(dict(cell)[name]) for side in sides for cell in side}:
            touching = [group for group in groups if group & categories]
            groups = [group for group in groups if not group & categories] + [categories.union(*touching)]
        merged.append(groups)
    for chosen in product(*merged):
        yield dict(zip(names, chosen, strict=True))


def link_openings(found: Equations, rows: Iterable[Row], first_days: Mapping[str, str], depth: int) -> None:
    """Whoever is counted in a time had asked in it, or in one before it: no more people than in all times since the
    first, each as it was published last. Of a total that is not published the same is known, and nothing else.

    Args:
        rows: those that are withheld, too; first_days: by place the first day of the time in which it opened.
        depth: of how many groups of `first_among` that is so.
    """
    wholes, times = _totals(rows)
    linked = {(each.part, each.wholes) for each in found.among}
    inner = {whole for of_one in wholes.values() for whole in of_one[:depth]}
    for (measure, place), whole in ((each, whole) for each in times for whole in wholes[each[0]][:depth]):
        first_day = date.fromisoformat(first_days.get(place, NEVER))
        for _, last, group in (each for each in times[measure, place] if each[0] >= first_day):
            asked = tuple(_cover(sorted(times.get((whole, place), [])), first_day, last))
            if not asked or (group, asked) in linked or ((group, ()) not in found.index and measure not in inner):
                continue
            factors = {found.number((each, ())): -1 for each in asked} | {found.number((group, ())): 1}
            if measure in inner or _can_tell(found, factors):
                others = (f"{whole} by then, not {measure}", *group[1:])
                found.among.append(Among(group, asked, others))
                _add_beside(found, (others, ()), factors)
                found.sums.append((factors, 0, 0))


def _can_tell(found: Equations, factors: Mapping[int, int]) -> bool:
    """Whether it tells anything that a part is no more than some wholes: else it would only join what is apart. It may
    bound wholes by a part that is shown, or a part by the wholes; insiders may have asked in each of these times."""
    most = sum(found.high[number] for number, factor in factors.items() if factor < 0)
    part = next(number for number, factor in factors.items() if factor > 0)
    inside = INSIDERS * (len(factors) - 1)
    return _least(found, factors) < inside and (found.low[part] > 0 or most - inside < found.high[part])


def _totals(rows: Iterable[Row]) -> tuple[dict[str, list[str]], dict[tuple[str, str], list[Time]]]:
    """By measure, whose people these are among; by measure and place the total of each time, in its last version."""
    wholes: dict[str, list[str]] = {}
    latest: dict[tuple[str, str, str], int] = {}
    days: dict[tuple[str, str], str] = {}
    for row in (row for row in rows if row["kind"] in ("count", "withheld") and not row["cell"]):
        wholes[row["measure"]] = row.get("first_among", [])
        days[row["place"], row["starts_on"]] = row["ends_on"]
        key = row["measure"], row["place"], row["starts_on"]
        latest[key] = max(row["version"], latest.get(key, 1)) if row["kind"] == "count" else latest.get(key, 1)
    found: dict[tuple[str, str], list[Time]] = defaultdict(list)
    for (place, starts_on), ends_on in days.items():
        for measure in wholes:
            group = measure, place, starts_on, ends_on, latest.get((measure, place, starts_on), 1)
            found[measure, place].append((date.fromisoformat(starts_on), date.fromisoformat(ends_on), group))
    return wholes, found


def link_overlaps(found: Equations) -> None:
    """Where people can be in both of two categories: who is in the one alone, in the other alone, and in both."""
    for group, name in sorted(found.overlaps):
        whole = found.index.get((group, ()))
        cells = sorted(cell for each, cell in found.index if each == group and [pair[0] for pair in cell] == [name])
        if whole is None or len(cells) != PAIR:
            continue
        (one, other), labels = (found.index[group, cell] for cell in cells), [cell[0][1][0] for cell in cells]
        for those, factors in (
            (labels[:1], {whole: -1, other: 1}), (labels[1:], {whole: -1, one: 1}),
            (labels, {whole: 1, one: -1, other: -1}),
        ):  # fmt: skip
            _add_beside(found, (group, ((name, (EXACTLY, *those)),)), factors)
            found.sums.append((factors, 0, 0))


def link_times(found: Equations) -> None:
    """People of a time are among those of a longer one, who are no more than those of all times that cover it."""
    same: dict[tuple[str, str, CellKey], list[tuple[date, date, int]]] = defaultdict(list)
    for ((measure, place, starts_on, ends_on, version), cell), number in found.index.items():
        if version == 1:  # a correction counts other records, and is no longer or shorter time
            same[measure, place, cell].append((date.fromisoformat(starts_on), date.fromisoformat(ends_on), number))
    for times in same.values():
        for first, last, whole in times:
            others = [each for each in times if each[:2] != (first, last)]
            inside = [each for each in others if first <= each[0] and each[1] <= last]
            found.sums += [({number: 1, whole: -1}, -NO_END, 0) for _, _, number in inside]
            covering = _cover(sorted(each for each in others if each[0] <= last and each[1] >= first), first, last)
            if covering:
                found.sums.append((dict.fromkeys(covering, 1) | {whole: -1}, 0, NO_END))


def link_versions(found: Equations, rows: list[Row]) -> None:
    """Two versions of a total are the same number, or ten and more apart: nothing else is put right."""
    totals: dict[tuple[str, str, str, str], dict[int, tuple[int, int]]] = defaultdict(dict)
    for row in rows:
        if row["kind"] == "count" and not row["cell"] and row["shown"] != HIDDEN:
            measure, place, starts_on, ends_on, version = group_of(row)
            totals[measure, place, starts_on, ends_on][version] = found.index[key_of(row)], int(row["shown"])
    for versions in totals.values():
        for (one, was), (other, now) in combinations(versions.values(), 2):
            low, high = (0, 0) if was == now else (ENOUGH_CHANGED, NO_END) if was < now else (-NO_END, -ENOUGH_CHANGED)
            found.sums.append(({other: 1, one: -1}, low, high))


def _cover(times: list[tuple[date, date, Counted]], starts_on: date, ends_on: date) -> list[Counted]:
    """What is counted in times that together cover a longer one, or nothing."""
    next_day, found = starts_on, []
    for first, last, counted in times:
        if first <= next_day <= last <= ends_on:
            found.append(counted)
            next_day = last + ONE_DAY
    return found if next_day > ends_on else []
