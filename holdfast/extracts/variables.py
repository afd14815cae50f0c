"""Every variable that an extract can hold, by the definitions of the return: no date, no free text, no organisation.

Nothing finer leaves than the first level of each. Groups are those of the public cube, where it has them. What a
colleague may know of somebody is said once, here, and so is what nobody may learn.
"""

from collections.abc import Mapping

from holdfast.extracts.variable import Level, Variable, grouped
from holdfast.monitoring.bands import AGES, LONGER, WEEKS
from holdfast.monitoring.periods import A_YEAR
from holdfast.monitoring.public_cube import GROUPS, NOT_SAID
from holdfast.monitoring.severity import bands_of
from holdfast.monitoring.sources import NATIONAL

NOT_YET, NEITHER, BOTH, OPEN = "not_yet", "neither", "both", "open"
NOT_MEASURED, NOT_PAIRED, NOT_OFF = "not_measured", "not_paired", "not_off"
SELF = "self"
NO_SUPPORT, NOT_ANSWERED = "No support yet", "Not measured"
NO_PAIR, NOT_KNOWN_OFF = "Measured fewer than two times", "Not off sick, or not asked"
THEMSELVES, EMPLOYER, SERVICE = "Themselves", "The employer", "Another service"
BY_EMPLOYER = [code for code, national in NATIONAL.items() if national in {"D1", "D2"}]
BY_SERVICE = [code for code in NATIONAL if code not in {SELF, *BY_EMPLOYER}]
AS_TOLD = "As they told it last; whoever did not tell counts as such."
STAFF = GROUPS["staff_group"][1]
SHORT = WEEKS[: WEEKS.index("12-17")]
FINER_FAITH: Mapping[str, tuple[str, ...]] = {
    "Christian": ("C",), "Another religion or belief": ("A", "B", "D", "E", "F", "G", "H", "I", "J", "K"),
    "No religion or belief": ("L",),
}  # fmt: skip


def year_of(quarter: str) -> str:
    """The year from April on in which a quarter of the calendar is: of 2027-Q1, 2026-27-Y."""
    year, part = int(quarter[:4]), int(quarter[-1])
    first = year if (part - 1) * 3 >= A_YEAR // 4 else year - 1
    return f"{first}-{(first + 1) % 100:02}-Y"


def told(key: str, title: str, *levels: Level, is_sensitive: bool = True) -> Variable:
    """Something that people told of themselves, as R16 breaks down by."""
    return Variable(
        key, title, AS_TOLD, levels, item="R16", measure="received", by=key, is_known=True, is_sensitive=is_sensitive,
        silent=frozenset({NOT_SAID}),
    )  # fmt: skip


def in_groups(key: str, words: str = "In large groups") -> Level:
    """The groups of the public cube."""
    return grouped(words, GROUPS[key][1], NOT_SAID)


def severity(key: str, title: str, questionnaire: str) -> Variable:
    """How severe it was at first, by the questionnaire's own bands."""
    groups = {label: [code] for _, code, label in bands_of(key)}
    return Variable(
        key, title, f"The band of their first complete {questionnaire}.",
        (grouped("The bands of the questionnaire", groups, NOT_ANSWERED),),
        item="R11", measure=key, by=f"{key}_severity", is_sensitive=True, silent=frozenset({NOT_ANSWERED}),
    )  # fmt: skip


