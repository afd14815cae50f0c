"""Markdown tables, and the line that says where a page comes from."""

from collections.abc import Iterable, Sequence


def opening(title: str, source: str) -> list[str]:
    """Title and origin of a generated page."""
    return [f"# {title}", "", f"Generated from {source} by `make docs`; do not edit.", ""]


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """The lines of a table."""
    lines = [line(head), line(["---"] * len(head))]
    return [*lines, *(line(row) for row in rows)]


def line(cells: Sequence[str]) -> str:
    """One line of a table; what would end a cell is escaped."""
    return "| " + " | ".join(" ".join(cell.split()).replace("|", "\\|") for cell in cells) + " |"


def written(lines: Iterable[str]) -> str:
    """The page, ending in one line break."""
    return "\n".join(lines).rstrip("\n") + "\n"
