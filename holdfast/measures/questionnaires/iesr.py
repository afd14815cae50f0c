"""IES-R: twenty-two ratings after a stressful event. Scored only."""

from holdfast.measures.questionnaire import Item, Mode, Questionnaire, Subscale, values

IESR = Questionnaire(
    key="iesr",
    version="1",
    name="IES-R",
    mode=Mode.SCORE_ONLY,
    source=(
        "Weiss & Marmar 1997, in Wilson & Keane, Assessing psychological trauma and PTSD, 399-411; items "
        "of the subscales: CamCOPS iesr.py; cut-off: Creamer, Bell & Failla 2003, Behav Res Ther 41:1489-1496"
    ),
    licence="© Daniel S. Weiss, who declined another open system on 28 July 2015",
    licence_status="No permission held: item values are entered, no wording is shipped",
    options=values(0, 4),
    items=tuple(Item(str(number)) for number in range(1, 23)),
    caseness_from=33,
    subscales=(
        Subscale("intrusion", "Intrusion", (1, 2, 3, 6, 9, 16, 20)),
        Subscale("avoidance", "Avoidance", (5, 7, 8, 11, 12, 13, 17, 22)),
        Subscale("hyperarousal", "Hyperarousal", (4, 10, 14, 15, 18, 19, 21)),
    ),
    notes=(
        "Subscales are sums of items, grouped as in CamCOPS (7, 8 and 7 items).",
        "Other cut-offs are published: 34 (Morina and others 2013) and, among UK veterans, 46 (Murphy and "
        "others 2017).",
    ),
    unverified=(
        "Cut-off of 33: named as usual by secondary sources; the paper itself was not read.",
        "Item 14 under hyperarousal: a grouping with it under intrusion (8, 8 and 6 items) is in use too; "
        "the scale's own key was not read.",
        "Reliable change of 9: not found in a source; switched off.",
    ),
)
