"""AUDIT-C: three questions on drinking, UK units. Five points or more open the other seven of AUDIT."""

from holdfast.measures.questionnaire import Band, FollowOn, Item, Mode, Questionnaire, labelled

LICENCE = (
    "World Health Organization: may be freely reviewed, abstracted, reproduced and translated, in part or "
    "in whole, but not for sale or for use in conjunction with commercial purposes. The UK units wording "
    "is UK government's (gov.uk, alcohol use screening tests)"
)
LICENCE_STATUS = (
    "Stated in secondary sources, which differ: HL7 US Core calls it public domain. Treated as "
    "non-commercial until the pages of WHO and gov.uk have been read."
)
LABELS_NOTE = (
    'Option labels exist in two UK versions with the same scores. Taken: the later one ("0 to 2" units). The '
    'earlier prints "1-2", "3-4" and "4+ times per week".'
)
LABELS_UNVERIFIED = (
    "Which labels are current in the UK: the gov.uk form could not be opened. Three other UK copies print "
    '"4 times or more per week" where ours has "4 or more times per week".'
)

FREQUENCY = labelled("Never", "Less than monthly", "Monthly", "Weekly", "Daily or almost daily")
FIRST_THREE = (
    Item(
        "1",
        "How often do you have a drink containing alcohol?",
        options=labelled(
            "Never",
            "Monthly or less",
            "2 to 4 times per month",
            "2 to 3 times per week",
            "4 or more times per week",
        ),
    ),
    Item(
        "2",
        "How many units of alcohol do you drink on a typical day when you are drinking?",
        options=labelled(
            "0 to 2",
            "3 to 4",
            "5 to 6",
            "7 to 9",
            "10 or more",
        ),
    ),
    Item(
        "3",
        (
            "How often have you had 6 or more units if female, or 8 or more if male, on a single "
            "occasion in the last year?"
        ),
        options=FREQUENCY,
    ),
)

AUDITC = Questionnaire(
    key="auditc",
    version="1",
    name="AUDIT-C",
    mode=Mode.TEXT,
    source=(
        "Bush and others 1998, Arch Intern Med 158(16):1789-1795; UK units version and cut-off of "
        "5 as in the UK alcohol screening tool (copies at docsbay.net and nursing-notebook.com)"
    ),
    licence=LICENCE,
    licence_status=LICENCE_STATUS,
    items=FIRST_THREE,
    bands=(Band(0, "Lower risk"), Band(5, "Increasing or higher risk")),
    caseness_from=5,
    opens=FollowOn("audit", at_least=5),
    notes=(LABELS_NOTE,),
    unverified=(LABELS_UNVERIFIED,),
)
