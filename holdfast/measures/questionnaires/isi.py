"""ISI: seven ratings of insomnia over two weeks. Scored only."""

from holdfast.measures.questionnaire import Band, Item, Mode, Questionnaire, values

ISI = Questionnaire(
    key="isi",
    version="1",
    name="ISI",
    mode=Mode.SCORE_ONLY,
    source=(
        "Bastien, Vallières & Morin 2001, Sleep Med 2(4):297-307; bands also at docs.getrivet.ca and "
        "healthscorer.com; Morin and others 2011, Sleep 34(5):601-608 (change)"
    ),
    licence="© Charles M. Morin; permission needed to show the wording",
    licence_status="No permission held: item values are entered, no wording is shipped",
    options=values(0, 4),
    items=tuple(Item(str(number)) for number in range(1, 8)),
    bands=(Band(0, "None"), Band(8, "Subthreshold"), Band(15, "Moderate"), Band(22, "Severe")),
    meaningful_change=8,
    notes=(
        "Change of 8: Morin and others 2011 found -8.4 points (95% CI -7.1 to -9.4) among people rated "
        "moderately improved. Yang and others 2009 recommend 6.",
    ),
    unverified=("Reliable change of 8: sources call it meaningful, not reliable; reliable change is switched off.",),
)
