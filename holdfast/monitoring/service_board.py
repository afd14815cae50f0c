"""Onward referrals by service, in words and a picture: promised days beside real ones. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from holdfast.monitoring.board import ENOUGH_FOR_SHARE, days, people, share
from holdfast.monitoring.cells import Cells
from holdfast.monitoring.service_queries import BREAKDOWN, ITEM

MOST_SHOWN, MOST_DRAWN = 60, 12
COLUMNS = (
    ("sent", "Referred on", "sent"), ("seen_of_sent", "Of those, seen", "seen"), ("ended", "Over", "over"),
    ("waiting", "Wait at the end", "wait"), ("late", "Past the promise", "late"),
)  # fmt: skip
"""Measures, with their words on a desk and on a phone."""
LONGEST = 44
"""Letters of a name that have room in the picture; the table has all of it."""


@dataclass(frozen=True)
class AtService:
    """One service, and what there is to say of it."""

    id: str
    name: str
    numbers: Mapping[str, int | None]

    def number(self, measure: str) -> int:
        """One number that counts something."""
        return self.numbers.get(measure) or 0

    @property
    def short(self) -> str:
        """Its name, as long as there is room."""
        return self.name if len(self.name) <= LONGEST else f"{self.name[: LONGEST - 1].rstrip()}…"

    @property
    def real(self) -> str:
        """The days that it took half of those whom it saw, and of how few."""
        half = self.numbers.get("days_median")
        return "nobody seen" if half is None else f"{days(half)}{self.few}"

    @property
    def few(self) -> str:
        """Of how few it saw: a half of them says little."""
        many = self.number("days_n")
        return f", of {many}" if many < ENOUGH_FOR_SHARE else ""

    @property
    def promised(self) -> str:
        """What it had promised them, by the median."""
        half = self.numbers.get("promised_median")
        return "none" if half is None else days(half)

    @property
    def kept(self) -> str:
        """How many of its promises it kept."""
        return share(self.number("kept"), self.number("promised_n"))

    @property
    def is_compared(self) -> bool:
        """Whether it saw somebody, and had promised days."""
        return self.number("promised_n") > 0

    @property
    def took_longer(self) -> bool:
        """Whether half of people waited longer than it had promised."""
        return self.number("days_median") > self.number("promised_median")

    def at(self, measure: str, most: int) -> float:
        """How far along the picture a number of days stands, from 0 to 1."""
        return self.number(measure) / most


def services(cells: Cells, names: Mapping[str, str]) -> list[AtService]:
    """The services of which there is anything to say: where most were referred first, then by name."""
    found: dict[str, dict[str, int | None]] = {}
    for (_, measure, breakdown, service), value in cells.items():
        if breakdown == BREAKDOWN and service in names:
            found.setdefault(service, {})[measure] = value
    rows = [AtService(service, names[service], numbers) for service, numbers in found.items()]
    return sorted(rows, key=lambda each: (-each.number("sent"), each.name, each.id))


def lead(cells: Cells) -> str:
    """What became of it, all services together."""
    sent, seen = (cells.get((ITEM, measure, "", "")) or 0 for measure in ("sent", "seen_of_sent"))
    waiting, late = (cells.get((ITEM, measure, "", "")) or 0 for measure in ("waiting", "late"))
    first = "Nobody was referred on in this time."
    if sent:
        were = "was" if sent == 1 else "were"
        first = f"{people(sent)} {were} referred on in this time, {seen or 'none'} of them seen so far."
    if not waiting:
        return f"{first} Nobody waits for a service."
    past = f"{late} past the days that were promised" if late else "none past the days that were promised"
    return f"{first} {people(waiting)} {'waits' if waiting == 1 else 'wait'} as it ends, {past}."


@dataclass(frozen=True)
class Compared:
    """The picture: promised days beside real ones, of the services that promised and saw somebody."""

    sentence: str
    rows: list[AtService]
    most: int
    is_cut: bool


def compared(found: list[AtService]) -> Compared:
    """Promised days beside real ones, and its sentence."""
    rows = [each for each in found if each.is_compared]
    longer = sum(each.took_longer for each in rows)
    if not rows:
        sentence = "No service that had promised days first saw anybody in this time."
    elif len(rows) == 1:
        took = "took longer" if longer else "took no longer"
        sentence = f"The one service that had promised days and saw somebody {took}, for half of them."
    elif longer:
        sentence = (
            f"{longer} of {len(rows)} services took longer than they had promised, for half of the people they saw."
        )
    else:
        sentence = f"All {len(rows)} services that had promised days took no longer, for half of the people they saw."
    drawn = rows[:MOST_DRAWN]
    most = max([1, *(each.number(measure) for each in drawn for measure in ("days_median", "promised_median"))])
    return Compared(sentence, drawn, most, len(rows) > MOST_DRAWN)
