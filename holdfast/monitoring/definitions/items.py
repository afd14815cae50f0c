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
        share_of: the measure of the same item of which this one is a part.
    """

    key: str
    title: str
    rule: str
    unit: str = "people"
    breakdowns: Mapping[str, str] | None = None
    share_of: str = ""

    @property
    def counted_by(self) -> str:
        """For a median or a centile: the measure that says of how many. Empty for every other one."""
        name, _, last = self.key.rpartition("_")
        return f"{name}_n" if last in {"median", "p90"} else ""


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
