"""Lines and cells of a CSV file that somebody else made: bounded, hashed as they pass, each line on its own."""

import csv
from collections.abc import Callable, Iterator
from typing import BinaryIO

from holdfast.monitoring.sickness_cells import BadCell
from holdfast.monitoring.sickness_files import UnreadableFile, column_names

MB = 1024 * 1024
LARGEST = 512 * MB
LONGEST_LINE = 10_000
"""Bytes. The longest published line has under 1,000: organisations with ten years of months side by side."""


def numbered(
    stream: BinaryIO, hashed: Callable[[bytes], object], advance: Callable[[int], object]
) -> Iterator[tuple[int, bytes]]:
    """Lines with their numbers, hashed as they pass. A line that does not end is not read to its end.

    Raises:
        UnreadableFile: a line is longer than `LONGEST_LINE`, or the whole larger than `LARGEST`.
    """
    size = told = 0
    for number, raw in enumerate(iter(lambda: stream.readline(LONGEST_LINE + 1), b""), start=1):
        size += len(raw)
        if len(raw) > LONGEST_LINE:
            raise UnreadableFile(
                f"line {number} is longer than {LONGEST_LINE:,} bytes, which no line of such a file is"
            )
        if size > LARGEST:
            raise UnreadableFile(f"it is larger than {LARGEST // MB} MB")
        hashed(raw)
        if size - told >= MB:
            advance(size - told)
            told = size
        yield number, raw
    advance(size - told)


def column_names_of(first: tuple[int, bytes] | None) -> list[str]:
    """The names of the columns, from the first line; a byte order mark before them is passed over.

    Raises:
        UnreadableFile: there is no line, or it is no text.
    """
    if first is None:
        raise UnreadableFile("it is empty")
    try:
        return column_names(cells_of(first[1].removeprefix(b"\xef\xbb\xbf")))
    except BadCell:
        raise UnreadableFile(
            "it is no text in UTF-8. If it is a workbook, save its sheet as “CSV UTF-8” first"
        ) from None


def cells_of(raw: bytes) -> list[str]:
    """The cells of one line. No cell of these files goes over a line's end, so a quote left open harms one line alone.

    Raises:
        BadCell: it is no UTF-8, or no line of a CSV file.
    """
    try:
        text = raw.decode()
        if "\0" in text:
            raise BadCell("it holds a sign that no text has")
        return [cell.strip() for cell in next(csv.reader([text.rstrip("\r\n")], strict=True), [])]
    except UnicodeDecodeError:
        raise BadCell("it is no text in UTF-8") from None
    except csv.Error:
        raise BadCell("a quotation mark or an end of line stands where none can") from None


def row_of(columns: list[str], cells: list[str]) -> dict[str, str]:
    """Cells by their columns.

    Raises:
        BadCell: there are more or fewer of them.
    """
    if len(cells) != len(columns):
        raise BadCell(f"it has {len(cells)} cells, and there are {len(columns)} columns")
    return dict(zip(columns, cells, strict=True))
