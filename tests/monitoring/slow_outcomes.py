"""R11 reckoned slowly: how people did between first and last questionnaires, and whether they are at work."""

from collections.abc import Sequence
from datetime import datetime

from holdfast.monitoring.facts import Fact
from tests.monitoring.counting import Values, each, grouped, people, whole


def outcomes(facts: Sequence[Fact], start: datetime, end: datetime) -> Values:
    """R11."""
    counts = dict.fromkeys(("paired", "cases", "recovery", "improvement", "deterioration", "reliable_recovery"), 0)
    for person in people(facts):
        own = [f for f in facts if f.person == person and f.kind == "measured"]
        totals = [(f.at, f.code, f.value) for f in own if f.detail == "complete" and f.value is not None]
        phq9 = [(at, points) for at, code, points in totals if code == "phq9"]
        gad7 = [(at, points) for at, code, points in totals if code == "gad7"]
        if len(phq9) < 2 or len(gad7) < 2 or (phq9[-1][0] < start and gad7[-1][0] < start):
            continue
        for name, holds in changes(phq9[0][1], gad7[0][1], phq9[-1][1], gad7[-1][1]).items():
            counts[name] += holds
    wholes = {(name, "", ""): count for name, count in counts.items()}
    return wholes | first_answers(facts, start) | work(facts, start) | goals(facts, start)


PHQ9_BANDS = {"none": (0, 4), "mild": (5, 9), "moderate": (10, 14), "moderately_severe": (15, 19), "severe": (20, 27)}
GAD7_BANDS = {"none": (0, 4), "mild": (5, 9), "moderate": (10, 14), "severe": (15, 21)}
"""Kroenke, Spitzer & Williams 2001; Spitzer, Kroenke, Williams & Löwe 2006."""


def first_answers(facts: Sequence[Fact], start: datetime) -> Values:
    """The part of R11 about how severe it was when people were first asked."""
    values: Values = {}
    for measure, key, bands in (("depression", "phq9", PHQ9_BANDS), ("anxiety", "gad7", GAD7_BANDS)):
        firsts: dict[str, Fact] = {}
        for fact in facts:
            if fact.kind == "measured" and fact.code == key and fact.detail == "complete" and fact.value is not None:
                firsts.setdefault(fact.person, fact)
        now = [fact for fact in firsts.values() if fact.at >= start]
        values |= whole(measure, people(now))
        found = grouped(
            (band, fact.person) for fact in now for band, (low, high) in bands.items() if low <= fact.value <= high
        )
        values |= each(measure, f"{measure}_severity", found)
    return values


def changes(phq9_first: float, gad7_first: float, phq9_last: float, gad7_last: float) -> dict[str, bool]:
    """What became of one person between two pairs of totals, in points."""
    case = phq9_first >= 10 or gad7_first >= 8
    recovery = case and not (phq9_last >= 10 or gad7_last >= 8)
    fell = phq9_first - phq9_last >= 6 or gad7_first - gad7_last >= 4
    rose = phq9_last - phq9_first >= 6 or gad7_last - gad7_first >= 4
    improvement = fell and not rose
    return {
        "paired": True,
        "cases": case,
        "recovery": recovery,
        "improvement": improvement,
        "deterioration": rose and not fell,
        "reliable_recovery": recovery and improvement,
    }


def goals(facts: Sequence[Fact], start: datetime) -> Values:
    """The part of R11 about goals, each from its first number to its last."""
    told, nearer, further = set(), set(), set()
    for person in people(facts):
        numbers: dict[str, list[Fact]] = {}
        for fact in facts:
            if fact.person == person and fact.kind == "rated":
                numbers.setdefault(fact.subject, []).append(fact)
        twice = [found for found in numbers.values() if len(found) >= 2]
        if not any(found[-1].at >= start for found in twice):
            continue
        told.add(person)
        up = sum(found[-1].value > found[0].value for found in twice)
        down = sum(found[-1].value < found[0].value for found in twice)
        if up and not down:
            nearer.add(person)
        if down and not up:
            further.add(person)
    return {**whole("goals", told), **whole("goals_nearer", nearer), **whole("goals_further", further)}


def work(facts: Sequence[Fact], start: datetime) -> Values:
    """The part of R11 about work."""
    off, back = set(), set()
    for person in people(facts):
        told = [f for f in facts if f.person == person and f.kind == "worked"]
        if told and told[0].code == "off_sick" and told[-1].at >= start:
            off.add(person)
            if told[-1].code in ("at_work", "adjusted"):
                back.add(person)
    return {**whole("off_work", off), **whole("back_at_work", back)}
