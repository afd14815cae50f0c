"""The figures as one JSON and one readable table, in benchmarks/results/."""

import json
import os
import platform
import statistics
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from benchmarks.rounds import Result

FOLDER = Path(__file__).parent / "results"
PACKAGES = ("holdfast", "django", "psycopg", "granian", "jinja2", "cryptography", "duckdb", "procrastinate")


def surroundings(database: dict[str, str]) -> dict:
    """Where and with what it was measured."""
    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.release()} {platform.machine()}",
        "cores": os.cpu_count(),
        "load": [round(value, 2) for value in os.getloadavg()],
        "packages": {name: version(name) for name in PACKAGES},
        "database": database,
    }


def write(results: list[Result], around: dict) -> str:
    """Write both files and return the table."""
    text = table(results, around)
    keep("", text, {"jobs": [as_record(result) for result in results]}, around)
    return text


def keep(job: str, text: str, figures: dict, around: dict) -> None:
    """Write what is read and the figures, under the time and the name of the job."""
    FOLDER.mkdir(exist_ok=True)
    name = around["at"].replace(":", "").replace("+0000", "") + (f"-{job}" if job else "")
    body = {"surroundings": around, **figures}
    (FOLDER / f"{name}.json").write_text(json.dumps(body, indent=1, ensure_ascii=False) + "\n")
    (FOLDER / f"{name}.txt").write_text(text)


def as_record(result: Result) -> dict:
    """A result without the single times, which are many."""
    record = asdict(result)
    del record["milliseconds"]
    return {**record, **times(result), "void": result.is_void}


def times(result: Result) -> dict[str, float]:
    """p50, p95 and p99 in milliseconds."""
    return (
        {f"p{percent}": round(result.percentile(percent), 2) for percent in (50, 95, 99)} if result.milliseconds else {}
    )


def table(results: list[Result], around: dict) -> str:
    """A paragraph for each job."""
    return head(around) + "".join(f"\n{paragraph(result)}" for result in results)


def head(around: dict) -> str:
    """Where and with what it was measured, in two lines."""
    load = " ".join(map(str, around["load"]))
    return (
        f"{around['at']} · {around['system']} · {around['cores']} cores · load {load} · Python {around['python']} · "
        f"PostgreSQL {around['database'].get('server_version', '-')} "
        f"(fsync {around['database'].get('fsync', '-')}, "
        f"synchronous_commit {around['database'].get('synchronous_commit', '-')})\n"
        f"{' · '.join(f'{name} {number}' for name, number in around['packages'].items())}\n"
    )


def paragraph(result: Result) -> str:
    """One job: what it did, beside its floor, beside its goal."""
    verdict = (
        "VOID: the floor was unsteady" if result.is_void else {True: "met", False: "MISSED", None: "-"}[result.met]
    )
    lines = [f"{result.job}", f"  goal        {result.goal}: {verdict}" if result.goal else ""]
    if result.ratios:
        lines += [
            f"  ratio       {spread(result.ratios, 3)} of the floor ({result.floor})",
            f"  rate        {spread(result.rates, 1)} {result.unit} a second; floor {spread(result.floor_rates, 1)}",
            f"  CPU-ms      {spread(result.cpu, 3)} each; floor {spread(result.floor_cpu, 3)}; "
            f"{statistics.median(result.cpu) / statistics.median(result.floor_cpu):.1f} times",
        ]
    if result.milliseconds:
        lines.append("  ms          " + ", ".join(f"{name} {value:g}" for name, value in times(result).items()))
    if result.statements is not None:
        lines.append(f"  statements  {result.statements}")
    lines += [f"  {note}" for note in result.notes]
    return "\n".join(line for line in lines if line) + "\n"


def spread(values: list[float], places: int) -> str:
    """The median with the range."""
    return f"{statistics.median(values):,.{places}f} ({min(values):,.{places}f}–{max(values):,.{places}f})"
