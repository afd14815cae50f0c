"""One person's record, opened by right and written into the access log; and the band that says whose it is."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F, Max, QuerySet
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.html import format_html

from holdfast.accounts.roles import Permission
from holdfast.alerts.models import Alert
from holdfast.alerts.states import Status as AlertStatus
from holdfast.built import Built, given
from holdfast.hubs.hours import say_by, say_moment, say_wait
from holdfast.people.access import right_of, running_emergencies
from holdfast.people.contact_details import say_phone
from holdfast.people.identity import channels_of, name_of
from holdfast.people.models import Person
from holdfast.people.viewer import viewer_of
from holdfast.referrals.answers import still_told
from holdfast.referrals.models import Referral
from holdfast.referrals.next_step import say_next
from holdfast.referrals.states import NextAction, Stage

# The parts of a record, each a page by its name, and who may open it.
TABS = (
    ("timeline", "Timeline", "caseload:person", Permission.OPEN_RECORDS),
    ("answers", "Answers as given", "caseload:answers", Permission.SEE_CLINICAL),
    ("assessment", "Assessment", "assessments:of_record", Permission.SEE_CLINICAL),
    ("safety_plan", "Safety plan", "assessments:safety_plan", Permission.ASSESS),
    ("appointments", "Appointments", "appointments:of_record", Permission.SEE_DIARY),
    ("plan", "Plan", "coordination:plan", Permission.SEE_CLINICAL),
    ("work", "Work", "workplace:of_record", Permission.WRITE_WORK),
    ("sessions", "Sessions", "courses:of_record", Permission.SEE_CLINICAL),
    ("onward", "Onward", "onward:of_record", Permission.CHASE),
    ("letters", "Letters", "letters:of_record", Permission.WRITE_LETTERS),
    ("transfer", "Another hub", "network:of_record", Permission.ALLOCATE),
    ("outcome", "Outcome", "outcomes:of_record", Permission.SEE_CLINICAL),
    ("post", "Post and calls", "support_line:of_record", Permission.OPEN_RECORDS),
    ("concerns", "Concerns", "safeguarding:concerns", Permission.SEE_CONCERNS),
    ("same", "Same person", "caseload:same", Permission.JOIN_RECORDS),
)
TELL = "Tell them that it is closed"
TOLD_BY_OTHERS = "A practitioner tells them that it is closed"
TIMES = {"any": "any time", "am": "mornings", "pm": "afternoons", "eve": "late afternoons"}


OPENED = Built(
    lambda: Referral.objects.filter(hub_id=given("hub"), pk=given("referral")).select_related(
        "person", "owner__account", "hub", "wished_hub"
    )
)


def open_record(request: HttpRequest, pk: UUID) -> Referral:
    """A referral of this hub that the member may open, with its person; the access log will say so.

    Sets `request.right`: the right it was opened by; and `request.emergency_until`, when an emergency access ends,
    which every page of the record then says (design/staff.html).

    Raises:
        Http404: there is none, or it is not theirs to see.
    """
    referral = OPENED.first(hub=request.hub.pk, referral=pk)
    if referral is not None:
        request.touched.add([referral.person_id], why="none")
    found = viewer_of(request)
    request.right = right_of(found, referral.person if referral else Person(hub=request.hub))
    if referral is None or not request.right:
        raise Http404
    if request.right == "emergency":
        running = running_emergencies(found).filter(person=referral.person)
        request.emergency_until = running.aggregate(Max("ends_at"))["ends_at__max"]
    request.touched.open(referral.person_id, why=request.right)
    return referral


def band_of(referral: Referral, *, member: Any, now: datetime) -> dict[str, Any]:
    """What the band over every page of a record shows; the arguments of the macro `band`."""
    return {
        "name": name_of(referral.person),
        "reference": referral.reference,
        "ways": ways_to_reach(referral.person) if member.may(Permission.SEE_CONTACT) else [],
        "alert": alert_in_band(referral.person, member=member, now=now),
        "owner": referral.owner.name if referral.owner else f"{Stage(referral.stage).label} queue",
        "next": next_in_band(referral, member=member, now=now),
        "due": due_of(referral, now=now),
    }


def next_in_band(referral: Referral, *, member: Any, now: datetime) -> str:
    """What comes next, in words: who is closed and is to be told is told by whoever may read what was written."""
    if still_told(referral, now=now) is None:
        return say_next(referral.next_action, referral.status)
    return TELL if member.may(Permission.SEE_CLINICAL) else TOLD_BY_OTHERS


def tabs_of(
    referral: Referral, *, member: Any, current: str, counts: Mapping[str, Any] | None = None
) -> list[dict[str, Any]]:
    """The parts of a record that the member may open; `counts` says how many wait in some of them."""
    return [
        {
            "label": label,
            "href": reverse(name, args=[referral.pk]),
            "current": key == current,
            "count": (counts or {}).get(key, ""),
        }
        for key, label, name, needs in TABS
        if member.may(needs)
    ]


def latest_referrals(hub_id: UUID, persons: Iterable[UUID]) -> dict[UUID, Referral]:
    """The latest referral of each of these people, with the person, in one statement."""
    found = Referral.objects.filter(hub_id=hub_id, person_id__in=list(persons)).select_related("person")
    return {each.person_id: each for each in found.order_by("person_id", "-received_at", "-pk").distinct("person_id")}


def open_alert_of(person: Person) -> Alert | None:
    """The person's open alert, the untaken one first."""
    return OPEN_ALERT.first(hub=person.hub_id, person=person.pk)


