"""What an item of the return is: its code, what it measures, and in words which rule each number follows."""

from collections.abc import Mapping
from dataclasses import dataclass


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
    """One item of the return. `version` changes with what is counted, and stands beside every number."""

    code: str
    title: str
    seed: str
    measures: tuple[Measure, ...]
    version: int = 1
