"""Every kind of event about somebody has its plain words."""

import ast
from pathlib import Path

import holdfast
from holdfast.caseload.wording import OPEN_KINDS, WORDS

WRITES = {"record", "event_about"}
ELSEWHERE = ("introduction.", "fitness.")  # people who are nobody's record yet; what only two read, on its own page


def kinds_written() -> set[str]:
    """The kind that each call in the program writes; of one put together while it runs, what it begins with."""
    found = set()
    for path in Path(holdfast.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in WRITES and len(node.args) > 1:
                kind = node.args[1]
                kind = kind.values[0] if isinstance(kind, ast.JoinedStr) else kind
                found |= {kind.value} if isinstance(kind, ast.Constant) else set()
    return found


def test_every_kind_that_is_written_has_words():
    written = {kind for kind in kinds_written() if not kind.startswith(ELSEWHERE)}
    begun = {kind for kind in written if kind.endswith(".") and any(known.startswith(kind) for known in WORDS)}

    assert len(written) > 30
    assert written - begun - set(WORDS) == set()


def test_whatever_everybody_reads_has_words():
    assert {kind.removesuffix(".undo") for kind in OPEN_KINDS} - set(WORDS) == set()
