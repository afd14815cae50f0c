"""R5: signposted or referred to services."""

from holdfast.monitoring.definitions.items import Item, Measure

R5 = Item(
    "R5",
    "Signposted or referred to services",
    "J5",
    (
        Measure(
            "people", "People signposted or referred on",
            "Each person once who was pointed to a service in the period, or for whom a referral to one was sent.",
            breakdowns={"service": "The kind of service. A person with two kinds counts under both."},
        ),
        Measure("signposted", "People signposted", "Each person once who was pointed to a service in the period."),
        Measure("sent", "People referred on", "Each person once for whom a referral to a service was sent."),
    ),
)  # fmt: skip
