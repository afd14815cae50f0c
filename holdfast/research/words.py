"""What was said of research, in words: for whoever said it, and for colleagues."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from holdfast.hubs.hours import say_day, say_moment
from holdfast.research.models import Extract, OptOut

KINDS = {
    OptOut.Kind.HERE: "They do not want their record to be in studies",
    OptOut.Kind.NATIONAL: "They have a national data opt-out",
}


def own_lines(rows: list[OptOut], *, now: datetime) -> list[str]:
    """What somebody said when, to themselves: the latest first."""
    lines = []
    for row in rows:
        words = {"when": say_moment(row.said_at, now), "until": row.withdrawn_at and say_moment(row.withdrawn_at, now)}
        if row.kind == OptOut.Kind.NATIONAL:
            said = _("You told us %(when)s of your national data opt-out.") % words
        else:
            said = _("You said no %(when)s.") % words
        lines.append(said + (" " + _("You took it back %(until)s.") % words if row.withdrawn_at else ""))
    return lines


def record_lines(rows: list[OptOut], *, now: datetime) -> list[tuple[str, str]]:
    """The same for colleagues: what, when, and who wrote it down."""
    return [(KINDS[OptOut.Kind(row.kind)], said(row, now=now)) for row in rows]


def said(row: OptOut, *, now: datetime) -> str:
    """ "Told Nell Sampleton today at 2:52pm. Taken back tomorrow at 9am, on their own pages.\""""
    how = f"Told {row.noted_by.name}" if row.noted_by else OptOut.How(row.how).label
    words = f"{how}, {say_moment(row.said_at, now)}."
    if row.withdrawn_at is None:
        return words
    to = f"told {row.withdrawal_noted_by.name}" if row.withdrawal_noted_by else "on their own pages"
    return f"{words} Taken back {say_moment(row.withdrawn_at, now)}, {to}."


def given_lines(extracts: list[Extract], *, now: datetime) -> list[dict[str, Any]]:
    """Which studies were given an extract, what for, and who approved it."""
    return [
        {
            "title": each.study.title, "purpose": each.study.purpose, "body": each.study.body,
            "reference": each.study.reference, "when": say_day(each.written_at, now),
        }
        for each in extracts
    ]  # fmt: skip
