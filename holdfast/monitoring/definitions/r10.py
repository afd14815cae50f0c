"""R10: outreach and in-reach, and what came back."""

from holdfast.monitoring.definitions.items import Item, Measure, Source

R10 = Item(
    "R10",
    "Outreach and in-reach",
    "J10",
    (
        Measure("events", "Events", "Every event with teams or for all staff in the period.", unit="events"),
        Measure("attended", "People attending", "Everybody at each event: who comes to two counts twice.",
                unit="attendances"),
        Measure("responses", "Responses", "Feedback forms that came back, for each event.", unit="responses"),
        Measure("score", "Mean score", "The mean of the answers to each question, where ten or more came back.",
                unit="points"),
    ),
    source=Source.NOTHING_YET,
)  # fmt: skip
