"""Patient experience questionnaires of NHS Talking Therapies: after assessment and after treatment."""

from dataclasses import replace

from holdfast.measures.questionnaire import NOT_APPLICABLE, Item, Mode, Option, Questionnaire

YES_OR_NO = (Option(1, "Yes"), Option(0, "No"))
YES_NO_OR_NEITHER = (*YES_OR_NO, Option(NOT_APPLICABLE, "N/A"))
SATISFIED = (
    Option(4, "Completely satisfied"),
    Option(3, "Mostly satisfied"),
    Option(2, "Neither satisfied nor dissatisfied"),
    Option(1, "Not satisfied"),
    Option(0, "Not at all satisfied"),
)
HOW_OFTEN = (
    Option(4, "At all times"),
    Option(3, "Most of the time"),
    Option(2, "Sometimes"),
    Option(1, "Rarely"),
    Option(0, "Never"),
    Option(NOT_APPLICABLE, "Not applicable"),
)
COMMENT = "Please use this space to tell us about your experience of our service."
SOURCE = (
    "NHS Talking Therapies; wording from the NHS England reporting code (nhsengland/Talking-Therapies) "
    "and CamCOPS apeqpt.xml"
)

PEQ_ASSESSMENT = Questionnaire(
    key="peq_assessment",
    version="1",
    name="Experience questionnaire: assessment",
    mode=Mode.TEXT,
    source=SOURCE,
    licence=(
        "Free to use and amend (Child Outcomes Research Consortium, 23 May 2019); question strings "
        "published by NHS England under the MIT licence"
    ),
    licence_status=(
        "Stated in secondary sources (CamCOPS apeqpt.rst quotes the consortium; LICENCE of "
        "nhsengland/Talking-Therapies)"
    ),
    instructions=(
        "Please help us to improve our service by answering some questions about the service you "
        "have so far received. We are interested in your most honest opinions, whether they are "
        "positive or negative. Please answer all of the questions. We also welcome your comments "
        "and suggestions."
    ),
    comment=COMMENT,
    items=(
        Item(
            "1",
            (
                "Were you given information about options for choosing a treatment that is appropriate for "
                "your problems?"
            ),
            options=YES_OR_NO,
            in_total=False,
        ),
        Item(
            "2",
            "Do you prefer any of the treatments among the options available?",
            options=YES_OR_NO,
            in_total=False,
        ),
        Item(
            "3",
            "Have you been offered your preference?",
            options=YES_NO_OR_NEITHER,
            in_total=False,
        ),
        Item(
            "4",
            "Did your assessment cover your employment needs?",
            options=YES_NO_OR_NEITHER,
            in_total=False,
            required=False,
        ),
        Item(
            "satisfaction",
            "How satisfied were you with your assessment?",
            options=SATISFIED,
            in_total=False,
        ),
    ),
    notes=(
        (
            "Items 1 and 2 offer Yes and No, item 3 also N/A, as on the form; the reporting code maps "
            "one list over all of them."
        ),
        ("Satisfaction: the labels of CamCOPS and of a trust's records agree; the reporting code shortens them."),
    ),
    unverified=(
        "Item 4 (employment needs): one source only, the NHS England reporting code; it may be left out.",
        "The instructions: one source only (CamCOPS).",
    ),
)

PEQ_TREATMENT = Questionnaire(
    key="peq_treatment",
    version="1",
    name="Experience questionnaire: treatment",
    mode=Mode.TEXT,
    source=SOURCE,
    licence=(
        "Question and answer strings published by NHS England under the MIT licence (code) and the "
        "Open Government Licence v3 (documentation)"
    ),
    licence_status=(
        "Stated in a secondary source (LICENCE of nhsengland/Talking-Therapies). No statement for "
        "the form itself was found."
    ),
    comment=COMMENT,
    options=HOW_OFTEN,
    items=(
        Item(
            "1",
            "Did staff listen to you and treat your concerns seriously?",
            in_total=False,
        ),
        Item(
            "2",
            ("Do you feel that the service has helped you to better understand and address your difficulties?"),
            in_total=False,
        ),
        Item(
            "3",
            "Did you feel involved in making choices about your treatment and care?",
            in_total=False,
        ),
        Item(
            "4",
            "On reflection, did you get the help that mattered to you?",
            in_total=False,
        ),
        Item(
            "5",
            "Did you have confidence in your therapist and his / her skills and techniques?",
            in_total=False,
        ),
        Item(
            "6",
            "Did you receive the employment help that you required?",
            in_total=False,
            required=False,
        ),
    ),
    notes=(
        (
            'Item 5: one word differs between the two sources; the reporting code has a stray "the", '
            "so the wording of recorded answers was taken."
        ),
        "Item 6 is asked only where employment help was given.",
    ),
    unverified=(
        "Items 2 and 6: one source only, the NHS England reporting code.",
        "No instructions were found; none are shown.",
        ("The prompt of the comment box: one source for this form, the same sentence on the assessment form."),
    ),
)


FEWER = tuple(item for item in PEQ_TREATMENT.items if item.label in {"1", "3", "4", "5"})
PEQ_TREATMENT_2 = replace(
    PEQ_TREATMENT,
    version="2",
    items=FEWER,
    comment="",
    notes=(
        *PEQ_TREATMENT.notes[:1],
        "Items 2 and 6 and the box for comments of the form are left out: one source each. The others keep the "
        "numbers of the form, and each is read by itself: leaving some out changes none.",
    ),
    unverified=("No instructions were found; none are shown.",),
)
"""What two sources agree on, and no more: this one is asked from now on."""
