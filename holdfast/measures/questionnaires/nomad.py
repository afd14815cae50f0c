"""NoMAD: ratings by staff of how far a new way of working has settled in. Evaluation, not care."""

from holdfast.measures.questionnaire import Item, Method, Mode, Option, Questionnaire, Subscale, values

AGREEMENT = (*values(1, 5), *(Option(value, applies=False) for value in (6, 7, 8)))


def _general(number: int) -> Item:
    return Item(f"G{number}", options=values(0, 10), in_total=False, required=False)


def _construct(number: int) -> Item:
    return Item(str(number), in_total=False, reversed=number == 10)


def _mean(key: str, name: str, first: int, last: int) -> Subscale:
    """A construct, by the numbers printed on the form; three general items stand before them."""
    return Subscale(key, name, tuple(range(first + 3, last + 4)), Method.MEAN)


NOMAD = Questionnaire(
    key="nomad",
    version="1",
    name="NoMAD",
    mode=Mode.HUB_SUPPLIED,
    source=(
        "Rapley and others 2018, BMC Med Res Methodol 18:133; Finch and others 2018, BMC Med Res Methodol "
        "18:135, table 9; reversed item 10: doi 10.1186/s13012-018-0835-5, table 1"
    ),
    licence="No licence statement found; the authors ask to be cited and let the items be adapted",
    licence_status="Unconfirmed: the hub supplies the wording; none is shipped",
    options=AGREEMENT,
    items=(*(_general(number) for number in range(1, 4)), *(_construct(number) for number in range(1, 21))),
    subscales=(
        _mean("coherence", "Coherence", 1, 4),
        _mean("cognitive_participation", "Cognitive participation", 5, 8),
        _mean("collective_action", "Collective action", 9, 15),
        _mean("reflexive_monitoring", "Reflexive monitoring", 16, 20),
    ),
    higher_is_better=True,
    notes=(
        "5 is strong agreement, 1 strong disagreement; 6, 7 and 8 are the three ways of not relevant and are "
        "left out of the means.",
        "The three general items (0 to 10) are given as answered. There is no total and no cut-off.",
    ),
    unverified=("The mean of each construct is a convention for description; no scoring rule was read.",),
)
