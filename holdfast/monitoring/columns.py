"""Facts as columns: of a file, and of a table that an engine counts. Times are whole numbers, the same on every one."""

from collections.abc import Iterable

import pyarrow as pa

from holdfast.monitoring.facts import Fact
from holdfast.monitoring.periods import london_days, microseconds

COLUMNS = pa.schema(
    [
        pa.field("hub", pa.string(), nullable=False),
        pa.field("number", pa.int64(), nullable=False),
        pa.field("person", pa.string(), nullable=False),
        pa.field("referral", pa.string(), nullable=False),
        pa.field("subject", pa.string(), nullable=False),
        pa.field("kind", pa.string(), nullable=False),
        pa.field("at", pa.int64(), nullable=False, metadata={"unit": "microseconds since 1970, UTC"}),
        pa.field("day", pa.int64(), nullable=False, metadata={"unit": "days since 1970, of London"}),
        pa.field("code", pa.string(), nullable=False),
        pa.field("detail", pa.string(), nullable=False),
        pa.field("value", pa.float64()),
    ]
)


def table_of(facts: Iterable[Fact]) -> pa.Table:
    """Facts as a table in memory."""
    rows = [
        {
            "hub": each.hub, "number": each.number, "person": each.person, "referral": each.referral,
            "subject": each.subject, "kind": str(each.kind), "at": microseconds(each.at), "day": london_days(each.at),
            "code": each.code, "detail": each.detail, "value": each.value,
        }
        for each in facts
    ]  # fmt: skip
    return pa.Table.from_pylist(rows, schema=COLUMNS)
