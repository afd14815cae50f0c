"""Jobs of figures: every minute, the live figures of each hub follow what happened; and what is to be published is
audited."""

from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone
from procrastinate.contrib.django import app

from holdfast.hubs.models import Hub
from holdfast.hubs.rounds import round_of_hubs
from holdfast.hubs.scope import hub_scope
from holdfast.monitoring.board_queries import cells_for_good
from holdfast.monitoring.cells import Cells
from holdfast.monitoring.models import Publication
from holdfast.monitoring.publish_queries import published_before
from holdfast.monitoring.span_actions import keep
from holdfast.monitoring.states import Publishing


@app.periodic(cron="* * * * *")
@app.task(name="keep_figures", queue="figures", queueing_lock="keep_figures", pass_context=False)
def keep_figures(timestamp: int) -> None:
    """Bring the live figures of every hub up to what has settled."""
    round_of_hubs("keep_figures", keep_of_hub, in_portions=True)


def keep_of_hub(hub: Hub) -> bool:
    """A portion of one hub, in its scope. Whether there is more."""
    return not keep(hub, now=timezone.now()).is_whole


@app.periodic(cron="*/10 * * * *")
@app.task(name="draw_trends", queue="figures", queueing_lock="draw_trends", pass_context=False)
def draw_trends(timestamp: int) -> None:
    """Draw the months of every hub whose numbers changed. Apart from keeping: what draws may fail, and keeping not."""
    from holdfast.monitoring.trend_actions import draw  # what draws is large, and is no web process's

    round_of_hubs("draw_trends", lambda hub: draw(hub, now=timezone.now()))


@app.task(name="audit_publication", queue="figures", retry=3, pass_context=False)
def audit_publication(*, hub_id: str, publication_id: str) -> None:
    """Audit what a hub is to publish; nothing where that is done, or it was discarded. One that takes too long is over:
    nobody waits for it any more."""
    from holdfast.monitoring.auditing import TookTooLong, audit, stop  # the solver is large, and is no web process's

    hub, now = Hub.objects.get(pk=UUID(hub_id)), timezone.now()
    mine = Publication.objects.select_related("hub").filter(hub=hub, pk=UUID(publication_id), status=Publishing.COUNTED)
    counted = counted_anew(hub, mine, now=now)  # apart, so that nobody who reads figures waits for the audit
    with hub_scope(hub):
        found = mine.first()
    if found is None:
        return
    try:
        with hub_scope(hub):
            audit(found, counted=counted, now=now)
    except TookTooLong:
        with hub_scope(hub):
            stop(found)


def counted_anew(hub: Hub, mine: QuerySet[Publication], *, now: datetime) -> dict[str, Cells]:
    """Each period that the hub has published before, as its live figures count it today."""
    with hub_scope(hub):
        found = mine.first()
        periods = published_before(found) if found else []
    is_whole = not periods
    while not is_whole:
        with hub_scope(hub):
            is_whole = keep(hub, now=now).is_whole
    with hub_scope(hub):
        return {each.name: cells_for_good(hub, each, now=now) for each in periods}


def audit_soon(found: Publication) -> None:
    """Queue the audit, in the transaction that prepared it."""
    audit_publication.defer(hub_id=str(found.hub_id), publication_id=str(found.pk))
