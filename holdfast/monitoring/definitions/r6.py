"""R6: monitored following assessment."""

from holdfast.monitoring.definitions.items import Item, Measure

R6 = Item(
    "R6",
    "Monitored following assessment",
    "J6",
    (
        Measure("standing", "People monitored at the end", "Each person once who is monitored when the period ends."),
        Measure("ever", "People monitored in the period", "Each person once who was monitored at some time of it."),
    ),
)
