"""The page docs/generated/hazards.md: each hazard with its control and the tests that show it.

The data are in docs/safety/hazards.toml. A hazard that is missing, a control without a test, or a test that does
not exist fails `make check`.
"""

import ast
import tomllib
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from holdfast.documentation.tabular import opening, table, written

NUMBERS = tuple(f"H{number:02}" for number in range(1, 30))
CONTROLLED, PARTLY, NOT_YET = "controlled", "partly", "not yet"
STATUSES = (CONTROLLED, PARTLY, NOT_YET)


class HazardLogWrong(Exception):
    """The hazard log does not hold together; every fault is named."""


@dataclass(frozen=True)
class Hazard:
    """One hazard.

    Attributes:
        tests: `path::function`, what shows that the control is there.
        open: what is still to be done; empty only where the hazard is controlled.
    """

    id: str
    hazard: str
    cause: str
    effect: str
    control: str
    status: str
    tests: tuple[str, ...] = ()
    open: str = ""


def page(root: Path) -> str:
    """The hazard log.

    Raises:
        HazardLogWrong: it names every fault.
    """
    hazards = read(root / "docs" / "safety" / "hazards.toml")
    if wrong := faults(hazards, root):
        raise HazardLogWrong("docs/safety/hazards.toml: " + "; ".join(wrong))
    counted = Counter(hazard.status for hazard in hazards)
    return written(
        [
            *opening("Hazards", "`docs/safety/hazards.toml`"),
            "What the words mean, and who must judge them, is in [the hazard log](../safety/hazard-log.md).",
            "A test that is named here and does not exist fails the build. No clinical safety officer has signed this.",
            "",
            ", ".join(f"{counted[status]} {status}" for status in STATUSES) + ".",
            "",
            *table(["", "hazard", "status"], [(link(h), h.hazard, h.status) for h in hazards]),
            *(line for hazard in hazards for line in section(hazard)),
        ]
    )


def link(hazard: Hazard) -> str:
    """The hazard's number, leading to its section."""
    return f"[{hazard.id}](#{hazard.id.lower()})"


def section(hazard: Hazard) -> list[str]:
    """One hazard."""
    lines = ["", f"## {hazard.id}", "", f"**{hazard.hazard}** ({hazard.status})", ""]
    lines += [f"- Cause: {hazard.cause}", f"- Effect: {hazard.effect}", f"- Control: {hazard.control}"]
    lines += [f"- Shown by: `{test}`" for test in hazard.tests]
    return [*lines, f"- Still open: {hazard.open}"] if hazard.open else lines


def read(file: Path) -> list[Hazard]:
    """The hazards of the file, in its order.

    Raises:
        HazardLogWrong: a field is missing or unknown.
    """
    rows = tomllib.loads(file.read_text(encoding="utf-8"))["hazard"]
    try:
        return [Hazard(**{**row, "tests": tuple(row.get("tests", ()))}) for row in rows]
    except TypeError as error:
        raise HazardLogWrong(f"{file.name}: {error}") from None


def faults(hazards: list[Hazard], root: Path) -> list[str]:
    """What is wrong with the log. Empty when it holds together."""
    found = [] if tuple(hazard.id for hazard in hazards) == NUMBERS else ["H01 to H29, each once, in order"]
    for hazard in hazards:
        found += [f"{hazard.id}: {words}" for words in faults_of(hazard)]
        found += [f"{hazard.id}: there is no test {test}" for test in hazard.tests if not exists(root, test)]
    return found


def faults_of(hazard: Hazard) -> list[str]:
    """What is wrong with one hazard by itself."""
    found = [] if hazard.status in STATUSES else [f"unknown status {hazard.status}"]
    if hazard.status in (CONTROLLED, PARTLY) and not hazard.tests:
        found.append("a control that no test shows is none")
    if (hazard.status == CONTROLLED) == bool(hazard.open):
        found.append("say what is still open unless it is controlled")
    return found


def exists(root: Path, test: str) -> bool:
    """Whether `path::function` is a test function of that file."""
    path, _, function = test.partition("::")
    return function.startswith("test_") and function in functions_of(root / path)


@lru_cache(maxsize=256)
def functions_of(file: Path) -> frozenset[str]:
    """The functions at the top of a file; none where there is no file."""
    if not file.is_file():
        return frozenset()
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return frozenset(node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
