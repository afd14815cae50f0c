"""`holdfast alerts reckon`: look in every hub for what must not be."""

import argparse
import sys
from collections.abc import Sequence

from django.utils import timezone

from holdfast.hubs.models import Hub
from holdfast.hubs.scope import hub_scope
from holdfast.referrals.reckoning import WORDS, Findings, ReckoningIsBlind, log_reckoning, reckon

NOTHING_FOUND, FOUND = 0, 1


def reckon_alerts(argv: Sequence[str] | None = None) -> int:
    """Print what the reckoning finds, hub by hub. The exit code is 1 if anything was found or a check is blind."""
    parser = argparse.ArgumentParser("holdfast alerts", description=reckon_alerts.__doc__)
    parser.add_argument("job", choices=["reckon"], help="look in every hub for what must not be")
    parser.add_argument("--hub", help="one hub only, by its short name in addresses")
    options = parser.parse_args(argv)
    hubs = Hub.objects.exclude(status=Hub.Status.PREPARING).order_by("name")
    if options.hub:
        hubs = hubs.filter(slug=options.hub)
    codes = [reckon_one(hub) for hub in hubs]
    if not codes:
        sys.stderr.write("There is no such hub.\n")
        return FOUND
    return max(codes)


def reckon_one(hub: Hub) -> int:
    """One hub, in a scope of its own."""
    now = timezone.now()
    try:
        with hub_scope(hub):
            findings = reckon(hub, now=now)
            log_reckoning(hub, findings, now=now)
    except ReckoningIsBlind as trouble:
        sys.stdout.write(f"{hub.name}: THE RECKONING IS BLIND. {trouble}\n")
        return FOUND
    sys.stdout.write("".join(f"{line}\n" for line in lines(hub, findings)))
    return NOTHING_FOUND if findings.is_clean else FOUND


def lines(hub: Hub, findings: Findings) -> list[str]:
    """The findings as text. References, never names."""
    if findings.is_clean:
        return [f"{hub.name}: nothing found; every check saw its sentinel"]
    said = [f"{hub.name}: {len(findings.found)} found"]
    for finding in findings.found:
        when = f" since {finding.at:%Y-%m-%d %H:%M} UTC" if finding.at else ""
        said.append(f"  {WORDS[finding.kind]}: {finding.reference or finding.subject_id}{when}")
    return [*said, *(f"  {WORDS[kind]}: more than are listed" for kind in sorted(findings.cut))]
