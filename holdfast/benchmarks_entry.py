"""`holdfast bench`: the benchmarks lie beside the product, in a checkout of it, not in the installed package."""

import sys
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[1]
NOT_THERE = 2


def run(argv: Sequence[str]) -> int:
    """Hand over to the benchmarks, where there are any."""
    if not (CHECKOUT / "benchmarks" / "__main__.py").exists():
        sys.stderr.write("holdfast: the benchmarks are only in a checkout of Holdfast, not in the installed package.\n")
        return NOT_THERE
    if find_spec("benchmarks") is None:
        sys.path.insert(0, str(CHECKOUT))
    from benchmarks.__main__ import main

    return main(argv)
