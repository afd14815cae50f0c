"""The hub's board in words and pictures: from numbers to what a page shows. Pure.

Every picture comes with its sentence and its table; a share of few people is not shown as a share.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from holdfast.hubs.hours import say_wait_long
from holdfast.monitoring.bands import NOT_TOLD
from holdfast.monitoring.board_queries import Figures
from holdfast.monitoring.categories import categories_of
from holdfast.monitoring.severity import BREAKDOWN, bands_of

ENOUGH_FOR_SHARE = 10
"""People: of fewer the numbers are said, and no per cent. Source: "statistics with n ≥ 10" of the data return."""
LEAST, FEW = 5, "under 5"
"""People, by what they told of themselves: zero is under it too. Source: the commissioner's rule, inside as well."""
BAND_WORDS = ("under 2 weeks", "2 to 6 weeks", "over 6 weeks")
WAITS = {
    "awaits": "For first contact", "unassessed": "For an assessment", "waits_here": "For a course here",
    "waits_there": "For a service elsewhere",
}  # fmt: skip
OVER = {"decline": "declined", "drop_out": "dropped out", "withdraw": "withdrawn"}


@dataclass(frozen=True)
class Target:
    """What a hub has set itself: working days to contact, days to assessment."""

    contact_days: int
    assessment_days: int


@dataclass(frozen=True)
class Bar:
    """One bar of a picture.

    Attributes:
        parts: numbers, the lightest first; whole: of what the bar is a part, None where of nothing.
        number: the item and the measure that it opens to.
    """

    label: str
    parts: tuple[int, ...]
    whole: int | None = None
    number: tuple[str, str] | None = None

    @property
    def value(self) -> int:
        """What stands at its end."""
        return sum(self.parts)


@dataclass(frozen=True)
class Picture:
    """Bars with their sentence, and the words for the parts of a bar, the lightest first."""

    title: str
    sentence: str
    bars: tuple[Bar, ...]
    legend: tuple[str, ...] = ()
    item: str = ""
    note: str = ""
    most: int = field(init=False, default=1)

    def __post_init__(self) -> None:
        object.__setattr__(self, "most", max([1, *(each.whole or each.value for each in self.bars)]))


def lead(figures: Figures) -> tuple[str, str]:
    """What the board says first: what is late now, and where the long waits are."""
    late = figures.count("R4", "running_late")
    first = (
        f"First contact is late for {requests(late)}." if late else "Nobody waits for first contact past the target."
    )
    longest = {kind: bands[2] for kind, bands in figures.waits.items()}
    if not any(longest.values()):
        return first, "Nobody has waited for over six weeks."
    most = max(longest, key=lambda kind: longest[kind])
    together = sum(longest.values())
    where = {"awaits": "first contact", "unassessed": "an assessment", "waits_here": "a course here",
             "waits_there": "a service elsewhere"}  # fmt: skip
    if 2 * longest[most] > together:
        return first, f"Of the waits of over six weeks, most are for {where[most]}: {people(longest[most])}."
    each = ", ".join(f"{where[kind]} {count}" for kind, count in longest.items() if count)
    return first, f"Waits of over six weeks: {each}."


def people(count: int) -> str:
    """ "1 person", "4 people"."""
    return "1 person" if count == 1 else f"{count} people"


def requests(count: int) -> str:
    """ "1 request", "4 requests"."""
    return "1 request" if count == 1 else f"{count} requests"


def share(part: int, whole: int) -> str:
    """ "86 % of 43", or "3 of 4" where there are few; empty where there is nobody."""
    if not whole:
        return ""
    if whole < ENOUGH_FOR_SHARE:
        return f"{part} of {whole}"
    return f"{(200 * part + whole) // (2 * whole)} % of {whole}"  # halves up, as in the return


def minutes(value: int) -> str:
    """ "1 day 4 hours"."""
    return say_wait_long(timedelta(minutes=value))


def days(value: int) -> str:
    """ "1 day", "9 days"."""
    return "1 day" if value == 1 else f"{value} days"


