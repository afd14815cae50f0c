"""The twelve groups of staff at higher risk, as national guidance on staff hubs names them (section 2.2)."""

from holdfast.hubs.facts.kinds import Code, CodeList

AT_RISK_QUESTION = "Is any of this part of your life at the moment?"
AT_RISK_WHY = "It helps us see what you are carrying, and who we are not reaching. You can leave all of it blank."

AT_RISK_GROUP = CodeList(
    key="at_risk_group",
    name="At-risk groups",
    source="National guidance on staff wellbeing hubs, section 2.2; codes and wording are ours",
    codes=(
        Code(
            "bereaved",
            "Bereaved, personally or at work",
            "Someone I was close to, or cared for at work, has died",
        ),
        Code("disadvantaged", "Disadvantaged groups", offered=False),
        Code("ethnic_minority", "Ethnic minority communities", "I belong to an ethnic minority community"),
        Code(
            "close_to_care",
            "Most challenging environments, close to care",
            "I work where things are hardest, close to the people we care for",
        ),
        Code(
            "redeployed",
            "Redeployed into intensive roles outside training, critical-care nurses above all",
            "I was moved into intensive work that I was not trained for",
        ),
        Code(
            "temporary",
            "Agency, temporary or returning to practice",
            "I am agency, bank or temporary staff, or I came back to practice",
        ),
        Code("separated", "Separated from support network", "I am apart from the people I lean on"),
        Code("parent", "Parent of dependent children", "I look after children who depend on me"),
        Code(
            "less_experienced",
            "Less experienced in complex settings",
            "I am new to work that is complex or very demanding",
        ),
        Code(
            "behaviour",
            "Poor public behaviour or a troubled team",
            "People have treated me badly at work, from the public or in my team",
        ),
        Code(
            "condition",
            "Existing mental or physical condition",
            "I was already living with a physical or mental health condition",
        ),
        Code(
            "shielded",
            "Shielded and out of touch with the line manager",
            "I have been shielding or away, and have had little contact with my manager",
        ),
    ),
    note="Disadvantaged groups are coded by a practitioner and never asked.",
)
