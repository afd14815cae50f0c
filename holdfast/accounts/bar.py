"""The one bar of the staff pages: only what a member's roles open."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse

from holdfast.accounts.models import Membership
from holdfast.accounts.roles import Permission


@dataclass(frozen=True)
class Entry:
    """One entry: its words, where it goes, and which permissions open it (any of them)."""

    label: str
    name: str
    needs: tuple[Permission, ...]
    section: str


P = Permission
ENTRIES = (
    Entry("Today", "caseload:today", (), "today"),
    Entry("People", "caseload:people", (P.OPEN_RECORDS, P.OPEN_ALL_RECORDS), "people"),
    Entry("Diary", "appointments:week", (P.SEE_DIARY,), "diary"),
    Entry("My referrals", "partners:own", (P.REFER,), "referrals"),
    Entry("Alerts", "alerts:list", (P.TAKE_ALERT, P.SEE_ALL_ALERTS), "alerts"),
    Entry("Directory", "directory:services", (P.SEE_DIRECTORY,), "directory"),
    Entry("Calls", "support_line:calls", (P.ANSWER_CALLS,), "calls"),
    Entry("Figures", "monitoring:figures", (P.SEE_FIGURES,), "figures"),
    Entry("Released figures", "monitoring:released", (P.SEE_RELEASED,), "released"),
    Entry("Team", "accounts:rota", (P.SEE_ROTA,), "team"),
    Entry("Outreach", "outreach:teams", (P.ANSWER_TEAMS,), "outreach"),
    Entry("Hub", "caseload:hub", (P.SEE_AUDIT, P.SEE_FIGURES, P.SET_ROTA), "hub"),
)


def opens(entry: Entry, member: Membership) -> bool:
    """Whether the member may open this entry."""
    return not entry.needs or any(member.may(permission) for permission in entry.needs)


def entries(request: HttpRequest) -> list[dict]:
    """The bar for this request: labels, addresses, the current one, and the count of open alerts."""
    section = getattr(request, "section", "")
    count = len(getattr(request, "open_alerts", []))
    return [
        {
            "label": entry.label,
            "href": reverse(entry.name),
            "current": entry.section == section,
            "count": count if entry.section == "alerts" and count else "",
        }
        for entry in ENTRIES
        if opens(entry, request.member)
    ]
