"""R14: sickness days lost to mental health, in the hub's area."""

from holdfast.monitoring.definitions.items import Item, Measure, Source

R14 = Item(
    "R14",
    "Sickness days lost to mental health",
    "J14",
    (
        Measure("days", "FTE days lost",
                "Days lost with reason S10, as the NHS publishes them, of every trust of each system that the hub "
                "serves. Where one is missing, not available. Never social care.",
                unit="FTE days"),
        Measure("rate", "Rate",
                "Days lost over days available, summed over these trusts, from files that hold both.",
                unit="per cent"),
    ),
    version=2,
    source=Source.PUBLIC_FILES,
)  # fmt: skip
