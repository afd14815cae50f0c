"""Files between installations, as bytes: read up to a limit, written whole or not at all."""

import json
from pathlib import Path
from typing import Any

from holdfast.people.keyring import make_lasting

LARGEST = 5 * 1024 * 1024  # bytes


class FileRefused(Exception):
    """Nothing of this file is taken; the sentence says why."""


def content_of(path: Path) -> bytes:
    """What stands in a file.

    Raises:
        FileRefused: it is larger than any that we write.
        OSError: it cannot be opened.
    """
    with path.open("rb") as file:
        content = file.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise FileRefused(f"it is larger than {LARGEST // 1024 // 1024} MB: no hub writes such a file")
    return content


def json_of(content: bytes) -> Any:
    """JSON, read strictly.

    Raises:
        FileRefused: it is none.
    """
    try:
        return json.loads(content.decode("utf-8-sig"), parse_constant=no_number)
    except UnicodeDecodeError:
        raise FileRefused("it is broken: not UTF-8") from None
    except json.JSONDecodeError as problem:
        where = f"line {problem.lineno}, column {problem.colno}"
        raise FileRefused(f"it is broken, or was cut short: no JSON from {where}") from None
    except (RecursionError, ValueError):
        raise FileRefused("it goes too deep, or holds a number that is too long") from None


def no_number(word: str) -> Any:
    """JSON knows no NaN and no Infinity.

    Raises:
        ValueError: always.
    """
    raise ValueError(word)


def put(path: Path, content: bytes) -> None:
    """Write a file that its owner alone reads, so that a crash leaves the old one, the new one or none.

    Raises:
        OSError: it could not be written. What was there is there still.
    """
    if path.exists() and not path.is_file():
        path.write_bytes(content)  # a screen or a pipe holds nothing that could be cut off
        return
    path = path.resolve()  # a link goes on leading there
    draft = path.with_name(f".{path.name}.new")
    draft.unlink(missing_ok=True)
    draft.touch(mode=0o600, exist_ok=False)  # one of somebody who is writing there is theirs
    try:
        draft.write_bytes(content)
        make_lasting(draft)
        draft.replace(path)
    except OSError:
        draft.unlink(missing_ok=True)
        raise
    make_lasting(path.parent)
