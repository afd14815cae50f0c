"""`holdfast audit`: seal the access log, and verify that it is whole."""

import argparse
import sys
from collections.abc import Sequence

from django.utils import timezone

from holdfast.events.sealing import copy_head, faults
from holdfast.events.sealing import seal as seal_hub
from holdfast.hubs.models import Hub
from holdfast.hubs.scope import hub_scope

WHOLE, BROKEN = 0, 1


def run(argv: Sequence[str] | None = None) -> int:
    """Seal the access log, and verify that nothing in it was changed, added or removed."""
    parser = argparse.ArgumentParser("holdfast audit", description=run.__doc__)
    jobs = parser.add_subparsers(required=True, metavar="JOB")
    for job in (verify, seal):
        found = jobs.add_parser(job.__name__, help=job.__doc__, description=job.__doc__)
        found.add_argument("--hub", metavar="SLUG", help="one hub only")
        found.set_defaults(job=job)
    options = parser.parse_args(argv)
    hubs = Hub.objects.filter(**({"slug": options.hub} if options.hub else {})).order_by("slug")
    if options.hub and not hubs:
        sys.stderr.write(f"holdfast: there is no hub {options.hub}\n")
        return BROKEN
    return options.job(list(hubs))


def verify(hubs: list[Hub]) -> int:
    """Check every chain against its entries, its signatures and its copy. One line a hub, and one a fault."""
    broken = 0
    for hub in hubs:
        with hub_scope(hub):
            found, links = faults(hub), hub.seals.count()
        broken += bool(found)
        sys.stdout.write(f"{hub.slug}: {'BROKEN' if found else 'whole'}, {links:,} seals\n")
        sys.stdout.writelines(f"{hub.slug}: {fault}\n" for fault in found)
    return BROKEN if broken else WHOLE


def seal(hubs: list[Hub]) -> int:
    """Seal what has settled since the last seal, and copy the heads. The worker does this by itself."""
    for hub in hubs:
        with hub_scope(hub):
            sealed = seal_hub(hub, now=timezone.now())
        if sealed:
            copy_head(hub, sealed)
        said = f"seal {sealed.number} over {sealed.entries:,} entries" if sealed else "nothing new"
        sys.stdout.write(f"{hub.slug}: {said}\n")
    return WHOLE
