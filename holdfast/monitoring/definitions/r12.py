"""R12: service-user experience."""

from holdfast.monitoring.definitions.items import Item, Measure

R12 = Item(
    "R12",
    "Experience",
    "J12",
    (
        Measure(
            "people", "People who told of their experience",
            "Each person once who answered an experience questionnaire in the period.",
            breakdowns={"questionnaire": "Which one: after assessment, or after treatment."},
        ),
    ),
)  # fmt: skip
