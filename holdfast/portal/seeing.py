"""Who may see and who has looked, in words. Who must not see is left out of who may, as everywhere."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from holdfast.accounts.models import Membership
from holdfast.accounts.roles import ROLES, Permission
from holdfast.events.models import AccessEntry
from holdfast.hubs.hours import say_moment, say_time
from holdfast.people.identity import reveal
from holdfast.people.models import MustNotSee, Person, Relationship
from holdfast.people.viewer import KEPT_OUT
from holdfast.portal.log_words import WHY, say_what
from holdfast.portal.queries import Outside
from holdfast.referrals.models import Referral
from holdfast.workplace.queries import name_of_partner

Line = dict[str, Any]
Why = Relationship.Why
AT_WORK = (
    Referral.Route.OCCUPATIONAL_HEALTH, Referral.Route.HR, Referral.Route.WELLBEING, Referral.Route.MANAGER,
)  # fmt: skip
"""Routes of those who are of the employer."""


def who_may_see(
    referral: Referral, relations: Sequence[Relationship], by_role: Sequence[Membership],
    named: Sequence[MustNotSee], told: Outside, *, now: datetime,
) -> list[Line]:  # fmt: skip
    """One line for each who may open the record now, then those outside, then those who may not: nothing is also an
    answer."""
    barred = Barred(named, is_held=referral.person.is_held)
    lines: list[Line] = []
    shown: set[Any] = set()
    for relation in relations:
        member = relation.member
        if not barred.lets(member) or (member and member.pk in shown):
            continue
        shown.add(member.pk if member else relation.why)
        lines.append(relation_line(relation))
    leads_first = sorted(by_role, key=lambda member: not member.may(Permission.SETTLE_NAMES))
    lines += [role_line(member, now=now) for member in leads_first if member.pk not in shown and barred.lets(member)]
    return [*lines, *outside_lines(referral, told), *named_lines(referral.person, named)]


class Barred:
    """Whom the list of names keeps out, by name or by role; everybody but leads while a name is unsettled."""

    def __init__(self, named: Iterable[MustNotSee], *, is_held: bool):
        kept = [row for row in named if row.status in KEPT_OUT]
        self.members = {row.member_id for row in kept if row.member_id}
        self.roles = {row.role for row in kept if row.role}
        self.is_held = is_held

    def lets(self, member: Membership | None) -> bool:
        """Whether this member, or the duty where there is none, may open the record."""
        if member is None:
            return not self.is_held
        if member.status != Membership.Status.ACTIVE or member.pk in self.members:
            return False
        opens_held = member.may(Permission.SETTLE_NAMES) or "outside_cover" in member.roles
        return not self.roles.intersection(member.roles) and (opens_held or not self.is_held)


def relation_line(relation: Relationship) -> Line:
    """Why somebody's record is open to a colleague, or to a duty."""
    texts = {
        Why.OWNER: _("All of it. Responsible for your care here."),
        Why.QUEUE: _("All of it, while nobody has you by name yet."),
        Why.DUTY: _("All of it, while an alert about you is open."),
        Why.ALERT: _("All of it. Took care of an alert about you."),
        Why.TEAM: _("All of it. Works with you too."),
        Why.OUTSIDE: _("All of it. The agreed service that was told of an alert."),
        Why.COVER: _("All of it. Covers for whoever is responsible."),
    }
    text, extent = texts[Why(relation.why)], "all"
    if relation.member and not relation.member.may(Permission.SEE_CLINICAL):
        text, extent = _("Your name and how to reach you. Not what you have told us."), "part"
    who = relation.member.name if relation.member else _("Whoever is on duty that day")
    return {"who": with_role(who, relation.member), "text": text, "extent": extent}


def role_line(member: Membership, *, now: datetime) -> Line:
    """A lead, whoever covers, an administrator, or a colleague with emergency access."""
    if member.may(Permission.SETTLE_NAMES):
        return line(member, _("All of it, to make sure that your care is right."), "all")
    if member.is_covering:
        return line(member, _("All of it. Covers for whoever is responsible."), "all")
    if member.emergency_until:
        until = say_time(member.emergency_until)
        return line(member, _("All of it, until %(until)s: opened in an emergency.") % {"until": until}, "all")
    return line(member, _("Your name, how to reach you and what comes next. Not what you have told us."), "part")


