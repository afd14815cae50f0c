"""Reading files of answers: what the header must hold, and rows that end where they really end."""

import csv
import io
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from holdfast.measures.questionnaire import Questionnaire

LONGEST_LINE_BYTES = 16 * 1024 * 1024
MARKS_OF_OTHER_ENCODINGS = (b"\xff\xfe", b"\xfe\xff")
UTF8_MARK = b"\xef\xbb\xbf"


class UnreadableFileError(Exception):
    """The file cannot be scored at all. The sentence says what to change."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the answers stand in each row."""

    names: tuple[str, ...]  # of the item columns
    numbers: tuple[int, ...]  # the item of each of those columns
    positions: tuple[int, ...]  # from 0
    id_position: int | None
    width: int  # cells in a row


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a file. `cells` is None where the row cannot be read; `reason` then says why."""

    line: int  # in the file, from 1, where the row begins
    cells: Sequence[str] | None
    reason: str = ""


def read_layout(
    source: BinaryIO, questionnaire: Questionnaire, columns: Sequence[str], id_column: str | None
) -> tuple[Layout, int]:
    """Read the header; returns the layout and how many lines the header took.

    Raises:
        UnreadableFileError: the file is empty, or a column is missing, named twice or wrong in number.
    """
    header, lines = _header(source)
    numbers = numbers_of(questionnaire, columns)
    wanted = [*columns, *([id_column] if id_column is not None else [])]
    for name in wanted:
        _must_be_there_once(name, header)
    layout = Layout(
        names=tuple(columns),
        numbers=numbers,
        positions=tuple(header.index(name) for name in columns),
        id_position=None if id_column is None else header.index(id_column),
        width=len(header),
    )
    return layout, lines


def numbers_of(questionnaire: Questionnaire, columns: Sequence[str]) -> tuple[int, ...]:
    """Which items the columns hold, in the questionnaire's order.

    Items that a complete measure can do without may be left out: all of them, or those at the end.

    Raises:
        UnreadableFileError: that number of columns fits no reading, or a column is named twice.
    """
    repeated = {name for name in columns if list(columns).count(name) > 1}
    if repeated:
        raise UnreadableFileError(f"--items names {_list(sorted(repeated))} more than once")
    everything = tuple(sorted(questionnaire.numbers))
    left_out = everything[len(columns) :]
    if len(columns) <= len(everything) and not set(left_out) & set(questionnaire.required):
        return everything[: len(columns)]
    if len(columns) == len(questionnaire.required):
        return questionnaire.required
    needed = {len(everything), len(questionnaire.required)}
    raise UnreadableFileError(
        f"{questionnaire.name} has {' or '.join(str(count) for count in sorted(needed))} items; "
        f"--items names {len(columns)} columns"
    )


def _header(source: BinaryIO) -> tuple[list[str], int]:
    taken: list[str] = []
    reader = csv.reader(_header_lines(source, taken), strict=True)
    try:
        names = [name.strip() for name in next(reader)]
    except StopIteration:
        raise UnreadableFileError("the file is empty") from None
    except csv.Error as error:
        raise UnreadableFileError(f"the first line, which names the columns, cannot be read: {error}") from None
    if not any(names):
        raise UnreadableFileError("the first line is blank; it has to name the columns")
    return names, len(taken)


def _header_lines(source: BinaryIO, taken: list[str]) -> Iterator[str]:
    while line := source.readline(LONGEST_LINE_BYTES):
        if not taken:
            line = _without_mark(line)
        taken.append(decoded(line))
        yield taken[-1]


def _without_mark(line: bytes) -> bytes:
    if line.startswith(MARKS_OF_OTHER_ENCODINGS):
        raise UnreadableFileError("the file is in UTF-16; save it as UTF-8 and try again")
    return line.removeprefix(UTF8_MARK)


def _must_be_there_once(name: str, header: Sequence[str]) -> None:
    found = header.count(name)
    if found == 1:
        return
    if found:
        raise UnreadableFileError(f"the file has {found} columns called “{name}”; give them different names")
    others = next((mark for mark in (";", "\t") if len(header) == 1 and mark in header[0]), None)
    if others:
        raise UnreadableFileError("the columns are not separated by commas; save the file as comma-separated")
    raise UnreadableFileError(f"the file has no column “{name}”; its columns are {_list(header)}")


def _list(names: Sequence[str], most: int = 20) -> str:
    shown = ", ".join(f"“{name[:40]}”" for name in names[:most])
    return f"{shown} and {len(names) - most} more" if len(names) > most else shown


def decoded(line: bytes) -> str:
    """UTF-8, or else Latin-1, which can read anything."""
    try:
        return line.decode()
    except UnicodeDecodeError:
        return line.decode("latin-1")


def blocks(source: BinaryIO, size: int) -> Iterator[bytes]:
    """The rest of the file in pieces of about `size` bytes, each ending at the end of a line.

    Raises:
        UnreadableFileError: a line is longer than any row can be.
    """
    while block := source.read(size):
        if not block.endswith(b"\n"):
            rest = source.readline(LONGEST_LINE_BYTES)
            if len(rest) == LONGEST_LINE_BYTES:
                raise UnreadableFileError("a line is longer than 16 MB; this is not a file of answers")
            block += rest
        yield block


def is_plain(block: bytes) -> bool:
    """True where every line is a row and every comma parts two cells."""
    return b'"' not in block and block.count(b"\r") == block.count(b"\r\n")


def plain_lines(block: bytes) -> list[str]:
    """The lines of a plain block, without their ends."""
    block = block.replace(b"\r\n", b"\n").removesuffix(b"\n")
    try:
        return block.decode().split("\n")
    except UnicodeDecodeError:
        return [decoded(line) for line in block.split(b"\n")]


def quoted_rows(first: bytes, source: Iterable[bytes], *, line: int) -> Iterator[Row]:
    """Rows where quotes may hold commas and line ends, from `line` on; blank lines are left out.

    A row that cannot be read costs one line: reading goes on with the next.
    """
    waiting: deque[str] = deque()
    taken: list[str] = []

    def feed(lines: Iterator[bytes]) -> Iterator[str]:
        while True:
            if waiting:
                taken.append(waiting.popleft())
            else:
                following = next(lines, None)
                if following is None:
                    return
                taken.append(decoded(following))
            yield taken[-1]

    def lines_left() -> Iterator[bytes]:
        yield from io.BytesIO(first)
        yield from source

    lines = lines_left()
    reader = csv.reader(feed(lines), strict=True)
    while True:
        taken.clear()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield Row(line, None, f"the row cannot be read: {error}")
            waiting.extendleft(reversed(taken[1:]))
            reader = csv.reader(feed(lines), strict=True)
            line += 1
            continue
        if cells:
            yield Row(line, cells)
        line += len(taken)
