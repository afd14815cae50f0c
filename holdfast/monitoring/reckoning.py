"""The cells of a return, as an engine counts them; with zeros where there is nobody, which no engine says."""

from collections.abc import Callable, Collection, Iterable
from typing import Any

import ibis

from holdfast.hubs.models import Hub
from holdfast.monitoring import counting
from holdfast.monitoring.cells import CODES, Key, wholes
from holdfast.monitoring.columns import table_of
from holdfast.monitoring.periods import Period, days, microseconds
from holdfast.monitoring.reading import pseudonyms, read_facts


def reckon(
    facts: Any, period: Period, *, hubs: Collection[str], codes: Iterable[str] = CODES
) -> dict[str, dict[Key, int | None]]:
    """Every cell of every hub.

    Args:
        facts: an ibis table with the columns of `columns.COLUMNS`, on any engine.
        hubs: those that are counted; one without a fact has zeros.

    Returns:
        Of each hub, the wholes of every measure, and those categories of a breakdown in which there is anybody.
    """
    chosen = list(codes)
    bounds = counting.Period(microseconds(period.starts_at), microseconds(period.ends_at), days(period.end))
    found = {hub: wholes(chosen) for hub in hubs}
    for code in chosen:
        for row in counting.cells_of(facts, bounds, code).to_pyarrow().to_pylist():
            if row["hub"] in found:
                found[row["hub"]][code, row["measure"], row["breakdown"], row["category"]] = row["value"]
    return found


def count(hub: Hub, period: Period, *, key: bytes) -> dict[Key, int | None]:
    """Every cell of one hub, from its facts. In its scope.

    Args:
        key: for pseudonyms, which do not leave this process.
    """
    return counter(hub, key=key)(period)


def counter(hub: Hub, *, key: bytes) -> Callable[[Period], dict[Key, int | None]]:
    """What counts any period of one hub, from facts that are read once. In its scope."""
    engine = ibis.duckdb.connect()
    engine.con.register("facts", table_of(read_facts(hub, pseudonyms(key), as_hub=hub.slug)))
    return lambda period: reckon(engine.table("facts"), period, hubs=[hub.slug])[hub.slug]
