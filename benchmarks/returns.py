"""The return of many hubs, counted over files of a million facts and more, beside plain SQL over the same files."""

import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from string import Template
from typing import Any

import duckdb
import pyarrow.parquet as parquet

from benchmarks.rounds import Result, interleave
from benchmarks.scoring import Once
from holdfast.monitoring.cells import CODES
from holdfast.monitoring.columns import table_of
from holdfast.monitoring.network_return import duckdb as on_duckdb
from holdfast.monitoring.periods import Period, microseconds, read_period
from holdfast.monitoring.reckoning import reckon
from tests.monitoring.years import simulated_year

QUARTER = "2026-Q3"
COPIES_A_HUB = 40
"""So often the simulated year of a hub stands for other people of the same hub: about 3,700 a year in the largest."""
MOST_TIMES = 3
FLOOR = dict(re.findall(r"-- (R\d+)\n(.*?);", Path(__file__).with_name("return_floor.sql").read_text(), re.DOTALL))
"""What somebody would write who wants the main numbers and none of the borders: one statement an item."""


def whole_return(facts: int, **timing: Any) -> Result:
    """Every item of a quarter, of every hub, over that many facts."""
    period = read_period(QUARTER)
    with files_of(facts) as (folder, hubs, rows), on_duckdb(folder) as table:
        check_same(plainly(folder, period), reckon(table, period, hubs=hubs, codes=["R1", "R3"]))
        result = Result(f"return of {rows:,} facts", f"DuckDB: {len(FLOOR)} statements on the same files", "facts")
        job, floor = (
            Once(lambda: reckon(table, period, hubs=hubs), rows),
            Once(lambda: plainly(folder, period), rows),
        )
        interleave(result, job, floor, **timing)
    times = sorted(1 / ratio for ratio in result.ratios)
    result.goal = f"≤ {MOST_TIMES} times the floor"
    result.met = None if result.is_void else times[len(times) // 2] <= MOST_TIMES
    seconds = [rows / sorted(rates)[len(rates) // 2] for rates in (result.rates, result.floor_rates)]
    result.notes.append(f"{len(hubs)} hubs, {len(CODES)} items; {seconds[0]:.1f} s each, the floor {seconds[1]:.1f} s")
    return result


@contextmanager
def files_of(facts: int) -> Iterator[tuple[Path, list[str], int]]:
    """A folder of Parquet: the simulated year over and over, each time of other people. Its hubs, its rows."""
    with tempfile.TemporaryDirectory(prefix="holdfast-return-") as place:
        one, folder = Path(place) / "one.parquet", Path(place) / "facts"
        folder.mkdir()
        year = table_of(simulated_year(1))
        parquet.write_table(year, one)
        copies = -(-facts // year.num_rows)
        engine = duckdb.connect()
        engine.execute(f"""
            COPY (SELECT hub || '-' || (copy // {COPIES_A_HUB}) AS hub, number + copy * {year.num_rows} AS number,
                         person || '-' || copy AS person, referral || '-' || copy AS referral,
                         subject || '-' || copy AS subject, kind, "at", day, code, detail, value
                  FROM '{one}', range({copies}) AS of_copies(copy))
            TO '{folder}' (FORMAT parquet, PER_THREAD_OUTPUT)
        """)
        hubs = engine.execute(f"SELECT DISTINCT hub FROM '{folder}/*.parquet' ORDER BY 1").fetchall()
        yield folder, [hub for (hub,) in hubs], copies * year.num_rows


def plainly(folder: Path, period: Period) -> dict[str, list[tuple]]:
    """The floor: the rows of each statement."""
    engine = duckdb.connect()
    engine.execute(f"""CREATE VIEW facts AS SELECT * RENAME ("at" AS moment) FROM '{folder}/*.parquet'""")
    bounds = {"start": microseconds(period.starts_at), "end": microseconds(period.ends_at)}
    return {code: engine.execute(Template(sql).substitute(bounds)).fetchall() for code, sql in FLOOR.items()}


def check_same(floor: dict[str, list[tuple]], found: dict) -> None:
    """Both sides count the same: people and requests of R1 and R3 agree in every hub.

    Raises:
        AssertionError: they do not.
    """
    for code in ("R1", "R3"):
        for hub, category, people, referrals in floor[code]:
            if category is None:
                cells = found[hub]
                assert (people, referrals) == (cells[code, "people", "", ""], cells[code, "referrals", "", ""])
