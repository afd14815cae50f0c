"""R9: training that the hub gave, and what came back."""

from holdfast.monitoring.definitions.items import Item, Measure, Source

R9 = Item(
    "R9",
    "Training",
    "J9",
    (
        Measure("sessions", "Training sessions", "Every session that the hub gave in the period.", unit="sessions"),
        Measure("attended", "People attending", "Everybody at each session: who comes to two counts twice.",
                unit="attendances"),
        Measure("responses", "Responses", "Feedback forms that came back, for each session.", unit="responses"),
        Measure("score", "Mean score", "The mean of the answers to each question, where ten or more came back.",
                unit="points"),
    ),
    source=Source.NOTHING_YET,
)  # fmt: skip