def clocks(figures: Figures, target: Target) -> list[dict[str, Any]]:
    """How long steps took, beside what was meant. The strip shows half of people, nine in ten, and the target."""
    count, cell = figures.count, figures.cell
    assessed_n, assessed_half, assessed_nine, assessed_kept = figures.assessed
    promised_n, promised_kept, promised_half = figures.promised
    return [
        clock("first attempt", count("R4", "attempt_n"), cell("R4", "attempt_median"), cell("R4", "attempt_p90"),
              say=minutes, number=("R4", "attempt_median")),
        clock("first contact", count("R4", "contact_n"), cell("R4", "contact_median"), cell("R4", "contact_p90"),
              say=minutes, number=("R4", "contact_median"), target=days(target.contact_days).replace(" ", " working "),
              kept=share(count("R4", "contact_in_target"), count("R4", "contact_n")),
              late=count("R4", "running_late"), late_number=("R4", "running_late")),
        clock("assessment", assessed_n, assessed_half, assessed_nine, say=days, number=("R3", "referrals"),
              target=days(target.assessment_days), at=target.assessment_days, kept=share(assessed_kept, assessed_n),
              late=figures.late.get("unassessed", 0)),
        clock("treatment elsewhere", count("R7", "days_n"), cell("R7", "days_median"), cell("R7", "days_p90"),
              say=days, number=("R7", "days_median"), at=promised_half,
              target=f"what the service promised, half of them {days(promised_half)}" if promised_half else "",
              kept=share(promised_kept, promised_n), late=figures.late.get("waits_there", 0)),
    ]  # fmt: skip


def clock(
    label: str, many: int, half: int | None, nine: int | None, *, say: Any, number: tuple[str, str], target: str = "",
    at: int | None = None, kept: str = "", late: int = 0, late_number: tuple[str, str] | None = None,
) -> dict[str, Any]:  # fmt: skip
    """One row of the clocks. Lengths of the strip are shares of the longest of the three."""
    longest = max(1, half or 0, nine or 0, at or 0) * 1.05
    return {
        "label": label, "many": many, "target": target, "kept": kept, "late": late, "number": number,
        "late_number": late_number, "is_few": 0 < many < ENOUGH_FOR_SHARE,
        "half": "" if half is None else say(half), "nine": "" if nine is None else say(nine),
        "half_at": (half or 0) / longest, "nine_at": (nine or 0) / longest, "target_at": at / longest if at else None,
    }  # fmt: skip


def who_waits(figures: Figures) -> Picture:
    """Who waits for what, and how long."""
    bars = tuple(Bar(words, tuple(figures.waits.get(kind, (0, 0, 0)))) for kind, words in WAITS.items())
    long = sum(each.parts[2] for each in bars)
    waiting = sum(each.value for each in bars)
    sentence = "Nobody waits." if not waiting else f"{waiting} waits run, {long or 'none'} of them for over six weeks."
    note = "Whoever waits for two things is in two rows."
    return Picture("Who waits where", sentence, bars, BAND_WORDS, note=note)


def picked_up(figures: Figures) -> Picture:
    """Who was referred on, and whom a service saw."""
    sent, begun = figures.count("R7", "sent"), figures.count("R7", "begun_of_sent")
    ends = ", ".join(f"{words} {figures.over[code]}" for code, words in OVER.items() if figures.over.get(code))
    completed = figures.over.get("complete", 0)
    if sent:
        sentence = f"{share(begun, sent)} who were referred on in this time have been seen by the service."
    else:
        sentence = "Nobody was referred on in this time."
    bars = (
        Bar("Referred on", (sent,), sent, ("R7", "sent")),
        Bar("Of those, seen", (begun,), sent, ("R7", "begun_of_sent")),
        Bar("First seen now", (figures.count("R7", "people"),), None, ("R7", "people")), Bar("Completed", (completed,)),
    )  # fmt: skip
    note = f"Ended otherwise in this time: {ends}. Whoever was at two services counts under both." if ends else ""
    return Picture("Referred on and picked up", sentence, bars, item="R7", note=note)


def promise_line(figures: Figures) -> str:
    """How long services took, beside what they had promised."""
    took, (_, _, promised) = figures.cell("R7", "days_median"), figures.promised
    if took is None:
        return "No service first saw anybody in this time."
    beside = f" Half of the promises were up to {days(promised)}." if promised is not None else ""
    return f"Half of the people whom a service first saw had waited up to {days(took)}.{beside}"


def severity(figures: Figures) -> Picture:
    """How they were when they were first asked."""
    asked = figures.count("R11", "depression")
    bands = [
        Bar(label, (figures.count("R11", "depression", BREAKDOWN["depression"], code),), asked)
        for _, code, label in bands_of("depression")
    ]
    if asked:
        sentence = f"{share(sum(each.value for each in bands[2:]), asked)} were moderate or worse by PHQ-9."
    else:
        sentence = "Nobody answered PHQ-9 for the first time."
    return Picture("When they were first asked", sentence, tuple(bands), item="R11", note=f"PHQ-9 of {people(asked)}.")


