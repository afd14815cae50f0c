"""The return of many hubs at once, from the folders they gave: every item, of each hub and of all together.

One expression an item (`counting`), on DuckDB on one machine or on Spark on many: the same cells.
"""

from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import ibis
import pyarrow.parquet as parquet
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from holdfast.monitoring.cells import CODES, Key
from holdfast.monitoring.event_files import FolderRefused, open_facts, read_manifest
from holdfast.monitoring.opened_places import opened_place
from holdfast.monitoring.periods import Period
from holdfast.monitoring.reckoning import reckon

ALL = "all hubs"
Track = Callable[[Iterable[str], str], Iterable[str]]
Engine = Callable[[Path], AbstractContextManager[Any]]


@dataclass
class Opened:
    """The folders that are whole, by hub, as files that an engine reads; and why the others are not counted."""

    hubs: list[str] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)


def open_folders(
    folders: Iterable[Path], into: Path, *, period: Period, trusted: Mapping[str, bytes], key: X25519PrivateKey
) -> Opened:  # fmt: skip
    """Open what is whole into files of Parquet; what is not is named, and nothing of it is kept."""
    found = Opened()
    for folder in folders:
        try:
            manifest = read_manifest(folder, trusted=dict(trusted))
            if manifest.hub in found.hubs:
                raise FolderRefused(f"“{manifest.hub}” was given before: each hub is counted once")
            if datetime.fromisoformat(manifest.said["written_at"]) < period.ends_at:
                raise FolderRefused(f"it was written before the end of {period.name}: ask for a newer one")
            facts = open_facts(folder, manifest, key=key)
        except FolderRefused as why:
            found.refused[str(folder)] = str(why)
            continue
        parquet.write_table(facts, into / f"{len(found.hubs):04}.parquet")
        found.hubs.append(manifest.hub)
    return found


def count_all(
    facts: Any, period: Period, *, hubs: list[str], track: Track = lambda codes, words: codes
) -> dict[str, dict[Key, int | None]]:
    """Every cell of each hub, and of all of them together.

    Args:
        facts: an ibis table of all hubs; track: shows how far it has come.
    """
    together = facts.mutate(
        hub=ibis.literal(ALL), person=facts.hub + "/" + facts.person, referral=facts.hub + "/" + facts.referral,
        subject=facts.hub + "/" + facts.subject,
    )  # fmt: skip
    found: dict[str, dict[Key, int | None]] = {hub: {} for hub in [*hubs, ALL]}
    for code in track(CODES, "Counting"):
        for hub, cells in reckon(facts, period, hubs=hubs, codes=[code]).items():
            found[hub] |= cells
        found[ALL] |= reckon(together, period, hubs=[ALL], codes=[code])[ALL]
    return found


@contextmanager
def duckdb(folder: Path) -> Any:
    """The facts of a folder of Parquet, on DuckDB."""
    engine = ibis.duckdb.connect()
    yield engine.read_parquet(str(folder / "*.parquet"))
    engine.disconnect()


def spark(master: str) -> Engine:
    """The same on Spark, at a master such as spark://host:7077 or local[2]."""

    @contextmanager
    def engine(folder: Path) -> Any:
        from pyspark.sql import SparkSession  # an extra: it needs Java

        session = SparkSession.builder.master(master).appName("holdfast network-return")
        session = session.config("spark.sql.session.timeZone", "UTC").config("spark.ui.enabled", "false").getOrCreate()
        connected = ibis.pyspark.connect(session)
        yield connected.read_parquet(str(folder))
        session.stop()

    return engine


def count_folders(
    folders: Iterable[Path], period: Period, *, trusted: Mapping[str, bytes], key: X25519PrivateKey, engine: Engine,
    track: Track = lambda codes, words: codes,
) -> tuple[dict[str, dict[Key, int | None]], dict[str, str]]:  # fmt: skip
    """Every cell over the folders that are whole, and why others were left out. What was opened is removed again, and
    so is what a process left that was killed while it counted."""
    with opened_place() as place:
        opened = open_folders(folders, place, period=period, trusted=trusted, key=key)
        if not opened.hubs:
            return {}, opened.refused
        with engine(place) as facts:
            return count_all(facts, period, hubs=opened.hubs, track=track), opened.refused
