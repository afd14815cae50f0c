"""ITQ: ratings of PTSD (P1 to P9) and of disturbances in self-organisation (C1 to C9). Scored only."""

from holdfast.measures.questionnaire import (
    Criterion,
    Diagnosis,
    Item,
    Method,
    Mode,
    Questionnaire,
    Subscale,
    values,
)

RE_EXPERIENCING, AVOIDANCE, THREAT, PTSD_IMPAIRMENT = (1, 2), (3, 4), (5, 6), (7, 8, 9)
AFFECT, SELF_CONCEPT, RELATIONSHIPS, DSO_IMPAIRMENT = (10, 11), (12, 13), (14, 15), (16, 17, 18)
PTSD = tuple(Criterion(items) for items in (RE_EXPERIENCING, AVOIDANCE, THREAT, PTSD_IMPAIRMENT))
DSO = tuple(Criterion(items) for items in (AFFECT, SELF_CONCEPT, RELATIONSHIPS, DSO_IMPAIRMENT))


def _nine(letter: str) -> tuple[Item, ...]:
    """Six symptoms, which add up, and three of impairment, which do not."""
    return tuple(
        Item(f"{letter}{number}", counts_from=2, in_total=number <= 6)  # endorsed at "moderately"
        for number in range(1, 10)
    )


def _endorsed(key: str, name: str, items: tuple[int, ...]) -> Subscale:
    return Subscale(key, name, items, Method.ENDORSED)


ITQ = Questionnaire(
    key="itq",
    version="1",
    name="ITQ",
    mode=Mode.SCORE_ONLY,
    source=(
        "Cloitre and others 2018, Acta Psychiatr Scand 138:536-546, doi 10.1111/acps.12956; rule also at "
        "comorbidityguidelines.org.au, ITQ scoring and interpretation"
    ),
    licence="Described as freely available in the public domain to all interested parties",
    licence_status=(
        "Stated in secondary sources; the official form is not at hand, so values are entered and no wording is shipped"
    ),
    options=values(0, 4),
    items=(*_nine("P"), *_nine("C")),
    subscales=(
        _endorsed("re", "Re-experiencing", RE_EXPERIENCING),
        _endorsed("av", "Avoidance", AVOIDANCE),
        _endorsed("th", "Sense of current threat", THREAT),
        _endorsed("ptsd_impairment", "Impairment (P)", PTSD_IMPAIRMENT),
        _endorsed("ad", "Affective dysregulation", AFFECT),
        _endorsed("nsc", "Negative self-concept", SELF_CONCEPT),
        _endorsed("dr", "Disturbances in relationships", RELATIONSHIPS),
        _endorsed("dso_impairment", "Impairment (C)", DSO_IMPAIRMENT),
        Subscale("sum_p1_p6", "PTSD symptoms, 0 to 24", tuple(range(1, 7))),
        Subscale("sum_c1_c6", "DSO symptoms, 0 to 24", tuple(range(10, 16))),
    ),
    diagnoses=(Diagnosis("CPTSD", (*PTSD, *DSO)), Diagnosis("PTSD", PTSD)),
    notes=("Needs the index event and when it was, which stand outside the items.",),
    unverified=(
        "The index-event questions were not found; items P9 and C9 differ between sources.",
        "The total is plain arithmetic (P1 to P6 and C1 to C6, 0 to 48); no cut-off or band belongs to it.",
    ),
)
