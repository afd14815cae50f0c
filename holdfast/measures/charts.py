"""Measures as small charts with their bands: a sentence with the number first, then the points."""

from collections.abc import Iterable
from datetime import datetime
from itertools import pairwise
from typing import Any

from holdfast.hubs.hours import LONDON
from holdfast.measures.queries import Answered
from holdfast.measures.questionnaire import Questionnaire
from holdfast.measures.rules import change_in_words

MOST_POINTS = 8  # a small chart stays readable
NARROW = 0.12  # of the chart: nearer points would hide the number of the next


def charts_of(answered: Iterable[Answered]) -> list[dict[str, Any]]:
    """One chart for each questionnaire with bands that was finished, the latest eight times; oldest first."""
    by_key: dict[str, list[Answered]] = {}
    for found in answered:
        if found.score.total is not None and found.questionnaire.bands:
            by_key.setdefault(found.questionnaire.key, []).append(found)
    return [chart(found[-MOST_POINTS:], first=found[0]) for found in by_key.values()]


def chart(found: list[Answered], *, first: Answered) -> dict[str, Any]:
    """What the macro `measure_chart` draws, and the same numbers for a table."""
    latest, form = found[-1], found[-1].questionnaire
    places = places_of([one.at for one in found])
    points = [
        {
            "value": one.score.total,
            "date": short_date(one.at),
            "band": one.score.band,
            "at": place,
        }
        for one, place in zip(found, places, strict=True)
    ]
    return {
        "label": form.name,
        "points": points,
        "bands": [
            {"label": band.label.lower().replace("moderately", "mod."), "start": band.at_least} for band in form.bands
        ],
        "threshold": form.caseness_from,
        "highest": form.highest,
        "sentence": sentence(form, latest, first),
    }


def places_of(instants: list[datetime]) -> list[float | None]:
    """Where each point stands between 0 and 1, by its time; None (evenly) where two would lie on each other."""
    begun, span = instants[0], (instants[-1] - instants[0]).total_seconds()
    if not span:
        return [None] * len(instants)
    places = [(at - begun).total_seconds() / span for at in instants]
    is_narrow = any(later - earlier < NARROW for earlier, later in pairwise(places))
    return [None] * len(instants) if is_narrow else list(places)


def sentence(form: Questionnaire, latest: Answered, first: Answered) -> str:
    """What the picture shows, with the number: "17, moderately severe: 4 more than on 3 Aug, worse"."""
    band = (latest.score.band or "").lower()
    said = f"{latest.score.total}, {band}, {short_date(latest.at)}"
    if latest is first:
        return f"{said}."
    moved = latest.score.total - first.score.total
    change = change_in_words(form, first.score.total, latest.score.total)
    how = f"{abs(moved):g} {'more' if moved > 0 else 'fewer'} than on" if moved else "the same as on"
    return f"{said}: {how} {short_date(first.at)}{f', {change}' if change else ''}."


def short_date(at: datetime) -> str:
    """ "14 Oct"."""
    local = at.astimezone(LONDON)
    return f"{local.day} {local:%b}"
