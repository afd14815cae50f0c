"""What has happened to one person, in plain words: events grouped by day, newest first, 50 at a time."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.dateparse import parse_datetime

from holdfast.accounts.models import Membership
from holdfast.accounts.roles import Permission
from holdfast.alerts.models import Alert
from holdfast.caseload.wording import OPEN_KINDS, WORDS, Told
from holdfast.contacts.models import Attempt
from holdfast.events.models import Event
from holdfast.hubs.hours import LONDON, as_utc, say_day, say_time
from holdfast.people.identity import reveal
from holdfast.referrals.models import Referral
from holdfast.triage.models import Decision

PAGE = 50


@dataclass(frozen=True)
class Timeline:
    """Some days of the timeline and where the next ones begin."""

    days: list[dict[str, Any]]
    next_after: str
    is_first: bool


def timeline_of(referral: Referral, *, member: Membership, after: str, now: datetime) -> Timeline:
    """The events about a referral's person that the member may read. An unknown `after` gives the newest."""
    found = events_of(referral, member)
    begun = read_key(after)
    if begun:
        at, number = begun
        found = found.filter(Q(occurred_at__lt=at) | Q(occurred_at=at, pk__lt=number))
    events = list(found[: PAGE + 1])
    shown = events[:PAGE]
    told = told_about(referral, shown, member=member, now=now)
    next_after = f"{shown[-1].occurred_at.isoformat()}~{shown[-1].pk}" if len(events) > PAGE else ""
    return Timeline(days_of(shown, told), next_after, begun is None)


def events_of(referral: Referral, member: Membership) -> QuerySet[Event]:
    """Events about the person, newest first; only the outward steps for those who read no clinical words."""
    found = Event.objects.filter(hub_id=referral.hub_id, person_id=referral.person_id)
    found = found.exclude(kind__startswith="fitness.")  # two read of those, elsewhere
    if not member.may(Permission.SEE_CLINICAL):
        found = found.filter(kind__in=OPEN_KINDS)
    if not member.may(Permission.SEE_CONCERNS):
        found = found.exclude(kind__startswith="concern.")
    return found.order_by("-occurred_at", "-pk")


def read_key(text: str) -> tuple[datetime, int] | None:
    """The instant and the number of the event a page ended with; None for anything else."""
    moment, _, number = text.partition("~")
    try:
        at = as_utc(parse_datetime(moment))
    except (ValueError, OverflowError):
        return None
    if at is None or not (number.isascii() and number.isdigit() and len(number) < 19):
        return None
    return at, int(number)


def told_about(referral: Referral, events: Iterable[Event], *, member: Membership, now: datetime) -> Told:
    """Everything the words of these events need: names of colleagues, and for clinical eyes the notes."""
    events = list(events)
    named = {
        pk for event in events for pk in (event.by_id, *event.codes.get("told", []), event.codes.get("owner")) if pk
    }
    members = Membership.objects.filter(pk__in=named, hub_id=referral.hub_id)
    names = {found.pk: found.name for found in members.select_related("account")[: 4 * PAGE]}
    reads = member.may(Permission.SEE_CLINICAL)
    return Told(names, notes_of(referral, events) if reads else {}, reads, member.may(Permission.SETTLE_NAMES), now)


def notes_of(referral: Referral, events: Iterable[Event]) -> Mapping[str, str]:
    """What was written beside attempts, decisions and alerts, by the id that the event names."""
    person, hub_id = referral.person, referral.hub_id
    ids: dict[str, set[str]] = {"attempt": set(), "decision": set(), "alert": set()}
    for event in events:
        for key in ("attempt", "decision"):
            if event.codes.get(key):
                ids[key].add(event.codes[key])
        if event.kind in {"alert.raise", "alert.close"}:
            ids["alert"].add(str(event.subject_id))
    notes = {}
    for attempt in Attempt.objects.filter(hub_id=hub_id, pk__in=ids["attempt"])[:PAGE] if ids["attempt"] else ():
        notes[f"attempt:{attempt.pk}"] = reveal(person, f"attempt:{attempt.pk}", attempt.note_sealed)
    for decision in Decision.objects.filter(hub_id=hub_id, pk__in=ids["decision"])[:PAGE] if ids["decision"] else ():
        notes[f"decision:{decision.pk}"] = reveal(person, f"words:{decision.pk}", decision.words_sealed)
    for alert in Alert.objects.filter(hub_id=hub_id, pk__in=ids["alert"])[:PAGE] if ids["alert"] else ():
        notes[f"alert.raise:{alert.pk}"] = reveal(person, f"alert_note:{alert.pk}", alert.note_sealed)
        notes[f"alert.close:{alert.pk}"] = reveal(person, f"alert_done:{alert.pk}", alert.done_sealed)
    return notes


def days_of(events: Iterable[Event], told: Told) -> list[dict[str, Any]]:
    """Entries under the day they fall on in London."""
    days: dict[Any, dict[str, Any]] = {}
    by_number = {event.pk: event for event in events}
    for event in by_number.values():
        day = event.occurred_at.astimezone(LONDON).date()
        entries = days.setdefault(day, {"title": day_title(event.occurred_at, told.now), "entries": []})["entries"]
        entries.append(entry_of(event, by_number.get(event.reverses_id), told))
    return list(days.values())


def entry_of(event: Event, reversed_event: Event | None, told: Told) -> dict[str, Any]:
    """One event in words. What takes another back says which, if that stands on the same page."""
    words = WORDS.get(event.kind.removesuffix(".undo"))
    entry = words(reversed_event or event, told) if words else {"what": "Something was recorded"}
    if event.reverses_id:
        entry = {"what": f"Taken back: {entry['what'][0].lower()}{entry['what'][1:]}"}
    said = ", ".join(part for part in (entry.get("by", ""), told.names.get(event.by_id, "")) if part)
    return {**entry, "time": say_time(event.occurred_at), "by": said}


def day_title(at: datetime, now: datetime) -> str:
    """ "Today, Wednesday 14 October"; other days without the first word."""
    near = say_day(at, now)
    local = at.astimezone(LONDON)
    full = f"{local:%A} {local.day} {local:%B}"
    return f"{near.capitalize()}, {full}" if near in {"today", "yesterday"} else near
