"""H2: outcomes by group. Inside the hub alone, and no number that points at a few."""

from holdfast.monitoring.definitions.items import Item, Measure
from holdfast.monitoring.definitions.r16 import TOLD

H2 = Item(
    "H2",
    "Outcomes by group",
    "I2",
    (
        Measure("paired", "People with two pairs of measures", "As R11 counts them.", breakdowns=TOLD),
        Measure("improvement", "Reliable improvement", "As R11 counts it.", breakdowns=TOLD, share_of="paired"),
        Measure("deterioration", "Reliable deterioration", "As R11 counts it.", breakdowns=TOLD, share_of="paired"),
        Measure("cases", "Of those, a case at first", "As R11 counts them.", breakdowns=TOLD, share_of="paired"),
        Measure("recovery", "Recovery", "As R11 counts it.", breakdowns=TOLD, share_of="cases"),
    ),
)  # fmt: skip
