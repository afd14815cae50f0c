"""Live figures: the cells of a time, summed up from spans. The same cells that `counting` counts from facts.

What is summed up was kept when it happened: nothing is counted again. In the hub's scope.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection

from holdfast.hubs.hours import london_day
from holdfast.hubs.models import Hub
from holdfast.monitoring import span_sql as sql
from holdfast.monitoring.bands import LONGER, NOT_TOLD, WEEKS_UP_TO
from holdfast.monitoring.cells import Key, wholes
from holdfast.monitoring.facts import ATTRIBUTES
from holdfast.monitoring.severity import BREAKDOWN, FIRST

HAPPENED = {
    "own": ("R1", "people", "method"), "by_others": ("R2", "people", "source"), "assessed": ("R3", "people", ""),
    "to_service": ("R5", "people", "service"), "begun": ("R7", "people", ""), "sent": ("R7", "sent", ""),
    "experience": ("R12", "people", "questionnaire"),
    **{measure: ("R11", measure, BREAKDOWN[measure]) for measure in FIRST},
}  # fmt: skip
"""Kinds of which each person counts once: item, measure, and what their code breaks it down by."""
ROWS = {"own": "R1", "by_others": "R2", "assessed": "R3"}
TO_SERVICE = ("signposted", "sent")
BY_DETAIL = "national_source"
"""A breakdown by what a span keeps as its detail, and not as its code."""
TOOK = {"attempt": ("R4", "attempt"), "contact": ("R4", "contact"), "begun": ("R7", "days")}
STANDING = {"monitored": ("R6", "standing"), "waits_there": ("R15", "elsewhere"), "waits_here": ("R15", "here")}
CHANGED = (
    "paired", "cases", "recovery", "improvement", "deterioration", "reliable_recovery", "off_work", "back_at_work",
    "goals", "goals_nearer", "goals_further",
)  # fmt: skip
"""What holds at the end, and came within the time."""
Some = Iterator[tuple[Key, int | None]]


@dataclass(frozen=True, slots=True)
class Asked:
    """Of whom, and of which time; `days`: the hub's target for assessments; `by`: what people told of themselves."""

    hub: Hub
    start: datetime
    end: datetime
    days: int = 0
    by: str = ""

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        """What a statement of `span_sql` finds."""
        with connection.cursor() as cursor:
            cursor.execute(statement, {
                "hub": self.hub.pk, "start": self.start, "end": self.end, "days": self.days, "by": self.by,
            })  # fmt: skip
            return list(cursor.fetchall())


def cells_between(hub: Hub, start: datetime, end: datetime) -> dict[Key, int | None]:
    """Every cell of one hub from `start` up to `end`: wholes, and the categories in which there is anybody."""
    asked = Asked(hub, start, end)
    found = wholes()
    for made in (happened, took, standing, others, waiting, who):
        found.update(made(asked))
    return found


def hold_spans(hub: Hub) -> None:
    """Let nobody else keep or freeze the figures of a hub until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"spans:{hub.pk}"])


def happened(asked: Asked) -> Some:
    """R1, R2, R3, R5, R7, R12, of R11 how severe it was at first, and of R4 what was within the target."""
    for kind, code, detail, no_code, no_detail, people, rows in asked.rows(sql.HAPPENED):
        if kind == "contact" and code == "in_target":
            yield ("R4", "contact_in_target", "", ""), rows
        if kind in HAPPENED:
            item, measure, breakdown = HAPPENED[kind]
            if no_code and no_detail:
                yield (item, measure, "", ""), people
            elif not no_code and breakdown:
                yield (item, measure, breakdown, code), people
        if kind in ROWS and no_code and no_detail:
            yield (ROWS[kind], "referrals", "", ""), rows
        if kind == "to_service" and not no_detail:
            yield ("R5", detail, "", ""), people
        if kind == "by_others" and not no_detail:
            yield ("R2", "people", BY_DETAIL, detail), people


def took(asked: Asked) -> Some:
    """R4 and R7: how many, of how many people, the median and the 90th centile."""
    for kind, many, people, median, p90 in asked.rows(sql.TOOK):
        item, name = TOOK[kind]
        yield (item, f"{name}_n", "", ""), many
        if kind != "attempt":
            yield (item, f"{name}_people", "", ""), people
        yield (item, f"{name}_median", "", ""), median
        yield (item, f"{name}_p90", "", ""), p90


def standing(asked: Asked) -> Some:
    """R4, R6, R11, R15: who waits, is followed up, or is how, at the end."""
    for kind, people, rows, late, new in asked.rows(sql.STANDING):
        if kind == "awaits":
            yield ("R4", "running_n", "", ""), rows
            yield ("R4", "running_late", "", ""), late
        elif kind in STANDING:
            yield (*STANDING[kind], "", ""), people
        elif kind in CHANGED:
            yield ("R11", kind, "", ""), new


def others(asked: Asked) -> Some:
    """What of R6 and R7 is neither a step within the time nor how somebody stands at its end."""
    yield ("R6", "ever", "", ""), asked.rows(sql.EVER)[0][0]
    yield ("R7", "begun_of_sent", "", ""), asked.rows(sql.BEGUN_OF_SENT)[0][0]


def waiting(asked: Asked) -> Some:
    """R15: who waits at all, and by the whole weeks since the earliest of what they wait for."""
    end, rows = london_day(asked.end), asked.rows(sql.WAITING)
    yield ("R15", "people", "", ""), len({person for _, person, _ in rows})
    counts: dict[Key, int] = {}
    for kind, _, since in rows:
        key = (*STANDING[kind], "weeks", band_of(since, end))
        counts[key] = counts.get(key, 0) + 1
    yield from counts.items()


def band_of(since: date, end: date) -> str:
    """The band of whole weeks between two days."""
    weeks = (end - since).days // 7
    return next((name for most, name in WEEKS_UP_TO if weeks <= most), LONGER)


def who(asked: Asked) -> Some:
    """R16: people of each group, by what they told last before the end."""
    groups: dict[str, int] = {}
    told: dict[tuple[str, str], int] = {}
    for measure, attribute, said, people in asked.rows(sql.WHO):
        yield ("R16", measure, attribute, said), people
        if attribute:
            told[measure, attribute] = told.get((measure, attribute), 0) + people
        else:
            groups[measure] = people
    for measure, people in groups.items():
        for attribute in ATTRIBUTES:
            if silent := people - told.get((measure, attribute), 0):
                yield ("R16", measure, attribute, NOT_TOLD), silent


def outcomes_of_groups(asked: Asked) -> Some:
    """H2: how those did whose last pair of measures came within the time, by what they told last before its end."""
    for measure, said, people, is_whole in asked.rows(sql.OUTCOMES_OF_GROUPS):
        yield ("H2", measure, *(("", "") if is_whole else (asked.by, said))), people
