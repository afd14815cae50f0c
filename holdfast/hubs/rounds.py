"""One job for every hub, each in a scope of its own: trouble in one hub does not stop the others."""

import logging
from collections.abc import Callable

from holdfast.hubs.models import Hub
from holdfast.hubs.scope import hub_scope

log = logging.getLogger("holdfast.jobs")


class RoundIncomplete(Exception):
    """The job failed for at least one hub; the others were done."""


def round_of_hubs(name: str, job: Callable[[Hub], object], *, in_portions: bool = False) -> None:
    """Do `job` for every hub that has opened, closed ones too.

    Args:
        in_portions: `job` does a portion and says whether there is more. Each is a scope of its own, and commits; while
            one hub has many, the others have theirs between them.

    Raises:
        RoundIncomplete: it failed for some hub. The log says which.
    """
    left, failed = list(Hub.objects.exclude(status=Hub.Status.PREPARING).order_by("pk")), []
    while left:
        more = []
        for hub in left:
            try:
                with hub_scope(hub):
                    is_more = job(hub)
            except Exception:
                log.exception("%s failed for hub %s", name, hub.slug)
                failed.append(hub.slug)
                continue
            if in_portions and is_more:
                more.append(hub)
        left = more
    if failed:
        raise RoundIncomplete(f"{name}: {', '.join(failed)}")
