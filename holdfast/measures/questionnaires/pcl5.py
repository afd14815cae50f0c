"""PCL-5: twenty questions on the past month after a very stressful experience."""

from holdfast.measures.questionnaire import (
    Criterion,
    Diagnosis,
    Item,
    Mode,
    Questionnaire,
    Subscale,
    labelled,
)

INTRUSION = tuple(range(1, 6))
AVOIDANCE = (6, 7)
THINKING_AND_MOOD = tuple(range(8, 15))
AROUSAL = tuple(range(15, 21))

PCL5 = Questionnaire(
    key="pcl5",
    version="1",
    name="PCL-5",
    mode=Mode.TEXT,
    source=(
        "Weathers and others 2013, National Center for PTSD (US Department of Veterans Affairs), "
        "past-month form without Criterion A; cut-off 31-33 and the DSM-5 rule from its guidance "
        '"Using the PTSD Checklist for DSM-5"; rule also in CamCOPS pcl5.py'
    ),
    licence="In the public domain: work of the US Government",
    licence_status=(
        "Stated in secondary sources (CamCOPS, OpenScales, mhscales.com). The page of ptsd.va.gov was not read."
    ),
    stem="In the past month, how much were you bothered by:",
    instructions=(
        "Below is a list of problems that people sometimes have in response to a very stressful "
        "experience. Please read each problem carefully and then circle one of the numbers to the "
        "right to indicate how much you have been bothered by that problem in the past month."
    ),
    options=labelled("Not at all", "A little bit", "Moderately", "Quite a bit", "Extremely"),
    items=(
        Item("1", ("Repeated, disturbing, and unwanted memories of the stressful experience?"), counts_from=2),
        Item("2", "Repeated, disturbing dreams of the stressful experience?", counts_from=2),
        Item(
            "3",
            (
                "Suddenly feeling or acting as if the stressful experience were actually happening again "
                "(as if you were actually back there reliving it)?"
            ),
            counts_from=2,
        ),
        Item(
            "4",
            ("Feeling very upset when something reminded you of the stressful experience?"),
            counts_from=2,
        ),
        Item(
            "5",
            (
                "Having strong physical reactions when something reminded you of the stressful experience "
                "(for example, heart pounding, trouble breathing, sweating)?"
            ),
            counts_from=2,
        ),
        Item(
            "6",
            ("Avoiding memories, thoughts, or feelings related to the stressful experience?"),
            counts_from=2,
        ),
        Item(
            "7",
            (
                "Avoiding external reminders of the stressful experience (for example, people, places, "
                "conversations, activities, objects, or situations)?"
            ),
            counts_from=2,
        ),
        Item("8", "Trouble remembering important parts of the stressful experience?", counts_from=2),
        Item(
            "9",
            (
                "Having strong negative beliefs about yourself, other people, or the world (for example, "
                "having thoughts such as: I am bad, there is something seriously wrong with me, no one can "
                "be trusted, the world is completely dangerous)?"
            ),
            counts_from=2,
        ),
        Item(
            "10",
            ("Blaming yourself or someone else for the stressful experience or what happened after it?"),
            counts_from=2,
        ),
        Item(
            "11",
            ("Having strong negative feelings such as fear, horror, anger, guilt, or shame?"),
            counts_from=2,
        ),
        Item("12", "Loss of interest in activities that you used to enjoy?", counts_from=2),
        Item("13", "Feeling distant or cut off from other people?", counts_from=2),
        Item(
            "14",
            (
                "Trouble experiencing positive feelings (for example, being unable to feel happiness or "
                "have loving feelings for people close to you)?"
            ),
            counts_from=2,
        ),
        Item("15", "Irritable behavior, angry outbursts, or acting aggressively?", counts_from=2),
        Item("16", "Taking too many risks or doing things that could cause you harm?", counts_from=2),
        Item("17", 'Being "superalert" or watchful or on guard?', counts_from=2),
        Item("18", "Feeling jumpy or easily startled?", counts_from=2),
        Item("19", "Having difficulty concentrating?", counts_from=2),
        Item("20", "Trouble falling or staying asleep?", counts_from=2),
    ),
    caseness_from=33,
    reliable_change=5,
    meaningful_change=10,
    subscales=(
        Subscale("intrusion", "Intrusion (B)", INTRUSION),
        Subscale("avoidance", "Avoidance (C)", AVOIDANCE),
        Subscale("thinking_and_mood", "Thinking and mood (D)", THINKING_AND_MOOD),
        Subscale("arousal", "Arousal (E)", AROUSAL),
    ),
    diagnoses=(
        Diagnosis(
            "dsm5",
            (
                Criterion(INTRUSION),
                Criterion(AVOIDANCE),
                Criterion(THINKING_AND_MOOD, at_least=2),
                Criterion(AROUSAL, at_least=2),
            ),
        ),
    ),
    notes=(
        'US spelling ("behavior") is kept: it is the form.',
        (
            'Instructions: the sentence of the printed form ("circle one of the numbers"), restored '
            "from a comment in CamCOPS; on-screen copies reword it."
        ),
        "The cut-off and the DSM-5 rule can disagree. Both are given; neither is a diagnosis.",
    ),
    unverified=(
        (
            "Change of 5 (reliable) and 10 (meaningful): the guidance takes them from the DSM-IV "
            "version. Marx and others 2022 (Psychol Assess 34(2):197-203) found 15 to 18 for reliable "
            "change among veterans."
        ),
        (
            "Talking Therapies cut-off 32 with change 10: no source could be opened. The paired "
            "outcome with PCL-5 is switched off (see rules.py)."
        ),
    ),
)
