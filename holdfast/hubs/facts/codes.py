"""Every code list the product ships, in one place."""

from holdfast.hubs.facts.at_risk import AT_RISK_GROUP, AT_RISK_QUESTION, AT_RISK_WHY
from holdfast.hubs.facts.equality import (
    DISABILITY,
    ETHNIC_CATEGORY,
    GENDER_IDENTITY,
    RELIGION,
    SEXUAL_ORIENTATION,
    TRANS_STATUS,
)
from holdfast.hubs.facts.kinds import Code, CodeList
from holdfast.hubs.facts.work import (
    NATIONAL_SOURCE_OF_REFERRAL,
    SOCIAL_CARE_ROLE,
    SOURCE_OF_REFERRAL,
    STAFF_GROUP,
)

CODE_LISTS = (
    ETHNIC_CATEGORY,
    GENDER_IDENTITY,
    TRANS_STATUS,
    SEXUAL_ORIENTATION,
    DISABILITY,
    RELIGION,
    STAFF_GROUP,
    SOCIAL_CARE_ROLE,
    SOURCE_OF_REFERRAL,
    NATIONAL_SOURCE_OF_REFERRAL,
    AT_RISK_GROUP,
)

__all__ = [
    "AT_RISK_GROUP",
    "AT_RISK_QUESTION",
    "AT_RISK_WHY",
    "CODE_LISTS",
    "DISABILITY",
    "ETHNIC_CATEGORY",
    "GENDER_IDENTITY",
    "NATIONAL_SOURCE_OF_REFERRAL",
    "RELIGION",
    "SEXUAL_ORIENTATION",
    "SOCIAL_CARE_ROLE",
    "SOURCE_OF_REFERRAL",
    "STAFF_GROUP",
    "TRANS_STATUS",
    "Code",
    "CodeList",
]
