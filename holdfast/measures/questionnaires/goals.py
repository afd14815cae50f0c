"""Goals: up to three, in the person's own words, each rated 0 to 10 and rated again."""

from holdfast.measures.questionnaire import Item, Mode, Option, Questionnaire, Subscale

HOW_CLOSE = (
    Option(0, "0 – not started"),
    *(Option(value, str(value)) for value in range(1, 10)),
    Option(10, "10 – reached"),
)

GOALS = Questionnaire(
    key="goals",
    version="1",
    name="Goals",
    mode=Mode.TEXT,
    source="Our own",
    licence="Part of this product",
    licence_status="Our own words",
    stem="How close are you to this goal today?",
    instructions="You can set up to three goals, in your own words. One is enough.",
    options=HOW_CLOSE,
    items=(
        Item("1", "Your first goal", in_total=False),
        Item("2", "Your second goal", in_total=False, required=False),
        Item("3", "Your third goal", in_total=False, required=False),
    ),
    higher_is_better=True,
    subscales=(
        Subscale("goal_1", "First goal", (1,)),
        Subscale("goal_2", "Second goal", (2,)),
        Subscale("goal_3", "Third goal", (3,)),
    ),
    notes=("Change is shown goal by goal. There is no total and no cut-off.",),
)
