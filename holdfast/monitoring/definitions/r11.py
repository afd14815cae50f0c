"""R11: clinical outcomes."""

from holdfast.monitoring.definitions.items import Item, Measure

R11 = Item(
    "R11",
    "Outcomes",
    "J11",
    (
        Measure("paired", "People with two pairs of measures",
                "Each person with two or more complete PHQ-9 and GAD-7, the last in the period."),
        Measure("cases", "Of those, a case at first", "PHQ-9 of 10 or more, or GAD-7 of 8 or more, at first.",
                share_of="paired"),
        Measure("recovery", "Recovery", "A case at first, and not at last.", share_of="cases"),
        Measure("improvement", "Reliable improvement",
                "PHQ-9 fell by 6 or more, or GAD-7 by 4 or more, and neither rose by as much.", share_of="paired"),
        Measure("deterioration", "Reliable deterioration", "The reverse.", share_of="paired"),
        Measure("reliable_recovery", "Reliable recovery", "Recovery with reliable improvement.", share_of="cases"),
        Measure("off_work", "People who were off sick", "Off sick when first asked, and asked again in the period."),
        Measure("back_at_work", "Of those, back at work", "At work when last asked, with or without changes.",
                share_of="off_work"),
        Measure("goals", "People who told twice how near they are to a goal",
                "Each person who rated a goal of theirs twice or more, from 0 to 10, the last time in the period."),
        Measure("goals_nearer", "Of those, nearer to their goals",
                "Nearer than when first rated to one goal or more, and further from none. By any number: no source "
                "says how much is reliable.", share_of="goals"),
        Measure("goals_further", "Of those, further from them", "The reverse.", share_of="goals"),
        Measure("depression", "People by their first PHQ-9",
                "Each person whose first complete PHQ-9, of all that they answered, was in the period.",
                breakdowns={"depression_severity": "The band of its total: none, mild, moderate, moderately severe, "
                                                   "severe."}),
        Measure("anxiety", "People by their first GAD-7",
                "Each person whose first complete GAD-7, of all that they answered, was in the period.",
                breakdowns={"anxiety_severity": "The band of its total: none, mild, moderate, severe."}),
    ),
    version=3,
)  # fmt: skip
