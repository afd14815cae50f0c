"""AUDIT: the three questions of AUDIT-C and seven more, UK units."""

from holdfast.measures.questionnaire import Band, Item, Mode, Option, Questionnaire
from holdfast.measures.questionnaires.auditc import (
    FIRST_THREE,
    FREQUENCY,
    LABELS_NOTE,
    LABELS_UNVERIFIED,
    LICENCE,
    LICENCE_STATUS,
)

HAS_IT_HAPPENED = (
    Option(0, "No"),
    Option(2, "Yes, but not in the last year"),
    Option(4, "Yes, during the last year"),
)

AUDIT = Questionnaire(
    key="audit",
    version="1",
    name="AUDIT",
    mode=Mode.TEXT,
    source=(
        "Babor and others 2001, AUDIT: guidelines for use in primary care, 2nd edition, "
        "WHO/MSD/MSB/01.6a; UK units version; UK names of the bands as at "
        "southamptonalcoholservice.org.uk and portofcall.com"
    ),
    licence=LICENCE,
    licence_status=LICENCE_STATUS,
    items=(
        *FIRST_THREE,
        Item(
            "4",
            (
                "How often during the last year have you found that you were not able to stop drinking "
                "once you had started?"
            ),
            options=FREQUENCY,
        ),
        Item(
            "5",
            (
                "How often during the last year have you failed to do what was normally expected from you "
                "because of your drinking?"
            ),
            options=FREQUENCY,
        ),
        Item(
            "6",
            (
                "How often during the last year have you needed an alcoholic drink in the morning to get "
                "yourself going after a heavy drinking session?"
            ),
            options=FREQUENCY,
        ),
        Item(
            "7",
            "How often during the last year have you had a feeling of guilt or remorse after drinking?",
            options=FREQUENCY,
        ),
        Item(
            "8",
            (
                "How often during the last year have you been unable to remember what happened the night "
                "before because you had been drinking?"
            ),
            options=FREQUENCY,
        ),
        Item(
            "9",
            "Have you or somebody else been injured as a result of your drinking?",
            options=HAS_IT_HAPPENED,
        ),
        Item(
            "10",
            (
                "Has a relative or friend, doctor or other health worker been concerned about your "
                "drinking or suggested that you cut down?"
            ),
            options=HAS_IT_HAPPENED,
        ),
    ),
    bands=(
        Band(0, "Low risk"),
        Band(8, "Increasing risk"),
        Band(16, "Higher risk"),
        Band(20, "Possible dependence"),
    ),
    notes=(LABELS_NOTE,),
    unverified=(LABELS_UNVERIFIED,),
)
