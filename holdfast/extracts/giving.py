"""How an extract is made and given: read, made into files, asked once more who said no, written down, handed over.

Each step has a transaction of its own, so that nobody who says no waits for the files. What is asked last, in the
transaction that keeps that it was given, decides: from then on whoever says no says so after it was given.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from holdfast.accounts.commanding import Refused
from holdfast.accounts.models import Membership
from holdfast.events.access import log
from holdfast.events.models import AccessEntry
from holdfast.extracts.generalising import Released
from holdfast.extracts.reading import Tracked, released_of
from holdfast.extracts.variable import Variable
from holdfast.extracts.variables import KEYS, find
from holdfast.extracts.writing import Files
from holdfast.hubs.hours import london_day
from holdfast.hubs.models import Hub
from holdfast.hubs.scope import hub_scope
from holdfast.research import study_actions as actions
from holdfast.research.models import Study
from holdfast.research.queries import people_of

WHAT = "research:extract"
"""In the access log, in an entry that names nobody."""


@dataclass(frozen=True)
class Made:
    """An extract that nobody was given yet, and of whom it was made."""

    study: Study
    approved: Sequence[Variable]
    persons: Sequence[UUID]
    released: Released


def make(hub: Hub, reference: str, *, by: Membership, now: datetime, tracked: Tracked = iter) -> Made:
    """Read everybody who has not said no. It holds nothing any more once they are read, for files take a while.

    Raises:
        PermissionDenied: `by` may not. MoveNotAllowed: there is no such approval, or it was used. Refused: it needs
            another one. TooFew: there are too few people.
    """
    with hub_scope(hub):
        study = actions.for_extract(hub, reference, by=by, now=now)
        approved, persons = approved_of(study), people_of(hub)
        log(hub.pk, [], what=WHAT, why="research", action=AccessEntry.Action.READ, by=by, now=now)
        return Made(study, approved, persons, released_of(hub, persons, approved, now=now, tracked=tracked))


def keep(made: Made, files: Files, *, into: Path, by: Membership, now: datetime) -> bool:
    """Keep that it is given, and make the folder for it; neither where somebody of them has said no meanwhile.

    Raises:
        MoveNotAllowed: the approval ended meanwhile, or was used. FileExistsError: something is there.
    """
    with hub_scope(made.study.hub):
        kept = actions.keep_extract(
            made.study, persons=made.persons, rows=len(made.released.rows), digest=files.digest,
            manifest=files.manifest, by=by, now=now,
        )  # fmt: skip
        if kept:
            into.mkdir(parents=True, mode=0o700)
        return kept is not None


def approved_of(study: Study) -> list[Variable]:
    """The variables of an approval.

    Raises:
        Refused: this version knows one of them no more.
    """
    if gone := [key for key in study.variables if key not in KEYS]:
        raise Refused(f"“{gone[0]}” was approved and is no variable any more: it needs another approval")
    return [find(key) for key in study.variables]


def said_of(study: Study, *, now: datetime) -> dict[str, str]:
    """What the manifest says of the approval."""
    return {
        "hub": study.hub.slug, "study": study.title, "purpose": study.purpose, "approved_by": study.body,
        "reference": study.reference, "until": study.until_on.isoformat(), "written_on": london_day(now).isoformat(),
    }  # fmt: skip
