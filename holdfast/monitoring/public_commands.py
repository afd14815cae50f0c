"""`holdfast return … --channel public`: what everybody may read. Audited, signed by one, published once."""

import argparse
import secrets
import sys
from datetime import datetime

from rich.console import Console
from rich.table import Table

from holdfast.accounts.commanding import Refused, hub_of, member_of
from holdfast.accounts.models import Membership
from holdfast.hubs.models import Hub
from holdfast.hubs.scope import hub_scope
from holdfast.monitoring import publish_actions as actions
from holdfast.monitoring.auditing import TookTooLong, audit, stop
from holdfast.monitoring.models import Publication
from holdfast.monitoring.periods import Period, read_period
from holdfast.monitoring.public_tables import Shown, rows_of, standing, tables_of
from holdfast.monitoring.public_writing import FORMATS
from holdfast.monitoring.publish_queries import editions_of, entries_of, published_before, put_right_by, said_of_earlier
from holdfast.monitoring.reckoning import counter
from holdfast.monitoring.states import Publishing
from holdfast.network.files import put as keep

DONE = 0
NONE_WAITS = "nothing of this period waits to be published: prepare it"
NOT_PUBLISHED = "this period is not published: two people do that, by holdfast return sign and release --channel public"
NO_REASON = "what is public is corrected in the next release, and has no reason of its own"


def prepare(options: argparse.Namespace, *, now: datetime) -> int:
    """Count a quarter or a year that is over, and audit what could be public of it."""
    if options.reason:
        raise Refused(NO_REASON)
    hub, period = hub_of(options, now=now), read_period(options.period)
    by = member_of(options, hub)
    with hub_scope(hub):
        count = counter(hub, key=secrets.token_bytes(32))
        made = actions.prepare(hub, period, cells=count(period), by=by, now=now)
        counted = {each.name: count(each) for each in published_before(made)}
    try:
        with hub_scope(hub):  # apart, so that nobody waits for the audit
            found = audit(Publication.objects.select_related("hub").get(hub=hub, pk=made.pk), counted=counted, now=now)
    except TookTooLong:
        with hub_scope(hub):
            stop(made)
        raise
    sys.stdout.write("".join(f"{each}\n" for each in (*said_of_earlier(found), *found.words)))
    sys.stdout.write(f"Audited: {hub.name}, {found.period}. The reasons above stay inside the hub. {found.digest}\n")
    return DONE


def show(options: argparse.Namespace, *, now: datetime) -> int:
    """Show what would be public, or is."""
    hub, period = hub_of(options, now=now), read_period(options.period)
    with hub_scope(hub):
        entries = entries_of(hub.slug, period.name)
        found = None if entries else what_waits(hub, period)
    if found:
        for name in (found.period, *put_right_by(found)):
            put(f"{hub.name}, {name}", tables_of(rows_of(found.rows or [], read_period(name))))
    else:
        put(f"{hub.name}, {period.name}", standing(editions_of(entries)))
    sys.stdout.write(f"Digest: {found.digest if found else entries[0].digest}\n")
    return DONE


def put(title: str, tables: list[Shown]) -> None:
    """Print what is public of one period."""
    table = Table("people", "table", "category", "number", "share", title=title)
    for each in tables:
        for line in each.lines:
            table.add_row(each.measure, each.name, line.label, line.shown, line.share)
        for days in each.days:
            table.add_row(each.measure, each.name, days.label, days.shown)
    Console(file=sys.stdout, width=140, markup=False, emoji=False).print(table)  # [c] is no markup


def sign(options: argparse.Namespace, *, now: datetime) -> int:
    """Sign what you have read: the first of two."""
    return stepped(options, actions.sign, "Signed. Another one publishes it.", now=now)


def release(options: argparse.Namespace, *, now: datetime) -> int:
    """Publish what another one has signed, and you have read. It is never changed."""
    return stepped(options, actions.publish, "Published. Everybody can read it.", now=now)


def discard(options: argparse.Namespace, *, now: datetime) -> int:
    """Throw away what waits to be published."""
    return stepped(options, throw_away, "Discarded.", now=now)


def throw_away(found: Publication, *, seen: str, by: Membership, now: datetime) -> None:
    """Discard it, whatever was read of it."""
    actions.discard(found, by=by, now=now)


def stepped(options: argparse.Namespace, step, words: str, *, now: datetime) -> int:
    """A step with what waits of this period."""
    hub = hub_of(options, now=now)
    by, period = member_of(options, hub), read_period(options.period)
    with hub_scope(hub):
        step(what_waits(hub, period), seen=getattr(options, "digest", "").strip(), by=by, now=now)
    sys.stdout.write(f"{words}\n")
    return DONE


def what_waits(hub: Hub, period: Period) -> Publication:
    """What waits to be published.

    Raises:
        Refused: nothing does.
    """
    found = Publication.objects.select_related("hub").filter(hub=hub, period=period.name)
    waits = found.filter(status__in=[Publishing.COUNTED, Publishing.AUDITED, Publishing.SIGNED]).first()
    if waits is None:
        raise Refused(NONE_WAITS)
    return waits


def write(options: argparse.Namespace, *, now: datetime) -> int:
    """Write what is published into a file."""
    hub, period = hub_of(options, now=now), read_period(options.period)
    entries = entries_of(hub.slug, period.name)
    if not entries:
        raise Refused(NOT_PUBLISHED)
    content = FORMATS[options.format](entries, hub.name)
    if options.out:
        keep(options.out, content)
        sys.stderr.write(f"{options.out}: {hub.name}, {period.name}, entry {entries[0].number}.\n")
        return DONE
    if options.format in {"xlsx", "pdf"}:
        raise Refused("this goes into a file: say which, by --out")
    sys.stdout.write(content.decode("utf-8-sig"))
    return DONE
