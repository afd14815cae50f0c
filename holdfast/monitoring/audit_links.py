"""Whose people are among whose: a hub's in its region, those assessed in those referred, a month in a year; and what a
total was before it was put right. Pure."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from itertools import combinations, product

from holdfast.monitoring.audit_numbers import NO_END, CellKey, Equations, Group, Row, group_of, key_of
from holdfast.monitoring.disclosure import HIDDEN
from holdfast.monitoring.release_rules import ENOUGH_CHANGED

ONE_DAY = timedelta(days=1)


def link_places(found: Equations, rows: list[Row]) -> None:
    """People of a part are among those of the whole: a hub's in its region's, those assessed in those referred."""
    known = {group_of(row): row for row in rows}
    faces: dict[tuple[Group, tuple[str, ...]], list[CellKey]] = defaultdict(list)
    for group, cell in found.index:
        faces[group, tuple(name for name, _ in cell)].append(cell)
    for group, row in known.items():
        if row["part_of"]:
            others = found.others[group] = (f"{row['part_of']}, not {group[0]}", *group[1:])
            _link(found, faces, [group], (row["part_of"], *group[1:]), others=others)
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
                number = found.number((others, cell))
                found.bound(number, _least(found, factors), NO_END)
                factors[number] = 1
            found.sums.append((factors, low, high))


def _least(found: Equations, factors: Mapping[int, int]) -> float:
    """So many are in the whole and in no part at least: the fewest of the whole, less the most of the parts."""
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


def link_openings(found: Equations, rows: list[Row], first_days: Mapping[str, str]) -> None:
    """Whoever is counted in a time had asked in it, or in one before it: no more people than in all times since the
    first, where each of them is published."""
    times: dict[tuple[str, str], list[tuple[date, date, int]]] = defaultdict(list)
    for ((measure, place, starts_on, ends_on, version), cell), number in found.index.items():
        if version == 1 and not cell:
            times[measure, place].append((date.fromisoformat(starts_on), date.fromisoformat(ends_on), number))
    for row in rows:
        if row.get("first_among") and row["version"] == 1 and not row["cell"] and row["kind"] == "count":
            first, last = date.fromisoformat(first_days[row["place"]]), date.fromisoformat(row["ends_on"])
            asked = _cover(sorted(times[row["first_among"], row["place"]]), first, last)
            factors = dict.fromkeys(asked, -1) | {found.index[key_of(row)]: 1}
            if asked and _least(found, factors) < 0:  # else it follows, and would only join what can be solved apart
                found.sums.append((factors, -NO_END, 0))


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


def _cover(times: list[tuple[date, date, int]], starts_on: date, ends_on: date) -> list[int]:
    """The numbers of times that together cover a longer one, or nothing."""
    next_day, found = starts_on, []
    for first, last, number in times:
        if first <= next_day <= last <= ends_on:
            found.append(number)
            next_day = last + ONE_DAY
    return found if next_day > ends_on else []
