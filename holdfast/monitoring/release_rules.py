"""Whether a release may be published beside the ledger at all: rules 3 and 4 of disclosure control. Pure.

The difference between two releases of the same people tells of whoever came between. So a period of a place is
published once; no period nests in or overlaps another of the same place, or of one that bears on it; and a correction
comes in the next release, and only when 10 records or more are other than they were.
"""

from collections.abc import Callable, Iterable, Sequence

from holdfast.monitoring.cube import Correction, Cube, Level, Place
from holdfast.monitoring.disclosed_rows import Row

ENOUGH_CHANGED = 10


class Refused(ValueError):
    """A release may not be published at all, and the sentence says why."""


class AlreadyPublished(Refused):
    """The period of a place is in the ledger."""


class PeriodsOverlap(Refused):
    """The period nests in one that is published, holds one, or overlaps it: the difference would date people."""


class NotACorrection(Refused):
    """It corrects what was not published, too little, or not in the next release."""


def bears_on(places: Iterable[Place], ledger: Iterable[Row]) -> Callable[[Row], bool]:
    """Which published rows bear on what is to be published of these places.

    Hubs by themselves do not bear on each other, whoever is counted in two of them: no number of one is made up of, or
    among, the other's, so that nothing follows from both that does not follow from each. A region or the nation is made
    up of hubs: once one is published, or is to be, everything bears on everything.
    """
    places = list(places)
    own, ledger = {each.code for each in places}, list(ledger)
    levels = {str(each.level) for each in places} | {row["level"] for row in ledger if row["kind"] != "needs"}
    is_apart = levels <= {str(Level.HUB)}
    return lambda row: not is_apart or row["place"] in own or row["level"] != Level.HUB


def refuse(cube: Cube, ledger: Sequence[Row]) -> None:
    """Refuse a cube that the ledger leaves no room for.

    Raises:
        AlreadyPublished, PeriodsOverlap, NotACorrection: and why.
    """
    starts_on, ends_on = cube.period.starts_on.isoformat(), cube.period.ends_on.isoformat()
    places, bears = {table.place for table in cube.tables}, bears_on(cube.places, ledger)
    for row in filter(bears, ledger):
        if row["kind"] == "needs" or row["ends_on"] < starts_on or row["starts_on"] > ends_on:
            continue
        if (row["starts_on"], row["ends_on"]) != (starts_on, ends_on):
            published = f"{row['starts_on']} to {row['ends_on']}"
            raise PeriodsOverlap(f"{starts_on} to {ends_on} overlaps {published}, which is published")
        if row["place"] in places:
            raise AlreadyPublished(f"{row['place']} is published for {starts_on} to {ends_on}, and is so once")
    for correction in cube.corrections:
        _refuse_correction(cube, correction, ledger)


def _refuse_correction(cube: Cube, correction: Correction, ledger: Sequence[Row]) -> None:
    starts_on, ends_on = correction.period.starts_on.isoformat(), correction.period.ends_on.isoformat()
    if correction.records_changed < ENOUGH_CHANGED:
        raise NotACorrection(f"{correction.records_changed} records changed: {ENOUGH_CHANGED} or more must have")
    if correction.period.ends_on >= cube.period.starts_on or not cube.tables:
        raise NotACorrection("A correction comes in the release of a later period")
    was = {
        (row["table"], row["place"], row["measure"])
        for row in ledger
        if (row["starts_on"], row["ends_on"]) == (starts_on, ends_on)
    }
    for table in correction.tables:
        if table.attributes:
            raise NotACorrection(f"{table.name} is put right in its total alone")
        if (table.name, table.place, table.measure) not in was:
            raise NotACorrection(f"{table.name} was not published for {starts_on} to {ends_on}")
