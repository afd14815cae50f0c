"""R15: staff waiting for treatment."""

from holdfast.monitoring.definitions.items import Item, Measure

WEEKS = {"weeks": "Whole weeks since the earliest of what they wait for."}

R15 = Item(
    "R15",
    "Waiting for treatment",
    "J15",
    (
        Measure("people", "People who wait at the end", "Each person once who waits here or elsewhere at the end."),
        Measure("elsewhere", "Waiting elsewhere", "A service has their referral and has not seen them.",
                breakdowns=WEEKS),
        Measure("here", "Waiting in-house", "A course at the hub was agreed and has not begun.", breakdowns=WEEKS),
    ),
)  # fmt: skip
