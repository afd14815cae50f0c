"""What is published, as a file: CSV, JSON, a workbook, or a tagged PDF. Each says what it is and by which entry."""

import csv
import io
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import date
from importlib.resources import files
from typing import Any

import typst
import xlsxwriter

from holdfast.hubs.hours import london_day
from holdfast.hubs.models import Hub
from holdfast.letters.pdf import FONTS, fonts
from holdfast.monitoring.board_times import say_period
from holdfast.monitoring.disclosure import PUBLIC
from holdfast.monitoring.models import LedgerEntry
from holdfast.monitoring.periods import read_period
from holdfast.monitoring.public_cube import CALENDAR
from holdfast.monitoring.public_tables import (
    MEDIANS_FROM,
    SHARES,
    Shown,
    rows_of,
    say_date,
    say_put_right,
    standing,
)
from holdfast.monitoring.publish_queries import editions_of, entries_of
from holdfast.monitoring.writing import NO_RETURN, Kind, NotWhole, json_in, write_cell

Entries = Sequence[LedgerEntry]
"""Of one period: the first, and those with which it was put right."""
COLUMNS = ("table", "people", "category", "number", "percent", "published_on", "replaced_on")
NEWER = {"shares", "medians", "put_right", "tables", "put_right_by"}
"""What files did not say at first: one that was taken then says nothing else than the ledger either."""
RIGHT = {COLUMNS.index("number"), COLUMNS.index("percent")}


def head_of(entries: Entries, place: str) -> dict[str, Any]:
    """What every file says before its numbers."""
    found = entries[0]
    return {
        "place": place, "period": found.period, "entry": found.number,
        "published_on": london_day(found.published_at).isoformat(), "before": found.before, "digest": found.digest,
        "notes": PUBLIC, "shares": SHARES, "medians": f"{CALENDAR} {MEDIANS_FROM}",
        "put_right": say_put_right(editions_of(entries)),
    }  # fmt: skip


def lines_of(entries: Entries) -> list[tuple[str, ...]]:
    """Every number as it stands, then what was replaced: its table, which people, the category, what is shown, its
    share where there is one, and from when until when it stood."""
    editions = editions_of(entries)
    ends = [*(each.on for each in editions[1:]), None]
    dated = [*zip(editions, ends, strict=True)]
    return [
        line
        for each, until in dated[-1:] + dated[:-1]
        for table in each.tables
        for line in lines_in(table, each.on, until)
    ]


def lines_in(table: Shown, since: date, until: date | None) -> list[tuple[str, ...]]:
    """The lines of one table."""
    days = since.isoformat(), until.isoformat() if until else ""
    return [
        *((table.name, table.measure, line.label, line.shown, line.percent, *days) for line in table.lines),
        *((table.name, table.measure, each.label, each.shown, "", *days) for each in table.days),
    ]


def as_json(entries: Entries, place: str) -> bytes:
    """One object: the head, rows as they stand in the ledger, by which entries they were put right, and the tables as
    they stand."""
    found, period = entries[0], read_period(entries[0].period)
    later = [
        {"entry": each.number, "published_on": london_day(each.published_at), "digest": each.digest,
         "rows": rows_of(each.rows, period)}
        for each in entries[1:]
    ]  # fmt: skip
    whole = {**head_of(entries, place), "hub": found.place, "rows": found.rows, "put_right_by": later,
             "tables": [asdict(each) for each in standing(editions_of(entries))]}  # fmt: skip
    return (json.dumps(whole, indent=1, ensure_ascii=False, default=date.isoformat) + "\n").encode()


