"""What waits for a member today: their due steps, first contacts, on a duty day the queue and what nobody has."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Case, Q, QuerySet, When
from django.urls import reverse

from holdfast.accounts.duty import on_duty, on_duty_today, shifts_at
from holdfast.accounts.models import Membership
from holdfast.accounts.roles import Permission
from holdfast.alerts.models import Alert
from holdfast.alerts.queries import open_alerts
from holdfast.alerts.states import Status as AlertStatus
from holdfast.alerts.words import next_step, raised_by
from holdfast.caseload import rules
from holdfast.caseload.queries import in_stage, page_of, seen, tuples
from holdfast.caseload.rows import Row, plain, reference_words, why_of
from holdfast.hubs.hours import LONDON, say_moment, say_time, say_wait
from holdfast.outreach.queries import to_call
from holdfast.outreach.words import row_of
from holdfast.people.identity import name_of
from holdfast.people.viewer import Viewer, viewer
from holdfast.referrals.models import Referral
from holdfast.referrals.reckoning import TOO_LONG
from holdfast.referrals.states import NextAction, Stage, Status

MOST_SHOWN = 20
LATELY = timedelta(days=3)
MOST_OF_QUEUE = 10
FIRST_TEAMS = 3


@dataclass(frozen=True)
class Says:
    """What a list says of each of its rows, and over its columns."""

    line: Callable[[Row, Viewer], dict[str, Any]]
    heads: dict[str, str]


@dataclass(frozen=True)
class Waiting:
    """One list of the page: its words, its rows, and what it says of them."""

    title: str
    rows: list[Row]
    says: Says
    more_href: str = ""

    def shown(self, sight: Viewer) -> dict[str, Any]:
        """The list for the template."""
        rows, heads = [self.says.line(row, sight) for row in self.rows], self.says.heads | {"next": "Do"}
        return {"title": self.title, "rows": rows, "heads": heads, "more_href": self.more_href}


def lists_of(sight: Viewer) -> list[Waiting]:
    """The lists of this member, the most pressing first."""
    if sight.sees_everybody and not sight.member.may(Permission.SEE_CLINICAL):
        return lists_of_the_hub(sight)
    lists = [
        Waiting("Next actions", due_steps(sight), DUE),
        Waiting("Waiting for your first contact", first_contacts(sight), CONTACT),
    ]
    if sight.has_duty or sight.sees_everybody:
        lists.append(Waiting("Accepted, nobody’s name on it", nobodys(sight), DUE, more_href=of_nobodys()))
    lists.append(Waiting("Withdrawn by the person in the last three days", withdrawn(sight), STOPPED))
    if sight.sees_everybody:
        lists.append(Waiting("Two weeks overdue, whoever has them", long_overdue(sight), DUE))
    if sight.has_duty or is_left_with_leads(sight):
        lists.append(queue(sight))
    return lists


def is_left_with_leads(sight: Viewer) -> bool:
    """Whether the queue is on no other list today: nobody who decides on requests has a shift."""
    if not sight.sees_everybody:
        return False
    return not any(each.may(Permission.TRIAGE) for each in on_duty_today(sight.member.hub, now=sight.now))


def long_overdue(sight: Viewer) -> list[Row]:
    """Open referrals of the hub whose next step is two weeks overdue: for leads, the longest overdue first."""
    found = Referral.objects.filter(hub_id=sight.member.hub_id, closed_at=None)
    late = seen(sight, found.filter(next_action_at__lt=sight.now - TOO_LONG))
    return rows_of(sight, late.order_by("next_action_at", "pk"))


def lists_of_the_hub(sight: Viewer) -> list[Waiting]:
    """For an administrator: whom the hub is to reach and what is to be arranged, whoever has it."""
    contacts = rows_of(sight, in_stage(sight, Stage.FIRST_CONTACT).order_by("due_at", "received_at", "pk"))
    assessments = rows_of(sight, in_stage(sight, Stage.ASSESSMENT).order_by("due_at", "received_at", "pk"))
    address = reverse("caseload:people")
    return [
        Waiting("Waiting for a first contact", contacts, CONTACT, more_href=f"{address}?stage=first_contact"),
        Waiting("Assessments to arrange", assessments, DUE, more_href=f"{address}?stage=assessment"),
        queue(sight),
    ]


def queue(sight: Viewer) -> Waiting:
    """Who waits in triage: those with an open alert, then the soonest contact first."""
    rows = [Row(*each) for each in page_of(sight, Stage.TRIAGE, limit=MOST_OF_QUEUE - 1)]
    address = f"{reverse('caseload:people')}?stage=triage"
    return Waiting("Waiting in triage", rows, CONTACT, more_href=address)


def rows_of(sight: Viewer, found: Any, *, limit: int = MOST_SHOWN) -> list[Row]:
    """The first rows of a list."""
    return [Row(*each) for each in tuples(sight, found)[:limit]]


def own_open(sight: Viewer) -> Any:
    """Open referrals that the member owns and may see."""
    found = Referral.objects.filter(hub_id=sight.member.hub_id, owner=sight.member, closed_at=None)
    return seen(sight, found)


def due_steps(sight: Viewer) -> list[Row]:
    """Steps of one's own that are overdue or due today, the longest overdue first; first contacts stand apart."""
    ends = rules.Horizon.seen_from(sight.now).today
    found = own_open(sight).filter(next_action_at__lt=ends).exclude(stage=Stage.FIRST_CONTACT)
    return rows_of(sight, safety_first(found, "next_action_at", "pk"))


