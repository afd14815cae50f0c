"""The categories of each breakdown, in order, with their labels: also those in which there is nobody.

Who left out a category would say that it is empty, where a small number is hidden.
"""

from collections.abc import Iterable

from holdfast.directory.kinds import SORTED
from holdfast.hubs.facts.equality import (
    DISABILITY,
    ETHNIC_CATEGORY,
    GENDER_IDENTITY,
    RELIGION,
    SEXUAL_ORIENTATION,
    TRANS_STATUS,
)
from holdfast.hubs.facts.kinds import CodeList
from holdfast.hubs.facts.work import (
    NATIONAL_SOURCE_OF_REFERRAL,
    SOCIAL_CARE_ROLE,
    SOURCE_OF_REFERRAL,
    STAFF_GROUP,
)
from holdfast.hubs.models import Organisation
from holdfast.measures.questionnaires import find
from holdfast.monitoring.bands import AGES, NOT_TOLD, WEEKS
from holdfast.monitoring.facts import ATTRIBUTES
from holdfast.monitoring.severity import BREAKDOWN, FIRST, bands_of
from holdfast.monitoring.translating import NOT_NAMED
from holdfast.referrals.models import Referral

OWN, SELF = "self", "B1"
EXPERIENCE = ("peq_assessment", "peq_treatment")


def of_list(*lists: CodeList) -> dict[str, str]:
    """The codes of some lists."""
    return {each.code: each.label for found in lists for each in found.codes}


def plain(names: Iterable[str]) -> dict[str, str]:
    """Categories that are their own label."""
    return {name: name for name in names}


CATEGORIES: dict[str, dict[str, str]] = {
    "method": dict(Referral.Method.choices),
    "source": {code: label for code, label in of_list(SOURCE_OF_REFERRAL).items() if code != OWN},
    "national_source": {code: label for code, label in of_list(NATIONAL_SOURCE_OF_REFERRAL).items() if code != SELF},
    "service": {**dict(SORTED), NOT_NAMED: "In words, to no service of the directory"},
    "questionnaire": {key: find(key).name for key in EXPERIENCE},
    **{BREAKDOWN[each]: {code: label for _, code, label in bands_of(each)} for each in FIRST},
    "weeks": {name: f"{name} weeks" for name in WEEKS},
    "ethnic_group": plain(dict.fromkeys(each.group for each in ETHNIC_CATEGORY.codes)),
    "sexual_orientation": of_list(SEXUAL_ORIENTATION),
    "gender": of_list(GENDER_IDENTITY),
    "trans": of_list(TRANS_STATUS),
    "age_band": plain(AGES),
    "disability": of_list(DISABILITY),
    "faith": of_list(RELIGION),
    "staff_group": of_list(STAFF_GROUP, SOCIAL_CARE_ROLE),
    "sector": dict(Organisation.Kind.choices),
}


def categories_of(breakdown: str) -> dict[str, str]:
    """Code and label of each category of a breakdown.

    Raises:
        KeyError: there is no such breakdown.
    """
    found = CATEGORIES[breakdown]
    return {**found, NOT_TOLD: "Not told"} if breakdown in ATTRIBUTES else dict(found)
