"""What a person told, in words: their story, safety, work, wishes, at-risk groups; and who must not see it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from holdfast.accounts.models import Membership
from holdfast.accounts.roles import Permission
from holdfast.agreements.models import Partner
from holdfast.agreements.queries import about
from holdfast.caseload.rules import number_word
from holdfast.events.actions import latest
from holdfast.hubs.facts.codes import AT_RISK_GROUP, SOCIAL_CARE_ROLE, STAFF_GROUP
from holdfast.people import access
from holdfast.people.contact_details import say_phone
from holdfast.people.identity import reveal
from holdfast.people.models import MustNotSee, Person
from holdfast.referrals.models import AtRisk, Background, Referral

FORMATS = {"easy_read": "easy read", "large_print": "large print", "bsl": "British Sign Language", "braille": "braille"}
MOST_SHOWN = 50
GROUPS = {code.code: code.label for code in AT_RISK_GROUP.codes}
STAFF_GROUPS = {code.code: code.label for code in (*STAFF_GROUP.codes, *SOCIAL_CARE_ROLE.codes)}


@dataclass(frozen=True)
class KeptOut:
    """Who must not see a record: how many, whether all are settled, and for leads the names.

    Attributes:
        named: how many the person named.
        waiting: how many of these names nobody has settled yet.
        lines: for those who settle names only: who was named and what became of it.
    """

    named: int
    waiting: int
    lines: list[tuple[str, str]]

    @property
    def title(self) -> str:
        """ "Two people must not see this record"."""
        people = "person or role" if self.named == 1 else "people or roles"
        return f"{number_word(self.named)} {people} must not see this record"


def told_by(referral: Referral) -> list[tuple[str, str]]:
    """What they told, as pairs of words; what was never asked or answered is left out."""
    person = referral.person
    background = (
        Background.objects.filter(hub_id=referral.hub_id, referral=referral)
        .select_related("organisation")
        .order_by("-told_at", "-pk")
        .first()
    )
    pairs = [("Safe when asked", Referral.SafeNow(referral.safe_now).label)]
    if background:
        pairs += work_of(background, person)
    if referral.wished_hub:
        pairs.append(("Wishes for another hub", referral.wished_hub.name))
    return [(name, words) for name, words in pairs if words]


def referred_by(referral: Referral) -> list[tuple[str, str]]:
    """Who referred them, and how and when they agreed to it; nothing where they asked themselves."""
    if referral.route == Referral.Route.SELF:
        return []
    event = latest(referral.pk, referral.hub_id, referral.person_id, "referral.agreed")
    codes = event.codes if event else {}
    named_by = codes.get("partner")  # a manager who named them is not the referral's partner: they learn nothing of it
    partner = Partner.objects.filter(hub_id=referral.hub_id, pk=referral.partner_id or named_by).select_related("box")
    found = partner.first()
    pairs = [("Named by" if named_by else "Referred by", Referral.Route(referral.route).label)]
    if found:
        known = about(found)
        pairs.append(("Who", f"{known['name']}, {found.organisation}"))
        if known.get("telephone") and not named_by:
            pairs.append(("Their number", say_phone(known["telephone"])))
    if event:
        pairs.append(("They agreed", agreed_words(codes)))
    return pairs


def agreed_words(codes: Mapping[str, Any]) -> str:
    """ "In person, on 12 October 2026"."""
    day = date.fromisoformat(codes["on"])
    return f"{Referral.Agreed(codes['how']).label}, on {day.day} {day:%B %Y}"


def story_of(referral: Referral) -> list[str]:
    """What is going on, in their own words, by paragraph."""
    story = reveal(referral.person, "story", referral.story_sealed)
    return [line for line in story.splitlines() if line.strip()]


def work_of(found: Background, person: Person) -> list[tuple[str, str]]:
    """Work, language and needs."""
    employer = found.organisation.name if found.organisation else reveal(person, "employer", found.employer_sealed)
    since = f" since {found.off_since_on.day} {found.off_since_on:%B %Y}" if found.off_since_on else ""
    state = Background.WorkState(found.work_state).label if found.work_state else ""
    told = reveal(person, "language", found.language_sealed)
    language = f"{told}, with an interpreter" if found.needs_interpreter else told
    return [
        ("Works for", employer),
        ("Work", STAFF_GROUPS.get(found.staff_group, "")),
        ("At work", f"{state}{since}" if state else ""),
        ("Language", language or ("An interpreter" if found.needs_interpreter else "")),
        ("Format", ", ".join(FORMATS.get(key, key.replace("_", " ")) for key in found.formats)),
        ("What makes it easier", reveal(person, "adjustments", found.adjustments_sealed)),
    ]


def groups_of(referral: Referral) -> Mapping[str, dict[str, Any]]:
    """At-risk groups by code: the words, and who said so."""
    rows = AtRisk.objects.filter(hub_id=referral.hub_id, referral=referral).order_by("said_at", "pk")[:MOST_SHOWN]
    found: dict[str, dict[str, Any]] = {}
    for row in rows:
        line = found.setdefault(row.group, {"text": GROUPS.get(row.group, row.group), "said": []})
        line["said"].append("said by them" if row.said_by == AtRisk.SaidBy.PERSON else "recorded by a practitioner")
    return found


def groups_to_add(known: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The groups that nobody has named yet."""
    return [(code, label) for code, label in GROUPS.items() if code not in known]


def kept_out_of(person: Person, *, member: Membership) -> KeptOut | None:
    """Who must not see this record, named here or in one that is joined with it; None where nobody was named.

    Names are opened for leads alone.
    """
    rows = list(
        MustNotSee.objects.filter(access.about(person), hub_id=person.hub_id, ended_at=None)
        .exclude(status=MustNotSee.Status.POSSIBLE)
        .select_related("member__account", "person")
        .order_by("named_at", "pk")[:MOST_SHOWN]
    )
    if not rows:
        return None
    waiting = sum(row.status == MustNotSee.Status.UNSETTLED for row in rows)
    lines = [line_of(row) for row in rows] if member.may(Permission.SETTLE_NAMES) else []
    return KeptOut(len(rows), waiting, lines)


def line_of(row: MustNotSee) -> tuple[str, str]:
    """A name as the person wrote it, and whom it keeps out."""
    named = reveal(row.person, f"named:{row.pk}", row.named_sealed)
    if row.status == MustNotSee.Status.UNSETTLED:
        return named, "not settled: it waits for a lead"
    if row.status == MustNotSee.Status.NOBODY_HERE:
        return named, "nobody who works here"
    return named, row.member.name if row.member else f"every {row.role.replace('_', ' ')}"
