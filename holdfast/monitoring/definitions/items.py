"""What an item of the return is: its code, what it measures, and in words which rule each number follows."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Source(StrEnum):
    """What an item is counted from."""

    STEPS = "steps"
    """Steps of people's ways, as facts."""
    PUBLIC_FILES = "public_files"
    """Files that others publish, imported."""
    NOTHING_YET = "nothing_yet"
    """This version does not record it: it is not available, and never shown as zero."""


@dataclass(frozen=True)
class Measure:
    """One number of an item.

    Attributes:
        rule: what is counted, in a sentence that the page shows.
        unit: "people", "referrals", "onward referrals", "minutes" or "days".
        breakdowns: by what else it is counted, with a sentence about each.
    """

    key: str
    title: str
    rule: str
    unit: str = "people"
    breakdowns: Mapping[str, str] | None = None


@dataclass(frozen=True)
class Item:
    """One item of the return.

    Attributes:
        seed: the row of what hubs were asked for from which it comes.
        version: changes with what is counted, and stands beside every number.
    """

    code: str
    title: str
    seed: str
    measures: tuple[Measure, ...]
    version: int = 1
    source: Source = Source.STEPS
