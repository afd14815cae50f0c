"""R2: referrals from other sources."""

from holdfast.monitoring.definitions.items import Item, Measure

R2 = Item(
    "R2",
    "Referrals from other sources",
    "J2",
    (
        Measure(
            "people", "People whom somebody else referred",
            "Each person once for whom somebody else asked in the period. Whoever came from another hub is counted "
            "when they came.",
            breakdowns={
                "source": "Who asked, by the hub’s own list. A person with two sources counts under both.",
                "national_source": "The same, rolled up to the national code. Two sources of one code count once.",
            },
        ),
        Measure("referrals", "Referrals by others", "Every such request.", unit="referrals"),
    ),
    version=2,
)  # fmt: skip
