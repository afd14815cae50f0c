"""A partner's file through the real command: lines a second, and the memory it takes at a tenth and at the whole."""

import subprocess
import tempfile
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from random import Random
from secrets import token_hex

from django.utils import timezone

from benchmarks.door_jobs import DOMAIN, admitted
from benchmarks.processes import peak_megabytes
from benchmarks.rounds import Result
from benchmarks.scoring import HOLDFAST
from holdfast.demo import invented
from holdfast.hubs.models import Hub
from holdfast.hubs.scope import hub_scope

HEAD = "partner_email,partner_name,reference,name,telephone,agreed_how,agreed_on,story,worried\n"
BAD_EVERY = 333  # about 0.3 per cent
WORRIED_EVERY = 250  # each raises an alert, and is written as a page writes it
PARTNERS = 20
LEAST_A_SECOND, MOST_GROWTH = 300, 1.1
LOOK_SECONDS = 0.05
BAD = (
    {"telephone": "01632 9"},
    {"name": ""},
    {"agreed_on": "31/02/2026"},
    {"agreed_how": "by pigeon"},
    {"partner_email": "olive@nobody.example"},
)


class ImportDiffers(Exception):
    """The command did not take the lines that are good, and those alone."""


def importing(hub: Hub, lines: int) -> Result:
    """A tenth of the lines, then all of them, each line a referral that is not there yet."""
    with hub_scope(hub):
        admitted(hub)
    _, small = imported(hub, max(1, lines // 10))
    rate, large = imported(hub, lines)
    result = Result("import", "", "lines")
    result.rates = [rate]
    result.notes += [
        f"{rate:,.0f} lines a second, {lines:,} of them, {bad_in(lines):,} left out as bad",
        f"{small:.0f} MB at most with {max(1, lines // 10):,} lines, {large:.0f} MB with {lines:,}: "
        f"{large / small:.2f} times",
    ]
    result.goal = f"≥ {LEAST_A_SECOND} lines a second, ≤ {MOST_GROWTH} times the memory of a tenth"
    result.met = rate >= LEAST_A_SECOND and large <= MOST_GROWTH * small
    return result


def imported(hub: Hub, lines: int) -> tuple[float, float]:
    """Lines a second, start of the command included, and the most memory that it had, in MB.

    Raises:
        ImportDiffers: other lines were added than the good ones.
    """
    with tempfile.TemporaryDirectory(prefix="holdfast-import-") as folder:
        file, rejects = Path(folder) / "referrals.csv", Path(folder) / "rejects.csv"
        with file.open("w", encoding="utf-8") as writing:
            writing.writelines(rows(lines))
        begun = time.monotonic()
        said, peak = watched(
            [*HOLDFAST, "import", "referrals", str(file), "--hub", hub.slug, "--rejects", str(rejects)]
        )
        rate = lines / (time.monotonic() - begun)
    if not said.startswith(f"{lines - bad_in(lines):,} referrals added, 0 were"):
        raise ImportDiffers(said)
    return rate, peak


def watched(command: list[str]) -> tuple[str, float]:
    """Run to the end: what it said, and the most memory it had. The kernel keeps the most, so looking is enough."""
    process, peak = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True), 0.0
    while process.poll() is None:
        peak = max(peak, peak_megabytes(process.pid))
        time.sleep(LOOK_SECONDS)
    said = process.stdout.read()
    process.stdout.close()
    return said, peak


def bad_in(lines: int) -> int:
    """How many lines of a file of that size are bad."""
    return lines // BAD_EVERY


def rows(lines: int) -> Iterator[str]:
    """The file, line by line; no two files have a reference in common."""
    random, mark, agreed_on = Random(lines), token_hex(6), (timezone.now() - timedelta(days=7)).date()
    yield HEAD
    for number in range(1, lines + 1):
        partner = number % PARTNERS
        cells = {
            "partner_email": f"referrer{partner}@{DOMAIN}", "partner_name": "Olive Mockwell",
            "reference": f"{mark}-{number}", "name": invented.name(random),
            "telephone": f"07700 900{number % 1000:03}", "agreed_how": "in_person", "agreed_on": agreed_on.isoformat(),
            "story": random.choice(invented.STORIES), "worried": "no" if number % WORRIED_EVERY else "yes",
        }  # fmt: skip
        if number % BAD_EVERY == 0:
            cells |= BAD[number // BAD_EVERY % len(BAD)]
        yield ",".join(f'"{cell}"' for cell in cells.values()) + "\n"
