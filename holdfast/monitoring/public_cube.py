"""The fixed cube that is public of one hub: which tables, in which order. Pure.

It was agreed once, and nobody chooses tables for a release: the last are coarsened first. Every person counts once in a
table. A table says of nobody what another one could be set against: no two periods nest, and no filter is offered.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from fractions import Fraction

from holdfast.monitoring.attribute import Attribute
from holdfast.monitoring.cells import Cells
from holdfast.monitoring.cube import Cube, Level, Place, Statistic, Table
from holdfast.monitoring.cube import Period as Whole
from holdfast.monitoring.periods import Period

BY_WHOM = Attribute("Who asked", ("Themselves", "Somebody else"), overlaps=True)
"""A person may have asked, and have been referred by somebody else as well."""
NOT_SAID = "Not told"
GROUPS: dict[str, tuple[str, dict[str, tuple[str, ...]]]] = {
    "age_band": ("Age band", {
        "Under 35": ("under 25", "25-34"), "35 to 54": ("35-44", "45-54"), "55 and over": ("55-64", "65 and over"),
    }),
    "staff_group": ("Staff group", {
        "Nursing and midwifery": ("03",),
        "Other staff of health services": ("01", "02", "04", "05", "06", "07", "08", "09", "10"),
        "Staff of social care": ("S01", "S02", "S03", "S04", "S05", "S06", "S07", "S08", "S09", "S10"),
    }),
    "gender": ("Gender", {"Women": ("2",), "Men": ("1",), "Another answer": ("3", "4")}),
    "disability": ("Disability", {"Disabled": ("Y",), "Not disabled": ("N",)}),
    "ethnic_group": ("Ethnic group", {
        "White": ("White",), "Asian or Asian British": ("Asian or Asian British",),
        "Black or Black British": ("Black or Black British",), "Mixed or another": ("Mixed", "Other ethnic groups"),
    }),
}  # fmt: skip
"""What is shown as one: large groups, for a number of few people is hidden, and every hidden one must stay unknown.
What no group holds was not told."""
OPEN, SENSITIVE = ("age_band", "staff_group"), ("gender", "disability", "ethnic_group")
ASKED, ASSESSED = "People who asked for help", "People assessed"
REACHED = "People we first spoke with"
HERE, ELSEWHERE = "People in support at the hub", "People in treatment elsewhere"
FIRST_AMONG = {REACHED: (ASKED,), ASSESSED: (ASKED, REACHED), HERE: (ASKED,), ELSEWHERE: (ASKED,)}
"""Since a hub opened everybody had asked by then. An assessment is a first conversation where there was none (R4)."""


@dataclass(frozen=True)
class Median:
    """A median of days of all people of a table, as a definition gives it.

    Attributes:
        item, measure: of the cells; people: the measure that counts who stands behind it.
        per_day: how many units of the cell make a day.
        label, note: what the days are, and how they are counted, for everybody.
    """

    item: str
    measure: str
    people: str
    per_day: int
    label: str
    note: str

    def of(self, cells: Cells) -> tuple[Statistic, ...]:
        """The median of some cells; none of nobody, or where cells are older than the measure of people."""
        value, count = (cells.get((self.item, name, "", "")) for name in (self.measure, self.people))
        if value is None or count is None:
            return ()
        return (Statistic("median", {}, Fraction(value, self.per_day), count),)


HALF = "The median of their %s, in a band of five days: half took that long or less, half that long or more. "
CALENDAR = "Calendar days: weekends and holidays count."
MEDIANS: Mapping[str, Median] = {
    "First contact": Median(
        "R4", "contact_median", "contact_people", 24 * 60, "Days from asking until we first spoke with them",
        HALF % "requests" + CALENDAR,
    ),
    "Elsewhere": Median(
        "R7", "days_median", "days_people", 1, "Days from being referred on until the service first saw them",
        HALF % "referrals" + CALENDAR,
    ),
}  # fmt: skip
"""By table. No definition gives a mean, and so there is none."""


def public_cube(place: str, period: Period, cells: Cells) -> Cube:
    """Every public table of a hub for a quarter or a year, of its true cells.

    Raises:
        NotACube: it is no quarter and no year.
    """
    counts = {"Themselves": whole(cells, "R1", "people"), "Somebody else": whole(cells, "R2", "people")}
    asked, assessed = whole(cells, "R16", "received"), whole(cells, "R16", "assessed")
    tables = [
        Table("Who asked", ASKED, place, (BY_WHOM.name,), {(name,): count for name, count in counts.items()}, asked),
        one_way(cells, place, "received", ASKED, "age_band", total=asked),
        one_way(cells, place, "received", ASKED, "staff_group", total=asked),
        one_way(cells, place, "assessed", ASSESSED, "age_band", total=assessed),
        *in_all("First contact", REACHED, place, cells, "R4", "contact_people"),
        *in_all("In support", HERE, place, cells, "R16", "here"),
        *in_all("Elsewhere", ELSEWHERE, place, cells, "R16", "elsewhere"),
        *(one_way(cells, place, "received", ASKED, name, total=asked) for name in SENSITIVE),
    ]  # fmt: skip
    tables = [replace(each, first_among=FIRST_AMONG.get(each.measure, ())) for each in tables]
    attributes = (BY_WHOM, *map(attribute_of, OPEN), *map(attribute_of, SENSITIVE))
    last = period.end - timedelta(days=1)
    return Cube(Whole(period.first, last), (Place(place, Level.HUB),), attributes, tuple(tables))


def whole(cells: Cells, item: str, measure: str) -> int:
    """The whole of a measure."""
    return cells.get((item, measure, "", "")) or 0


def in_all(name: str, measure: str, place: str, cells: Cells, item: str, people: str) -> tuple[Table, ...]:
    """A table of one number; none where cells are older than what it counts: nobody was not counted."""
    total = cells.get((item, people, "", ""))
    if total is None:
        return ()
    statistics = MEDIANS[name].of(cells) if name in MEDIANS else ()
    return (Table(name, measure, place, (), {(): total}, total, statistics=statistics),)


def attribute_of(name: str) -> Attribute:
    """What people told, in large groups."""
    words, groups = GROUPS[name]
    return Attribute(words, (*groups, NOT_SAID), is_sensitive=name in SENSITIVE)


def one_way(cells: Cells, place: str, group: str, measure: str, by: str, *, total: int) -> Table:
    """People of a group by one thing they told."""
    words, groups = GROUPS[by]
    shown_as = {code: label for label, codes in groups.items() for code in codes}
    counts = dict.fromkeys((*groups, NOT_SAID), 0)
    for (item, step, breakdown, category), count in cells.items():
        if (item, step, breakdown) == ("R16", group, by):
            counts[shown_as.get(category, NOT_SAID)] += count or 0
    table: Mapping[tuple[str, ...], int] = {(label,): count for label, count in counts.items()}
    return Table(f"By {words.lower()}", measure, place, (words,), table, total)
