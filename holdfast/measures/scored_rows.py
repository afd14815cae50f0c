"""Rows of answers become lines of output.

Plain rows are scored by the statement of `scoring_sql`, all others by `scoring.score`, which remembers
the answer sets it has met.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from operator import itemgetter
from typing import BinaryIO, cast

import duckdb

from holdfast.measures.answer_files import Layout, plain_lines, quoted_rows
from holdfast.measures.questionnaire import Answer, Questionnaire, Value
from holdfast.measures.questionnaires import find
from holdfast.measures.scoring import Score, score
from holdfast.measures.scoring_sql import ODD, block_statement
from holdfast.measures.spelling import KEYS, spelt, spelt_id

MOST_REMEMBERED = 300_000  # answer sets; PHQ-9 has 262,144 complete ones
LONGEST_REMEMBERED = 200  # characters
ROWS_AT_ONCE = 20_000
FEW_ROWS = 1_000  # below this a statement is not worth its while
UNUSUAL = b"\x00" + ODD.encode()
ESCAPED_IN_JSON = bytes(set(range(32)) - {10, 13}) + b"\\"
WHOLE_NUMBER = re.compile(r"([+-]?\d+)(?:\.0*)?", re.ASCII)

Reject = tuple[int, str]  # line of the file, reason


@dataclass(frozen=True, slots=True)
class Job:
    """What a worker needs to know."""

    key: str
    version: str
    layout: Layout
    missing: frozenset[str]
    lines: bool  # JSONL instead of CSV


@dataclass(frozen=True, slots=True)
class Scored:
    """What became of one block."""

    text: bytes
    rejects: list[Reject]
    rows: int
    size: int  # bytes read


def spoken_missing(text: str) -> frozenset[str]:
    """The values that stand for no answer, from what follows `--missing`."""
    return frozenset(_plain(value) for value in text.split(",") if value.strip())


@cache
def _database() -> duckdb.DuckDBPyConnection:
    """One a process. One thread, so that lines come back in the order in which they went."""
    return duckdb.connect(":memory:", config={"threads": 1, "memory_limit": "512MB"})


class RowScorer:
    """Turns rows into lines of output and remembers what it has scored."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.layout = job.layout
        self.questionnaire: Questionnaire = find(job.key, job.version)
        self.pick = itemgetter(*job.layout.positions)
        self.remembered: dict[object, str] = {}

    def plain(self, block: bytes, line: int, row: int) -> Scored:
        """Score a block in which every line is a row and every comma parts two cells."""
        lines = plain_lines(block)
        if self._is_swift(block, lines):
            text, rejects, rows = self._swiftly(lines, line, row)
        else:
            text, rejects, rows = self._one_by_one(lines, line, row)
        return Scored("".join(text).encode(), rejects, rows - row, len(block))

    def _is_swift(self, block: bytes, lines: list[str]) -> bool:
        """True where SQL can spell every line: none blank, and nothing in an id that JSON would escape."""
        if len(lines) < FEW_ROWS or "" in lines:
            return False
        awkward = ESCAPED_IN_JSON if self.job.lines else UNUSUAL
        return len(block) == len(block.translate(None, awkward))

    def _swiftly(self, lines: list[str], first: int, row: int) -> tuple[list[str], list[Reject], int]:
        """Let the database score the plain rows, and score the odd ones in their places."""
        whole = "\n".join(lines)
        statement = self._statement(decimals=".0" in whole)
        scored = _database().execute(statement, {"text": whole, "first": row}).fetchone()
        before, *others = (scored[0] if scored else "").split(ODD)
        text: list[str] = [before]
        rejects: list[Reject] = []
        at = before.count("\n")
        for following in others:
            try:
                text.append(self.line(lines[at].split(","), row + at))
            except ValueError as problem:
                rejects.append((first + at, str(problem)))
            text.append(following)
            at += 1 + following.count("\n")
        return text, rejects, row + len(lines)

    @cache  # noqa: B019 - a scorer lives as long as its process
    def _statement(self, *, decimals: bool) -> str:
        job = self.job
        return block_statement(self.questionnaire, job.layout, missing=job.missing, lines=job.lines, decimals=decimals)

    def _one_by_one(self, lines: list[str], first: int, row: int) -> tuple[list[str], list[Reject], int]:
        text: list[str] = []
        rejects: list[Reject] = []
        for number, line in enumerate(lines, start=first):
            if not line:
                continue
            try:
                text.append(self.line(line.split(","), row))
            except ValueError as problem:
                rejects.append((number, str(problem)))
            row += 1
        return text, rejects, row

    def quoted(self, first: bytes, source: BinaryIO, line: int, row: int) -> Iterator[Scored]:
        """Rows one after the other, given out in pieces."""
        text: list[str] = []
        rejects: list[Reject] = []
        began, size = row, len(first)
        for found in quoted_rows(first, source, line=line):
            try:
                if found.cells is None:
                    raise ValueError(found.reason)
                text.append(self.line(found.cells, row))
            except ValueError as problem:
                rejects.append((found.line, str(problem)))
            row += 1
            if row - began == ROWS_AT_ONCE:
                yield Scored("".join(text).encode(), rejects, row - began, size)
                text, rejects, began, size = [], [], row, 0
        yield Scored("".join(text).encode(), rejects, row - began, size)

    def line(self, cells: Sequence[str], row: int) -> str:
        """One line of output.

        Raises:
            ValueError: the row cannot be scored; the sentence says why.
        """
        if len(cells) != self.layout.width:
            raise ValueError(self._ragged(cells))
        answers = self.pick(cells)
        end = self.remembered.get(answers)
        if end is None:
            end = self._end(cells, answers)
        id_position = self.layout.id_position
        identity = row if id_position is None else cells[id_position]
        return spelt_id(identity, lines=self.job.lines) + end

    def _end(self, cells: Sequence[str], remember_as: object) -> str:
        """What follows the id. Raises ValueError where the row cannot be scored."""
        if len(cells) != self.layout.width:
            raise ValueError(self._ragged(cells))
        end = self._spoken(score(self.questionnaire, self._answers(cells)))
        if sum(len(cells[position]) for position in self.layout.positions) <= LONGEST_REMEMBERED:
            if len(self.remembered) >= MOST_REMEMBERED:
                self.remembered.clear()
            self.remembered[remember_as] = end
        return end

    def _ragged(self, cells: Sequence[str]) -> str:
        return f"the row has {len(cells)} cells, the first line has {self.layout.width}"

    def _answers(self, cells: Sequence[str]) -> dict[int, Answer]:
        answers: dict[int, Answer] = {}
        problems = []
        layout = self.layout
        for name, number, position in zip(layout.names, layout.numbers, layout.positions, strict=True):
            text = _plain(cells[position])
            values = self.questionnaire.points[number - 1][1]
            answer = None if not text or text in self.job.missing else _value(text)
            if answer is None or answer in values:
                answers[number] = answer
            else:
                allowed = ", ".join(str(value) for value in values)
                problems.append(f"{name} is “{cells[position].strip()[:40]}”, which is not one of {allowed}")
        if problems:
            raise ValueError("; ".join(problems))
        return answers

    def _spoken(self, result: Score) -> str:
        """Everything after the id, to the end of the line."""
        figures = (
            *(result.complete, result.total, result.metric, result.band, result.caseness),
            *(result.diagnosis, result.subscales),
            list(result.risk_items) if self.questionnaire.flags else None,
        )
        said = dict(zip(KEYS[1:], figures, strict=True))
        return spelt(said, lines=self.job.lines) + ("}\n" if self.job.lines else "\n")


def _plain(cell: str) -> str:
    """A cell without what spreadsheets add: blanks, and the ".0" of a whole number; letters small."""
    text = cell.strip()
    whole = WHOLE_NUMBER.fullmatch(text)
    return str(int(whole[1])) if whole and len(text) < 20 else text.casefold()


def _value(text: str) -> Value:
    return int(text) if text.lstrip("-").isdecimal() and text.isascii() else cast(Value, text)
