"""R7: accessing treatment elsewhere."""

from holdfast.monitoring.definitions.items import Item, Measure

R7 = Item(
    "R7",
    "Accessing treatment elsewhere",
    "J7",
    (
        Measure("people", "People who reached treatment", "Each person once whom a service first saw in the period."),
        Measure("sent", "People referred on", "Each person once for whom a referral to a service was first sent."),
        Measure("begun_of_sent", "Of those, people who were seen", "How many of them that service saw before the end.",
                share_of="sent"),
        Measure("days_n", "Referrals that reached treatment", "Those that a service first saw in the period.",
                unit="onward referrals"),
        Measure("days_people", "Of those, people", "Each person once, of whom it is known when they were referred."),
        Measure("days_median", "Until treatment, median", "Days from sending to first being seen. By nearest rank.",
                unit="days"),
        Measure("days_p90", "Until treatment, 90th centile",
                "Days from sending to first being seen. By nearest rank.", unit="days"),
    ),
    version=2,
)  # fmt: skip
