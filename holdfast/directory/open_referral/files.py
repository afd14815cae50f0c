"""Reading and writing files of Open Referral UK: one service, a list of them, or a page with `contents`."""

import json
from pathlib import Path
from typing import Any

from holdfast.directory.open_referral.reading import Record

LARGEST = 64 * 1024 * 1024  # bytes: some 3,000 records as large as the largest published example


class UnreadableFile(Exception):
    """Nothing of this file could be read."""


def records_of(path: Path) -> list[Any]:
    """The records of a file, as they stand.

    Raises:
        UnreadableFile: it is too large, is no JSON, or holds neither a service nor a list of them.
        OSError: it cannot be opened.
    """
    if path.stat().st_size > LARGEST:
        raise UnreadableFile(f"{path} is larger than {LARGEST // 1024 // 1024} MB; split it")
    try:
        found = json.loads(path.read_bytes().decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise UnreadableFile(f"{path} is not UTF-8") from None
    except json.JSONDecodeError as problem:
        raise UnreadableFile(f"{path} is no JSON: line {problem.lineno}, column {problem.colno}") from None
    except (RecursionError, ValueError):
        raise UnreadableFile(f"{path} goes too deep, or holds a number that is too long") from None
    if isinstance(found, dict):
        found = found.get("contents", [found])
    if not isinstance(found, list):
        raise UnreadableFile(f"{path} holds neither a service nor a list of services")
    if not found:
        raise UnreadableFile(f"{path} holds no service")
    return found


def page_of(records: list[Record]) -> str:
    """All records as one page, as the interface of HSDS 3.0 answers."""
    page = {
        "total_items": len(records), "total_pages": 1, "page_number": 1, "size": len(records), "first_page": True,
        "last_page": True, "empty": not records, "contents": records,
    }  # fmt: skip
    return json.dumps(page, ensure_ascii=False, indent=2) + "\n"
