"""A released return as a file: CSV, JSON or a workbook. Each says what it is, of which version, and who let it go."""

import csv
import io
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import xlsxwriter

from holdfast.hubs.models import Hub
from holdfast.hubs.scope import hub_scope
from holdfast.monitoring.models import Return
from holdfast.monitoring.states import Status
from holdfast.monitoring.two_people import digest_of

NOT_FOR_EMPLOYERS = "Not for employers"
NOTES = (
    "* is a number under 5, zero included, or a share or a median that rests on too few. Parts of a total are rounded "
    "to the nearest 5; totals are exact. “not available” is not recorded in this version of the system, and is no zero."
)
COLUMNS = ("item", "version", "title", "measure", "unit", "breakdown", "category", "value", "share")


HEAD = {"hub": str, "period": str, "version": int, "reason": str, "released_at": str, "released_by": list,
        "digest": str}  # fmt: skip
"""What every file has said before its lines from the first one on."""
NO_JSON = "this is no JSON. It reads the JSON file alone: beside that, compare a workbook or a CSV of the same return"
NO_RETURN = "this is neither a return nor public figures as they are written here, or a part of it is missing"
NEVER_RELEASED = "this is not as it was released: two people here never let go this version for this period"
NOT_AS_HERE = "this is not as it was released. It says other than what two people let go here in:"


WORDS = {"notes"}
"""What explains the numbers, in words of today: a file that was taken before they were put better is still right."""
REWORDED = (
    "What it says beside its numbers is not what is written here today, in: %s. It was taken from an earlier version "
    "of this system, or somebody changed those words. Its numbers are as they were let go."
)


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


@dataclass(frozen=True)
class Verified:
    """A file whose lines and sum agree: what it says before its lines, whether this installation let it go, the last
    version that it let go of the same period, and what is said in other words than today."""

    head: dict[str, Any]
    is_ours: bool
    last: int
    reworded: tuple[str, ...] = ()


def verify(content: bytes) -> Verified:
    """A JSON file beside what this installation let go of that hub; where it knows no such hub, its sum alone.

    Raises:
        NotWhole: it is no return, its lines and its sum do not agree, or it says anything else than what was let go
            but in words that explain it.
    """
    whole = json_in(content)
    head = {key: whole.get(key) for key in HEAD}
    if not isinstance(whole.get("lines"), list) or not all(type(each) is HEAD[key] for key, each in head.items()):
        raise NotWhole(NO_RETURN)
    if digest_of(whole["lines"]) != head["digest"]:
        raise NotWhole(NotWhole.__doc__)
    hubs = list(Hub.objects.filter(name=head["hub"]))
    stands = [each for hub in hubs if (each := as_released(hub, head["period"], head["version"]))]
    if hubs and not stands:
        raise NotWhole(NEVER_RELEASED)
    otherwise = [tuple(key for key in ours | whole if ours.get(key) != whole.get(key)) for ours in stands]
    reworded = next((each for each in sorted(otherwise, key=len) if set(each) <= WORDS), None)
    if stands and reworded is None:
        raise NotWhole(f"{NOT_AS_HERE} {', '.join(otherwise[0])}")
    last = max((last_version(hub, head["period"]) for hub in hubs), default=0)
    return Verified(head, is_ours=bool(stands), last=last, reworded=reworded or ())


def json_in(content: bytes) -> dict[str, Any]:
    """The object of a JSON file, of which everything can be looked up.

    Raises:
        NotWhole: it is none.
    """
    try:
        whole = json.loads(content.decode("utf-8-sig"))
        json.dumps(whole, ensure_ascii=False).encode()  # a half of a letter is in no database, and in no sum
    except (ValueError, RecursionError):
        raise NotWhole(NO_JSON) from None
    if not isinstance(whole, dict) or any("\0" in each for each in whole.values() if isinstance(each, str)):
        raise NotWhole(NO_RETURN)
    return whole


def last_version(hub: Hub, period: str) -> int:
    """The last version that was released of a period."""
    with hub_scope(hub):
        found = Return.objects.filter(hub=hub, period=period, status=Status.RELEASED).order_by("-version")
        return found.values_list("version", flat=True).first() or 0


def as_released(hub: Hub, period: str, version: int) -> dict[str, Any] | None:
    """What the file of one released version says today."""
    with hub_scope(hub):
        found = Return.objects.filter(hub=hub, period=period, version=version, status=Status.RELEASED)
        one = found.select_related("hub", "signed_by__account", "released_by__account").first()
        return json.loads(as_json(one)) if one else None
