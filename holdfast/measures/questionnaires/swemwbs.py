"""SWEMWBS: seven statements on wellbeing. Wording from the hub's own licence; raw totals become metric."""

from holdfast.measures.questionnaire import Item, Mode, Questionnaire, values

METRIC = (
    *(7.00, 9.51, 11.25, 12.40, 13.33, 14.08, 14.75, 15.32, 15.84, 16.36),  # raw 7 to 16
    *(16.88, 17.43, 17.98, 18.59, 19.25, 19.98, 20.73, 21.54, 22.35, 23.21),  # raw 17 to 26
    *(24.11, 25.03, 26.02, 27.03, 28.13, 29.31, 30.70, 32.55, 35.00),  # raw 27 to 35
)

SWEMWBS = Questionnaire(
    key="swemwbs",
    version="1",
    name="SWEMWBS",
    mode=Mode.HUB_SUPPLIED,
    source="Stewart-Brown and others 2009, Health Qual Life Outcomes 7:15 (raw total to metric score)",
    licence="© University of Warwick and NHS Health Scotland; a licence for each organisation",
    licence_status="The hub uploads the wording that it holds a licence for; none is shipped",
    options=values(1, 5),
    items=tuple(Item(str(number)) for number in range(1, 8)),
    metric=METRIC,
    higher_is_better=True,
    notes=("Charts and comparisons use the metric score, never the raw total.",),
    unverified=(
        "Bands (17 or less probable, 18 to 20 possible depression or anxiety): no source could be opened; "
        "switched off.",
        "The metric table: the same in three public scripts; the paper itself was not read.",
    ),
)
