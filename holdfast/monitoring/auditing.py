"""Audits what is to be published, beside everything that ever was. Its solver is large: a job's work."""

from datetime import datetime

from django.db import transaction

from holdfast.lifecycle import MoveNotAllowed
from holdfast.monitoring.audit_solving import OutOfTime, within
from holdfast.monitoring.models import Publication
from holdfast.monitoring.periods import read_period
from holdfast.monitoring.protection import protect
from holdfast.monitoring.public_cube import public_cube
from holdfast.monitoring.publish_actions import held, keep_audit
from holdfast.monitoring.publish_queries import head_of_ledger, ledger_rows
from holdfast.monitoring.states import PUBLICATION

WHOLE_SECONDS = 300
"""For all programmes of an audit together. One of a hub's quarter takes seconds, and the page says after ten minutes
that it has not ended: half of them leave time to be reached in."""
TOO_LONG = (
    "The audit took longer than five minutes and was stopped: nobody knows whether somebody could be given away. "
    "Nothing was published. Discard it and prepare it again; if that is stopped too, ask whoever runs this system"
)


class TookTooLong(MoveNotAllowed):
    """The audit took longer than it may."""


def audit(found: Publication, *, now: datetime) -> Publication:
    """Round, hide and audit what was counted, and keep what passed. In the hub's scope.

    Raises:
        NotACube, Refused: it may not be published at all, and the sentence says why.
        TookTooLong: nothing was decided in the time that there is.
    """
    cells = {(item, measure, by, of): value for item, measure, by, of, value in found.cells}
    cube = public_cube(found.hub.slug, read_period(found.period), cells)
    _, head = head_of_ledger()
    try:
        with within(WHOLE_SECONDS):
            done = protect(cube, ledger_rows())
    except OutOfTime:
        raise TookTooLong(TOO_LONG) from None
    return keep_audit(found, rows=done.rows, words=done.words, ledger_head=head, now=now)


@transaction.atomic
def stop(found: Publication) -> Publication:
    """Keep that its audit took too long: it is over, and nothing was published."""
    found = held(found)
    found.status = PUBLICATION.target("stop", status=found.status, by=found.prepared_by)
    found.save(update_fields=["status"])
    return found
