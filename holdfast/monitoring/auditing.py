"""Audits what is to be published, beside everything that ever was. Its solver is large: a job's work."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from holdfast.lifecycle import MoveNotAllowed
from holdfast.monitoring.audit_solving import OutOfTime, within
from holdfast.monitoring.cells import Cells
from holdfast.monitoring.corrections import Earlier, cells_from, put_right
from holdfast.monitoring.models import Publication
from holdfast.monitoring.periods import read_period
from holdfast.monitoring.protection import protect_whole
from holdfast.monitoring.public_cube import public_cube
from holdfast.monitoring.public_tables import rows_of
from holdfast.monitoring.publish_actions import held, keep_audit
from holdfast.monitoring.publish_queries import head_of_ledger, ledger_rows, published_cells
from holdfast.monitoring.return_actions import as_rows
from holdfast.monitoring.states import PUBLICATION

WHOLE_SECONDS = 300
"""For all programmes of an audit together. One of a hub's quarter takes seconds, and the page says after ten minutes
that it has not ended: half of them leave time to be reached in."""
TOO_LONG = (
    "The audit took longer than five minutes and was stopped: nobody knows whether somebody could be given away. "
    "Nothing was published. Prepare it again; if that is stopped too, ask whoever runs this system"
)


class TookTooLong(MoveNotAllowed):
    """The audit took longer than it may."""


def audit(found: Publication, *, counted: Mapping[str, Cells] | None = None, now: datetime) -> Publication:
    """Round, hide and audit what was counted, and keep what passed. In the hub's scope.

    Args:
        counted: earlier periods that are published, as they are counted now: those in which enough changed go with it.

    Raises:
        NotACube, Refused: it may not be published at all, and the sentence says why.
        TookTooLong: nothing was decided in the time that there is.
    """
    cube = public_cube(found.hub.slug, read_period(found.period), cells_from(found.cells))
    (_, head), ledger, published = head_of_ledger(), ledger_rows(), published_cells(found.hub)
    earlier = [
        Earlier(read_period(name), tuple(map(cells_from, published[name])), anew)
        for name, anew in (counted or {}).items()
    ]
    cube, changed = put_right(cube, earlier, ledger)
    try:
        with within(WHOLE_SECONDS):
            done = protect_whole(cube, ledger)
    except OutOfTime:
        raise TookTooLong(TOO_LONG) from None
    shown = {each.period.name for each in earlier if rows_of(done.rows, each.period)}
    kept = [
        {"period": name, "changed": changed[name], "cells": as_rows(cells) if name in shown else None}
        for name, cells in (counted or {}).items()
    ]
    return keep_audit(found, rows=done.rows, words=done.words, earlier=kept, ledger_head=head, now=now)


@transaction.atomic
def stop(found: Publication) -> Publication:
    """Keep that its audit took too long: it is over, and nothing was published."""
    found = held(found)
    found.status = PUBLICATION.target("stop", status=found.status, by=found.prepared_by)
    found.save(update_fields=["status"])
    return found
