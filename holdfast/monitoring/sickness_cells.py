"""What stands in one cell of a public sickness absence file: a month, a number, a reason, an organisation."""

import re
from calendar import monthrange
from datetime import date
from decimal import Decimal

from holdfast.monitoring.reasons import AS_PUBLISHED, Reason

MOST_DAYS = Decimal(100_000_000)
"""FTE days in a month: twice as many as the whole NHS in England has."""
PLACES = 10
FIRST_MONTH = date(2009, 4, 1)
"""When the published series begins."""
EVERYBODY = "all staff groups"

ISO_DAY = re.compile(r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})", re.ASCII)
BRITISH_DAY = re.compile(r"(?P<day>\d{2})/(?P<month>\d{2})/(?P<year>\d{4})", re.ASCII)
ISO_MONTH = re.compile(r"(?P<year>\d{4})-(?P<month>\d{2})", re.ASCII)
NAMED_MONTH = re.compile(r"(?P<year>\d{4})-(?P<name>[A-Z]{3})", re.ASCII)
MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
NUMBER = re.compile(r"\d{1,15}(\.\d{1,30})?", re.ASCII)
CODE = re.compile(r"[A-Z0-9]{2,9}", re.ASCII)


class BadCell(Exception):
    """A cell that cannot be used. Says what is wrong with it."""


def month_in(text: str, *, today: date) -> date:
    """The first day of the month that a cell names: 2024-03-31, 31/03/2024, 2024-03 or 2024-MAR.

    Raises:
        BadCell: no month; a day other than its month's last, as published ones are, so that the month may be
            another; a month before the series begins or one that has not ended.
    """
    month = named_month(text)
    if month is None:
        raise BadCell(f"“{shown(text)}” is no month as these files write it")
    if month < FIRST_MONTH:
        raise BadCell(f"{month:%B %Y} is before April 2009, when the published series begins")
    if last_day(month) >= today:
        raise BadCell(f"{month:%B %Y} has not ended")
    return month


def named_month(text: str) -> date | None:
    """The month of one of the four forms, None for anything else.

    Raises:
        BadCell: a day that is not the last of its month.
    """
    if named := NAMED_MONTH.fullmatch(text.upper()):
        name = named["name"]
        return date(int(named["year"]), MONTHS.index(name) + 1, 1) if name in MONTHS and int(named["year"]) else None
    found = ISO_DAY.fullmatch(text) or BRITISH_DAY.fullmatch(text) or ISO_MONTH.fullmatch(text)
    if not found:
        return None
    parts = found.groupdict()
    try:
        day = date(int(parts["year"]), int(parts["month"]), int(parts.get("day", 1)))
    except ValueError:
        return None
    if "day" in parts and day != last_day(day):
        raise BadCell(f"{text} is not the last day of a month, as these files write it: it may mean another month")
    return day.replace(day=1)


def last_day(month: date) -> date:
    """The last day of the month of this day."""
    return month.replace(day=monthrange(month.year, month.month)[1])


def days_in(text: str) -> Decimal:
    """FTE days, to ten decimal places.

    Raises:
        BadCell: `.` or nothing (no figure was published), not a plain number, below zero, or beyond `MOST_DAYS`.
    """
    number = number_in(text)
    if number > MOST_DAYS:
        raise BadCell(f"{shown(text)} FTE days are more than the NHS in England has in a month")
    return round(number, PLACES)


def rate_in(text: str) -> Decimal:
    """A rate in per cent.

    Raises:
        BadCell: as for days; or it is above 100.
    """
    number = number_in(text)
    if number > 100:
        raise BadCell(f"a rate of {shown(text)} per cent cannot be")
    return number


def number_in(text: str) -> Decimal:
    """A number from zero up, written in digits with or without a point.

    Raises:
        BadCell: anything else.
    """
    if text in {".", "", "-", "*"}:
        raise BadCell(f"no figure was published (“{text}”)")
    if text.startswith("-") and NUMBER.fullmatch(text[1:]):
        raise BadCell(f"{shown(text)} is below zero")
    if not NUMBER.fullmatch(text):
        raise BadCell(f"“{shown(text)}” is not a number")
    return Decimal(text)


def reason_in(text: str) -> Reason:
    """The reason that is published in these words.

    Raises:
        BadCell: its code is not known, or the words beside the code are those of another.
    """
    plain = " ".join(text.split())
    if reason := AS_PUBLISHED.get(plain):
        return reason
    code = plain.partition(" ")[0]
    if code in Reason.values and code != Reason.ALL:
        raise BadCell(f"“{shown(plain)}”: {code} is “{Reason(code).label}”")
    raise BadCell(f"the reason “{shown(plain)}” is not known")


def area_in(text: str) -> str:
    """An organisation's code of the Organisation Data Service.

    Raises:
        BadCell: it cannot be one.
    """
    if not CODE.fullmatch(text):
        raise BadCell(f"“{shown(text)}” is no code of an organisation")
    return text


def shown(text: str, *, most: int = 40) -> str:
    """A cell for a message, without signs that move a cursor; a long one is cut."""
    return "".join(sign if sign.isprintable() else "�" for sign in text[:most]) + ("…" if len(text) > most else "")
