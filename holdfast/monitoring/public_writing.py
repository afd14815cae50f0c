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
    Edition,
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
WORDS = {"notes", "shares", "medians", "put_right"}
"""What explains the numbers, in words of today: of whoever took the file before they were put better."""
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
    return [
        line
        for place in (len(editions) - 1, *range(len(editions) - 1))
        for table in editions[place].tables
        for line in lines_in(table, editions[place].on, editions[place + 1 :])
    ]


def lines_in(table: Shown, since: date, later: Sequence[Edition]) -> list[tuple[str, ...]]:
    """The lines of one table, each until the same number was put right: nothing is but totals, and days of them."""

    def line(label: str, shown: str, percent: str = "") -> tuple[str, ...]:
        until = replaced_on(table.measure, label, later)
        return table.name, table.measure, label, shown, percent, since.isoformat(), until.isoformat() if until else ""

    lines = [line(each.label, each.shown, each.percent) for each in table.lines]
    return [*lines, *(line(each.label, each.shown) for each in table.days)]


def replaced_on(measure: str, label: str, later: Sequence[Edition]) -> date | None:
    """When a number of some people was first put right; none where it stands as it was published."""
    return next((each.on for each in later if (measure, label) in numbers_in(each)), None)


def numbers_in(edition: Edition) -> set[tuple[str, str]]:
    """Of which people an edition says what."""
    return {(table.measure, each.label) for table in edition.tables for each in (*table.lines, *table.days)}


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
    before it was put right; and under `reworded` what it says in other words than today.

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
    otherwise = [other_words(whole, ours) for ours in stood if numbers_of(whole, ours) == numbers_of(ours, ours)]
    if not otherwise:
        raise NotWhole(NOT_OURS)
    return {**head_of(entries, place or ""), "reworded": min(otherwise, key=len)}


def numbers_of(whole: dict[str, Any], ours: dict[str, Any]) -> dict[str, Any]:
    """A file without the words that explain it, and with what files of its day did not say."""
    told = {**{key: ours[key] for key in NEWER}, **whole}
    tables = [bare(each) for each in told["tables"]] if isinstance(told["tables"], list) else told["tables"]
    return {**{key: value for key, value in told.items() if key not in WORDS}, "tables": tables}


def bare(table: Any) -> Any:
    """A table without the words that explain its days."""
    days = table.get("days") if isinstance(table, dict) else None
    if not isinstance(days, list) or not all(isinstance(each, dict) for each in days):
        return table
    return {**table, "days": [{key: day[key] for key in day if key not in ("label", "note")} for day in days]}


def other_words(whole: dict[str, Any], ours: dict[str, Any]) -> list[str]:
    """Which words a file puts otherwise than one of today."""
    return [key for key in (*sorted(WORDS), "tables") if key in whole and whole[key] != ours[key]]
