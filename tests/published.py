"""Public files to compare with. No copy of them is kept here: HOLDFAST_SHARED names the folder that holds them."""

import os
from pathlib import Path

import pytest


def published(name: str) -> Path:
    """Such a file, by its name in that folder; the test is skipped where it is not."""
    file = Path(os.environ.get("HOLDFAST_SHARED", "nowhere")) / name
    if not file.is_file():
        pytest.skip(f"{name} is not here: HOLDFAST_SHARED names the folder that holds it")
    return file
