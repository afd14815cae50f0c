"""R8: supervision given to the hub's own staff."""

from holdfast.monitoring.definitions.items import Item, Measure, Source

R8 = Item(
    "R8",
    "Supervision",
    "J8",
    (
        Measure(
            "sessions", "Supervision sessions", "Every session of supervision for the hub’s own staff in the period.",
            unit="sessions",
            breakdowns={"kind": "Clinical supervision in a group, one to one, or line management."},
        ),
    ),
    source=Source.NOTHING_YET,
)  # fmt: skip
