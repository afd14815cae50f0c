"""R4: time from referral to contact."""

from holdfast.monitoring.definitions.items import Item, Measure

SINCE = (
    "Of those, since they asked: of whoever came from another hub, since they asked there; since they came, where "
    "somebody there had spoken with them. By nearest rank, in whole minutes."
)

R4 = Item(
    "R4",
    "Time to contact",
    "J4",
    (
        Measure("attempt_n", "First attempts",
                "Requests of which the first attempt at contact was in the period. A conversation is one, whether a "
                "call was logged or not.", unit="referrals"),
        Measure("attempt_median", "Until the first attempt, median", SINCE, unit="minutes"),
        Measure("attempt_p90", "Until the first attempt, 90th centile", SINCE, unit="minutes"),
        Measure("contact_n", "First contacts",
                "Requests in which the hub first spoke with them in the period: in a call, their own to the support "
                "line too, where it was kept with the request; in an appointment to which they came, from when it "
                "began, but not in a group; or in an assessment, from when it was finished.",
                unit="referrals"),
        Measure("contact_people", "People first reached", "Of those, each person once."),
        Measure("contact_median", "Until the first contact, median", SINCE, unit="minutes"),
        Measure("contact_p90", "Until the first contact, 90th centile", SINCE, unit="minutes"),
        Measure("contact_in_target", "First contacts within the target",
                "Of those, how many took no longer than the hub’s target as it was when they asked.",
                unit="referrals", share_of="contact_n"),
        Measure("running_n", "Still waiting for contact",
                "Open requests at the end of the period in which the hub had not spoken with them yet: no call in "
                "which they spoke, no appointment but a group, and no finished assessment. Whoever came from another "
                "hub waits for the word of this one.", unit="referrals"),
        Measure("running_late", "Still waiting, past the target",
                "Of those, how many are past the hub’s target. It counts from when they asked, here or at another hub; "
                "from when they came, where somebody there had spoken with them.",
                unit="referrals", share_of="running_n"),
    ),
    version=4,
)  # fmt: skip
