"""CORE-10: ten statements on the last week. Shown unchanged, with its copyright line."""

from holdfast.measures.questionnaire import Band, Flag, Item, Mode, ProRating, Questionnaire, labelled

CORE10 = Questionnaire(
    key="core10",
    version="1",
    name="CORE-10",
    mode=Mode.TEXT,
    source=(
        "Barkham and others 2013, Couns Psychother Res 13(1):3-13 (cut-off 11, reliable change 6); "
        "bands: CORE-10 user manual (Connell & Barkham 2007) and socasresourcehub.com; pro-rating: "
        'coresystemtrust.org.uk, "What\'s in a name (1): scoring CORE measures" (one item may be '
        "missing)"
    ),
    licence=(
        "© CORE System Trust, CC BY-NC-ND 4.0 (earlier CC BY-ND 4.0): not changed, not sold, the "
        "copyright line in sight of the person"
    ),
    licence_status=(
        "Read on the Trust's licensing page (newer capture: CC BY-NC-ND 4.0; older, of 2016: CC BY-ND 4.0)"
    ),
    must_show="© CORE System Trust: https://www.coresystemtrust.org.uk/copyright.pdf",
    stem="Over the last week...",
    instructions=(
        "IMPORTANT – PLEASE READ THIS FIRST. This form has 10 statements about how you have been "
        "OVER THE LAST WEEK. Please read each statement and think how often you felt that way last "
        "week. Then tick the box which is closest to this."
    ),
    options=labelled(
        "Not at all",
        "Only occasionally",
        "Sometimes",
        "Often",
        "Most or all of the time",
    ),
    items=(
        Item("1", "I have felt tense, anxious or nervous"),
        Item("2", "I have felt I have someone to turn to for support when needed", reversed=True),
        Item("3", "I have felt able to cope when things go wrong", reversed=True),
        Item("4", "Talking to people has felt too much for me"),
        Item("5", "I have felt panic or terror"),
        Item("6", "I made plans to end my life"),
        Item("7", "I have had difficulty getting to sleep or staying asleep"),
        Item("8", "I have felt despairing or hopeless"),
        Item("9", "I have felt unhappy"),
        Item("10", "Unwanted images or memories have been distressing me"),
    ),
    bands=(
        Band(0, "Healthy"),
        Band(6, "Low"),
        Band(11, "Mild"),
        Band(15, "Moderate"),
        Band(20, "Moderate to severe"),
        Band(25, "Severe"),
    ),
    caseness_from=11,
    reliable_change=6,
    flags=(Flag(item=6, at_least=1, label="Plans to end their life"),),
    pro_rating=ProRating(most_missing=1),
    notes=(
        'Last option: "Most or all of the time", as in four sources; one drops "of".',
        (
            'Instructions: the printed last sentence ("Then tick the box ..."), known from the sister '
            "form GP-CORE; screen copies reword it."
        ),
        "Bands begin at 11, 15, 20 and 25. Some pages print 16, 21 and 26, which is wrong.",
    ),
    unverified=(
        ("The wording must be compared with the Trust's own PDF before release: the licence forbids changes."),
    ),
)