def as_csv(entries: Entries, place: str) -> bytes:
    """Lines, after the head in lines that begin with #. With a mark of its letters, so that Excel reads it."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerows([f"# {key}: {value}"] for key, value in head_of(entries, place).items())
    writer.writerow(COLUMNS)
    writer.writerows(lines_of(entries))
    return ("\ufeff" + out.getvalue()).encode()


def as_workbook(entries: Entries, place: str) -> bytes:
    """Two sheets: the figures, and the notes."""
    out, found = io.BytesIO(), entries[0]
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"title": f"Public figures {found.period}", "author": "", "created": found.published_at})
        bold, wide = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
        right = book.add_format({"align": "right"})
        figures, notes = book.add_worksheet("Figures"), book.add_worksheet("Notes")
        figures.freeze_panes(1, 0)
        figures.set_column(0, 2, 34)
        figures.write_row(0, 0, COLUMNS, bold)
        for row, line in enumerate(lines_of(entries), start=1):
            for column, value in enumerate(line):
                write_cell(figures, row, column, value, right if column in RIGHT else None)
        notes.set_column(0, 0, 14)
        notes.set_column(1, 1, 90, wide)
        for row, (key, value) in enumerate(head_of(entries, place).items()):
            notes.write_string(row, 0, key, bold)
            notes.write_string(row, 1, str(value))
    return out.getvalue()


def as_pdf(entries: Entries, place: str) -> bytes:
    """A tagged PDF (PDF/UA-1): the same bytes each time."""
    found, editions, head = entries[0], editions_of(entries), head_of(entries, place)
    later = "".join(f"; put right with entry {each.number}" for each in entries[1:])
    notes = [each for each in (head["put_right"], PUBLIC, SHARES, MEDIANS_FROM) if each]
    before = [
        {"title": f"As published on {say_date(each.on)}", "tables": [*map(for_paper, each.tables)]}
        for each in editions[:-1]
    ]  # fmt: skip
    words = {"title": f"{place}: {say_period(found.period)}", "notes": notes, "fonts": FONTS,
             "tables": [*map(for_paper, standing(editions))], "before": before,
             "foot": f"Entry {found.number} of the ledger, {head['published_on']}{later}. {found.digest}"}  # fmt: skip
    page = files("holdfast.monitoring").joinpath("public.typ").read_bytes()
    made: bytes = typst.compile(
        page, sys_inputs={"figures": json.dumps(words)}, font_paths=fonts(), ignore_system_fonts=True, format="pdf",
        pdf_standards="ua-1",
    )  # fmt: skip
    return made


def for_paper(table: Shown) -> dict[str, Any]:
    """A table as the paper is given it."""
    shares = table.has_shares
    return {
        "name": table.name, "measure": table.measure, "has_shares": shares,
        "lines": [(line.label, line.shown, *([line.share] if shares else [])) for line in table.lines],
        "days": [(f"{days.label}: {days.said}.", days.note) for days in table.days],
    }  # fmt: skip


KINDS = {
    "xlsx": Kind("a workbook (Excel)", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "csv": Kind("CSV", "text/csv; charset=utf-8"),
    "json": Kind("JSON", "application/json"),
    "pdf": Kind("PDF", "application/pdf"),
}
FORMATS: dict[str, Callable[[Entries, str], bytes]] = {
    "json": as_json, "csv": as_csv, "xlsx": as_workbook, "pdf": as_pdf,
}  # fmt: skip


NOT_OURS = "this is no file of the ledger of this installation: its numbers, or what it says of them, are other ones"


def verify(content: bytes) -> dict[str, Any]:
    """The head of a JSON file as it would be today, if it says what the ledger of this installation holds, or held
    before it was put right.

    Raises:
        NotWhole: it is damaged, or says anything else.
    """
    whole = json_in(content)
    hub, period = whole.get("hub"), whole.get("period")
    if not isinstance(hub, str) or not isinstance(period, str):
        raise NotWhole(NO_RETURN)
    entries = entries_of(hub, period)
    place = Hub.objects.filter(slug=hub).values_list("name", flat=True).first()
    stood = [json.loads(as_json(entries[:number], place or "")) for number in range(1, len(entries) + 1)]
    if not any({**{key: ours[key] for key in NEWER}, **whole} == ours for ours in stood):
        raise NotWhole(NOT_OURS)
    return head_of(entries, place or "")
