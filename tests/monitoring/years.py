"""Simulated years of three hubs, on which two reckonings of the return are compared. The same seed, the same year.

People come from October of the year before, so that some wait, are followed up or are closed as the year begins, and
some of what happens falls after its end. One clock runs for each person; now and then it stands still (facts of the
same instant, of which `number` is the order), is set to a border of a quarter or a change of the clocks or just before
it, or something is entered days after it was (its `number` is later than its time).
"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from random import Random
from zoneinfo import ZoneInfo

from holdfast.monitoring.facts import Fact, Kind
from tests.monitoring import ways

YEAR = 2026
LONDON = ZoneInfo("Europe/London")
SIZES = {"tidewater": 94, "saltpan": 37, "fenmark": 15}
"""{hub: people}."""
CLOCK_CHANGES = (datetime(YEAR, 3, 29, 1, tzinfo=UTC), datetime(YEAR, 10, 25, 1, tzinfo=UTC))


def quarters(year: int) -> list[tuple[datetime, datetime]]:
    """The four quarters, each from its first midnight in London to the first of the next, in UTC."""
    firsts = [datetime(year, month, 1, tzinfo=LONDON) for month in (1, 4, 7, 10)]
    borders = [first.astimezone(UTC) for first in [*firsts, datetime(year + 1, 1, 1, tzinfo=LONDON)]]
    return list(pairwise(borders))


BORDERS = (quarters(YEAR)[0][0], *(end for _, end in quarters(YEAR)))
TURNS = (*BORDERS, *CLOCK_CHANGES)
COMES = (*TURNS, *(turn - timedelta(microseconds=1) for turn in TURNS))
"""When the first people of the larger hubs come: at each border and each change of the clocks, and just before it."""


def simulated_year(seed: int) -> list[Fact]:
    """About 2,800 facts of the three hubs, hub by hub in order of `number`, which counts from 1 in each; in UTC."""
    rng = Random(f"year {seed}")
    facts = []
    for hub, people in SIZES.items():
        entered: list[tuple[datetime, Fact]] = []
        for place in range(people):
            life = Life(rng, hub, f"{hub}-person-{place}")
            if place < len(COMES) < people / 2:
                life.at = COMES[place]
            entered += life.lived()
        entered.sort(key=lambda pair: pair[0])
        facts += [replace(fact, number=number) for number, (_, fact) in enumerate(entered, start=1)]
    return facts


class Life:
    """One person at one hub: `at` is their clock, `entered` what happened, each with when it was entered."""

    def __init__(self, rng: Random, hub: str, person: str) -> None:
        self.rng, self.hub, self.person, self.referral = rng, hub, person, ""
        self.entered: list[tuple[datetime, Fact]] = []
        self.at = datetime(YEAR - 1, 10, 15, tzinfo=UTC) + timedelta(seconds=rng.randrange(430 * 86400))

    def chance(self, share: float) -> bool:
        """True in this share of cases."""
        return self.rng.random() < share

    def pass_days(self, longest: float) -> None:
        """Let up to so many days pass, or none; or come to a border or a change of the clocks that is near."""
        if self.chance(0.07):
            return
        passed = self.at + timedelta(seconds=self.rng.randrange(1, int(longest * 86400)))
        near = [turn for turn in TURNS if self.at < turn < passed + timedelta(days=6)]
        if near and self.chance(0.25):
            just_before = self.rng.choice(
                (timedelta(0), timedelta(0), timedelta(microseconds=1), timedelta(minutes=30))
            )
            passed = max(self.at, near[0] - just_before)
        self.at = passed

    def record(
        self, kind: Kind, subject: str = "", *, at: datetime | None = None, **meaning: str | float | None
    ) -> None:
        """Write what happened, at the clock's time unless said otherwise. Some of it is entered days later."""
        at = at or self.at
        delay = timedelta(days=self.rng.randrange(1, 20)) if self.chance(0.05) else timedelta(0)
        fact = Fact(self.hub, 0, self.person, self.referral, subject or self.referral, kind.value, at, **meaning)
        self.entered.append((max(self.at, at) + delay, fact))

    def lived(self) -> list[tuple[datetime, Fact]]:
        """Their referrals, one after another: most have one, some come back."""
        number_of = self.rng.choices((1, 2, 3), weights=(74, 20, 6))[0]
        for place in range(number_of):
            self.referral = f"{self.person}-referral-{place}"
            ways.ask(self)
            ways.tell(self)
            if self.chance(0.85):
                ways.be_reached(self)
            ways.come_first(self)
            if self.chance(0.75):
                ways.be_helped(self)
            if self.chance(0.65):
                ways.leave(self)
            self.pass_days(60)
        return self.entered