def line(member: Membership, text: str, extent: str) -> Line:
    """One colleague's line."""
    return {"who": with_role(member.name, member), "text": text, "extent": extent}


def outside_lines(referral: Referral, told: Outside) -> list[Line]:
    """The employer, whoever referred them, and everybody outside who can read what the person agreed to."""
    is_told = told.has_letter_to_work or any(each.route in AT_WORK for each in told.readers)
    text = _("Only what you agreed to, word for word.") if is_told else _("Nothing. We tell them nothing.")
    lines = [{"who": _("Your employer"), "text": text, "extent": "part" if is_told else "none"}]
    if referral.partner and referral.partner not in told.readers:
        text = _("Nothing but the sentences that you approve, one by one.")
        lines.append({"who": referral.partner.organisation, "text": text, "extent": "none"})
    text = _("Only what you agreed to for them, word for word.")
    return lines + [{"who": name_of_partner(each), "text": text, "extent": "part"} for each in told.readers]


def named_lines(person: Person, named: Sequence[MustNotSee]) -> list[Line]:
    """Everybody the person named."""
    text = _("Nothing. You asked for this.")
    return [
        {"who": reveal(person, f"named:{row.pk}", row.named_sealed), "text": text, "extent": "none"}
        for row in named
        if row.status != MustNotSee.Status.POSSIBLE
    ]


def with_role(name: str, member: Membership | None) -> str:
    """ "Nell Sampleton, practitioner"."""
    role = role_of(member)
    return f"{name}, {role}" if role else name


def role_of(member: Membership | None) -> str:
    """The first role in small words."""
    labels = [ROLES[role].label.lower() for role in member.roles if role in ROLES] if member else []
    return labels[0] if labels else ""


def entries_of(person: Person, entries: Iterable[AccessEntry], *, now: datetime) -> list[Line]:
    """Entries of the access log as the component draws them."""
    return [entry_of(person, entry, now=now) for entry in entries]


def outside_words(actor: str, why: str) -> str:
    """Who looked, where it was no colleague: a partner who did not refer them is there by another right."""
    partner = {"manager": _("Your manager"), "oh": _("Occupational Health"), "gp": _("Your GP")}
    words = {
        "partner": partner.get(why) or _("Who referred you"), "service": _("The service that you are referred to")
    }  # fmt: skip
    return words.get(actor) or _("The system")


def entry_of(person: Person, entry: AccessEntry, *, now: datetime) -> Line:
    """One look: when, who, role, what, why. Who was refused is told by role, not by name."""
    member = entry.by
    when = say_moment(entry.at, now)
    reads = member is None or member.may(Permission.SEE_CLINICAL)
    found = {
        "when": when[0].upper() + when[1:],
        "who": member.name if member else outside_words(entry.actor, entry.why),
        "role": role_of(member),
        "what": say_what(entry.what, entry.action, reads_clinical=reads),
        "why": WHY.get(entry.why, ""),
    }
    if entry.action == AccessEntry.Action.REFUSED:
        role = role_of(member) or _("colleague")
        return {**found, "who": _("A %(role)s") % {"role": role}, "role": _("not in your team"), "why": ""}
    if entry.why == "emergency":
        found["what"] = _("%(what)s. Emergency access.") % {"what": found["what"]}
        found["then"] = reviewed(person, entry, now=now)
    return found


FINDINGS = {"right": "checked this and found it right", "not_right": "checked this and found that it was not right"}


def reviewed(person: Person, entry: AccessEntry, *, now: datetime) -> str:
    """What became of an emergency access, and its reason once somebody else has looked at it."""
    if entry.reviewed_at is None:
        return _("A lead checks it by the end of the next working day. Then the reason stands here.")
    finding = _(FINDINGS[entry.finding])
    words = {"who": entry.reviewer, "when": say_moment(entry.reviewed_at, now), "finding": finding}
    checked = _("%(who)s %(finding)s, %(when)s.") % words
    reason = reveal(person, f"reason:{entry.emergency_id}", entry.reason_sealed)
    return f"{checked} {_('The reason that was given')}: {reason}" if reason else checked


def names_in_lists(count: int) -> str:
    """How often the name stood in lists, in one line."""
    if not count:
        return _("In the last 7 days your name stood in no list.")
    words = ngettext(
        "In the last 7 days your name stood once in a list of the hub’s work.",
        "In the last 7 days your name stood %(count)d times in a list of the hub’s work.",
        count,
    )
    return words % {"count": count}
