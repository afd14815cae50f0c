"""Simulated years of hubs as the product publishes them: invented people, the cells that count them, `public_cube`."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import median_low

import numpy as np

from holdfast.monitoring.cells import wholes
from holdfast.monitoring.cube import Cube
from holdfast.monitoring.facts import ATTRIBUTES
from holdfast.monitoring.periods import read_period
from holdfast.monitoring.public_cube import GROUPS, public_cube

QUARTERS = ("2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4")
YEAR = "2026-27-Y"
ENTIRE = {
    0: (("tidewater", YEAR),),
    1: tuple(("tidewater", quarter) for quarter in QUARTERS),
    2: tuple((hub, quarter) for quarter in QUARTERS[:2] for hub in ("tidewater", "saltpan")),
    3: (("tidewater", YEAR), ("saltpan", YEAR)),
    4: tuple(("tidewater", quarter) for quarter in QUARTERS[:3]),
    5: tuple((hub, quarter) for quarter in QUARTERS[:2] for hub in ("tidewater", "saltpan")),
    6: (("tidewater", QUARTERS[1]), ("saltpan", YEAR), ("tidewater", QUARTERS[2])),
    7: (("tidewater", YEAR),),
    8: tuple(("tidewater", quarter) for quarter in QUARTERS[:3]),
    9: tuple(("tidewater", quarter) for quarter in QUARTERS[:3]),
}
"""What is published of a year, in order, by its number: one hub or two, of quarters or of the year, or one of each."""
OPENED = (7, 8, 9)
"""In these years the hub opened in the first time that is published: everybody had asked in it, or by then."""
WITH_CHANGES = (4, 5, 9)
"""In these years records of earlier periods change after they were published."""
FEWEST, MOST = 20, 420
STEPS = {"assessed": 0.6, "here": 0.3, "elsewhere": 0.15, "reached": 0.85}
A_MONTH = 30
A_QUARTER_WENT_ON = 0.25
A_BATCH_CAME, A_BATCH_WENT = 0.5, 0.25


@dataclass(frozen=True)
class Person:
    """Somebody in one period.

    Attributes:
        told: by attribute the group that is shown; ways: how they asked in it, steps: what else happened in it.
        minutes, days: until they were spoken with, and until a service saw them; None where nobody knows.
    """

    told: tuple[tuple[str, str], ...]
    ways: frozenset[str]
    steps: frozenset[str]
    minutes: int
    days: int | None


@dataclass(frozen=True)
class Release:
    """What is published of a hub and a period, and whose people are in it.

    Attributes:
        changed: by earlier period of the hub the people in it as they are known by now.
    """

    cube: Cube
    people: tuple[Person, ...]
    name: str
    changed: Mapping[str, tuple[Person, ...]]


def public_year(seed: int) -> list[Release]:
    """The releases of one simulated year. The same number, the same year."""
    random, kind = np.random.default_rng([seed, 31]), seed % len(ENTIRE)
    known: dict[str, dict[str, tuple[Person, ...]]] = defaultdict(dict)
    found = []
    for hub, name in ENTIRE[kind]:
        if kind in WITH_CHANGES:
            known[hub] = {
                earlier: changed_since_it_opened(random, people, is_last=earlier == found[-1].name)
                if kind in OPENED else changed(random, people)
                for earlier, people in known[hub].items()
            }  # fmt: skip
        people = tuple(everybody(random))
        if kind in OPENED:
            people = tuple(since_it_opened(random, people, list(known[hub].values())))
        cube = public_cube(hub, read_period(name), cells_of(people))
        found.append(Release(cube, people, name, dict(known[hub]) if kind in WITH_CHANGES else {}))
        known[hub][name] = people
    return found


def changed(random: np.random.Generator, people: Sequence[Person]) -> tuple[Person, ...]:
    """The same people after some were entered late, some taken out, and some told something else; or after a whole
    batch was, as where a list was brought in late, or twice."""
    gone, came, other = (int(each) for each in random.integers(0, 20, 3))
    batch = random.random()
    if batch < A_BATCH_CAME:
        gone, came = 0, came * 8
    elif batch < A_BATCH_CAME + A_BATCH_WENT:
        gone, came = min(gone * 8, len(people) // 2), 0
    order = [people[at] for at in random.permutation(len(people))]
    again = [order[at % len(order)] for at in range(came)]
    stay, more = order[gone:], [person_of(random, dict(each.told).values()) for each in again]
    told = [replace(each, told=order[-1].told) for each in stay[:other]]
    return (*stay[other:], *told, *more)


def changed_since_it_opened(
    random: np.random.Generator, people: Sequence[Person], *, is_last: bool
) -> tuple[Person, ...]:  # fmt: skip
    """The same, where nobody is found to have come who had not asked, and nobody taken out who was counted later."""
    anew = changed(random, people)
    came = [spoken_with(each) for each in anew if each.ways and each not in people]
    return (*(each for each in anew if each in people), *came) if is_last else (*people, *came)


def spoken_with(person: Person) -> Person:
    """Whoever was assessed had been spoken with."""
    return replace(person, steps=person.steps | {"reached"}) if "assessed" in person.steps else person


def everybody(random: np.random.Generator) -> list[Person]:
    """People of one hub: as many are small hubs as large ones, and what people are differs from hub to hub."""
    size = int(np.exp(random.uniform(np.log(FEWEST), np.log(MOST))))
    columns = []
    for groups in GROUPS.values():
        labels = (*groups[1], "Not told")
        columns.append(random.choice(labels, size, p=random.dirichlet(np.full(len(labels), 0.8))))
    return [person_of(random, told) for told in zip(*columns, strict=True)]


def since_it_opened(
    random: np.random.Generator, people: Sequence[Person], earlier: Sequence[Sequence[Person]]
) -> list[Person]:
    """People who asked, and those of the times before who went on; most hubs see nearly everybody at first. Whoever is
    assessed is spoken with in that time, or was before."""
    shares = STEPS | {step: 1 - 0.6 * random.random() ** 3 for step in ("reached", "assessed")}
    went_on = [each for those in earlier for each in those if random.random() < A_QUARTER_WENT_ON]

    def steps() -> frozenset[str]:
        return frozenset(step for step, share in shares.items() if random.random() < share)

    new = [spoken_with(replace(each, steps=steps())) for each in people if each.ways]
    before = [
        replace(each, ways=frozenset(), steps=steps() - {"reached"}) if "reached" in each.steps
        else spoken_with(replace(each, ways=frozenset(), steps=steps()))
        for each in went_on
    ]  # fmt: skip
    return new + before


def person_of(random: np.random.Generator, told: Iterable[str]) -> Person:
    """Somebody, and what happened: most asked in this period, some in one before."""
    ways = random.choice(["own", "other", "both", ""], p=[0.6, 0.25, 0.05, 0.1])
    days = int(random.gamma(2, A_MONTH)) if random.random() > 0.01 else None
    return Person(
        tuple(zip(GROUPS, map(str, told), strict=True)),
        frozenset({"both": ("own", "other"), "": ()}.get(str(ways), (str(ways),))),
        frozenset(step for step, share in STEPS.items() if random.random() < share),
        int(random.gamma(2, 2 * 24 * 60)), days,
    )  # fmt: skip


def cells_of(people: Sequence[Person]) -> dict:
    """The true cells of these people, as the live figures give them."""
    asked = [each for each in people if each.ways]
    steps = {step: [each for each in people if step in each.steps] for step in STEPS}
    days = [each.days for each in steps["elsewhere"] if each.days is not None]
    cells = wholes() | {
        ("R1", "people", "", ""): sum("own" in each.ways for each in asked),
        ("R2", "people", "", ""): sum("other" in each.ways for each in asked),
        ("R4", "contact_people", "", ""): len(steps["reached"]),
        ("R4", "contact_median", "", ""): median_low([each.minutes for each in steps["reached"]] or [0]),
        ("R7", "days_people", "", ""): len(days), ("R7", "days_median", "", ""): median_low(days or [0]),
    }  # fmt: skip
    groups = {"received": asked, **{name: steps[name] for name in ("assessed", "here", "elsewhere")}}
    for group, those in groups.items():
        cells["R16", group, "", ""] = len(those)
        for by in set(ATTRIBUTES) & set(GROUPS):
            for label, count in Counter(dict(each.told)[by] for each in those).items():
                cells["R16", group, by, GROUPS[by][1].get(label, ("not_told",))[0]] = count
    return cells
