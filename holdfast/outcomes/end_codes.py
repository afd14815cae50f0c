"""Why a course of care ended, by national code.

Code and wording agree in two independent sources: the reporting code of NHS England (nhsengland/Talking-Therapies,
the discharge codes of the protected-characteristics dashboard) and the descriptions of measures M057 to M070 and M340
to M344 of the monthly publication, as quoted by the package nhstt of the Bennett Institute. Codes 15, 40 to 45, 97 and
98 belong to an earlier version of the data set and are not used any more. No page of the NHS Data Dictionary could be
opened, so the list is for a hub's data lead to confirm before its figures are sent anywhere.
"""

from typing import Final, NamedTuple


class EndCode(NamedTuple):
    """One reason, in the national words; `group` is how far somebody had come."""

    code: str
    label: str
    group: str


NOT_SEEN: Final = "Not seen"
SEEN: Final = "Seen, not taken on for a course of treatment"
TREATED: Final = "Seen and taken on for a course of treatment"
END_CODES: Final = (
    EndCode("46", "Mutually agreed completion of treatment", TREATED),
    EndCode("47", "Termination of treatment earlier than Care Professional planned", TREATED),
    EndCode("48", "Termination of treatment earlier than patient requested", TREATED),
    EndCode("49", "Deceased (Seen and taken on for a course of treatment)", TREATED),
    EndCode("96", "Not Known (Seen and taken on for a course of treatment)", TREATED),
    EndCode("12", "Discharged by mutual agreement following advice and support", SEEN),
    EndCode("13", "Referred to another therapy service by mutual agreement", SEEN),
    EndCode("11", "Not suitable for IAPT service - signposted elsewhere with mutual agreement of patient", SEEN),
    EndCode("14", "Suitable for IAPT service, but patient declined treatment that was offered", SEEN),
    EndCode("10", "Not suitable for IAPT service - no action taken or directed back to referrer", SEEN),
    EndCode("16", "Incomplete Assessment (Patient dropped out)", SEEN),
    EndCode("17", "Deceased (Seen but not taken on for a course of treatment)", SEEN),
    EndCode("95", "Not Known (Seen but not taken on for a course of treatment)", SEEN),
    EndCode("50", "Not assessed", NOT_SEEN),
)
BY_CODE: Final = {each.code: each for each in END_CODES}
OF_DEATH: Final = ("17", "49")
"""Given by recording a death, and chosen by nobody."""


def say_code(code: str) -> str:
    """ "46: Mutually agreed completion of treatment"."""
    return f"{code}: {BY_CODE[code].label}" if code in BY_CODE else code
