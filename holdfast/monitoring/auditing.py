"""Audits what is to be published, beside everything that ever was. Its solver is large: a job's work."""

from collections.abc import Mapping
from datetime import datetime

from holdfast.monitoring.cells import Cells
from holdfast.monitoring.corrections import Earlier, cells_from, put_right
from holdfast.monitoring.models import Publication
from holdfast.monitoring.periods import read_period
from holdfast.monitoring.protection import protect
from holdfast.monitoring.public_cube import public_cube
from holdfast.monitoring.public_tables import rows_of
from holdfast.monitoring.publish_actions import keep_audit
from holdfast.monitoring.publish_queries import head_of_ledger, ledger_rows, published_cells
from holdfast.monitoring.return_actions import as_rows


def audit(found: Publication, *, counted: Mapping[str, Cells] | None = None, now: datetime) -> Publication:
    """Round, hide and audit what was counted, and keep what passed. In the hub's scope.

    Args:
        counted: earlier periods that are published, as they are counted now: those in which enough changed go with it.

    Raises:
        NotACube, Refused: it may not be published at all, and the sentence says why.
    """
    cube = public_cube(found.hub.slug, read_period(found.period), cells_from(found.cells))
    (_, head), ledger, then = head_of_ledger(), ledger_rows(), published_cells(found.hub)
    earlier = [Earlier(read_period(name), cells_from(then[name]), now) for name, now in (counted or {}).items()]
    cube, changed = put_right(cube, earlier, ledger)
    done = protect(cube, ledger)
    shown = {each.period.name for each in earlier if rows_of(done.rows, each.period)}
    kept = [
        {"period": name, "changed": changed[name], "cells": as_rows(cells) if name in shown else None}
        for name, cells in (counted or {}).items()
    ]
    return keep_audit(found, rows=done.rows, words=done.words, earlier=kept, ledger_head=head, now=now)
