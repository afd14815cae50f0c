"""Rows made coarser by a fixed order until everybody is like ten others, and few are left out. Pure.

What a colleague may know makes classes: rows that are alike in all of it. Nobody is in a class of fewer than `LEAST`,
and in no group by what may be known did nine in ten or more of those who answered give one sensitive answer. The
variables of an approval stand in the order in which they matter: the last is made coarser first, each by a step, until
none is left that can be; then the last is dropped first. The first state in which at most a tenth of the rows has to be
left out is taken. Nobody chooses by hand, and the order in which rows come changes nothing.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from holdfast.extracts.variable import Variable
from holdfast.monitoring.disclosure import LEAST_BY_SECTOR, are_alike

LEAST = LEAST_BY_SECTOR
"""People in a class: as where employers are told apart, for whoever looks may work with them. Source: return.md."""
MOST_LEFT_OUT = Fraction(1, 10)

Shown = tuple[str, ...]
Levels = dict[str, int]


class TooFew(ValueError):
    """There are too few people for an extract: nobody would be like ten others."""


@dataclass(frozen=True)
class Released:
    """What may leave.

    Attributes:
        columns: the variables that are released, in the order of the approval; levels: how coarse, by key.
        rows: sorted, as they are shown; left_out: how many rows are not among them.
    """

    columns: tuple[Variable, ...]
    levels: Mapping[str, int]
    rows: tuple[Shown, ...]
    left_out: int


def generalise(rows: Sequence[Mapping[str, str]], variables: Sequence[Variable]) -> Released:
    """The finest state of the fixed order that leaves out few rows.

    Args:
        rows: codes by the key of each variable; variables: as approved, what matters most first.

    Raises:
        TooFew: not even the last state, in which nothing is left that a colleague may know, keeps enough rows.
    """
    wanted = [each for each in variables if not is_alike_in_all(rows, each)]
    for levels in states(wanted):
        columns = tuple(each for each in wanted if each.key in levels)
        shown = [tuple(each.levels[levels[each.key]].shown(row[each.key]) for each in columns) for row in rows]
        kept = safe(shown, columns)
        if len(kept) >= LEAST and len(rows) - len(kept) <= MOST_LEFT_OUT * len(rows):
            return Released(columns, levels, tuple(sorted(kept)), len(rows) - len(kept))
    raise TooFew(TooFew.__doc__)


def is_alike_in_all(rows: Sequence[Mapping[str, str]], variable: Variable) -> bool:
    """Whether to be in the extract at all says what somebody's answer is."""
    values = Counter(variable.levels[0].shown(row[variable.key]) for row in rows)
    return variable.is_sensitive and says_it(values, variable)


def says_it(values: Mapping[str, int], variable: Variable) -> bool:
    """Whether so many of those of a group who answered gave one answer that to be among them is to have given it.

    Silence does not count: it would hide in numbers what whoever knows that somebody answered can still read.
    """
    said = [count for value, count in values.items() if value not in variable.silent]
    return bool(said) and are_alike(max(said), sum(said))


def states(variables: Sequence[Variable]) -> Iterator[Levels]:
    """From the finest to the coarsest: every step in turn, from what matters least on."""
    levels = {each.key: 0 for each in variables}
    yield dict(levels)
    for level in range(1, max((len(each.levels) for each in variables), default=0)):
        for each in reversed(variables):
            if level < len(each.levels):
                levels[each.key] = level
                yield dict(levels)
    for each in reversed(variables):
        if each.is_known and len(levels) > 1:
            del levels[each.key]
            yield dict(levels)


def safe(rows: Sequence[Shown], columns: Sequence[Variable]) -> list[Shown]:
    """The rows of whole classes that are large enough and give nothing away, also once the others are gone."""
    kept = list(rows)
    while failing := failing_classes(kept, columns):
        known = known_places(columns)
        kept = [row for row in kept if part(row, known) not in failing]
    return kept


def failing_classes(rows: Sequence[Shown], columns: Sequence[Variable]) -> set[Shown]:
    """The classes that may not leave, by what is known of them."""
    known = known_places(columns)
    classes = Counter(part(row, known) for row in rows)
    found = {each for each, count in classes.items() if count < LEAST}
    for place, variable in enumerate(columns):
        if variable.is_sensitive:
            others = [each for each in known if each != place]
            groups: dict[Shown, Counter[str]] = defaultdict(Counter)
            for row in rows:
                groups[part(row, others)][row[place]] += 1
            telling = {group for group, values in groups.items() if says_it(values, variable)}
            found |= {part(row, known) for row in rows if part(row, others) in telling}
    return found


def known_places(columns: Sequence[Variable]) -> list[int]:
    """The places of what a colleague may know."""
    return [place for place, each in enumerate(columns) if each.is_known]


def part(row: Shown, places: Sequence[int]) -> Shown:
    """Some columns of a row."""
    return tuple(row[place] for place in places)