def safety_first(found: QuerySet[Referral], *keys: str) -> QuerySet[Referral]:
    """One's own people by these, and before them whoever is to be asked whether they are safe."""
    return found.order_by(Case(When(next_action=NextAction.WELFARE, then=0), default=1), *keys)


def first_contacts(sight: Viewer) -> list[Row]:
    """One's own people whom nobody has reached yet, soonest contact first."""
    found = own_open(sight).filter(stage=Stage.FIRST_CONTACT)
    return rows_of(sight, safety_first(found, "due_at", "received_at", "pk"))


def of_nobodys() -> str:
    """Where the others stand."""
    return f"{reverse('caseload:people')}?stage={Stage.FIRST_CONTACT}"


def nobodys(sight: Viewer) -> list[Row]:
    """Accepted, and in nobody's name: for those on duty and for leads, by the next step's moment."""
    found = Referral.objects.filter(hub_id=sight.member.hub_id, owner=None, closed_at=None)
    found = seen(sight, found.exclude(stage=Stage.TRIAGE))
    return rows_of(sight, found.order_by("next_action_at", "pk"))


def withdrawn(sight: Viewer) -> list[Row]:
    """Who has stopped lately: for whoever had them, and for leads where nobody had, so that nobody rings any more."""
    whose = Q(owner=sight.member) | Q(owner=None) if sight.sees_everybody else Q(owner=sight.member)
    found = Referral.objects.filter(whose, hub_id=sight.member.hub_id, status=Status.WITHDRAWN, stage=Stage.CLOSED)
    lately = seen(sight, found.filter(closed_at__gt=sight.now - LATELY))
    return rows_of(sight, lately.order_by("-closed_at", "-pk"))


def next_due(sight: Viewer) -> dict[str, Any] | None:
    """The next step of one's own, whenever it is."""
    rows = rows_of(sight, own_open(sight).order_by("next_action_at", "pk"), limit=1)
    if not rows:
        return None
    line = plain(rows[0], sight.member, sight.now)
    return line | {"person_id": rows[0].person_id, "when": say_moment(rows[0].next_action_at, sight.now)}


def due_row(row: Row, sight: Viewer) -> dict[str, Any]:
    """A step and when it is due; red and in words when it is late."""
    now = sight.now
    late = rules.say_late(row.next_action_at, now)
    line = plain(row, sight.member, now)
    return line | {"by": line["wait"], "wait": late or rules.say_short(row.next_action_at, now), "wait_act": bool(late)}


