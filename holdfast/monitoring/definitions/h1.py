"""H1: onward referrals by service. Inside the hub alone: of a service that few were sent to, a number names them."""

from holdfast.monitoring.definitions.items import Item, Measure

AT_SERVICE = {"at_service": "The service that the referral was sent to. A person with two counts under both."}

H1 = Item(
    "H1",
    "Onward referrals by service",
    "C8",
    (
        Measure("sent", "People referred on", "Each person once for whom a referral to a service was first sent.",
                breakdowns=AT_SERVICE),
        Measure("seen_of_sent", "Of those, people who were seen", "How many of them that service saw before the end.",
                breakdowns=AT_SERVICE, share_of="sent"),
        Measure("ended", "People for whom it is over",
                "Each person once whose referral to a service ended in the period: completed, declined, dropped out, "
                "withdrawn or closed.", breakdowns=AT_SERVICE),
        Measure("waiting", "People who wait for a service",
                "Sent, and neither seen nor over as the period ends, while their request is open.",
                breakdowns=AT_SERVICE),
        Measure("late", "Of those, people past the promise",
                "How many of them wait on a day after the last one that the service promised.",
                breakdowns=AT_SERVICE, share_of="waiting"),
        Measure("days_n", "Referrals first seen", "Those that a service first saw in the period.",
                unit="onward referrals", breakdowns=AT_SERVICE),
        Measure("days_median", "Real days, median",
                "Days from sending to first being seen, of those that a service first saw in the period. By nearest "
                "rank. Whoever still waits is not in it.", unit="days", breakdowns=AT_SERVICE),
        Measure("promised_n", "Of those, with a promise",
                "Those first seen for which the service had promised days when they were sent.",
                unit="onward referrals", breakdowns=AT_SERVICE),
        Measure("promised_median", "Promised days, median",
                "The days that were promised for them when they were sent. By nearest rank.", unit="days",
                breakdowns=AT_SERVICE),
        Measure("kept", "Promises kept", "Those first seen on the last promised day or before.",
                unit="onward referrals", breakdowns=AT_SERVICE, share_of="promised_n"),
    ),
)  # fmt: skip
