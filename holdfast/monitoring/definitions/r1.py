"""R1: self-referrals."""

from holdfast.monitoring.definitions.items import Item, Measure

R1 = Item(
    "R1",
    "Self-referrals",
    "J1",
    (
        Measure(
            "people", "People who referred themselves",
            "Each person once who asked for help themselves in the period, by whatever way, the telephone included.",
            breakdowns={"method": "How the request came: on the web, by telephone, by post."},
        ),
        Measure("referrals", "Self-referrals", "Every such request.", unit="referrals"),
    ),
)  # fmt: skip
