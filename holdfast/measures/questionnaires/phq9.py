"""PHQ-9: nine questions on depression, and one on how difficult it makes things."""

from holdfast.measures.questionnaire import (
    Band,
    Criterion,
    Diagnosis,
    Flag,
    Item,
    Mode,
    Questionnaire,
    labelled,
)

DIFFICULTY = labelled("Not difficult at all", "Somewhat difficult", "Very difficult", "Extremely difficult")
ALL_NINE = tuple(range(1, 10))

PHQ9 = Questionnaire(
    key="phq9",
    version="1",
    name="PHQ-9",
    mode=Mode.TEXT,
    source=(
        "Kroenke, Spitzer & Williams 2001, J Gen Intern Med 16(9):606-613; diagnostic rule as in "
        "the PHQ instruction manual; caseness and reliable change as in the NHS Talking Therapies "
        "manual"
    ),
    licence=("No permission required to reproduce, translate, display or distribute (copyright Pfizer Inc.)"),
    licence_status=(
        "Stated in secondary sources (CamCOPS and HL7 US Core quote phqscreeners.com; Pfizer "
        "release of 23 July 2010). The page itself was not read."
    ),
    stem="Over the last 2 weeks, how often have you been bothered by any of the following problems?",
    options=labelled("Not at all", "Several days", "More than half the days", "Nearly every day"),
    items=(
        Item("1", "Little interest or pleasure in doing things", counts_from=2),
        Item("2", "Feeling down, depressed, or hopeless", counts_from=2),
        Item("3", "Trouble falling or staying asleep, or sleeping too much", counts_from=2),
        Item("4", "Feeling tired or having little energy", counts_from=2),
        Item("5", "Poor appetite or overeating", counts_from=2),
        Item(
            "6",
            ("Feeling bad about yourself — or that you are a failure or have let yourself or your family down"),
            counts_from=2,
        ),
        Item(
            "7",
            ("Trouble concentrating on things, such as reading the newspaper or watching television"),
            counts_from=2,
        ),
        Item(
            "8",
            (
                "Moving or speaking so slowly that other people could have noticed? Or the opposite — "
                "being so fidgety or restless that you have been moving around a lot more than usual"
            ),
            counts_from=2,
        ),
        Item(
            "9",
            ("Thoughts that you would be better off dead or of hurting yourself in some way"),
            counts_from=1,
        ),
        Item(
            "difficulty",
            (
                "If you checked off any problems, how difficult have these problems made it for you to do "
                "your work, take care of things at home, or get along with other people?"
            ),
            options=DIFFICULTY,
            in_total=False,
            required=False,
        ),
    ),
    bands=(
        Band(0, "None"),
        Band(5, "Mild"),
        Band(10, "Moderate"),
        Band(15, "Moderately severe"),
        Band(20, "Severe"),
    ),
    caseness_from=10,
    reliable_change=6,
    flags=(Flag(item=9, at_least=1, label="Thoughts of death or self-harm"),),
    diagnoses=(
        Diagnosis("major", (Criterion((1, 2)), Criterion(ALL_NINE, at_least=5))),
        Diagnosis("other", (Criterion((1, 2)), Criterion(ALL_NINE, at_least=2, at_most=4))),
    ),
    notes=(
        "Item 8: the question mark of the form is kept; copies made from LOINC print a full stop.",
        (
            'Item 9: taken without the comma after "dead", as in four of the sources read; copies made '
            "from LOINC print it."
        ),
        ('Difficulty: the condition "If you checked off any problems," stands first, as on the form; LOINC moves it.'),
    ),
)
