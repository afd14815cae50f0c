"""What people are told apart by in a published table, and the fixed order in which its categories are merged. Pure."""

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
        merges: what is put together when it must be, one after another: the fixed order of coarsening.
        staff: of a sector group or employer, how many work there: under 1,000 they are put together.
    """

    name: str
    categories: tuple[str, ...]
    is_sensitive: bool = False
    overlaps: bool = False
    merges: tuple[Part, ...] = ()
    staff: Mapping[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if len(set(self.categories)) != len(self.categories) or not 0 < len(self.categories) <= AT_MOST_CATEGORIES:
            raise NotACube(f"{self.name}: categories must differ, and be 1 to {AT_MOST_CATEGORIES}")
        if self.overlaps and (self.merges or self.staff):
            raise NotACube(f"{self.name}: people in several categories cannot be added up")
        if not {each for _, group in self.merges for each in group} <= set(self.categories):
            raise NotACube(f"{self.name}: a merge names a category that there is not")
        if self.staff and set(self.staff) != set(self.categories):
            raise NotACube(f"{self.name}: staff must be known of every category")

    def parts(self, step: int) -> tuple[Part, ...]:
        """The categories after so many merges, in order."""
        found = self._by_staff()
        for label, group in self.merges[:step]:
            inside = [part for part in found if set(part[1]) & set(group)]
            merged = label, tuple(each for _, names in inside for each in names)
            at = found.index(inside[0])
            found = [part for part in found if part not in inside]
            found.insert(at, merged)
        return tuple(found)

    def _by_staff(self) -> list[Part]:
        few = tuple(each for each in self.categories if self.staff.get(each, ENOUGH_STAFF) < ENOUGH_STAFF)
        rest = [(each, (each,)) for each in self.categories if each not in few]
        return rest + ([("All others", few)] if few else [])

    def is_large_enough(self, step: int) -> bool:
        """Whether every part that employers are told apart by has 1,000 staff or more."""
        return not self.staff or all(
            sum(self.staff[each] for each in names) >= ENOUGH_STAFF for _, names in self.parts(step)
        )
