"""The reckoning's checks on calls that the hub has promised: call-backs, people whom a manager named, teams."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from secrets import token_bytes
from uuid import UUID

from django.db.models import Q

from holdfast.agreements.models import Partner
from holdfast.alerts.reckoning import LONG_AGO, Check, Finding, by_key
from holdfast.correspondence.models import Message
from holdfast.hubs.models import Hub, Terms
from holdfast.people.actions import new_box
from holdfast.people.models import Box

A_DAY = timedelta(days=1)


def uncalled(hub: Hub, terms: Terms, now: datetime) -> Iterator[Finding]:
    """Call-backs that were promised on the support line and are a day overdue."""
    for call in by_key(hub.calls.filter(status="promised", call_back_by__lt=now - A_DAY)):
        yield Finding("uncalled", call.pk, None, "", call.call_back_by)


def unasked(hub: Hub, terms: Terms, now: datetime) -> Iterator[Finding]:
    """People whom a manager named whose call is a day overdue, or whose mail has not left for a day."""
    mail = Message.objects.filter(hub=hub, kind=Message.Kind.CONFIRM, sent_at=None, queued_at__lt=now - A_DAY)
    unsent = Q(token_hash__isnull=False, pk__in=mail.values("subject_id"))
    uncalled = Q(token_hash=None, next_at__lt=now - A_DAY)
    for introduction in by_key(hub.introductions.filter(unsent | uncalled, status="named")):
        yield Finding("unasked", introduction.pk, None, "", introduction.next_at)


def uncalled_team(hub: Hub, terms: Terms, now: datetime) -> Iterator[Finding]:
    """Teams that asked and whose call is a day overdue."""
    for request in by_key(hub.team_requests.filter(next_call_at__lt=now - A_DAY)):
        yield Finding("uncalled_team", request.pk, None, "", request.next_call_at)


def sentinel_box(hub: Hub, now: datetime) -> Box:
    """A box for a row that is taken back at once."""
    box = new_box(hub, now=now)
    box.save(force_insert=True)
    return box


def seed_uncalled(hub: Hub, now: datetime) -> UUID:
    """A call-back of sixty days ago."""
    then = now - LONG_AGO
    return hub.calls.create(
        box=sentinel_box(hub, now), status="promised", taken_by=hub.members.order_by("pk").first(), begun_at=then,
        ended_at=then, call_back_by=then,
    ).pk  # fmt: skip


def seed_unasked(hub: Hub, now: datetime) -> UUID:
    """Somebody who was named sixty days ago."""
    then, box = now - LONG_AGO, sentinel_box(hub, now)
    partner = Partner.objects.create(
        hub=hub, box=box, route="manager", organisation="", about_sealed=b"", email_hash=token_bytes(32), since_at=then
    )
    return hub.introductions.create(
        box=box, partner=partner, submission=token_bytes(32), about_sealed=b"", named_at=then, next_at=then,
        expires_at=then + A_DAY,
    ).pk  # fmt: skip


def seed_uncalled_team(hub: Hub, now: datetime) -> UUID:
    """A team that asked sixty days ago."""
    then = now - LONG_AGO
    return hub.team_requests.create(
        box=sentinel_box(hub, now), reference="SENTINEL", submission=token_bytes(32), not_safe="no", urgency=1,
        told_sealed=b"", received_at=then, call_by=then, next_call_at=then,
    ).pk  # fmt: skip


CHECKS = (
    Check("uncalled", "a call-back that was promised and is a day overdue", uncalled, seed_uncalled),
    Check("unasked", "somebody whom a manager named and who was not asked in time", unasked, seed_unasked),
    Check("uncalled_team", "a team that asked, whose call is a day overdue", uncalled_team, seed_uncalled_team),
)
