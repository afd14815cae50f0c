"""What is published, as a file: CSV, JSON, a workbook, or a tagged PDF. Each says what it is and by which entry."""

import csv
import io
import json
from collections.abc import Callable
from dataclasses import asdict
from importlib.resources import files
from typing import Any

import typst
import xlsxwriter

from holdfast.hubs.models import Hub
from holdfast.letters.pdf import FONTS, fonts
from holdfast.monitoring.board_times import say_period
from holdfast.monitoring.disclosure import PUBLIC
from holdfast.monitoring.models import LedgerEntry
from holdfast.monitoring.public_cube import CALENDAR
from holdfast.monitoring.public_tables import MEDIANS_FROM, SHARES, tables_of
from holdfast.monitoring.writing import Kind, NotWhole, write_cell

COLUMNS = ("table", "people", "category", "number", "percent")
NEWER = {"shares", "medians", "tables"}
"""What files did not say at first: one that was taken then says nothing else than the ledger either."""

RIGHT = {COLUMNS.index("number"), COLUMNS.index("percent")}


def head_of(found: LedgerEntry, place: str) -> dict[str, Any]:
    """What every file says before its numbers."""
    return {
        "place": place, "period": found.period, "entry": found.number,
        "published_on": found.published_at.date().isoformat(), "before": found.before, "digest": found.digest,
        "notes": PUBLIC, "shares": SHARES, "medians": f"{CALENDAR} {MEDIANS_FROM}",
    }  # fmt: skip


def lines_of(found: LedgerEntry) -> list[tuple[str, ...]]:
    """Every number: its table, which people, the category, what is shown, and its share where there is one."""
    return [
        (each.name, each.measure, *line)
        for each in tables_of(found.rows)
        for line in (
            *((line.label, line.shown, line.percent) for line in each.lines),
            *((days.label, days.shown, "") for days in each.days),
        )
    ]


def as_json(found: LedgerEntry, place: str) -> bytes:
    """One object: the head, rows as they stand in the ledger, and the tables that they make."""
    tables = [asdict(each) for each in tables_of(found.rows)]
    whole = {**head_of(found, place), "hub": found.place, "rows": found.rows, "tables": tables}
    return (json.dumps(whole, indent=1, ensure_ascii=False) + "\n").encode()


def as_csv(found: LedgerEntry, place: str) -> bytes:
    """Lines, after the head in lines that begin with #. With a mark of its letters, so that Excel reads it."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerows([f"# {key}: {value}"] for key, value in head_of(found, place).items())
    writer.writerow(COLUMNS)
    writer.writerows(lines_of(found))
    return ("\ufeff" + out.getvalue()).encode()


def as_workbook(found: LedgerEntry, place: str) -> bytes:
    """Two sheets: the figures, and the notes."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"title": f"Public figures {found.period}", "author": "", "created": found.published_at})
        bold, wide = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
        right = book.add_format({"align": "right"})
        figures, notes = book.add_worksheet("Figures"), book.add_worksheet("Notes")
        figures.freeze_panes(1, 0)
        figures.set_column(0, 2, 34)
        figures.write_row(0, 0, COLUMNS, bold)
        for row, line in enumerate(lines_of(found), start=1):
            for column, value in enumerate(line):
                write_cell(figures, row, column, value, right if column in RIGHT else None)
        notes.set_column(0, 0, 14)
        notes.set_column(1, 1, 90, wide)
        for row, (key, value) in enumerate(head_of(found, place).items()):
            notes.write_string(row, 0, key, bold)
            notes.write_string(row, 1, str(value))
    return out.getvalue()


def as_pdf(found: LedgerEntry, place: str) -> bytes:
    """A tagged PDF (PDF/UA-1): the same bytes each time."""
    tables = [
        {"name": each.name, "measure": each.measure, "has_shares": each.has_shares,
         "lines": [(line.label, line.shown, *([line.share] if each.has_shares else [])) for line in each.lines],
         "days": [(f"{days.label}: {days.said}.", days.note) for days in each.days]}
        for each in tables_of(found.rows)
    ]  # fmt: skip
    head = head_of(found, place)
    words = {"title": f"{place}: {say_period(found.period)}", "notes": [PUBLIC, SHARES, MEDIANS_FROM],
             "tables": tables, "fonts": FONTS,
             "foot": f"Entry {found.number} of the ledger, {head['published_on']}. {found.digest}"}  # fmt: skip
    page = files("holdfast.monitoring").joinpath("public.typ").read_bytes()
    made: bytes = typst.compile(
        page, sys_inputs={"figures": json.dumps(words)}, font_paths=fonts(), ignore_system_fonts=True, format="pdf",
        pdf_standards="ua-1",
    )  # fmt: skip
    return made


KINDS = {
    "xlsx": Kind("a workbook (Excel)", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "csv": Kind("CSV", "text/csv; charset=utf-8"),
    "json": Kind("JSON", "application/json"),
    "pdf": Kind("PDF", "application/pdf"),
}
FORMATS: dict[str, Callable[[LedgerEntry, str], bytes]] = {
    "json": as_json, "csv": as_csv, "xlsx": as_workbook, "pdf": as_pdf,
}  # fmt: skip


NOT_OURS = "this is no file of the ledger of this installation: its numbers, or what it says of them, are other ones"


def verify(content: bytes) -> dict[str, Any]:
    """The head of a JSON file, if it says what the ledger of this installation holds.

    Raises:
        NotWhole: it is damaged, or says anything else.
    """
    try:
        whole = json.loads(content.decode("utf-8-sig"))
        found = LedgerEntry.objects.filter(place=whole["hub"], period=whole["period"]).first()
        place = Hub.objects.filter(slug=whole["hub"]).values_list("name", flat=True).first()
    except (UnicodeDecodeError, json.JSONDecodeError, KeyError, TypeError, RecursionError):
        raise NotWhole(NotWhole.__doc__) from None
    ours = {} if found is None else json.loads(as_json(found, place or ""))
    if not ours or {**{key: ours[key] for key in NEWER}, **whole} != ours:
        raise NotWhole(NOT_OURS)
    return {key: value for key, value in whole.items() if key not in ("rows", "tables")}
