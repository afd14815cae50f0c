"""What may be or is the same person's as a record: joined ones, proposals, likenesses; as the viewer may open them."""

from datetime import datetime
from typing import Any

from holdfast.caseload.rows import reference_words
from holdfast.contacts.models import Attempt
from holdfast.hubs.hours import say_moment
from holdfast.people.identity import name_of, reveal
from holdfast.people.join_queries import MOST_SHOWN, Likeness, may_agree, others_of
from holdfast.people.models import Join, MatchToken, Person
from holdfast.people.states import JoinStatus
from holdfast.people.viewer import Viewer
from holdfast.referrals.models import Referral


def also_theirs(found: Viewer, person: Person) -> list[Referral]:
    """Referrals of the records joined with this one, the latest first, as far as they are open to the viewer."""
    others = others_of(found, person)
    if not others:
        return []
    referrals = Referral.objects.filter(hub_id=person.hub_id, person_id__in=others).select_related("person")
    return list(referrals.order_by("-received_at", "-pk")[:MOST_SHOWN])


def other_line(referral: Referral, *, now: datetime) -> dict[str, Any]:
    """Another referral of theirs in a few words."""
    return {
        "pk": referral.pk,
        "reference": reference_words(referral.reference),
        "text": f"asked {say_moment(referral.received_at, now)}",
    }


def join_line(join: Join, person: Person, referral: Referral, found: Viewer) -> dict[str, Any]:
    """One join as it stands, seen from one of its two records."""
    now = found.now
    other = join.second if join.first_id == person.pk else join.first
    agreed = ""
    if join.agreed_at is not None and join.agreed_by is not None:
        agreed = f"{join.agreed_by.name} agreed {say_moment(join.agreed_at, now)}."
    return {
        "pk": join.pk,
        "name": name_of(other),
        "referral_pk": referral.pk,
        "reference": reference_words(referral.reference),
        "proposed": f"{join.proposed_by.name} proposed it {say_moment(join.proposed_at, now)}.",
        "agreed": agreed,
        "reason": reveal(join.first, f"join:{join.pk}", join.reason_sealed),
        "is_joined": join.status == JoinStatus.JOINED,
        "may_agree": may_agree(join, found.member),
        "is_own": join.proposed_by_id == found.member.pk,
        "final": say_moment(join.final_at, now) if join.final_at else "",
        "is_final": join.final_at is not None and join.final_at <= now,
    }


def likeness_line(like: Likeness, referral: Referral) -> dict[str, Any]:
    """Somebody who may be the same person, and what agrees."""
    words = [str(MatchToken.Kind(kind).label) for kind in like.kinds]
    return {
        "name": name_of(referral.person),
        "referral_pk": referral.pk,
        "reference": reference_words(referral.reference),
        "plain": referral.reference,
        "why": ", ".join([words[0], *(word[0].lower() + word[1:] for word in words[1:])]),
    }


def identity_words(person: Person, *, now: datetime) -> str:
    """Whether somebody has checked who this is, who did, and when."""
    if person.verified_at is None:
        return "Not checked yet. Ask for two details in the first conversation, and compare them."
    checked = (
        Attempt.objects.filter(hub_id=person.hub_id, referral__person=person, identity_checked=True, undone_at=None)
        .select_related("by__account")
        .order_by("at", "pk")
        .first()
    )
    by = f" by {checked.by.name}" if checked else ""
    return f"Checked {say_moment(person.verified_at, now)}{by}"
