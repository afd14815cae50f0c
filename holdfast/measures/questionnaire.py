"""What a questionnaire is: immutable data, versioned, with its rules, its source and its rights."""

import hashlib
import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from functools import cached_property
from typing import Final, Literal

NOT_APPLICABLE: Final = "n/a"
"""The answer "this does not apply to me": answered, but no points and not in the range of the total."""

Value = int | Literal["n/a"]
Answer = Value | None


class Mode(StrEnum):
    """Whose wording a person reads."""

    TEXT = "text"  # the wording is shipped with the product
    SCORE_ONLY = "score-only"  # a worker enters the values of the items; nothing is asked on screen
    HUB_SUPPLIED = "hub-supplied"  # the hub uploads the wording that it holds a licence for


class Method(StrEnum):
    """How the points of a subscale's items become one figure."""

    SUM = "sum"
    MEAN = "mean"
    ENDORSED = "endorsed"  # true when any item reaches its `counts_from`


@dataclass(frozen=True, slots=True)
class Option:
    value: Value
    label: str = ""  # empty where no wording may be shipped
    applies: bool = True  # False: answered, but says that the item is not relevant


@dataclass(frozen=True, slots=True)
class Item:
    """One question. Its number is its place in the questionnaire, from 1."""

    label: str  # as printed on the form: "1", "P1", "C9"
    text: str = ""  # empty where no wording may be shipped
    options: tuple[Option, ...] = ()  # empty: those of the questionnaire
    reversed: bool = False
    in_total: bool = True
    required: bool = True  # False: the measure is complete without it
    counts_from: int | None = None  # points from which a diagnostic rule counts the item


@dataclass(frozen=True, slots=True)
class Band:
    at_least: int
    label: str


@dataclass(frozen=True, slots=True)
class Flag:
    """An answer that a named human must see, whatever the total."""

    item: int
    at_least: int
    label: str


@dataclass(frozen=True, slots=True)
class ProRating:
    """Total = number of items times the mean of those answered, while no more than this many are missing."""

    most_missing: int


@dataclass(frozen=True, slots=True)
class Subscale:
    key: str
    name: str
    items: tuple[int, ...]
    method: Method = Method.SUM


@dataclass(frozen=True, slots=True)
class Criterion:
    """At least (and at most) so many of the items count, each from its own `counts_from`."""

    items: tuple[int, ...]
    at_least: int = 1
    at_most: int | None = None


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """The name that a rule gives when every criterion holds. A proposal for a clinician, no more."""

    label: str
    criteria: tuple[Criterion, ...]


@dataclass(frozen=True, slots=True)
class FollowOn:
    """Another questionnaire to open from this total upwards."""

    key: str
    at_least: int


@dataclass(frozen=True, eq=False)
class Questionnaire:
    """The form. Never changed in place: a new wording or rule is a new version."""

    key: str
    version: str
    name: str
    mode: Mode
    items: tuple[Item, ...]
    source: str
    licence: str
    licence_status: str
    options: tuple[Option, ...] = ()
    stem: str = ""
    instructions: str = ""
    must_show: str = ""  # a line the licence wants in sight of the person
    comment: str = ""  # the prompt of a free-text box
    bands: tuple[Band, ...] = ()
    caseness_from: int | None = None
    flags: tuple[Flag, ...] = ()
    reliable_change: int | None = None
    meaningful_change: int | None = None
    higher_is_better: bool = False
    pro_rating: ProRating | None = None
    metric: tuple[float, ...] = ()  # by total, from `lowest` upwards
    subscales: tuple[Subscale, ...] = ()
    diagnoses: tuple[Diagnosis, ...] = ()  # the first that holds is given, else "none"
    opens: FollowOn | None = None
    notes: tuple[str, ...] = ()  # which wording was taken where sources disagree, and why
    unverified: tuple[str, ...] = ()  # what no source could be shown for; switched off where it is a rule

    @property
    def checksum(self) -> str:
        """SHA-256 of the whole definition as canonical JSON."""
        text = json.dumps(asdict(self), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    def options_of(self, item: Item) -> tuple[Option, ...]:
        return item.options or self.options

    @cached_property
    def points(self) -> tuple[tuple[int, Mapping[Value, Value]], ...]:
        """For each item, in order: its number, and the points of every value it may take."""
        return tuple((number, self._points_of(item)) for number, item in enumerate(self.items, start=1))

    def _points_of(self, item: Item) -> Mapping[Value, Value]:
        options = self.options_of(item)
        scored = [option.value for option in options if option.applies and option.value != NOT_APPLICABLE]
        turn = min(scored) + max(scored) if item.reversed else None
        points: dict[Value, Value] = {}
        for option in options:
            if option.value not in scored:
                points[option.value] = NOT_APPLICABLE
            else:
                points[option.value] = option.value if turn is None else turn - option.value
        return points

    @cached_property
    def numbers(self) -> frozenset[int]:
        return frozenset(range(1, len(self.items) + 1))

    @cached_property
    def required(self) -> tuple[int, ...]:
        return tuple(number for number, item in enumerate(self.items, start=1) if item.required)

    @cached_property
    def counted(self) -> tuple[int, ...]:
        """Numbers of the items that add up to the total; none where there is no total."""
        return tuple(number for number, item in enumerate(self.items, start=1) if item.in_total)

    @cached_property
    def counts_from(self) -> tuple[float, ...]:
        """For each item, the points from which a diagnostic rule counts it; infinite where none does."""
        return tuple(math.inf if item.counts_from is None else item.counts_from for item in self.items)

    @cached_property
    def counted_sets(self) -> tuple[tuple[int, ...], ...]:
        """The sets of items that diagnostic rules count, each once."""
        return tuple(dict.fromkeys(rule.items for diagnosis in self.diagnoses for rule in diagnosis.criteria))

    def range_of(self, number: int) -> tuple[int, int]:
        """Lowest and highest points of one item."""
        points = [value for value in self.points[number - 1][1].values() if isinstance(value, int)]
        return min(points), max(points)

    @cached_property
    def highest_points(self) -> tuple[int, ...]:
        return tuple(self.range_of(number)[1] for number, _ in self.points)

    @cached_property
    def lowest(self) -> int | None:
        return sum(self.range_of(number)[0] for number in self.counted) if self.counted else None

    @cached_property
    def highest(self) -> int | None:
        return sum(self.range_of(number)[1] for number in self.counted) if self.counted else None


def values(low: int, high: int) -> tuple[Option, ...]:
    """Options without wording, for questionnaires whose wording is not shipped."""
    return tuple(Option(value) for value in range(low, high + 1))


def labelled(*labels: str, start: int = 0) -> tuple[Option, ...]:
    """Options in order of their points, counted up from `start`."""
    return tuple(Option(value, label) for value, label in enumerate(labels, start=start))
