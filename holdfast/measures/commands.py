"""`holdfast questionnaires` and `holdfast score`. Neither needs a database."""

import argparse
import csv
import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import BinaryIO

from rich.console import Console
from rich.progress import Progress

from holdfast.measures.answer_files import UnreadableFileError, read_layout
from holdfast.measures.batch import Tally, score_rows
from holdfast.measures.questionnaire import Questionnaire
from holdfast.measures.questionnaires import QUESTIONNAIRES, find
from holdfast.measures.reference import as_record, as_text
from holdfast.measures.scored_rows import Job, spoken_missing
from holdfast.measures.spelling import header

DONE, NOTHING_READ = 0, 2
MOST_SHOWN = 10  # rejects on the screen where no file is named for them


def questionnaires(argv: Sequence[str] | None = None) -> int:
    """List keys, items, ranges, rules, sources and licences."""
    parser = argparse.ArgumentParser("holdfast questionnaires", description=questionnaires.__doc__)
    parser.add_argument("--key", help="one questionnaire only")
    parser.add_argument("--format", choices=("text", "json"), default="text")
    options = parser.parse_args(argv)
    try:
        chosen = [find(options.key)] if options.key else list(QUESTIONNAIRES.values())
    except LookupError as problem:
        return _refuse(problem)
    if options.format == "json":
        text = json.dumps([as_record(one) for one in chosen], ensure_ascii=False, indent=2)
    else:
        text = "\n\n".join(as_text(one) for one in chosen)
    sys.stdout.write(text + "\n")
    return DONE


def score(argv: Sequence[str] | None = None) -> int:
    """Score a file of answers, one row a person and one column an item."""
    options = _score_options(argv)
    try:
        tally = _score(options, find(options.key))
    except (UnreadableFileError, LookupError) as problem:
        return _refuse(problem)
    except BrokenPipeError:  # whoever read our output has seen enough
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115 - so that closing it says nothing
        return DONE
    except OSError as problem:
        return _refuse(f"{problem.filename or options.file}: {problem.strerror}")
    if not tally.rows:
        return _refuse(f"{options.file}: there are no rows below the first line")
    return DONE


def _score_options(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser("holdfast score", description=score.__doc__)
    parser.add_argument("key", metavar="KEY", help="the questionnaire: see holdfast questionnaires")
    parser.add_argument("file", metavar="FILE", help="a CSV file whose first line names the columns; - for stdin")
    parser.add_argument("--items", required=True, metavar="C1,C2,…", help="the columns, in the form's order")
    parser.add_argument("--missing", default="", metavar="7,9", help="values that stand for no answer")
    parser.add_argument("--id", metavar="COLUMN", help="column to carry over; without it rows are numbered")
    parser.add_argument("--format", choices=("csv", "jsonl"), default="csv")
    parser.add_argument("--out", metavar="FILE", help="write the scores here instead of to stdout")
    parser.add_argument("--rejects", metavar="FILE", help="write rows that cannot be scored here: line, reason")
    return parser.parse_args(argv)


def _refuse(problem: object) -> int:
    sys.stderr.write(f"holdfast: {problem}\n")
    return NOTHING_READ


def _score(options: argparse.Namespace, questionnaire: Questionnaire) -> Tally:
    columns = [name.strip() for name in next(csv.reader([options.items]), [])]
    _must_differ(options)
    with ExitStack() as stack:
        source = stack.enter_context(_source(options.file))
        layout, lines = read_layout(source, questionnaire, columns, options.id)
        missing = spoken_missing(options.missing)
        _warn_of_answers(missing, questionnaire)
        job = Job(questionnaire.key, questionnaire.version, layout, missing, options.format == "jsonl")
        write = stack.enter_context(_target(options.out)).write
        rejects = stack.enter_context(_rejects(options.rejects))
        advance = stack.enter_context(_progress(options.file))
        write(header(lines=job.lines))
        tally = score_rows(source, job, first_line=lines + 1, write=write, reject=rejects, advance=advance)
    _report(tally, options.rejects)
    return tally


def _must_differ(options: argparse.Namespace) -> None:
    """Nothing is written over what is being read."""
    named = [Path(name).resolve() for name in (options.file, options.out, options.rejects) if name not in (None, "-")]
    if len(set(named)) < len(named):
        raise UnreadableFileError("FILE, --out and --rejects must be different files")


def _warn_of_answers(missing: frozenset[str], questionnaire: Questionnaire) -> None:
    answers = {str(value) for _, values in questionnaire.points for value in values}
    for value in sorted(missing & answers):
        sys.stderr.write(
            f"holdfast: {value} is an answer of {questionnaire.name}; --missing makes it count as no answer\n"
        )


@contextmanager
def _source(name: str) -> Iterator[BinaryIO]:
    if name == "-":
        yield sys.stdin.buffer
        return
    with open(name, "rb") as file:
        yield file


@contextmanager
def _target(name: str | None) -> Iterator[BinaryIO]:
    """Where the scores go. A named file appears when it is whole, not before."""
    if name in (None, "-"):
        yield sys.stdout.buffer
        sys.stdout.flush()
        return
    part = Path(f"{name}.part")
    try:
        with part.open("wb") as file:
            yield file
        part.replace(str(name))
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def _rejects(name: str | None) -> Iterator[Callable[[int, str], None]]:
    if name is None:
        shown: list[int] = []

        def show(line: int, reason: str) -> None:
            if len(shown) < MOST_SHOWN:
                shown.append(line)
                sys.stderr.write(f"line {line}: {reason}\n")

        yield show
        return
    with open(name, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("line", "reason"))
        yield lambda line, reason: writer.writerow((line, reason))


@contextmanager
def _progress(name: str) -> Iterator[Callable[[int], None]]:
    """A bar of bytes read, on stderr, where somebody is looking."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda size: None
        return
    total = None if name == "-" else Path(name).stat().st_size
    with Progress(console=console, transient=True) as progress:
        task = progress.add_task("Scoring", total=total)
        yield lambda size: progress.update(task, advance=size)


def _report(tally: Tally, rejects: str | None) -> None:
    if tally.rejected:
        where = f"; see {rejects}" if rejects else ""
        sys.stderr.write(f"{tally.rejected:,} of {tally.rows:,} rows could not be scored{where}\n")
