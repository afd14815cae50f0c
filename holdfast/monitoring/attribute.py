"""What people are told apart by in a published table, and what is put together before. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from holdfast.monitoring.disclosure import ENOUGH_STAFF

Part = tuple[str, tuple[str, ...]]
"""What is shown as one: its label, and the categories in it."""
AT_MOST_CATEGORIES = 24


class NotACube(ValueError):
    """A table cannot be put before the control, and the sentence says why."""


@dataclass(frozen=True)
class Attribute:
    """What people are told apart by.

    Attributes:
        categories: every one there is, "not known" among them.
        is_sensitive: shown by itself only, and at a hub of 100 people or more only.
        overlaps: whether one person may be in several categories.
        staff: of a sector group or employer, how many work there: under 1,000 they are put together.
    """

    name: str
    categories: tuple[str, ...]
    is_sensitive: bool = False
    overlaps: bool = False
    staff: Mapping[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if len(set(self.categories)) != len(self.categories) or not 0 < len(self.categories) <= AT_MOST_CATEGORIES:
            raise NotACube(f"{self.name}: categories must differ, and be 1 to {AT_MOST_CATEGORIES}")
        if self.overlaps and self.staff:
            raise NotACube(f"{self.name}: people in several categories cannot be added up")
        if self.staff and set(self.staff) != set(self.categories):
            raise NotACube(f"{self.name}: staff must be known of every category")

    def parts(self) -> tuple[Part, ...]:
        """What is shown, in order: each category, and those of too few staff as one."""
        few = tuple(each for each in self.categories if self.staff.get(each, ENOUGH_STAFF) < ENOUGH_STAFF)
        rest = [(each, (each,)) for each in self.categories if each not in few]
        return (*rest, ("All others", few)) if few else tuple(rest)

    def is_large_enough(self) -> bool:
        """Whether every part that employers are told apart by has 1,000 staff or more."""
        return not self.staff or all(
            sum(self.staff[each] for each in names) >= ENOUGH_STAFF for _, names in self.parts()
        )
