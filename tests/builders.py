"""Builds hubs and people for tests, by the product's own actions. Everybody in it is invented."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import uuid4

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from holdfast.accounts import actions as accounts
from holdfast.accounts.duty import has_duty_today
from holdfast.accounts.models import Account, Membership, Shift
from holdfast.accounts.sessions import SessionStore
from holdfast.front_door.actions import submit
from holdfast.front_door.asked import Asked
from holdfast.hubs.models import Hub, Terms
from holdfast.hubs.scope import hub_scope
from holdfast.referrals.models import Referral
from holdfast.triage.actions import Choice, decide
from holdfast.triage.models import Decision

TEAM = {
    "nell": ("Nell Sampleton", "practitioner"),
    "wren": ("Wren Dummerly", "practitioner"),
    "ines": ("Ines Pretendham", "clinical_lead"),
    "ada": ("Ada Mockford", "administrator"),
    "sol": ("Sol Placeholder", "support_line"),
    "max": ("Max Fauxley", "hub_manager"),
    "outside": ("Harbour Crisis Line", "outside_cover"),
}
WEEKDAYS = [[day, "08:00", "18:00"] for day in range(5)]


@dataclass
class Team:
    """A hub and its people: `nell` on duty, `wren` a colleague without duty, `ines` the lead and the rest."""

    hub: Hub
    nell: Membership
    wren: Membership
    ines: Membership
    ada: Membership
    sol: Membership
    max: Membership
    outside: Membership


def make_hub(slug: str, place: str, *, now: datetime, **terms) -> Team:
    """An open hub watched Monday to Friday, 8 to 18, without night cover unless `terms` says otherwise."""
    hub = Hub.objects.create(
        slug=slug, name=f"{place} Staff Support Hub", place=place, status=Hub.Status.OPEN, created_at=now
    )
    hub.current = Terms.objects.create(hub=hub, **{**standard_terms(now), **terms})
    members = [unsaved_member(hub, name, role, is_fallback=role == "clinical_lead") for name, role in TEAM.values()]
    Account.objects.bulk_create([each.account for each in members])
    Membership.objects.bulk_create(members)
    team = Team(hub, **dict(zip(TEAM, members, strict=True)))
    with hub_scope(hub):
        put_on_duty(team.nell, now)
    return team


def standard_terms(now: datetime) -> dict:
    """Terms a small hub might sign."""
    return {
        "version": 1,
        "telephone": "0808 157 0000",
        "post": "hello@hub.example",
        "open_hours": WEEKDAYS,
        "watched_hours": WEEKDAYS,
        "contact_target_days": 3,
        "assessment_target_days": 14,
        "take_immediate_minutes": 15,
        "take_default_minutes": 60,
        "close_minutes": 60,
        "call_within_minutes": 30,
        "signed_by": "Dr Ines Pretendham",
        "signed_on": date(2026, 9, 1),
        "starts_at": now - timedelta(days=90),
    }


def make_member(hub: Hub, name: str, *roles: str, **extra) -> Membership:
    """An active member of a hub with an account of their own."""
    member = unsaved_member(hub, name, *roles, **extra)
    member.account.save(force_insert=True)
    member.save(force_insert=True)
    return member


def unsaved_member(hub: Hub, name: str, *roles: str, **extra) -> Membership:
    """The rows of a member: most tests begin with fourteen, which are written a table at a time."""
    account = Account(email=f"{name.split()[0].lower()}.{uuid4().hex[:8]}@{hub.slug}.example", name=name)
    account.set_password("a long enough password")
    return Membership(
        hub=hub, account=account, roles=list(roles), status=Membership.Status.ACTIVE, joined_on=date(2026, 1, 5),
        **extra,
    )  # fmt: skip


def leaves(member: Membership, *, now: datetime | None = None) -> None:
    """A member leaves, by the command."""
    with hub_scope(member.hub):
        accounts.leave(member, now=now or timezone.now())


def is_suspended(member: Membership, *, now: datetime | None = None) -> None:
    """A member is suspended, by the command."""
    with hub_scope(member.hub):
        accounts.suspend(member, now=now or timezone.now())


def works_as(member: Membership, *roles: str, now: datetime | None = None, **extra) -> None:
    """A member is given these roles in place of the old ones, by the command."""
    with hub_scope(member.hub):
        accounts.set_roles(member, roles, now=now or timezone.now(), **extra)
    member.account.refresh_from_db()  # whose open sessions have ended


def put_on_duty(member: Membership, now: datetime, *, hours: int = 4) -> Shift:
    """A shift around `now`. In the hub's scope."""
    return Shift.objects.create(
        hub_id=member.hub_id,
        member=member,
        starts_at=now - timedelta(hours=hours),
        ends_at=now + timedelta(hours=hours),
    )


def asked(name: str = "Tansy Madeup", **facts) -> Asked:
    """A request for help."""
    return Asked(
        **{"name": name, "channels": {"call": "+447700900123", "voicemail": False, "times": ["pm"]},
           "safe_now": "yes", **facts}
    )  # fmt: skip


def send_request(team: Team, *, now: datetime, name: str = "Tansy Madeup", **facts) -> Referral:
    """A request sent to a hub, by the action that the web form uses."""
    with hub_scope(team.hub):
        return submit(team.hub, asked(name, **facts), submission=uuid4().bytes, now=now)


def accept(
    team: Team, referral: Referral, *, owner: Membership, now: datetime, by: Membership | None = None
) -> Decision:
    """A request accepted and given to `owner`, by the member on duty that day, else by the lead."""
    with hub_scope(team.hub):
        by = by or (team.nell if has_duty_today(team.nell, now=now) else team.ines)
        choice = Choice(Decision.Outcome.ACCEPT, referral.contact_by, owner=owner)
        return decide(referral, choice, seen=None, by=by, now=now)


def browser_of(member: Membership) -> Client:
    """A signed-in browser, as if through password and second factor. The session is written once, as it would be then.

    Signing in itself is tried in `tests/accounts`.
    """
    account, session = member.account, SessionStore()
    session.update({
        SESSION_KEY: str(account.pk),
        BACKEND_SESSION_KEY: "holdfast.accounts.backends.Accounts",
        HASH_SESSION_KEY: account.get_session_auth_hash(),
        "account_authentication_methods_user": str(account.pk),
        "account_authentication_methods": [
            {"method": "password", "at": 0},
            {"method": "mfa", "at": 0, "type": "totp"},
        ],
    })  # fmt: skip
    session.create()
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    return client


def page(name: str, *args) -> str:
    """The address of a page."""
    return reverse(name, args=args)
