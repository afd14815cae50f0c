"""A finding of the reckoning as the page shows it: which record or alert it leads to, and what to do about its kind."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.urls import reverse

from holdfast.accounts.models import Membership
from holdfast.accounts.roles import Permission
from holdfast.alerts.models import Alert
from holdfast.alerts.reckoning import Finding
from holdfast.correspondence.models import Message
from holdfast.people.access import open_to
from holdfast.people.viewer import Viewer
from holdfast.referrals.models import Referral

NOT_SHOWN = "Not shown to you"
WITHOUT_PERSON = {
    "uncalled": "A call", "unasked": "Somebody who was named", "uncalled_team": "A team",
    "late_mail": "Mail about an alert", "unreviewed": "A record",
    "unled": "A record",
}  # fmt: skip
OF_REFERRALS = ("unsafe", "nobodys", "overdue", "unkept")
TO_DO = {
    "untaken": "Take the alert now, or telephone whoever is on duty.",
    "unseen": "Nobody of the hub may open it. Telephone the outside cover, or name one.",
    "unanswered_risk": "Read the answers on the record, speak with whoever has it, and raise an alert.",
    "late_mail": "Telephone whoever is on duty, and tell whoever runs the system that mail is late.",
    "unsafe": "Open the record, speak with whoever has it, and raise an alert.",
    "nobodys": "Open the record, and say who has them.",
    "overdue": "Speak with whoever has them, or give them to a colleague.",
    "unkept": "Open the record, and call them today.",
    "unopened": "Nobody of the hub may decide on it. Name an outside cover, or invite somebody who may see it.",
    "unreviewed": "Review it with the colleague who opened it.",
    "unled": "No lead of the hub may answer it. Invite another clinical lead.",
    "uncalled": "Call them back today.",
    "unasked": "Call them today; where they are asked by mail, tell whoever runs the system that it does not leave.",
    "uncalled_team": "Call them back today.",
}
PAGES = {
    "untaken": ("alerts:list", Permission.TAKE_ALERT, "All alerts"),
    "unreviewed": ("caseload:reviews", Permission.REVIEW_EMERGENCY, "Emergency access to review"),
    "uncalled": ("support_line:calls", Permission.ANSWER_CALLS, "Calls"),
    "unasked": ("partners:named_people", Permission.ANSWER_CALLS, "People who were named"),
    "uncalled_team": ("outreach:teams", Permission.ANSWER_TEAMS, "Teams that asked"),
}


@dataclass(frozen=True)
class Line:
    """One finding: a reference or words, an address where the member may open it, and whom it shows."""

    kind: str
    at: datetime | None
    reference: str = ""
    words: str = ""
    href: str = ""
    person_id: UUID | None = None


def lines_of(found: Viewer, findings: Sequence[Finding]) -> list[Line]:
    """What the page says of findings that the viewer may be told of. Addresses are of what they may open, no others."""
    about = {each.subject_id: each.subject_id for each in findings if each.kind == "untaken"}
    about |= mail_about(found, findings)
    alerts, records = alerts_open_to(found, list(about.values())), records_open_to(found, findings)
    lines = [line(each, alerts.get(about.get(each.subject_id)), records) for each in findings]
    return list(dict.fromkeys(lines))  # mail to two colleagues about one alert is one line


def line(finding: Finding, alert: Alert | None, records: dict[UUID, Referral]) -> Line:
    """One finding, by the alert or the record that it is about."""
    if alert:
        href = reverse("alerts:alert", args=[alert.pk])
        return Line(finding.kind, finding.at, alert.reference, href=href, person_id=alert.person_id)
    if record := records.get(finding.subject_id) or records.get(finding.person_id or finding.subject_id):
        href = reverse("caseload:person", args=[record.pk])
        return Line(finding.kind, finding.at, record.reference, href=href, person_id=record.person_id)
    if finding.reference:
        return Line(finding.kind, finding.at, finding.reference, person_id=finding.person_id)
    return Line(finding.kind, finding.at, words=WITHOUT_PERSON.get(finding.kind, NOT_SHOWN))


def mail_about(found: Viewer, findings: Sequence[Finding]) -> dict[UUID, UUID]:
    """Which alert each piece of late mail is about."""
    late = [each.subject_id for each in findings if each.kind == "late_mail"]
    mail = Message.objects.filter(hub_id=found.member.hub_id, pk__in=late) if late else Message.objects.none()
    return dict(mail.values_list("pk", "subject_id"))


def alerts_open_to(found: Viewer, pks: Sequence[UUID]) -> dict[UUID | None, Alert]:
    """Those of these alerts that the viewer may open."""
    if not (pks and found.member.may(Permission.TAKE_ALERT)):
        return {}
    alerts = Alert.objects.filter(open_to(found, "person_id"), hub_id=found.member.hub_id, pk__in=pks)
    return {alert.pk: alert for alert in alerts}


def records_open_to(found: Viewer, findings: Sequence[Finding]) -> dict[UUID, Referral]:
    """Referrals that the viewer may open, by their id; for a risk answer the person's latest, by the person's id."""
    pks = [each.subject_id for each in findings if each.kind in OF_REFERRALS]
    persons = [each.person_id for each in findings if each.kind == "unanswered_risk"]
    if not ((pks or persons) and found.member.may(Permission.OPEN_RECORDS)):
        return {}
    may_open = Referral.objects.filter(open_to(found, "person_id"), hub_id=found.member.hub_id)
    own = {referral.pk: referral for referral in may_open.filter(pk__in=pks)}
    latest = may_open.filter(person_id__in=persons).order_by("received_at", "pk")
    return {**{referral.person_id: referral for referral in latest}, **own}


def part_words(kind: str, member: Membership) -> dict[str, str]:
    """What to do about a kind of finding, and the page for it where the member may open that."""
    name, needs, label = PAGES.get(kind, ("", None, ""))
    may_open = needs is not None and member.may(needs)
    return {
        "to_do": TO_DO.get(kind, ""),
        "href": reverse(name) if may_open else "",
        "label": label if may_open else "",
    }
