"""`holdfast organisations load | import FILE.csv`."""

import argparse
import csv
import sys
from pathlib import Path

from holdfast.hubs.loading import load_facts, of_row, save


def organisations(argv: list[str]) -> int:
    """Load the facts that ship, or import employers of a hub from a file. Exit code 2: nothing could be read."""
    parser = argparse.ArgumentParser(prog="holdfast organisations")
    jobs = parser.add_subparsers(dest="job", required=True)
    jobs.add_parser("load", help="trusts and boards that ship")
    importing = jobs.add_parser(
        "import", help="others: code, name, kind, postcode, valid_from, valid_to, successor_code"
    )
    importing.add_argument("file", type=Path)
    chosen = parser.parse_args(argv)
    if chosen.job == "load":
        print(f"{load_facts()} organisations loaded")  # noqa: T201
        return 0
    return import_file(chosen.file)


def import_file(file: Path) -> int:
    """Import a file; a bad line is named and the rest goes in."""
    good, bad = [], 0
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            for number, row in enumerate(csv.DictReader(lines), start=2):
                try:
                    good.append(of_row(row))
                except ValueError as error:
                    bad += 1
                    print(f"line {number}: {error}", file=sys.stderr)  # noqa: T201
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        print(f"{file}: cannot be read ({error})", file=sys.stderr)  # noqa: T201
        return 2
    print(f"{save(good)} organisations imported, {bad} lines left out")  # noqa: T201
    return 0 if good else 2
