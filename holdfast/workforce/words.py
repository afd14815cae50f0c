"""The workforce in words."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import models

from holdfast.workforce.codes import Competence, Employment, Grade, Language, Override, Profession
from holdfast.workforce.models import AssessorRule, Profile

NOTHING = "Nothing said yet"


def labels(codes: Iterable[str], known: type[models.TextChoices]) -> str:
    """ "Polish, Urdu"."""
    return ", ".join(str(known(code).label) for code in codes)


def profession_of(profile: Profile | None) -> str:
    """The profession; nothing where it was not said."""
    return str(Profession(profile.profession).label) if profile and profile.profession else ""


def languages_of(profile: Profile | None) -> str:
    """The languages beside English."""
    return labels(profile.languages, Language) if profile else ""


def beside(profile: Profile | None) -> str:
    """What stands beside a name where somebody is chosen: "clinical psychologist; Polish, Urdu"."""
    profession = profession_of(profile)
    return "; ".join(part for part in (lower_first(profession), languages_of(profile)) if part)


def grade_of(profile: Profile | None) -> str:
    """The grade."""
    return str(Grade(profile.grade).label) if profile and profile.grade else ""


def employment_of(profile: Profile | None) -> str:
    """ "Seconded from Harbour Council"."""
    if not profile or not profile.employment:
        return ""
    if profile.seconded_from:
        return f"Seconded from {profile.seconded_from}"
    return str(Employment(profile.employment).label)


def competences_of(profile: Profile | None) -> list[str]:
    """What they are trained for, the day of the training in cultural competence with it."""
    if profile is None:
        return []
    trained = profile.culture_trained_on
    since = f" ({trained:%B} {trained.year})" if trained else ""
    return [f"{Competence(each).label}{since if each == Competence.CULTURE else ''}" for each in profile.competences]


def rule_lines(rule: AssessorRule) -> list[tuple[str, str]]:
    """What a rule asks for, line by line."""
    band = f"{Grade(rule.least_band).label} or above" if rule.least_band else "Any"
    if rule.least_band and rule.without_band:
        band += f"; or without a band: {labels(rule.without_band, Grade).lower()}"
    return [
        ("Professions", labels(rule.professions, Profession) or "Any, once it is said"),
        ("Grade", band),
        ("Competences", labels(rule.competences, Competence) or "None in particular"),
    ]


def override_words(code: str) -> str:
    """The reason why somebody was chosen whom the rule does not admit."""
    return str(dict(Override.choices).get(code, Override.OTHER.label))


def said_override(codes: Mapping[str, Any]) -> str:
    """What an event says of it, after its other words; nothing, where the rule was not overridden."""
    why = codes.get("override")
    return f" Not admitted to assess by the hub’s rule: {lower_first(override_words(why))}." if why else ""


def lower_first(words: str) -> str:
    """Words that go on in a sentence; what is short for something stays as it is."""
    return words if words[:2].isupper() else words[:1].lower() + words[1:]
