"""GAD-7: seven questions on anxiety."""

from holdfast.measures.questionnaire import Band, Item, Mode, Questionnaire, labelled

GAD7 = Questionnaire(
    key="gad7",
    version="1",
    name="GAD-7",
    mode=Mode.TEXT,
    source=(
        "Spitzer, Kroenke, Williams & Löwe 2006, Arch Intern Med 166(10):1092-1097; caseness and "
        "reliable change as in the NHS Talking Therapies manual"
    ),
    licence=("No permission required to reproduce, translate, display or distribute (copyright Pfizer Inc.)"),
    licence_status=(
        "Stated in secondary sources (CamCOPS quotes phqscreeners.com for all PHQ and GAD-7 "
        "screeners; Pfizer release of 23 July 2010). The page itself was not read."
    ),
    stem="Over the last 2 weeks, how often have you been bothered by the following problems?",
    options=labelled("Not at all", "Several days", "More than half the days", "Nearly every day"),
    items=(
        Item("1", "Feeling nervous, anxious or on edge"),
        Item("2", "Not being able to stop or control worrying"),
        Item("3", "Worrying too much about different things"),
        Item("4", "Trouble relaxing"),
        Item("5", "Being so restless that it is hard to sit still"),
        Item("6", "Becoming easily annoyed or irritable"),
        Item("7", "Feeling afraid as if something awful might happen"),
    ),
    bands=(Band(0, "None"), Band(5, "Mild"), Band(10, "Moderate"), Band(15, "Severe")),
    caseness_from=8,
    reliable_change=4,
    notes=(
        (
            'Stem: "the following problems" was taken, as in most sources read; CamCOPS prints "any of '
            'the following problems".'
        ),
        (
            'The lowest option reads "Not at all". A copy with a different lowest option is a known '
            "error (Zorowitz and others 2021, Lancet Psychiatry 8:180)."
        ),
    ),
)
