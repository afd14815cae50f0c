"""Who referred somebody, by the hub's own list and by the national codes to which it is rolled up."""

from collections.abc import Mapping

from holdfast.hubs.facts.work import SOURCE_OF_REFERRAL

NATIONAL: Mapping[str, str] = {each.code: each.national for each in SOURCE_OF_REFERRAL.codes}
"""Local code to national code. Source: the code list, which names its own."""
OTHER = NATIONAL["other"]


def national(source: str) -> str:
    """The national code of a local one; of one that is not in the list any more, that of any other service."""
    return NATIONAL.get(source, OTHER)
