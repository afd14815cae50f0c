"""R11: how people were at first, how severe that was, and how they were at last."""

import ibis
from ibis import Table
from ibis.expr.types import BooleanValue

from holdfast.measures.rules import ANXIETY, DEPRESSION
from holdfast.monitoring.counting.expressions import Period, first_of, last_of, of_kind, people, together, within
from holdfast.monitoring.facts import Kind
from holdfast.monitoring.severity import BREAKDOWN, FIRST, bands_of

COMPLETE, OFF = "complete", "off_sick"
BACK = ("at_work", "adjusted")


def complete(facts: Table, key: str) -> Table:
    """Complete answers to one questionnaire that have a total."""
    found = of_kind(facts, Kind.MEASURED)
    return found.filter(found.code == key, found.detail == COMPLETE, found.value.notnull())


def totals(facts: Table, key: str) -> Table:
    """Whoever gave complete answers to one questionnaire twice: `first_`, `last_` and `at_` of it."""
    found = complete(facts, key)
    first, last = first_of(found, "person"), last_of(found, "person")
    often = found.group_by(["hub", "person"]).aggregate(n=found.count())
    often = often.filter(often.n > 1).select("hub", "person")
    pair = first.select("hub", "person", **{f"first_{key}": first.value}).inner_join(
        last.select("hub", "person", **{f"last_{key}": last.value, f"at_{key}": last.at}), ["hub", "person"]
    )
    return pair.semi_join(often, ["hub", "person"])


def pairs(facts: Table, period: Period) -> Table:
    """The first and the last pair of each person, where the last was in the period, and what came of it."""
    low, fear = DEPRESSION.key, ANXIETY.key
    found = totals(facts, low).inner_join(totals(facts, fear), ["hub", "person"])
    found = found.mutate(at=ibis.greatest(found[f"at_{low}"], found[f"at_{fear}"]))
    found = within(found, period)
    return found.mutate(
        case_first=is_case(found, "first"), case_last=is_case(found, "last"), fell=moved(found, 1),
        rose=moved(found, -1),
    )  # fmt: skip


def is_case(found: Table, which: str) -> BooleanValue:
    """At or above the cut-off of either measure."""
    low, fear = (found[f"{which}_{each.key}"] >= each.caseness_from for each in (DEPRESSION, ANXIETY))
    case: BooleanValue = low | fear
    return case


def moved(found: Table, way: int) -> BooleanValue:
    """Whether either measure fell by its reliable change or more; rose, where `way` is -1."""
    low, fear = (
        (found[f"first_{each.key}"] - found[f"last_{each.key}"]) * way >= each.reliable_change
        for each in (DEPRESSION, ANXIETY)
    )
    reliably: BooleanValue = low | fear
    return reliably


def outcomes(facts: Table, period: Period) -> Table:
    """R11."""
    found = pairs(facts, period)
    recovered = found.case_first & ~found.case_last
    improved = found.fell & ~found.rose
    return together([
        people(found, "paired"), people(found.filter(found.case_first), "cases"),
        people(found.filter(recovered), "recovery"), people(found.filter(improved), "improvement"),
        people(found.filter(found.rose & ~found.fell), "deterioration"),
        people(found.filter(recovered & improved), "reliable_recovery"),
        at_work(facts, period), goals(facts, period), *(severity(facts, period, measure) for measure in FIRST),
    ])  # fmt: skip


def severity(facts: Table, period: Period, measure: str) -> Table:
    """Whose first complete answers were in the period, and by the band of the total."""
    found = within(first_of(complete(facts, FIRST[measure]), "person"), period)
    bands = bands_of(measure)
    worst_first = [(found.value >= at_least, code) for at_least, code, _ in reversed(bands[1:])]
    found = found.mutate(band=ibis.cases(*worst_first, else_=bands[0][1]))
    return together([people(found, measure), people(found, measure, by=BREAKDOWN[measure], category="band")])


def at_work(facts: Table, period: Period) -> Table:
    """Who was off sick at first, and who of them is back."""
    told = of_kind(facts, Kind.WORKED)
    first, last = first_of(told, "person"), last_of(told, "person")
    off = first.filter(first.code == OFF).semi_join(within(told, period), ["hub", "person"])
    back = off.semi_join(last.filter(last.code.isin(BACK)), ["hub", "person"])
    return together([people(off, "off_work"), people(back, "back_at_work")])


def goals(facts: Table, period: Period) -> Table:
    """Who rated a goal of theirs again, and whether they are nearer to their goals, or further from them."""
    rated = of_kind(facts, Kind.RATED)
    again = rated.group_by(["hub", "subject"]).aggregate(n=rated.count())
    again = again.filter(again.n > 1).select("hub", "subject")
    last = last_of(rated, "subject").semi_join(again, ["hub", "subject"])
    first = first_of(rated, "subject").select("hub", "subject", was="value")
    pair = last.inner_join(first, ["hub", "subject"])
    found = pair.group_by(["hub", "person"]).aggregate(
        at=pair.at.max(), nearer=(pair.value > pair.was).any(), further=(pair.value < pair.was).any()
    )
    found = within(found, period)
    return together([
        people(found, "goals"), people(found.filter(found.nearer & ~found.further), "goals_nearer"),
        people(found.filter(found.further & ~found.nearer), "goals_further"),
    ])  # fmt: skip
