"""Reads of the desk: what a hub lacks, what was changed, who is on the team. Every read starts at the hub."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet

from holdfast.accounts.duty import fallbacks
from holdfast.accounts.models import Membership
from holdfast.accounts.roles import Permission
from holdfast.accounts.rota import day as rota_day
from holdfast.alerts.models import Alert
from holdfast.alerts.queries import outside_cover
from holdfast.alerts.states import Status as AlertStatus
from holdfast.desk.models import Change
from holdfast.desk.rules import HubFacts, Span
from holdfast.events.sealing import faults
from holdfast.hubs.hours import LONDON, WeeklyHours, instant
from holdfast.hubs.models import Hub, Organisation, System, Terms
from holdfast.referrals.reckoning import Findings, ReckoningIsBlind, reckon

DAYS_AHEAD = 14
MOST_MEMBERS, MOST_SHIFTS, MOST_EMPLOYERS = 200, 500, 500
PAGE = 50
CARRIED = [field.name for field in Terms._meta.concrete_fields if field.name not in {"id", "hub"}]


def objection(key: str, value: Any, *, today: date) -> str:
    """What the database has against an answer, as a sentence; nothing where it is good."""
    if key == "slug" and Hub.objects.filter(slug=value).exists():
        return "There is a hub of this name already"
    if key in {"host", "employers"} and value:
        return about_organisations([value] if key == "host" else value, today=today)
    if key == "systems" and value:
        known = set(System.objects.filter(pk__in=value).values_list("pk", flat=True))
        return next((f"There is no integrated care system {code}" for code in value if code not in known), "")
    return ""


def about_organisations(codes: list[str], *, today: date) -> str:
    """The first of these codes that no open organisation has."""
    found = Organisation.objects.in_bulk(codes)
    for code in codes:
        if code not in found:
            return f"There is no organisation {code}. Others than trusts and boards: holdfast organisations import"
        closed, after = found[code].valid_to, found[code].successor_code
        if closed and closed < today:
            return f"{found[code].name} ({code}) closed in {closed.year}" + (
                f". After it came {after}" if after else ""
            )
    return ""


def terms_in_force(hub: Hub, *, now: datetime) -> Terms | None:
    """The terms that hold at `now`, if any do."""
    return hub.terms.filter(starts_at__lte=now).order_by("-starts_at", "-version").first()


def newest_version(hub: Hub) -> int:
    """The number of the terms that were signed last, in force or not."""
    return hub.terms.order_by("-version").values_list("version", flat=True).first() or 0


def newest_rules(hub: Hub) -> int:
    """The number of the rule set that was signed last; 0: the shipped one holds."""
    return hub.rule_sets.order_by("-version").values_list("version", flat=True).first() or 0


def terms_with(hub: Hub, changes: Mapping[str, Any], *, at: datetime) -> Terms:
    """What would hold from `at` on, with these columns changed: not saved, and not signed."""
    before = terms_in_force(hub, now=at)
    kept = {name: getattr(before, name) for name in CARRIED} if before else {}
    return Terms(hub=hub, **{**kept, **changes, "starts_at": at})


def later_terms(hub: Hub, *, at: datetime) -> Terms | None:
    """Terms that are signed already and begin after `at`, the first of them."""
    return hub.terms.filter(starts_at__gt=at).order_by("starts_at", "-version").first()


def versions_of(hub: Hub) -> list[Terms]:
    """The versions signed so far, the last one first."""
    return list(hub.terms.order_by("-version")[:PAGE])


def members_of(hub: Hub) -> QuerySet[Membership]:
    """The hub's members, with `has_factor`."""
    factors = Authenticator.objects.filter(
        user=OuterRef("account_id"), type__in=[Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    )
    return hub.members.select_related("account", "hub").annotate(has_factor=Exists(factors))


def member_of(hub: Hub, pk: UUID) -> Membership | None:
    """One member of this hub, by id."""
    return members_of(hub).filter(pk=pk).first()


def team_of(hub: Hub) -> list[Membership]:
    """Everybody who works or worked here, by name; those who left come last. At most 200."""
    members = members_of(hub)
    has_left = ExpressionWrapper(Q(status=Membership.Status.LEFT), output_field=BooleanField())
    return list(members.order_by(has_left, "account__name", "pk")[:MOST_MEMBERS])


def works_elsewhere(member: Membership) -> bool:
    """Whether the account belongs to another hub too: then no single hub may take its password away."""
    others = Membership.objects.filter(account_id=member.account_id).exclude(pk=member.pk)
    return others.exclude(status=Membership.Status.LEFT).exists()


def gaps_ahead(hub: Hub, terms: Terms, *, now: datetime) -> tuple[Span, ...]:
    """The watched hours of the next two weeks in which nobody who is active has a shift."""
    today = now.astimezone(LONDON).date()
    end = instant(today + timedelta(days=DAYS_AHEAD), time(0))
    shifts = hub.shifts.filter(
        starts_at__lt=end, ends_at__gt=now, removed_at=None, member__status=Membership.Status.ACTIVE
    ).order_by("starts_at", "pk")[:MOST_SHIFTS]
    hours, found = WeeklyHours.from_rows(terms.watched_hours), list(shifts)
    days = (rota_day(today + timedelta(days=place), hours, found) for place in range(DAYS_AHEAD))
    return tuple(gap for day in days for gap in day.gaps_after(now))


def facts_of(hub: Hub, *, now: datetime, is_thorough: bool = True) -> tuple[HubFacts, Findings | None]:
    """What is known of a hub, in its scope; and what the reckoning read of people, for the access log.

    Args:
        is_thorough: also reckon and verify the chain, which reads every row of a hub.
    """
    terms = terms_in_force(hub, now=now)
    if terms is None:
        return HubFacts(None, frozenset()), None
    active = [member for member in team_of(hub) if member.status == Membership.Status.ACTIVE]
    findings, is_blind = reckoned(hub, now=now) if is_thorough else (None, False)
    facts = HubFacts(
        terms,
        signers=frozenset(m.name for m in active if "clinical_lead" in m.roles),
        gaps=gaps_ahead(hub, terms, now=now),
        has_fallback=bool(fallbacks(hub)),
        has_outside_cover=bool(outside_cover(hub)),
        practitioners=sum(m.may(Permission.TRIAGE) and getattr(m, "has_factor", False) for m in active),
        employers=hub.employers.count(),
        systems=hub.systems.count(),
        has_closed_an_alert=Alert.objects.filter(hub=hub, status=AlertStatus.CLOSED).exists(),
        has_tried_cover=has_tried_cover(hub, terms),
        has_acknowledged=hub.changes.filter(kind=Change.Kind.ACKNOWLEDGE).exists(),
        reckoned=len(findings.found) if findings else 0,
        is_blind=is_blind,
        chain=tuple(faults(hub)[:1]) if is_thorough else (),
    )
    return facts, findings


def has_tried_cover(hub: Hub, terms: Terms) -> bool:
    """Whether the service that covers now was tried: another service is tried anew."""
    tried = hub.changes.filter(kind=Change.Kind.TRY_COVER, codes__version__lte=terms.version)
    last = tried.order_by("-at").values_list("codes__version", flat=True).first()
    if last is None:
        return False
    since = hub.terms.filter(version__gte=last, version__lte=terms.version)
    return not since.exclude(cover_name=terms.cover_name).exists()


def reckoned(hub: Hub, *, now: datetime) -> tuple[Findings | None, bool]:
    """What the reckoning finds, and whether it is blind."""
    try:
        return reckon(hub, now=now), False
    except ReckoningIsBlind:
        return None, True


def changes_of(hub: Hub, *, before: UUID | None = None) -> list[Change]:
    """What was changed, the latest first; `before`: those earlier than that one. One more than a page, if there is."""
    changes = hub.changes.select_related("member__account", "by__account").order_by("-at", "-pk")
    last = hub.changes.filter(pk=before).first() if before else None
    if last is not None:
        changes = changes.filter(Q(at__lt=last.at) | Q(at=last.at, pk__lt=last.pk))
    return list(changes[: PAGE + 1])


def employers_of(hub: Hub) -> QuerySet[Organisation]:
    """Whose staff the hub serves, by name."""
    return hub.employers.order_by("name", "pk")[:MOST_EMPLOYERS]


def systems_of(hub: Hub) -> QuerySet[System]:
    """The integrated care systems of the footprint, by name."""
    return hub.systems.order_by("name")[:100]


def open_systems(*, today: date) -> QuerySet[System]:
    """Integrated care systems that have not closed, by name."""
    return System.objects.exclude(valid_to__lt=today).order_by("name")[:100]


def names_of(codes: Iterable[str]) -> dict[str, str]:
    """Names of organisations and systems by code, for the list of changes."""
    wanted = list(codes)
    systems = dict(System.objects.filter(pk__in=wanted).values_list("pk", "name"))
    return {**systems, **dict(Organisation.objects.filter(pk__in=wanted).values_list("pk", "name"))}