def contact_row(row: Row, sight: Viewer) -> dict[str, Any]:
    """Contact by, why for those who may read it, and tries so far."""
    now = sight.now
    tries = rules.say_tries(row.attempts) if row.stage == Stage.FIRST_CONTACT else ""
    said = "try again" if row.next_action_at >= now else "a try was due"
    is_later = row.next_action_at > row.due_at
    again = f"{said} {rules.say_short(row.next_action_at, now)}" if row.attempts and tries and is_later else ""
    due = "" if row.has_open_alert else rules.say_short(row.due_at, now)
    words = [due, why_of(row, sight.member), tries, again]
    late = "Now" if row.has_open_alert else rules.say_late(row.due_at, now)
    return plain(row, sight.member, now) | {"by": rules.joined(words), "now": late}


def stopped_row(row: Row, sight: Viewer) -> dict[str, Any]:
    """When they stopped. Nothing of it is late."""
    return plain(row, sight.member, sight.now) | {"by": rules.say_short(row.closed_at, sight.now)}


DUE = Says(due_row, {"wait": "Due", "by": "Waited"})
CONTACT = Says(contact_row, {"by": "Contact by"})
STOPPED = Says(stopped_row, {"by": "Withdrawn", "wait": "Was open"})


def untaken_alerts(found: Viewer, *, besides: Collection[UUID]) -> list[Alert]:
    """Alerts that nobody took, as far as the banner does not show them already."""
    return list(open_alerts(found).filter(status=AlertStatus.RAISED).exclude(pk__in=besides)[:MOST_SHOWN])


def own_alerts(found: Viewer) -> list[Alert]:
    """Every open alert that the viewer may see."""
    return list(open_alerts(found)[:MOST_SHOWN])


def alert_row(alert: Alert, *, now: datetime) -> dict[str, Any]:
    """An alert as a row: a button takes it, a link opens it."""
    name = name_of(alert.person)
    taken = alert.status == AlertStatus.TAKEN
    return {
        "name": name,
        "href": reverse("alerts:alert", args=[alert.pk]),
        "reference": reference_words(alert.reference),
        "wait": say_wait(now - alert.raised_at),
        "wait_act": not taken,
        "by": rules.joined([raised_by(alert), next_step(alert, now=now)]),
        "owner": alert.taken_by.name if taken else "Nobody yet",
        "do": "Open" if taken else "Take",
        "do_href": reverse("alerts:alert", args=[alert.pk]) if taken else "",
        "do_post": "" if taken else reverse("alerts:take", args=[alert.pk]),
        "name_word": f"the alert for {name}",
    }


def teams_to_call(member: Membership, *, now: datetime) -> dict[str, Any] | None:
    """Teams that wait for a call: how many, and the first ones. None where none waits."""
    found = list(to_call(member.hub)[: MOST_SHOWN + 1])
    if not found:
        return None
    return {
        "rows": [row_of(each, now=now) for each in found[:FIRST_TEAMS]],
        "count": len(found) if len(found) <= MOST_SHOWN else f"more than {MOST_SHOWN}",
    }


def duty_words(member: Membership, *, now: datetime) -> str:
    """Whether the member is on duty and until when; else who is."""
    own = shifts_at(member.hub, now=now).filter(member=member).order_by("-ends_at").first()
    if own:
        return f"On duty until {say_time(own.ends_at)}."
    others = [each.name for each in on_duty(member.hub, now=now)]
    if not others:
        return "Nobody is on duty now."
    return f"You are not on duty. {' and '.join(others)} {'is' if len(others) == 1 else 'are'}."


def day_and_time(now: datetime) -> str:
    """ "Wednesday 14 October, 2:52pm"."""
    local = now.astimezone(LONDON)
    return f"{local:%A} {local.day} {local:%B}, {say_time(now)}"


def whole_hub(member: Membership, *, now: datetime) -> Viewer:
    """The viewer of the hub's sums who opens no records: less those whose record is kept from them."""
    return Everybody(**vars(viewer(member, now=now)))


class Everybody(Viewer):
    """A viewer of sums alone: every person of the hub counts, but for those kept from them."""

    @property
    def sees_everybody(self) -> bool:
        """Sums are over the hub."""
        return True
