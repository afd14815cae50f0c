"""Scoring files of answers of any size, in blocks, on every core.

Plain rows are scored by one SQL statement made from the questionnaire, all others by the function that
scores one person; a test holds the two together. Memory is bounded by the size of a block, the number
of workers and the answer sets remembered, not by the file.
"""

import multiprocessing
import os
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from typing import BinaryIO

from holdfast.measures.answer_files import blocks, is_plain, plain_lines
from holdfast.measures.scored_rows import Job, RowScorer, Scored

BLOCK_BYTES = 2 * 1024 * 1024


@dataclass(slots=True)
class Tally:
    rows: int = 0
    rejected: int = 0


def score_rows(
    source: BinaryIO,
    job: Job,
    *,
    first_line: int,
    write: Callable[[bytes], object],
    reject: Callable[[int, str], object],
    advance: Callable[[int], object] = lambda size: None,
    workers: int | None = None,
) -> Tally:
    """Score every row that is left in `source`, in its order.

    Args:
        first_line: the line of the file that comes next, from 1.
        write, reject, advance: called with scored lines, with the line and reason of a row
            that cannot be scored, and with the bytes read since the last call.
        workers: processes; None for one a core, at most four.
    """
    tally = Tally()
    for scored in _in_order(source, job, first_line, workers or min(4, os.cpu_count() or 1)):
        write(scored.text)
        for line, reason in scored.rejects:
            reject(line, reason)
        tally.rows += scored.rows
        tally.rejected += len(scored.rejects)
        advance(scored.size)
    return tally


def _in_order(source: BinaryIO, job: Job, line: int, workers: int) -> Iterator[Scored]:
    """Plain blocks side by side while there are any; from the first quote on, row by row."""
    pieces = blocks(source, BLOCK_BYTES)
    scorer = RowScorer(job)
    row = 1
    ahead: deque[Future[Scored]] = deque()
    block = next(pieces, b"")
    following = next(pieces, b"") if is_plain(block) else b""
    with _pool(job, workers if following else 1) as pool:
        while block and is_plain(block):
            if pool is None:
                yield scorer.plain(block, line, row)
            else:
                ahead.append(pool.submit(_score_plain, block, line, row))
                if len(ahead) > 2 * workers:
                    yield ahead.popleft().result()
            line, row = line + block.count(b"\n"), row + _rows_in(block)
            block, following = following or next(pieces, b""), b""
        while ahead:
            yield ahead.popleft().result()
    if block:
        yield from scorer.quoted(block + following, source, line, row)


def _rows_in(block: bytes) -> int:
    """Lines that are not blank."""
    lines = block.count(b"\n") + (not block.endswith(b"\n"))
    if b"\n\n" in block or b"\n\r\n" in block or block.startswith((b"\n", b"\r\n")):
        return sum(bool(line) for line in plain_lines(block))
    return lines


class _NoPool:
    def __enter__(self) -> None:
        return None

    def __exit__(self, *problem: object) -> None:
        return None


def _pool(job: Job, workers: int) -> ProcessPoolExecutor | _NoPool:
    if workers == 1:
        return _NoPool()
    return ProcessPoolExecutor(
        workers, mp_context=multiprocessing.get_context("spawn"), initializer=_prepare, initargs=(job,)
    )


_worker: RowScorer


def _prepare(job: Job) -> None:
    global _worker
    _worker = RowScorer(job)


def _score_plain(block: bytes, line: int, row: int) -> Scored:
    return _worker.plain(block, line, row)
