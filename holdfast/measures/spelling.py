"""How a score is written down, in CSV and in JSON lines."""

import csv
import io
import json
from collections.abc import Mapping

KEYS = (*("id", "complete", "total", "metric", "band", "caseness", "diagnosis", "subscales", "risk_items"),)


def header(*, lines: bool) -> bytes:
    """The first line of a CSV; JSON lines have none."""
    return b"" if lines else (",".join(KEYS) + "\n").encode()


def spelt_id(identity: str | int, *, lines: bool) -> str:
    """The beginning of a line."""
    if lines:
        return '{"id": ' + json.dumps(identity, ensure_ascii=False)
    if isinstance(identity, int):
        return str(identity)
    if any(mark in identity for mark in '",\r\n'):
        return '"' + identity.replace('"', '""') + '"'
    return identity


def spelt(figures: Mapping[str, object], *, lines: bool) -> str:
    """Some figures one after the other, each with what parts it from the one before."""
    if lines:
        return ", " + json.dumps(figures, ensure_ascii=False)[1:-1]
    line = io.StringIO()
    csv.writer(line, lineterminator="").writerow(["", *map(_cell, figures.values())])
    return line.getvalue()


def _cell(figure: object) -> object:
    """Truth values and lists as JSON; nothing as nothing."""
    if isinstance(figure, bool | dict | list):
        return json.dumps(figure)
    return "" if figure is None else figure
