"""`holdfast docs [--check]`: writes docs/generated, or says what of it no longer tells what the code tells."""

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from holdfast.documentation import commands, figures, hazards, lifecycles, permissions, research, tables, variables
from holdfast.measures import reference

SAME, DIFFERENT, NO_SOURCES = 0, 1, 2
ROOT = Path(__file__).resolve().parents[2]

PAGES: dict[str, Callable[[], str]] = {
    "commands.md": commands.page,
    "hazards.md": lambda: hazards.page(ROOT),
    "lifecycles.md": lifecycles.page,
    "permissions.md": permissions.page,
    "questionnaires.md": reference.markdown,
    "return.md": figures.page,
    "research.md": research.page,
    "settings.md": lambda: variables.page(ROOT / "holdfast"),
    "tables.md": tables.page,
}
FAULTS = (hazards.HazardLogWrong, permissions.RouteOpen, variables.SettingUnknown)


def run(argv: Sequence[str]) -> int:
    """Write docs/generated from the code. With --check: write nothing, and say what differs."""
    parser = argparse.ArgumentParser("holdfast docs", description=run.__doc__)
    parser.add_argument("--check", action="store_true", help="compare; the exit code is 1 where a page differs")
    options = parser.parse_args(argv)
    folder = ROOT / "docs" / "generated"
    if not folder.parent.is_dir():
        sys.stderr.write("holdfast: the documentation lies beside the sources; this is an installed copy.\n")
        return NO_SOURCES
    try:
        pages = {name: page() for name, page in PAGES.items()}
    except FAULTS as fault:
        sys.stderr.write(f"holdfast: {fault}\n")
        return DIFFERENT
    return compare(folder, pages) if options.check else write(folder, pages)


def write(folder: Path, pages: Mapping[str, str]) -> int:
    """Write every page, and remove what is no page any more."""
    folder.mkdir(parents=True, exist_ok=True)
    for stale in strangers(folder, pages):
        stale.unlink()
    for name, text in pages.items():
        (folder / name).write_text(text, encoding="utf-8")
    sys.stdout.write(f"{len(pages)} pages written\n")
    return SAME


def compare(folder: Path, pages: Mapping[str, str]) -> int:
    """Name the pages that are missing, differ, or are left over."""
    wrong = [f"{stale.name} is written by nobody" for stale in strangers(folder, pages)]
    for name, text in pages.items():
        file = folder / name
        if not file.exists() or file.read_text(encoding="utf-8") != text:
            wrong.append(f"{name} does not say what the code says")
    if wrong:
        sys.stderr.write("".join(f"docs/generated: {line}\n" for line in wrong) + "Run: holdfast docs\n")
        return DIFFERENT
    sys.stdout.write(f"{len(pages)} pages say what the code says\n")
    return SAME


def strangers(folder: Path, pages: Mapping[str, str]) -> list[Path]:
    """Files of the folder that no page is written to."""
    return sorted(file for file in folder.glob("*") if file.name not in pages)