def outcomes(figures: Figures) -> Picture:
    """What came of it, by the national definitions."""
    count = figures.count
    paired, cases, off = count("R11", "paired"), count("R11", "cases"), count("R11", "off_work")
    goals = count("R11", "goals")
    if paired:
        sentence = f"Recovered: {share(count('R11', 'recovery'), cases) or 'nobody was a case at first'}."
    else:
        sentence = "Nobody has answered PHQ-9 and GAD-7 twice, the last time within this time."
    bars = (
        Bar("Recovery", (count("R11", "recovery"),), cases, ("R11", "recovery")),
        Bar("Reliable recovery", (count("R11", "reliable_recovery"),), cases, ("R11", "reliable_recovery")),
        Bar("Reliably better", (count("R11", "improvement"),), paired, ("R11", "improvement")),
        Bar("Reliably worse", (count("R11", "deterioration"),), paired, ("R11", "deterioration")),
        Bar("Nearer to their goals", (count("R11", "goals_nearer"),), goals, ("R11", "goals_nearer")),
        Bar("Back at work", (count("R11", "back_at_work"),), off, ("R11", "back_at_work")),
    )
    note = (
        f"Recovery is of {cases} who were a case at first, the next two of {paired} with two pairs, goals of {goals} "
        f"who told twice how near they are, work of {off} who were off sick."
    )
    return Picture("Outcomes", sentence, bars, item="R11", note=note)


def front_door(figures: Figures) -> Picture:
    """Who asked, and by which way."""
    own, others = figures.count("R1", "people"), figures.count("R2", "people")
    methods, sources = categories_of("method"), categories_of("source")
    by_source = listed(figures.parts("R2", "people", "source"), sources)
    by_method = listed(figures.parts("R1", "people", "method"), methods)
    bars = [Bar("Asked themselves", (own,), None, ("R1", "people"))]
    bars += [Bar(sources[code], (many,), None, ("R2", "people")) for code, many in by_source]
    said = ", ".join(f"{methods[code].lower()} {many}" for code, many in by_method)
    sentence = f"{people(own)} asked for help themselves, and for {others} somebody else asked."
    return Picture("Who asked", sentence, tuple(bars), item="R1", note=f"Themselves: {said}." if said else "")


def listed(found: Mapping[str, int], labels: Iterable[str]) -> list[tuple[str, int]]:
    """The categories in which there is anybody, in the order of their list."""
    return [(code, found[code]) for code in labels if found.get(code)]


STEPS = (("received", "asked"), ("assessed", "assessed"), ("here", "in support here"), ("elsewhere", "elsewhere"))


FEW_OF_THEM = "Fewer than five people"


def who_came(figures: Figures, attribute: str) -> dict[str, Any]:
    """By one attribute: a picture of who asked, and a table of every step with shares of those who told. Of fewer than
    five people nobody reads how many: they were promised that no number points at a person."""
    labels = categories_of(attribute)
    parts = {step: figures.parts("R16", step, attribute) for step, _ in STEPS}
    wholes = {step: sum(count for code, count in found.items() if code != NOT_TOLD) for step, found in parts.items()}
    shown = list(labels)  # also who is nobody: what is left out would be known to be empty
    rows = [{"label": labels[code], "code": code, "cells": cells_of(code, parts, wholes)} for code in shown]
    asked, silent = sum(parts["received"].values()), parts["received"].get(NOT_TOLD, 0)
    told = f"{asked - silent} of {people(asked)}" if asked - silent >= LEAST else FEW_OF_THEM
    sentence = f"{told} who asked told this." if asked else "Nobody asked in this time."
    large = [code for code in shown if code != NOT_TOLD and parts["received"].get(code, 0) >= LEAST]
    bars = tuple(Bar(labels[code], (parts["received"][code],)) for code in large)
    return {
        "rows": rows, "heads": [words for _, words in STEPS],
        "picture": Picture("People who asked", sentence, bars, item="R16"),
        "is_few": 0 < wholes["received"] < ENOUGH_FOR_SHARE,
    }  # fmt: skip


def cells_of(code: str, parts: Mapping[str, Mapping[str, int]], wholes: Mapping[str, int]) -> list[tuple[str, str]]:
    """Of each step: how many of this category came, and their share; of few, that they are few."""
    counts = [(step, parts[step].get(code, 0)) for step, _ in STEPS]
    return [(no_few(count), per_cent(count, wholes[step], code) if count >= LEAST else "") for step, count in counts]


def no_few(count: int) -> str:
    """How many told something of themselves; of few, that they are few."""
    return str(count) if count >= LEAST else FEW


def per_cent(part: int, whole: int, code: str) -> str:
    """The share of those who told; none of few, and none of who did not tell."""
    return f"{round(100 * part / whole)} %" if whole >= ENOUGH_FOR_SHARE and code != NOT_TOLD else ""
