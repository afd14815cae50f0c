"""How severe it was when people were first asked, by the bands of the questionnaire itself."""

from collections.abc import Mapping

from holdfast.measures.questionnaires import find

FIRST: Mapping[str, str] = {"depression": "phq9", "anxiety": "gad7"}
"""The measure of R11 that counts people by their first answers, and the questionnaire that it counts."""
BREAKDOWN: Mapping[str, str] = {measure: f"{measure}_severity" for measure in FIRST}


def bands_of(measure: str) -> list[tuple[int, str, str]]:
    """From how many points on, a code and a label, the mildest first. Source: the bands of the questionnaire."""
    bands = find(FIRST[measure]).bands
    return [(each.at_least, each.label.lower().replace(" ", "_"), each.label) for each in bands]


def band_of(measure: str, total: float) -> str:
    """The code of the band in which a total, in points, is."""
    return [code for at_least, code, _label in bands_of(measure) if total >= at_least][-1]