def open_alerts_of() -> QuerySet[Alert]:
    """The open alerts of somebody, the one that is shown."""
    found = Alert.objects.filter(hub_id=given("hub"), person_id=given("person")).exclude(status=AlertStatus.CLOSED)
    return found.select_related("taken_by__account").order_by(F("taken_at").asc(nulls_first=True), "raised_at")[:1]


OPEN_ALERT = Built(open_alerts_of)


def due_of(referral: Referral, *, now: datetime) -> str:
    """When the next action is: an appointment at its time, anything else by then."""
    if referral.closed_at:
        told = still_told(referral, now=now)
        return due_words(told, now=now) if told else ""
    if referral.next_action == NextAction.MEET and referral.next_action_at >= now:
        return say_moment(referral.next_action_at, now)
    return due_words(referral.next_action_at, now=now)


def due_words(at: datetime, *, now: datetime) -> str:
    """By when the next action is due, and whether that has passed."""
    late = f"overdue {say_wait(now - at)}, was due " if at < now else "by "
    return late + say_by(at, now)


def alert_in_band(person: Person, *, member: Any, now: datetime) -> dict[str, Any] | None:
    """The person's open alert in the band; None where none is open. Who may not know is told so, not “none”."""
    if not (member.may(Permission.SEE_CLINICAL) or member.may(Permission.TAKE_ALERT)):
        return {"text": "Alerts are not shown to your role", "act": False}
    alert = open_alert_of(person)
    return alert_words(alert, now=now) if alert else None


def alert_words(alert: Alert, *, now: datetime) -> dict[str, Any]:
    """An alert in the few words of the band."""
    wait = say_wait(now - alert.raised_at)
    taken = alert.taken_by.name if alert.taken_by else ""
    return {"pk": alert.pk, "text": f"Taken by {taken}" if taken else f"Open {wait}, not taken", "act": not taken}


def ways_to_reach(person: Person) -> list[dict[str, Any]]:
    """Each safe way with its symbol, words and whether it is safe. Numbers stand on the contact card only."""
    channels = channels_of(person)
    times = ", ".join(TIMES[time] for time in channels.get("times", []) if time in TIMES)
    calls = bool(channels.get("call"))
    found = [
        {"icon": "call", "text": f"Call: {times or 'any time'}" if calls else "Call: no", "safe": calls},
        {
            "icon": "voicemail",
            "text": f"Voicemail: {'yes' if channels.get('voicemail') else 'no'}",
            "safe": bool(channels.get("voicemail")),
        },
    ]
    for key, words in (("text", "Text"), ("email", "Email"), ("letter", "Letter")):
        safe = bool(channels.get(key))
        found.append({"icon": key, "text": f"{words}: {'yes' if safe else 'no'}", "safe": safe})
    return found


def phone_link(number: str, *, scheme: str = "tel") -> str:
    """A number that a telephone calls, or writes to, when it is pressed."""
    return format_html('<a href="{}:{}">{}</a>', scheme, number, say_phone(number))


def struck(told: str, words: str | None) -> str:
    """A number or address that was found wrong, with the words for it; empty without any."""
    return format_html("<s>{}</s> <strong>{}</strong>", told, words) if words else ""


def contact_card(person: Person, *, wrong: Mapping[str, str] | None = None) -> list[tuple[str, str]]:
    """The numbers and addresses themselves, for whoever makes contact.

    `wrong`: ways that were found wrong, each with the words for it. They are struck out and no links.
    """
    channels = channels_of(person)
    noted = wrong or {}
    card = []
    if channels.get("call"):
        voicemail = "voicemail is fine" if channels.get("voicemail") else "no voicemail"
        call = format_html("{}, {}", phone_link(channels["call"]), voicemail)
        card.append(("Call", struck(say_phone(channels["call"]), noted.get("call")) or call))
    if channels.get("text"):
        text = phone_link(channels["text"], scheme="sms")
        card.append(("Text", struck(say_phone(channels["text"]), noted.get("text")) or text))
    if channels.get("email"):
        work = " (a work address: they know)" if channels.get("email_is_work") else ""
        card.append(("Email", struck(channels["email"], noted.get("email")) or f"{channels['email']}{work}"))
    if channels.get("letter"):
        card.append(("Letter", struck(channels["letter"], noted.get("letter")) or channels["letter"]))
    times = [TIMES[time] for time in channels.get("times", []) if time in TIMES]
    if times:
        card.append(("Good times", ", ".join(times)))
    if channels.get("note"):
        card.append(("They said", channels["note"]))
    return card
