"""Somebody who looks for one person in an extract: written from return.md, and not from the code. Slow, row by row."""

from collections import Counter
from itertools import combinations

TEN, NINE_TENTHS = 10, 0.9


def whom_they_find(row, columns, levels, released):
    """The released rows that fit somebody of whom an attacker knows everything that can be known, down to the code."""
    looked_for = {
        each.key: each.levels[levels[each.key]].shown(row[each.key]) for each in columns if each.is_known
    }  # fmt: skip
    return [other for other in released if all(other[key] == value for key, value in looked_for.items())]


def is_given_away(released, columns):
    """Whether anybody is like fewer than ten, or what was not to be learned is learned of somebody, by whatever part
    of what may be known: a group that is large enough and tells nothing is not made small by knowing less."""
    known = [each.key for each in columns if each.is_known]
    for row in released:
        alike = [other for other in released if all(other[key] == row[key] for key in known)]
        if len(alike) < TEN:
            return True
        for column in (each for each in columns if each.is_sensitive):
            others = [key for key in known if key != column.key]
            group = [other for other in released if all(other[key] == row[key] for key in others)]
            answers = Counter(other[column.key] for other in group if other[column.key] not in column.silent)
            if answers and max(answers.values()) / sum(answers.values()) >= NINE_TENTHS:
                return True
    return False


def parts_of(keys):
    """Every part of what may be known."""
    return [part for size in range(len(keys) + 1) for part in combinations(keys, size)]
