"""Parts of a record that stand in several places: the band with its links, the main step, alerts, the decision."""

from datetime import datetime
from typing import Any

from django.urls import reverse

from holdfast.accounts.models import Membership
from holdfast.accounts.roles import Permission
from holdfast.alerts.models import Alert
from holdfast.alerts.states import Status as AlertStatus
from holdfast.alerts.words import headline
from holdfast.caseload.wording import reason_words
from holdfast.hubs.hours import say_moment
from holdfast.people.identity import reveal
from holdfast.referrals.actions import may_allocate
from holdfast.referrals.models import Referral
from holdfast.referrals.record import band_of
from holdfast.referrals.states import NextAction, Stage
from holdfast.triage.models import Decision
from holdfast.triage.queries import latest_decision
from holdfast.triage.words import DECIDED

MOST_ALERTS = 20


def band_for(referral: Referral, *, member: Membership, now: datetime) -> dict[str, Any]:
    """The arguments of the macro `band`, its alert linked for those who may open it."""
    band = band_of(referral, member=member, now=now)
    alert = band["alert"]
    if alert and member.may(Permission.TAKE_ALERT):
        band["alert"] = {**alert, "href": reverse("alerts:alert", args=[alert["pk"]])}
    reference = band["reference"]
    return {**band, "reference": f"{reference[:3]} {reference[3:6]} {reference[6:]}"}


def main_step(referral: Referral, *, member: Membership, now: datetime) -> dict[str, str]:
    """What can be done: logging a contact first, the decision while the referral waits for one, whose it is."""
    step = {}
    if member.may(Permission.CONTACT) and referral.stage != Stage.CLOSED:
        step["log_href"] = reverse("contacts:log", args=[referral.pk])
    may_decide = member.may(Permission.TRIAGE) and may_allocate(referral, by=member, now=now)
    if may_decide and referral.next_action in {NextAction.DECIDE, NextAction.SIGN, NextAction.OFFER_TRANSFER}:
        step["decide_href"] = reverse("triage:decide", args=[referral.pk])
        step["decide"] = NextAction(referral.next_action).label
    elif referral.stage not in {Stage.TRIAGE, Stage.CLOSED} and may_allocate(referral, by=member, now=now):
        step["allocate_href"] = reverse("caseload:allocate", args=[referral.pk])
        step["allocate"] = "Give to a colleague" if referral.owner_id else "Say who has them"
    if member.may(Permission.RAISE_ALERT):
        step["alert_href"] = reverse("caseload:raise_alert", args=[referral.pk])
    return step


def alerts_of(referral: Referral, *, member: Membership, now: datetime) -> list[dict[str, Any]]:
    """Alerts about the person, open ones first, the latest 20; only for those who may read them."""
    if not (member.may(Permission.SEE_CLINICAL) or member.may(Permission.TAKE_ALERT)):
        return []
    found = (
        Alert.objects.filter(hub_id=referral.hub_id, person_id=referral.person_id)
        .select_related("taken_by__account", "closed_by__account")
        .order_by("-raised_at", "-pk")[:MOST_ALERTS]
    )
    lines = [alert_line(alert, member=member, now=now) for alert in found]
    return sorted(lines, key=lambda line: not line["is_open"])


def alert_line(alert: Alert, *, member: Membership, now: datetime) -> dict[str, Any]:
    """One alert in words."""
    is_open = alert.status != AlertStatus.CLOSED
    state = "not taken"
    if alert.status == AlertStatus.TAKEN:
        state = f"taken by {alert.taken_by.name}"
    if not is_open:
        done = "; ".join(dict(Alert.Done.choices).get(code, code) for code in alert.done)
        state = f"closed {say_moment(alert.closed_at, now)} by {alert.closed_by.name}: {done}"
    return {
        "title": headline(alert),
        "reasons": "; ".join(reason_words(code) for code in alert.reasons),
        "text": f"Raised {say_moment(alert.raised_at, now)}, {state}.",
        "is_open": is_open,
        "act": alert.status == AlertStatus.RAISED,
        "href": reverse("alerts:alert", args=[alert.pk]) if member.may(Permission.TAKE_ALERT) else "",
    }


def decision_words(referral: Referral, *, now: datetime) -> dict[str, Any] | None:
    """The decision that holds, with its words and the note for the next colleague."""
    decision = latest_decision(referral)
    if decision is None:
        return None
    person = referral.person
    pairs = [
        ("Decided", f"{say_moment(decision.decided_at, now)} by {decision.decided_by.name}"),
        ("Signed by", decision.signed_by.name if decision.signed_by else ""),
        ("Given to", decision.owner.name if decision.owner else ""),
        ("Wished hub", decision.wished_hub.name if decision.wished_hub else ""),
        ("Contact by", say_moment(decision.contact_by, now)),
        ("Later because", reveal(person, f"later:{decision.pk}", decision.later_sealed)),
        ("Words to them", reveal(person, f"words:{decision.pk}", decision.words_sealed)),
        ("Note for colleagues", reveal(person, f"decision_note:{decision.pk}", decision.note_sealed)),
    ]
    return {"title": DECIDED[Decision.Outcome(decision.outcome)], "pairs": [pair for pair in pairs if pair[1]]}
