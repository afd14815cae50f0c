"""`holdfast doctor`: what is left before live use, one line a finding, and what to do about it."""

import argparse
import sys
from collections.abc import Sequence

from django.db import Error
from django.utils import timezone

from holdfast.desk.installation import facts_of_installation
from holdfast.desk.queries import facts_of
from holdfast.desk.rules import Finding, is_ready, of_hub, of_installation
from holdfast.hubs.models import Hub
from holdfast.hubs.scope import hub_scope
from holdfast.referrals.reckoning import log_reckoning

READY, LEFT, BLIND = 0, 1, 2


def run(argv: Sequence[str]) -> int:
    """Say what is left before live use. Exit code 0: nothing essential, 1: something, 2: it could not look."""
    parser = argparse.ArgumentParser("holdfast doctor", description=run.__doc__)
    parser.add_argument("--hub", metavar="SLUG", help="one hub only, with the installation; else every hub")
    options = parser.parse_args(argv)
    try:
        return look(options.hub)
    except (Error, OSError) as error:
        sys.stderr.write(f"holdfast doctor could not look: {str(error).strip().splitlines()[0]}\n")
        return BLIND


def look(slug: str | None) -> int:
    """The installation, then every hub that has not closed."""
    facts = facts_of_installation()
    installation = of_installation(facts)
    if facts.missing_migrations:  # the tables of hubs may not be there
        say("The installation", installation)
        return LEFT
    hubs = list(Hub.objects.exclude(status=Hub.Status.CLOSED).order_by("slug")[:1000])
    if slug is not None:
        hubs = [hub for hub in hubs if hub.slug == slug]
        if not hubs:
            sys.stderr.write(f"There is no hub {slug} that prepares or is open.\n")
            return BLIND
    say("The installation", installation)
    found = [*installation]
    for hub in hubs:
        left = left_at(hub)
        say(f"{hub.name} ({hub.slug}, {hub.get_status_display().lower()})", left)
        found += left
    if not hubs:
        sys.stdout.write("\nThere is no hub yet: holdfast hub create\n")
    return READY if is_ready(found) else LEFT


def left_at(hub: Hub) -> list[Finding]:
    """What is left at one hub, in a scope of its own. What the reckoning read of people goes into the access log."""
    now = timezone.now()
    with hub_scope(hub):
        facts, findings = facts_of(hub, now=now)
        if findings and findings.found:
            log_reckoning(hub, findings, now=now)
    return of_hub(facts, now=now)


def say(heading: str, found: list[Finding]) -> None:
    """A heading, and its findings: the essential ones first."""
    sys.stdout.write(f"\n{heading}\n" if heading != "The installation" else f"{heading}\n")
    for finding in found:
        weight = "essential" if finding.is_essential else "advisable"
        sys.stdout.write(f"  {weight}  {finding.words} {finding.do}\n")
    if is_ready(found):
        sys.stdout.write("  Nothing essential is left.\n")
