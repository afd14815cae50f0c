"""Writes of the front door: send a request, answer a questionnaire, say whether one can keep safe.

Each is one transaction: the thank-you page means a committed row, and an alert commits with its answer.
"""

import hashlib
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Exists, Model

from holdfast.accounts.models import Membership
from holdfast.alerts.actions import raise_alert, raise_if_unseen
from holdfast.alerts.models import Alert
from holdfast.events import access
from holdfast.events.models import AccessEntry
from holdfast.events.together import write_together
from holdfast.front_door.asked import Asked
from holdfast.front_door.models import Visit
from holdfast.hubs.models import Hub
from holdfast.measures.actions import answer
from holdfast.measures.models import Measure
from holdfast.measures.questionnaire import Questionnaire
from holdfast.network.queries import accepted_offers
from holdfast.outcomes.actions import answer as answer_follow_up
from holdfast.people.actions import keep_out, person_and_queue, person_rows
from holdfast.people.identity import seal
from holdfast.people.models import Person
from holdfast.referrals.actions import receive, referral_rows
from holdfast.referrals.models import Referral
from holdfast.triage.actions import bring_forward
from holdfast.triage.queries import proposal_for
from holdfast.triage.rules import Proposal, Told
from holdfast.waiting.actions import look_at_answers

VISIT_LASTS = timedelta(hours=2)
KEEP_SAFE = {
    Referral.SafeNow.NO: Alert.KeepSafe.NO,
    Referral.SafeNow.UNSURE: Alert.KeepSafe.UNSURE,
    Referral.SafeNow.SKIPPED: Alert.KeepSafe.SKIPPED,
}


def submit(
    hub: Hub, asked: Asked, *, submission: bytes, now: datetime, by: Membership | None = None, actor: str = "person"
) -> Referral:
    """Send a request for help: person, referral, alert, event, access log and mail, together or not at all.

    Every door ends here. `by` is the member who wrote it down for somebody; `actor` says who did where it was none
    of them: person, partner or system.

    `hub.current` holds the terms. The same `submission` again gives the referral that is already there: the database
    refuses a second one before anything else of it is written.
    """
    try:
        return write(hub, asked, submission=submission, now=now, by=by, actor=actor)
    except IntegrityError as error:
        if "referral_submitted_once" not in str(error):
            raise
        return Referral.objects.select_related("person").get(hub=hub, submission=submission)


def write(hub: Hub, asked: Asked, *, submission: bytes, now: datetime, by: Membership | None, actor: str) -> Referral:
    """The rows of one request."""
    is_risk = asked.safe_now in KEEP_SAFE
    told = Told(safe_now=asked.safe_now, has_open_alert=is_risk, asked_for_today=asked.call_today)
    proposal, version = proposal_for(told, hub=hub, terms=hub.current, received_at=now, now=now)
    person, *beside = person_rows(hub, name=asked.name, channels=dict(asked.channels), now=now)
    referral = receive(
        hub,
        person,
        submission=submission,
        now=now,
        by=by,
        beside=[person, *beside, entry_of_request(person, by=by, actor=actor, now=now)],
        **facts_of(asked, person, proposal, version),
    )
    if asked.must_not_see:
        keep_out(person, named=asked.must_not_see, now=now)
    if asked.must_not_see and not is_risk:
        raise_if_unseen(person, subject_id=referral.pk, reference=referral.reference, terms=hub.current, now=now)
    if is_risk:
        alert_about(referral, hub, source=Alert.Source.SAFE_NOW, reasons=[f"safe_now.{asked.safe_now}"],
                    keep_safe=KEEP_SAFE[Referral.SafeNow(asked.safe_now)], now=now)  # fmt: skip
    return referral


def facts_of(asked: Asked, person: Person, proposal: Proposal, version: int) -> dict[str, Any]:
    """What was asked, as the referral keeps it."""
    return {
        "route": asked.route,
        "wished_hub": asked.wished_hub,
        "partner": asked.partner,
        "method": asked.method,
        "safe_now": asked.safe_now,
        "story_sealed": seal(person, "story", asked.story),
        "contact_when": proposal.when,
        "contact_by": proposal.by,
        "contact_why": list(proposal.why),
        "rule_set": version,
    }


def request_rows(
    hub: Hub, asked: Asked, *, proposal: Proposal, version: int, submission: bytes, now: datetime, actor: str
) -> tuple[Referral, list[Model]]:
    """The referral of a request that raises no alert and keeps nobody out, and the rows that `submit` would write.

    Unsaved, for the caller to write with those of many others; the search tokens are the caller's too.
    """
    person, queue = person_and_queue(hub, name=asked.name, channels=dict(asked.channels), now=now)
    facts = facts_of(asked, person, proposal, version)
    referral, *rows = referral_rows(hub, person, submission=submission, now=now, **facts)
    entry = entry_of_request(person, by=None, actor=actor, now=now)
    return referral, [person, queue, entry, referral, *rows]


