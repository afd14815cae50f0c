"""What a variable of an extract is: data, of which columns and the data dictionary are made."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

Codes = Mapping[str, Collection[str]]


@dataclass(frozen=True)
class Level:
    """How coarse a variable is: in words, and what each code of the system is shown as.

    Attributes:
        categories: everything that can stand there, in order; empty where time goes on and there is always one more.
    """

    words: str
    shown: Callable[[str], str]
    categories: tuple[str, ...] = ()


@dataclass(frozen=True)
class Variable:
    """One column.

    Attributes:
        key, title: how it is called in files, and in words.
        item, measure: of the return, whose rule counts it; `by`: the breakdown. Without an item, `rule` says it all.
        levels: from the finest on. There is none that is finer than the first.
        is_known: a colleague may know it of somebody, and look for them by it: it is a quasi-identifier.
        is_sensitive: nobody may learn it of somebody whom they look for.
        silent: what says nothing of anybody, so that all may share it.
    """

    key: str
    title: str
    rule: str
    levels: tuple[Level, ...]
    item: str = ""
    measure: str = ""
    by: str = ""
    is_known: bool = False
    is_sensitive: bool = False
    silent: frozenset[str] = frozenset()


def grouped(words: str, groups: Codes, otherwise: str = "") -> Level:
    """A level by groups of codes; what no group holds is `otherwise`, or an error where there is none."""
    shown_as = {code: label for label, codes in groups.items() for code in codes}

    def shown(code: str) -> str:
        return shown_as.get(code, otherwise) if otherwise else shown_as[code]

    return Level(words, shown, tuple(dict.fromkeys([*groups, *filter(None, [otherwise])])))
