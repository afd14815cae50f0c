"""Audits what is to be published, beside everything that ever was. Its solver is large: a job's work."""

from datetime import datetime

from holdfast.monitoring.models import Publication
from holdfast.monitoring.periods import read_period
from holdfast.monitoring.protection import protect
from holdfast.monitoring.public_cube import public_cube
from holdfast.monitoring.publish_actions import keep_audit
from holdfast.monitoring.publish_queries import head_of_ledger, ledger_rows


def audit(found: Publication, *, now: datetime) -> Publication:
    """Round, hide and audit what was counted, and keep what passed. In the hub's scope.

    Raises:
        NotACube, Refused: it may not be published at all, and the sentence says why.
    """
    cells = {(item, measure, by, of): value for item, measure, by, of, value in found.cells}
    cube = public_cube(found.hub.slug, read_period(found.period), cells)
    _, head = head_of_ledger()
    done = protect(cube, ledger_rows())
    return keep_audit(found, rows=done.rows, words=done.words, ledger_head=head, now=now)
