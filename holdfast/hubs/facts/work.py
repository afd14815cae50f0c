"""Code lists about work, and about who asked for help."""

from holdfast.hubs.facts.kinds import Code, CodeList

STAFF_GROUP = CodeList(
    key="staff_group",
    name="Staff group in the NHS",
    source="NHS Data Dictionary, STAFF GROUP (National Workforce Data Set)",
    codes=(
        Code("01", "Medical and dental", "Doctor or dentist"),
        Code("02", "Students", "Student or learner on placement"),
        Code("03", "Nursing and midwifery, registered", "Registered nurse or midwife"),
        Code(
            "04",
            "Allied health professionals",
            "Allied health, like a physiotherapist or radiographer",
        ),
        Code(
            "05",
            "Additional professional scientific and technical",
            "Other professional, scientific or technical, like a pharmacist or psychologist",
        ),
        Code("06", "Healthcare scientists", "Healthcare scientist"),
        Code("07", "Additional clinical services", "Clinical support, like a healthcare assistant"),
        Code("08", "Administrative and clerical", "Administration, reception or management"),
        Code("09", "Estates and ancillary", "Estates and services, like a porter, cook or cleaner"),
        Code("10", "Supplementary roles", "Another role"),
    ),
    note="Published sickness figures use other groupings; no map between the two is given here. "
    "The examples in the wording are ours.",
)

SOCIAL_CARE_ROLE = CodeList(
    key="social_care_role",
    name="Role in social care",
    source="Our own list; there is no national staff group for social care",
    codes=(
        Code("S01", "Care worker", verified=False),
        Code("S02", "Senior care worker", verified=False),
        Code("S03", "Personal assistant", "Personal assistant to someone who employs you", verified=False),
        Code("S04", "Registered nurse or nursing associate in social care", verified=False),
        Code("S05", "Social worker", verified=False),
        Code("S06", "Occupational therapist or other allied health professional", verified=False),
        Code("S07", "Registered manager, team leader or supervisor", verified=False),
        Code("S08", "Support, activities or community worker", verified=False),
        Code("S09", "Administration, catering, cleaning, driving or upkeep", verified=False),
        Code("S10", "Another role in social care", "Another role", verified=False),
    ),
    verified=False,
)

SOURCE_OF_REFERRAL = CodeList(
    key="source_of_referral",
    name="Who asked",
    source="Our own finer list, mapped up to the NHS Data Dictionary's SOURCE OF REFERRAL FOR MENTAL HEALTH",
    codes=(
        Code("self", "Self-referral", national="B1"),
        Code("oh", "Occupational Health", national="D2"),
        Code("hr", "Human resources", national="D1"),
        Code("wellbeing", "Wellbeing team", national="D1"),
        Code("manager", "Line manager", national="D1"),
        Code("gp", "GP", national="A1"),
        Code("support_line", "Another support line", national="M2"),
        Code("hub", "Neighbouring hub", national="M3"),
        Code("third_sector", "Third sector", national="G4"),
        Code("talking_therapies", "Talking Therapies", national="N4"),
        Code("other", "Another service", national="M6", verified=False),
    ),
    note="A self-referral by telephone is B1 too. M6 for any other service is our reading.",
)

NATIONAL_SOURCE_OF_REFERRAL = CodeList(
    key="national_source_of_referral",
    name="Source of referral, national codes in use",
    source="NHS Data Dictionary, SOURCE OF REFERRAL FOR MENTAL HEALTH, as Talking Therapies reports use it",
    codes=(
        Code("A1", "Primary health care: general medical practitioner practice"),
        Code("B1", "Self-referral: self"),
        Code("D1", "Employer"),
        Code("D2", "Employer: Occupational Health"),
        Code("G4", "Voluntary sector"),
        Code("M2", "Other: telephone or electronic access service"),
        Code("M3", "Other: out of area agency"),
        Code("M6", "Other service or agency"),
        Code("N4", "Other Talking Therapies service"),
    ),
)
