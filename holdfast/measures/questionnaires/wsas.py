"""WSAS: five ratings of how far difficulties impair work and social life. Scored only."""

from holdfast.measures.questionnaire import NOT_APPLICABLE, Band, Item, Mode, Option, Questionnaire, values

WSAS = Questionnaire(
    key="wsas",
    version="1",
    name="WSAS",
    mode=Mode.SCORE_ONLY,
    source=(
        "Mundt, Marks, Shear & Greist 2002, Br J Psychiatry 180:461-464 (bands, as quoted on scribd.com "
        "document 151487446); work item left out and total out of 32: CamCOPS wsas.py"
    ),
    licence="© Isaac Marks; permission needed to show the wording",
    licence_status="No permission held: item values are entered, no wording is shipped",
    options=values(0, 8),
    items=(
        Item("1", options=(*values(0, 8), Option(NOT_APPLICABLE))),
        Item("2"),
        Item("3"),
        Item("4"),
        Item("5"),
    ),
    bands=(
        Band(0, "Subclinical"),
        Band(10, "Significant impairment"),
        Band(21, "Moderately severe or worse"),
    ),
    notes=("Item 1 (work) may be answered n/a; the total is then out of 32.",),
    unverified=(
        "Reliable change of 8: not found in a source; switched off.",
        "The bands come from the total out of 40; no source says how to read them out of 32. The same limits "
        "apply here.",
    ),
)
