"""How somebody has been, in plain words: a sentence, the picture, the same numbers. A guide, never a diagnosis."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from holdfast.front_door.sent_words import measure_rows
from holdfast.hubs.hours import LONDON, say_moment
from holdfast.measures.queries import Answered
from holdfast.measures.questionnaire import Questionnaire
from holdfast.portal.standing import local_day

MOST_POINTS = 8
ABOUT = {
    "phq9": gettext_lazy("low mood"),
    "gad7": gettext_lazy("worry"),
    "isi": gettext_lazy("sleep"),
    "wsas": gettext_lazy("how daily life goes"),
    "swemwbs": gettext_lazy("wellbeing"),
    "peq_treatment": gettext_lazy("how you found us"),
}
PLAIN = {
    "None": gettext_lazy("Few or none"),
    "Moderately severe": gettext_lazy("Strong"),
    "Severe": gettext_lazy("Very strong"),
    "Subthreshold": gettext_lazy("Mild"),
}
"""Ranges as a person reads them. The questionnaire's own word stands in the record, where it is explained."""


def told_of(answered: Iterable[Answered], *, now: datetime) -> list[dict[str, Any]]:
    """One part for each questionnaire, the one answered last on top, and below them those that make no score."""
    by_key: dict[str, list[Answered]] = {}
    for found in answered:
        by_key.setdefault(found.questionnaire.key, []).append(found)
    latest = {key: (bool(found[-1].questionnaire.counted), found[-1].at) for key, found in by_key.items()}
    return [part(by_key[key], now=now) for key in sorted(latest, key=lambda key: latest[key], reverse=True)]


def part(found: list[Answered], *, now: datetime) -> dict[str, Any]:
    """One questionnaire: what it is about, how it has moved, the chart, the table, the answers as given."""
    form = found[-1].questionnaire
    scored = [one for one in found if one.score.total is not None][-MOST_POINTS:]
    return {
        "key": form.key,
        "title": title_of(form),
        "sentence": sentence(form, scored),
        "chance": chance(form, scored),
        "chart": chart(form, scored) if scored and form.bands else None,
        "rows": rows(scored),
        "answers": [
            {"when": say_moment(one.at, now), "is_begun": one.measure.answered_at is None, "rows": measure_rows(one)}
            for one in reversed(found)
        ],
    }


def title_of(form: Questionnaire) -> str:
    """ "9 questions about low mood"."""
    about = ABOUT.get(form.key)
    count = len(form.counted) or len(form.items)
    if about is None:
        return _("%(count)d questions (%(name)s)") % {"count": count, "name": form.name}
    return _("%(count)d questions about %(about)s") % {"count": count, "about": about}


def sentence(form: Questionnaire, scored: list[Answered]) -> str:
    """What the numbers say, first and last."""
    if not form.counted:
        return _("These questions make no score. What you said is below.")
    if not scored:
        return _("There is no score yet: an answer that counts was left out.")
    first, last = scored[0], scored[-1]
    if first is last:
        return _("Your score was %(last)g on %(day)s.") % {"last": last.score.total, "day": long_date(last.at)}
    moved = last.score.total - first.score.total
    words = {
        "first": first.score.total, "last": last.score.total, "then": long_date(first.at), "day": long_date(last.at),
    }  # fmt: skip
    if not moved:
        return _("Your score was %(first)g on %(then)s, and is %(last)g again on %(day)s.") % words
    if moved < 0:
        return _("Your score has come down from %(first)g on %(then)s to %(last)g on %(day)s.") % words
    return _("Your score has gone up from %(first)g on %(then)s to %(last)g on %(day)s.") % words


def chance(form: Questionnaire, scored: list[Answered]) -> str:
    """Which way is better, and whether a change is bigger than chance, where a source says from when."""
    better = _("Higher means feeling better.") if form.higher_is_better else _("Lower means fewer problems.")
    if len(scored) < 2 or form.reliable_change is None:
        return better
    rule = _("A change of %(limit)d or more is bigger than the ups and downs we would expect by chance.")
    return f"{better} {rule % {'limit': form.reliable_change}}"


def chart(form: Questionnaire, scored: list[Answered]) -> dict[str, Any]:
    """What the macro `measure_chart` draws."""
    return {
        "points": [{"value": one.score.total, "date": short_date(one.at)} for one in scored],
        "bands": [{"label": PLAIN.get(band.label, band.label), "start": band.at_least} for band in form.bands],
        "highest": form.highest,
        "caption": _("%(low)d is the lowest score, %(high)d the highest") % {"low": form.lowest, "high": form.highest},
    }


def rows(scored: list[Answered]) -> list[dict[str, Any]]:
    """The same numbers as a table."""
    found = []
    for place, one in enumerate(scored):
        moved = one.score.total - scored[place - 1].score.total if place else None
        found.append(
            {
                "when": long_date(one.at),
                "score": f"{one.score.total:g}",
                "range": PLAIN.get(one.score.band, one.score.band) if one.score.band else "",
                "change": change(moved),
            }
        )
    return found


def change(moved: float | None) -> str:
    """ "down 3"; nothing for the first."""
    if moved is None:
        return ""
    if not moved:
        return _("the same")
    words = _("down %(by)g") if moved < 0 else _("up %(by)g")
    return words % {"by": abs(moved)}


def long_date(at: datetime) -> str:
    """ "10 March"."""
    day = local_day(at)
    return f"{day.day} {day:%B}"


def short_date(at: datetime) -> str:
    """ "10 Mar"."""
    local = at.astimezone(LONDON)
    return f"{local.day} {local:%b}"
