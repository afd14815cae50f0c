"""What counts, audits and draws is large: no page imports it, and so no web process holds it."""

import subprocess
import sys

LARGE = ("ibis", "duckdb", "pyarrow", "scipy", "numpy", "pandas", "altair", "vl_convert")
ASKED = (
    f"import django; django.setup(); import holdfast.urls, sys; "
    f"print([each for each in {LARGE} if each in sys.modules])"
)


def test_no_page_brings_in_an_engine_a_solver_or_what_draws():
    found = subprocess.run([sys.executable, "-c", ASKED], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
