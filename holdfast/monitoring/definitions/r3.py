"""R3: staff assessed."""

from holdfast.monitoring.definitions.items import Item, Measure

R3 = Item(
    "R3",
    "Assessed",
    "J3",
    (
        Measure(
            "people", "People assessed",
            "Each person once of whom the first assessment of a request was finished in the period.",
        ),
        Measure("referrals", "Requests assessed", "Every request whose first assessment was finished in the period.",
                unit="referrals"),
    ),
)  # fmt: skip
