"""R16: demographics."""

from holdfast.monitoring.definitions.items import Item, Measure
from holdfast.monitoring.facts import ATTRIBUTES

TOLD = dict.fromkeys(ATTRIBUTES, "As they told it last; whoever did not tell counts as such.")

R16 = Item(
    "R16",
    "Demographics",
    "J16",
    (
        Measure("received", "People referred", "Each person once of whom a request came.", breakdowns=TOLD),
        Measure("assessed", "People assessed", "As R3 counts them.", breakdowns=TOLD),
        Measure("here", "People in support in-house",
                "Each person once whose course began, or who came to a support session or a group: on the day of it, "
                "whenever that was written down.", breakdowns=TOLD),
        Measure("elsewhere", "People in treatment elsewhere", "As R7 counts them.", breakdowns=TOLD),
    ),
    version=2,
)  # fmt: skip
