"""Reading a partner's file: its encoding, its first line, and rows that end where they really end.

The file is read twice and never held: once for its encoding, once for its rows.
"""

import csv
import json
import tomllib
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

BLOCK_BYTES = 1024 * 1024
LONGEST_LINE = 1_000_000
UTF16 = (b"\xff\xfe", b"\xfe\xff")
ENCODINGS = ("utf-8-sig", "cp1252", "latin-1")
COLUMNS = (
    "partner_email", "partner_name", "organisation", "route", "reference", "name", "telephone", "email", "letter",
    "agreed_how", "agreed_on", "story", "worried",
)  # fmt: skip
NEEDED = ("partner_email", "name", "agreed_how", "agreed_on")
WAYS = ("telephone", "email", "letter")


class UnreadableFile(Exception):
    """Nothing of the file can be read. The sentence says what to change."""


@dataclass(frozen=True)
class Columns:
    """Which of our columns stands where in a row, and what is the same in every row."""

    places: Mapping[str, int]
    width: int
    always: Mapping[str, str] = field(default_factory=dict)
    left_out: tuple[str, ...] = ()

    def read(self, cells: list[str]) -> dict[str, str]:
        """The cells of one row by our names."""
        return {**self.always, **{name: cells[place] for name, place in self.places.items()}}


@dataclass(frozen=True)
class Line:
    """One row with the line it begins on, from 1. `cells` is None where it cannot be read; `reason` says why."""

    number: int
    cells: list[str] | None
    reason: str = ""


def encoding_of(path: Path) -> str:
    """The first encoding in which the whole file can be read: UTF-8, else Latin-1 as Windows writes it.

    Raises:
        UnreadableFile: it is in UTF-16.
    """
    with path.open("rb") as file:
        if file.read(2) in UTF16:
            raise UnreadableFile("the file is in UTF-16; save it as UTF-8 and try again")
    return next(encoding for encoding in ENCODINGS if can_read(path, encoding))


def can_read(path: Path, encoding: str) -> bool:
    """Whether every byte of the file is of this encoding."""
    try:
        with path.open(encoding=encoding, newline="") as file:
            while file.read(BLOCK_BYTES):
                pass
    except UnicodeDecodeError:
        return False
    return True


def read_map(path: Path | None) -> tuple[dict[str, str], dict[str, str]]:
    """Their columns to ours, and what is the same in every row, from a JSON or TOML file.

    Raises:
        UnreadableFile: it is neither, or names a column that we do not have.
    """
    if path is None:
        return {}, {}
    try:
        text = path.read_text(encoding="utf-8-sig")
        told = tomllib.loads(text) if path.suffix.lower() == ".toml" else json.loads(text)
    except (ValueError, RecursionError) as trouble:
        raise UnreadableFile(f"{path} cannot be read: {trouble}") from None
    told = dict(told) if isinstance(told, dict) else {"": None}
    always = told.pop("always", {})
    if not isinstance(always, dict) or not all(isinstance(word, str) for word in [*told.values(), *always.values()]):
        raise UnreadableFile(f'{path} must say "their column": "our column", and beside them "always": {{…}} if needed')
    for name in [*told.values(), *always]:
        if name not in COLUMNS:
            raise UnreadableFile(f"{path} names “{name}”; our columns are {', '.join(COLUMNS)}")
    return told, always


def read_columns(header: list[str], theirs: Mapping[str, str], always: Mapping[str, str]) -> Columns:
    """Where everything stands.

    Raises:
        UnreadableFile: a column that is needed is not there, or is there twice.
    """
    titles = [title.strip() for title in header]
    for title in theirs:
        if title not in titles:
            raise UnreadableFile(f"the map names the column “{title}”, which the file does not have")
    ours = [theirs.get(title, title.lower() if title.lower() in COLUMNS else "") for title in titles]
    twice = next((name for name in ours if name and ours.count(name) > 1), None)
    if twice:
        raise UnreadableFile(f"two columns of the file stand for “{twice}”")
    places = {name: place for place, name in enumerate(ours) if name}
    lacking = [name for name in NEEDED if name not in {*places, *always}]
    if not {*WAYS} & {*places, *always}:
        lacking.append("telephone, email or letter")
    if lacking:
        semicolons = " Its columns must be separated by commas." if len(titles) == 1 and ";" in titles[0] else ""
        raise UnreadableFile(f"the first line does not name {'; '.join(lacking)}.{semicolons}")
    left_out = tuple(title for title, name in zip(titles, ours, strict=True) if not name and title)
    return Columns(places, len(titles), always, left_out)


def lines_of(file: TextIO) -> Iterator[str]:
    """The lines of a file, whatever ends them; of one that is longer than any row, its beginning."""
    while text := file.readline(LONGEST_LINE):
        if len(text) == LONGEST_LINE and text[-1] not in "\r\n":
            rest = text
            while rest and rest[-1] not in "\r\n":
                rest = file.readline(LONGEST_LINE)
            text += "\n"
        yield text


def rows_of(lines: Iterator[str]) -> Iterator[Line]:
    """Rows, where quotes may hold commas and line ends. One that cannot be read costs its first line alone."""
    waiting: deque[str] = deque()
    taken: list[str] = []
    number = 1

    def feed() -> Iterator[str]:
        while True:
            text = waiting.popleft() if waiting else next(lines, None)
            if text is None:
                return
            taken.append(text)
            yield text

    reader = csv.reader(feed(), strict=True)
    while True:
        taken.clear()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as trouble:
            yield Line(number, None, f"the line cannot be read: {trouble}")
            waiting.extendleft(reversed(taken[1:]))
            reader = csv.reader(feed(), strict=True)
            number += 1
            continue
        if any(cells):
            yield Line(number, cells)
        number += len(taken)


def harmless(text: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t", "\r"} else text


Reject = Callable[[int, str, str], None]
"""Writes a line down that is left out: its number, the partner's own reference, the reason."""
