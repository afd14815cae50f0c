"""Whom a hub's rule admits to assess, and why not; who fits a wish for a gender or a language. Pure.

No threshold is shipped: what a hub asks of those who assess is its own, signed by name.
"""

from collections.abc import Iterable

from django.db import models

from holdfast.workforce.codes import BANDS, WITHOUT_BAND, Competence, Grade, Language
from holdfast.workforce.models import AssessorRule, Profile

ALSO_CALLED = {
    "bangla": Language.BENGALI, "bengali": Language.BENGALI, "bsl": Language.BSL, "sign language": Language.BSL,
    "persian": Language.FARSI, "tagalog": Language.FILIPINO, "panjabi": Language.PUNJABI,
    "mandarin chinese": Language.MANDARIN, "cantonese chinese": Language.CANTONESE, "polski": Language.POLISH,
    "español": Language.SPANISH, "français": Language.FRENCH, "português": Language.PORTUGUESE,
}  # fmt: skip
"""Other names by which people write a language."""


class WhyNot(models.TextChoices):
    """Why the rule does not admit somebody."""

    NOTHING_SAID = "nothing_said", "nothing is said of their training yet"
    PROFESSION = "profession", "their profession is not one of those"
    GRADE = "grade", "their grade is below the least band"
    NO_BAND = "no_band", "they have no band, and the rule does not admit theirs"
    COMPETENCE = "competence", "a competence is missing"


class NotAdmitted(Exception):
    """The hub's rule does not admit whoever was chosen to assess, and no reason was given."""


def is_said(profile: Profile | None) -> bool:
    """Whether it says what somebody is: their profession, at least."""
    return profile is not None and bool(profile.profession)


def why_not(profile: Profile | None, rule: AssessorRule | None) -> list[str]:
    """Why the rule does not admit somebody; empty where it does, and where no rule stands."""
    if rule is None:
        return []
    if profile is None or not is_said(profile):
        return [WhyNot.NOTHING_SAID]
    found: list[str] = []
    if rule.professions and profile.profession not in rule.professions:
        found.append(WhyNot.PROFESSION)
    found += grade_why_not(profile.grade, rule)
    if set(rule.competences) - set(profile.competences):
        found.append(WhyNot.COMPETENCE)
    return found


def grade_why_not(grade: str, rule: AssessorRule) -> list[str]:
    """The same of a grade alone."""
    if not rule.least_band:
        return []
    if grade in WITHOUT_BAND:
        return [] if grade in rule.without_band else [WhyNot.NO_BAND]
    at_least = BANDS[BANDS.index(Grade(rule.least_band)) :]
    return [] if grade in at_least else [WhyNot.GRADE]


def is_admitted(profile: Profile | None, rule: AssessorRule | None) -> bool:
    """Whether the rule admits somebody to assess."""
    return not why_not(profile, rule)


def say_why_not(profile: Profile | None, rule: AssessorRule | None) -> str:
    """ "their profession is not one of those; missing: Trauma"."""
    words = []
    for code in why_not(profile, rule):
        if code == WhyNot.COMPETENCE and rule is not None and profile is not None:
            missing = [each.label for each in Competence if each in set(rule.competences) - set(profile.competences)]
            words.append(f"missing: {', '.join(missing).lower()}")
        else:
            words.append(str(WhyNot(code).label))
    return "; ".join(words)


def fits(profile: Profile | None, *, gender: str = "", language: str = "") -> bool:
    """Whether somebody is of the gender, and speaks the language, that a person wishes for. Not said fits no wish."""
    if gender and (profile is None or profile.gender != gender):
        return False
    return not language or (profile is not None and language in profile.languages)


def language_code(words: str) -> str:
    """The code of a language as a person wrote it; empty, where it is none of the list."""
    said = " ".join(words.casefold().split())
    named = {str(each.label).casefold(): each for each in Language} | ALSO_CALLED
    return str(named.get(said, ""))


def sorted_codes(chosen: Iterable[str], known: type[models.TextChoices]) -> list[str]:
    """Codes in the order of their list, each once."""
    given = set(chosen)
    return [code for code in known.values if code in given]