VARIABLES = (
    Variable(
        "quarter", "When they first asked", "The quarter of the calendar in which their first request came.",
        (Level("Quarter of the calendar", str), Level("Year from April on", year_of)), is_known=True,
    ),
    Variable(
        "route", "Who asked", "Who sent their first request: R1 counts those of themselves, R2 all others.",
        (
            grouped("Themselves, the employer, or another service",
                    {THEMSELVES: [SELF], EMPLOYER: BY_EMPLOYER, SERVICE: BY_SERVICE}, SERVICE),
            grouped("Themselves or somebody else", {THEMSELVES: [SELF]}, "Somebody else"),
        ),
        item="R2", measure="people", by="national_source", is_known=True,
    ),
    Variable(
        "weeks_to_support", "Weeks until support began",
        "Whole weeks from their first request until a course began, they came to a support session or a group, or a "
        "service first saw them.",
        (
            grouped("Bands of R15", {f"{name} weeks": [name] for name in WEEKS}, NO_SUPPORT),
            grouped("Under 12 weeks or more", {"Under 12 weeks": SHORT, "12 weeks or more": ["12-17", LONGER]},
                    NO_SUPPORT),
        ),
        item="R15", measure="here", by="weeks", is_known=True,
    ),
    told("age_band", "Age band", grouped("Bands of ten years", {name: [name] for name in AGES}, NOT_SAID),
         in_groups("age_band"), is_sensitive=False),
    told("staff_group", "Staff group", in_groups("staff_group"),
         grouped("Health services or social care",
                 {"Staff of health services": [code for codes in list(STAFF.values())[:2] for code in codes],
                  "Staff of social care": STAFF["Staff of social care"]}, NOT_SAID), is_sensitive=False),
    told("gender", "Gender", in_groups("gender")),
    told("ethnic_group", "Ethnic group", in_groups("ethnic_group")),
    told("disability", "Disability", in_groups("disability")),
    told("sexual_orientation", "Sexual orientation",
         grouped("In two groups", {"Heterosexual": ["1"], "Lesbian, gay, bisexual or another": ["2", "3", "4", "U"]},
                 NOT_SAID)),
    told("trans", "Trans status",
         grouped("As asked", {"Same as registered at birth": ["Y"], "Different": ["N"]}, NOT_SAID)),
    told("faith", "Religion or faith", grouped("In three groups", FINER_FAITH, NOT_SAID)),
    severity("depression", "Depression at first", "PHQ-9"),
    severity("anxiety", "Anxiety at first", "GAD-7"),
    Variable(
        "support", "Which support they had",
        "In-house: a course began, or they came to a support session or a group. Elsewhere: a service saw them.",
        (grouped("In-house, elsewhere, both",
                 {"In-house": ["here"], "Elsewhere": ["elsewhere"], "Both": [BOTH]}, NO_SUPPORT),),
        item="R16", measure="here", is_sensitive=True, silent=frozenset({NO_SUPPORT}),
    ),
    Variable(
        "outcome", "First against last measures", "Their first pair of complete PHQ-9 and GAD-7 against their last.",
        (grouped("By the definitions of NHS Talking Therapies",
                 {"Reliable recovery": ["reliable_recovery"], "Reliable improvement": ["improvement"],
                  "Reliable deterioration": ["deterioration"], "No reliable change": ["none"]}, NO_PAIR),),
        item="R11", measure="paired", is_sensitive=True, silent=frozenset({NO_PAIR}),
    ),
    Variable(
        "work", "Whether they are back at work", "Of whoever was off sick when first asked: at work when last asked.",
        (grouped("Back or not", {"Was off sick, is back": ["back"], "Was off sick, is not back": ["off"]},
                 NOT_KNOWN_OFF),),
        item="R11", measure="off_work", is_known=True, is_sensitive=True, silent=frozenset({NOT_KNOWN_OFF}),
    ),
    Variable(
        "ended", "How it ended",
        "How the last of their requests was closed; open where one of them is. Whoever died is with those who were "
        "discharged: colleagues know of a death, and it would lead to the row.",
        (grouped("In four groups",
                 {"Still open": [OPEN], "Discharged, or died": ["discharged", "died"], "Signposted": ["signposted"],
                  "They stopped it": ["withdrawn"]}, "In another way"),),
        is_sensitive=True,
    ),
)  # fmt: skip
KEYS = tuple(each.key for each in VARIABLES)


def find(key: str) -> Variable:
    """The variable of a key.

    Raises:
        KeyError: there is none.
    """
    return {each.key: each for each in VARIABLES}[key]
