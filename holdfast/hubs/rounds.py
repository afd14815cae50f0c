"""One job for every hub, each in a scope of its own: trouble in one hub does not stop the others."""

import logging
from collections.abc import Callable

from holdfast.hubs.models import Hub
from holdfast.hubs.scope import hub_scope

log = logging.getLogger("holdfast.jobs")


class RoundIncomplete(Exception):
    """The job failed for at least one hub; the others were done."""


def round_of_hubs(name: str, job: Callable[[Hub], object]) -> None:
    """Do `job` for every hub that has opened, closed ones too.

    Raises:
        RoundIncomplete: it failed for some hub. The log says which.
    """
    failed = []
    for hub in Hub.objects.exclude(status=Hub.Status.PREPARING).order_by("pk"):
        try:
            with hub_scope(hub):
                job(hub)
        except Exception:
            log.exception("%s failed for hub %s", name, hub.slug)
            failed.append(hub.slug)
    if failed:
        raise RoundIncomplete(f"{name}: {', '.join(failed)}")
