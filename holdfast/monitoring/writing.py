"""A released return as a file: CSV, JSON or a workbook. Each says what it is, of which version, and who let it go."""

import csv
import io
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import xlsxwriter

from holdfast.monitoring.models import Return
from holdfast.monitoring.two_people import digest_of

NOT_FOR_EMPLOYERS = "Not for employers"
NOTES = (
    "* is a number under 5, zero included, or a share or a median that rests on too few. Parts of a total are rounded "
    "to the nearest 5; totals are exact. “not available” is not recorded in this version of the system, and is no zero."
)
COLUMNS = ("item", "version", "title", "measure", "unit", "breakdown", "category", "value", "share")


class NotWhole(ValueError):
    """This file is not as it was released: its lines and its digest do not fit."""


def head_of(found: Return) -> dict[str, Any]:
    """What every file says before its lines."""
    assert found.signed_by is not None  # return_released_by_two
    assert found.released_by is not None
    assert found.released_at is not None
    return {
        "hub": found.hub.name, "period": found.period, "version": found.version, "reason": found.reason,
        "released_at": found.released_at.isoformat(timespec="seconds"),
        "released_by": [found.signed_by.name, found.released_by.name], "digest": found.digest,
        "marked": NOT_FOR_EMPLOYERS, "notes": NOTES,
    }  # fmt: skip


def as_json(found: Return) -> bytes:
    """One object: head and lines."""
    whole = {**head_of(found), "lines": found.lines}
    return (json.dumps(whole, indent=1, ensure_ascii=False) + "\n").encode()


def as_csv(found: Return) -> bytes:
    """Lines, after the head in lines that begin with #. With a mark of its letters, so that Excel reads it."""
    out = io.StringIO()
    writer = csv.writer(out)
    for key, value in head_of(found).items():
        writer.writerow([f"# {key}: {', '.join(value) if isinstance(value, list) else value}"])
    writer.writerow(COLUMNS)
    writer.writerows([each[column] for column in COLUMNS] for each in found.lines)
    return ("\ufeff" + out.getvalue()).encode()


def as_workbook(found: Return) -> bytes:
    """Two sheets: the figures, and the notes."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"title": f"Return {found.period}", "author": "", "created": found.released_at})
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        wide = book.add_format({"text_wrap": True, "valign": "top"})
        right = book.add_format({"align": "right"})
        figures, notes = book.add_worksheet("Figures"), book.add_worksheet("Notes")
        figures.freeze_panes(1, 0)
        figures.set_column(0, 1, 8)
        figures.set_column(2, 2, 60, wide)
        figures.set_column(3, 8, 18)
        figures.write_row(0, 0, COLUMNS, bold)
        for row, line in enumerate(found.lines, start=1):
            for column, name in enumerate(COLUMNS):
                write_cell(figures, row, column, line[name], right if name in {"value", "share"} else None)
        figures.autofilter(0, 0, len(found.lines), len(COLUMNS) - 1)
        notes.set_column(0, 0, 18)
        notes.set_column(1, 1, 90, wide)
        for row, (key, value) in enumerate(head_of(found).items()):
            notes.write_string(row, 0, key, bold)
            notes.write_string(row, 1, ", ".join(value) if isinstance(value, list) else str(value))
    return out.getvalue()


def write_cell(sheet: Any, row: int, column: int, value: Any, style: Any) -> None:
    """A number as a number, all else as it is written."""
    if isinstance(value, int) or (isinstance(value, str) and value.isascii() and value.isdigit()):
        sheet.write_number(row, column, int(value), style)
    else:
        sheet.write_string(row, column, value, style)


@dataclass(frozen=True)
class Kind:
    """A kind of file: what it is called on a page, and by browsers."""

    label: str
    content_type: str


KINDS = {
    "xlsx": Kind("a workbook (Excel)", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "csv": Kind("CSV", "text/csv; charset=utf-8"),
    "json": Kind("JSON", "application/json"),
}
FORMATS: dict[str, Callable[[Return], bytes]] = {"json": as_json, "csv": as_csv, "xlsx": as_workbook}


def verify(content: bytes) -> dict[str, Any]:
    """The head of a JSON file, if its lines are those that were released.

    Raises:
        NotWhole: they are not.
    """
    try:
        whole = json.loads(content.decode("utf-8-sig"))
        lines, digest = whole["lines"], whole["digest"]
    except (UnicodeDecodeError, json.JSONDecodeError, KeyError, TypeError, RecursionError):
        raise NotWhole(NotWhole.__doc__) from None
    if not isinstance(lines, list) or digest_of(lines) != digest:
        raise NotWhole(NotWhole.__doc__)
    return {key: value for key, value in whole.items() if key != "lines"}