def entry_of_request(person: Person, *, by: Membership | None, actor: str, now: datetime) -> AccessEntry:
    """The access log's row of a request: written by the person, or by whoever wrote it down for them."""
    if by is None and actor == "person":
        return entry_by_person(person, what="front_door:send", now=now)
    return access.entry(
        person.hub_id, [person.pk], what="front_door:send", why="request", action=AccessEntry.Action.WRITE,
        now=now, by=by, actor="member" if by else actor,
    )  # fmt: skip


def alert_about(
    referral: Referral, hub: Hub, *, source: str, reasons: list[str], keep_safe: str, now: datetime
) -> Alert:
    """Raise an alert about a referral's person."""
    return raise_alert(
        referral.person,
        subject_id=referral.pk,
        reference=referral.reference,
        source=source,
        reasons=reasons,
        keep_safe=keep_safe,
        terms=hub.current,
        now=now,
    )


def log_by_person(referral: Referral, *, what: str, now: datetime, action: str = AccessEntry.Action.WRITE) -> None:
    """Write the access log's row for what a person wrote or read themselves."""
    write_together(entry_by_person(referral.person, what=what, now=now, action=action))


def entry_by_person(person: Person, *, what: str, now: datetime, action: str = AccessEntry.Action.WRITE) -> AccessEntry:
    """The row of `log_by_person`, for the caller to write together with other rows."""
    return access.entry(
        person.hub_id,
        [person.pk],
        what=what,
        why="self",
        action=action,
        now=now,
        actor="person",
    )


@transaction.atomic
def answer_questionnaire(
    referral: Referral,
    hub: Hub,
    questionnaire: Questionnaire,
    answers: Mapping[int, int | None],
    *,
    now: datetime,
    begun: Measure | None = None,
    is_last_page: bool = True,
) -> Alert | None:
    """Store answers; a risk answer raises its alert with them, whatever the total.

    Returns:
        The alert these answers raised, or None. Until the person says that they can keep safe it is immediate.

    Raises:
        ValueError: a value or an item that the questionnaire does not have.
    """
    _measure, _, raised = answer(
        referral.person, questionnaire, answers, subject_id=referral.pk, now=now, begun=begun,
        is_last_page=is_last_page,
    )  # fmt: skip
    alert = None
    if raised:
        alert = alert_about(
            referral, hub, source=Alert.Source.QUESTIONNAIRE,
            reasons=[f"{questionnaire.key}.{number}" for number in raised],
            keep_safe=Alert.KeepSafe.SKIPPED, now=now,
        )  # fmt: skip
    if raised or is_last_page:
        bring_forward(referral, terms=hub.current, now=now)
    if is_last_page:
        referral.hub = hub
        look_at_answers(referral, questionnaire, now=now)
        answer_follow_up(referral, now=now)
    log_by_person(referral, what="front_door:answer", now=now)
    return alert


def begin_visit(referral: Referral, *, shows_request: bool, now: datetime) -> str:
    """Let this browser go on telling us more; the returned key goes into its cookie, its hash into the row."""
    key = secrets.token_urlsafe(24)
    visit = Visit(
        hub_id=referral.hub_id,
        person_id=referral.person_id,
        referral=referral,
        key_hash=hashlib.sha256(key.encode()).digest(),
        shows_request=shows_request,
        begun_at=now,
        touched_at=now,
    )
    write_together(visit)
    return key


def find_visit(hub: Hub, key: str, *, now: datetime) -> Visit | None:
    """The visit of this browser while it lasts: two hours after it was last used.

    What was sent it shows for two hours after it was sent, however often it is asked. `is_moved`: another hub has
    accepted them.
    """
    if not key:
        return None
    hashed, asked = hashlib.sha256(key.encode()).digest(), {"is_moved": Exists(accepted_offers("referral_id"))}
    visit = (
        Visit.objects.filter(hub=hub, key_hash=hashed, touched_at__gt=now - VISIT_LASTS)
        .filter(referral__person__died_at=None)
        .annotate(**asked)
        .select_related("referral__person")
        .first()
    )
    if visit is not None and now - visit.touched_at > timedelta(minutes=1):
        visit.touched_at = now
        visit.save(update_fields=["touched_at"])
    if visit is not None and now - visit.begun_at > VISIT_LASTS:
        visit.shows_request = False
    return visit


def stop_showing(person: Person) -> None:
    """No browser that sent a request of this person shows it any more: they have pages of their own, or had them
    closed."""
    Visit.objects.filter(hub_id=person.hub_id, person_id=person.pk, shows_request=True).update(shows_request=False)


def may_show(referral: Referral) -> bool:
    """Whether a browser that sends the same form once more may see what was sent: unless all have stopped to."""
    visits = Visit.objects.filter(hub_id=referral.hub_id, referral=referral)
    return not visits.exists() or visits.filter(shows_request=True).exists()


def submission_of(draft_id: UUID, key: bytes) -> bytes:
    """The mark of one form: the same however often it is sent. Only the browser that has its key can make it."""
    return hashlib.sha256(b"submission:" + draft_id.bytes + key).digest()
