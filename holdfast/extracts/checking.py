"""The last look at what was written, before it leaves: by the written rows alone, and not by how they were made. Pure.

It shares the two numbers with `generalising`, and no step: rows are read back from the files, sorted, and counted.
"""

from collections.abc import Sequence
from itertools import groupby

from holdfast.extracts.variable import Variable
from holdfast.monitoring.disclosure import ALIKE, LEAST_BY_SECTOR

Written = dict[str, str]


class NotSafe(ValueError):
    """What was to be written would give somebody away, so nothing was written. This is a fault: report it."""


def check(rows: Sequence[Written], columns: Sequence[Variable]) -> None:
    """Refuse rows of which somebody is like fewer than ten, or in which a group tells what was not to be told.

    Raises:
        NotSafe: and what it is.
    """
    if any(set(row) != {"row", *(each.key for each in columns)} for row in rows):
        raise NotSafe(NotSafe.__doc__)
    known = [each.key for each in columns if each.is_known]
    if any(len(group) < LEAST_BY_SECTOR for group in groups_by(rows, known)) or not rows:
        raise NotSafe(NotSafe.__doc__)
    for each in (column for column in columns if column.is_sensitive):
        if any(tells(group, each) for group in groups_by(rows, [key for key in known if key != each.key])):
            raise NotSafe(NotSafe.__doc__)


def groups_by(rows: Sequence[Written], keys: Sequence[str]) -> list[list[Written]]:
    """Rows that are alike in some columns, together."""

    def by(row: Written) -> list[str]:
        return [row[key] for key in keys]

    return [list(group) for _, group in groupby(sorted(rows, key=by), key=by)]


def tells(group: Sequence[Written], variable: Variable) -> bool:
    """Whether nine in ten or more of those of a group who said something gave one answer."""
    answers = sorted(row[variable.key] for row in group if row[variable.key] not in variable.silent)
    return any(len(list(same)) >= ALIKE * len(answers) for _, same in groupby(answers))
