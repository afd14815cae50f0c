"""R13: what the hub's own staff say of working there."""

from holdfast.monitoring.definitions.items import Item, Measure, Source

R13 = Item(
    "R13",
    "Hub staff feedback",
    "J13",
    (
        Measure("responses", "Responses", "Answers of the hub’s own staff to its survey in the period.",
                unit="responses"),
        Measure("score", "Mean score", "The mean of each question, where ten or more answered.", unit="points"),
    ),
    source=Source.NOTHING_YET,
)  # fmt: skip
