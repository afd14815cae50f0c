"""Code lists behind the equality questions. Each question is skippable; a skipped one stores nothing."""

from holdfast.hubs.facts.kinds import Code, CodeList

PREFER_NOT = "Prefer not to say"

WHITE = "White"
MIXED = "Mixed"
ASIAN = "Asian or Asian British"
BLACK = "Black or Black British"
OTHER = "Other ethnic groups"
UNKNOWN = "Not known or not stated"

ETHNIC_CATEGORY = CodeList(
    key="ethnic_category",
    name="Ethnic category (2001 census)",
    source="NHS Data Dictionary, ETHNIC CATEGORY; five groups as NHS Talking Therapies reports roll them up",
    codes=(
        Code("A", "White British", group=WHITE),
        Code("B", "White Irish", group=WHITE),
        Code("C", "Any other White background", group=WHITE),
        Code("D", "White and Black Caribbean", group=MIXED),
        Code("E", "White and Black African", group=MIXED),
        Code("F", "White and Asian", group=MIXED),
        Code("G", "Any other mixed background", group=MIXED),
        Code("H", "Indian", group=ASIAN),
        Code("J", "Pakistani", group=ASIAN),
        Code("K", "Bangladeshi", group=ASIAN),
        Code("L", "Any other Asian background", group=ASIAN),
        Code("M", "Caribbean", group=BLACK),
        Code("N", "African", group=BLACK),
        Code("P", "Any other Black background", group=BLACK),
        Code("R", "Chinese", group=OTHER),
        Code("S", "Any other ethnic group", group=OTHER),
        Code("Z", "Not stated", PREFER_NOT, group=UNKNOWN),
        Code("99", "Not known", offered=False, group=UNKNOWN),
    ),
)

GENDER_IDENTITY = CodeList(
    key="gender_identity",
    name="Gender identity",
    source="NHS Data Dictionary, GENDER IDENTITY CODE (release of June 2026)",
    codes=(
        Code("1", "Male (including trans man)", "Man, trans men included"),
        Code("2", "Female (including trans woman)", "Woman, trans women included"),
        Code("3", "Non-binary"),
        Code("4", "Other (not listed)", "In another way"),
        Code("Z", "Not stated", PREFER_NOT),
        Code("X", "Not known", offered=False),
    ),
)

TRANS_STATUS = CodeList(
    key="trans_status",
    name="Gender the same as the sex registered at birth",
    source="Our own list, for lack of a national one that we could confirm",
    codes=(
        Code("Y", "Same as registered at birth", "Yes", verified=False),
        Code("N", "Different from registered at birth", "No", verified=False),
        Code("Z", "Not stated", PREFER_NOT, verified=False),
    ),
    verified=False,
    note="The Data Dictionary's GENDER IDENTITY SAME AT BIRTH INDICATOR was not found in what we could read.",
)

SEXUAL_ORIENTATION = CodeList(
    key="sexual_orientation",
    name="Sexual orientation",
    source="NHS Data Dictionary, PERSON STATED SEXUAL ORIENTATION CODE; information standard DCB2094",
    codes=(
        Code("1", "Heterosexual or straight"),
        Code("2", "Gay or lesbian"),
        Code("3", "Bisexual"),
        Code("4", "Other sexual orientation not listed", "In another way"),
        Code("U", "Does not know or is not sure", "I am not sure"),
        Code("Z", "Not stated", PREFER_NOT),
        Code("9", "Not known", offered=False),
    ),
)

DISABILITY = CodeList(
    key="disability",
    name="Disability",
    source="Our own short list; NN and ZZ are of the NHS Data Dictionary's DISABILITY CODE",
    codes=(
        Code("Y", "Disabled", "Yes", verified=False),
        Code("N", "Not disabled", "No", national="NN"),
        Code("Z", "Not stated", PREFER_NOT, national="ZZ"),
    ),
    verified=False,
    note="The national list asks which (01 to 10, XX). We ask only whether, so yes has no national code.",
)

RELIGION = CodeList(
    key="religion",
    name="Religion or belief",
    source="NHS Data Dictionary, RELIGIOUS OR OTHER BELIEF SYSTEM AFFILIATION GROUP CODE (June 2026)",
    codes=(
        Code("A", "Baha'i"),
        Code("B", "Buddhist"),
        Code("C", "Christian"),
        Code("D", "Hindu"),
        Code("E", "Jain"),
        Code("F", "Jewish"),
        Code("G", "Muslim"),
        Code("H", "Pagan"),
        Code("I", "Sikh"),
        Code("J", "Zoroastrian"),
        Code("K", "Other", "Another religion or belief"),
        Code("L", "None", "No religion or belief"),
        Code("M", "Declines to disclose", PREFER_NOT),
        Code("N", "Not known", offered=False),
    ),
    note="The Data Dictionary keeps this list for information; no national data set uses it.",
)
