"""The two invented hubs and their teams."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.contrib.auth.hashers import make_password

from holdfast.accounts.models import Account, Membership, Shift
from holdfast.hubs.hours import LONDON, WeeklyHours
from holdfast.hubs.models import Hub, Neighbour, Organisation, System, Terms
from holdfast.hubs.scope import hub_scope
from holdfast.triage.models import RuleSet
from holdfast.triage.rules import SHIPPED

WEEKDAYS = [[day, "08:00", "18:00"] for day in range(5)]
EVERY_DAY = [[day, "08:00", "20:00"] for day in range(7)]
DEMO_HUBS: dict[str, dict[str, Any]] = {
    "northfell": {
        "name": "Northfell Staff Support Hub",
        "place": "Northfell",
        "host": ("XNF", "Northfell Invented NHS Trust"),
        "systems": ["QHM"],
        "terms": {"telephone": "0808 157 0000", "open_hours": EVERY_DAY, "watched_hours": EVERY_DAY},
    },
    "tidewater": {
        "name": "Tidewater Staff Support Hub",
        "place": "Tidewater",
        "host": ("XTW", "Tidewater Invented NHS Trust"),
        "systems": ["QRL"],
        "terms": {
            "telephone": "0808 157 0111",
            "open_hours": [*WEEKDAYS, [5, "09:00", "13:00"]],
            "watched_hours": [*WEEKDAYS, [5, "09:00", "13:00"]],
            "night_cover": Terms.Cover.OUTSIDE,
            "cover_name": "Harbour Crisis Line",
            "contact_target_days": 2,
        },
    },
}
TEAM = (
    ("Nell Sampleton", "Clinical psychologist", ["practitioner"]),
    ("Idris Mockford", "Mental health nurse", ["practitioner"]),
    ("Wren Dummerly", "Occupational therapist", ["practitioner"]),
    ("Dr Ines Pretendham", "Consultant clinical psychologist", ["clinical_lead"]),
    ("Ada Fauxley", "Administrator", ["administrator"]),
    ("Sol Placeholder", "Support-line worker", ["support_line"]),
    ("Max Inventson", "Hub manager", ["hub_manager"]),
    ("Harbour Crisis Line", "Agreed cover outside our hours", ["outside_cover"]),
    ("Sable Samplewright", "Employment adviser", ["practitioner"]),
    ("Perry Nobodysby", "Counselling psychologist", ["practitioner"]),
    ("Juniper Fauxley", "Psychological therapist", ["practitioner"]),
    ("Linden Notreal", "Social worker", ["practitioner"]),
    ("Reed Outsidely", "Regional programme", ["viewer"]),
)


def make_hub(slug: str, *, now: datetime) -> Hub:
    """A hub with its signed terms, its team and a rota for two weeks."""
    given = DEMO_HUBS[slug]
    hub = Hub.objects.create(
        slug=slug, name=given["name"], place=given["place"], status=Hub.Status.OPEN,
        host=invented_trust(*given["host"]), created_at=now - timedelta(days=400),
    )  # fmt: skip
    hub.systems.set(System.objects.filter(pk__in=given["systems"]))
    hub.current = Terms.objects.create(hub=hub, **{**standard_terms(now), **given["terms"]})
    members = [make_member(hub, *line) for line in TEAM]
    with hub_scope(hub):
        make_rota(hub, members[:3], now=now)
        RuleSet.objects.create(
            hub=hub, version=1, rules=SHIPPED, signed_by="Dr Ines Pretendham", signed_on=date(2026, 9, 1),
            starts_at=now - timedelta(days=300),
        )  # fmt: skip
    return hub


def invented_trust(code: str, name: str) -> Organisation:
    """A trust that there is not: no real one's name stands in the demo as a host."""
    return Organisation.objects.create(code=code, name=name, kind=Organisation.Kind.TRUST, search_text=name.casefold())


def standard_terms(now: datetime) -> dict[str, Any]:
    """What both hubs have signed alike."""
    return {
        "version": 1,
        "post": "hello@hub.example",
        "contact_target_days": 3,
        "assessment_target_days": 14,
        "take_immediate_minutes": 15,
        "take_default_minutes": 60,
        "close_minutes": 60,
        "call_within_minutes": 30,
        "signed_by": "Dr Ines Pretendham",
        "signed_on": date(2026, 9, 1),
        "starts_at": now - timedelta(days=400),
    }


def make_member(hub: Hub, name: str, profession: str, roles: list[str]) -> Membership:
    """A member of the team. Nobody knows their password: the demo's door needs none."""
    words = name.removeprefix("Dr ").lower().split()
    account = Account.objects.create(
        email=f"{'.'.join(words)}@{hub.slug}.example", name=name, password=make_password(None)
    )
    return Membership.objects.create(
        hub=hub, account=account, roles=roles, profession=profession, status=Membership.Status.ACTIVE,
        is_fallback="clinical_lead" in roles, joined_on=date(2026, 1, 5),
    )  # fmt: skip


def make_rota(hub: Hub, practitioners: list[Membership], *, now: datetime) -> None:
    """Every watched day of two weeks: one on duty, each in turn.

    The first of them has duty today and tomorrow, whatever the day: whoever looks at the demo sees a queue.
    """
    hours = WeeklyHours.from_rows(hub.current.watched_hours)
    today = now.astimezone(LONDON).date()
    midnight = datetime.combine(today, time(0), LONDON)
    Shift.objects.create(hub=hub, member=practitioners[0], starts_at=midnight, ends_at=midnight + timedelta(days=2))
    for offset in range(-1, 14):
        day = today + timedelta(days=offset)
        for weekday, start, end in hours.spans:
            if weekday == day.weekday():
                member = practitioners[day.toordinal() % 3]
                starts = datetime.combine(day, start, LONDON)
                ends = datetime.combine(day, end, LONDON)
                Shift.objects.create(hub=hub, member=member, starts_at=starts, ends_at=ends)


def join(one: Hub, other: Hub) -> None:
    """An agreement to see each other's staff."""
    for hub, neighbour in ((one, other), (other, one)):
        Neighbour.objects.create(hub=hub, neighbour=neighbour, agreed_on=date(2026, 2, 2))
