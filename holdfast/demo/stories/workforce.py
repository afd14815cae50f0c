"""The workforce: what each is trained for, a rule of who assesses, and two whom it does not admit and why they do."""

from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from holdfast.accounts.models import Membership
from holdfast.accounts.roles import Permission
from holdfast.hubs.models import Hub
from holdfast.people.access import admitted_to
from holdfast.referrals.actions import allocate
from holdfast.referrals.models import Referral
from holdfast.referrals.states import Stage
from holdfast.workforce.actions import set_profile, sign_rule
from holdfast.workforce.codes import Override, Profession

PROFILES: dict[str, dict[str, Any]] = {
    "Nell Sampleton": {
        "profession": Profession.CLINICAL_PSYCHOLOGIST, "grade": "8a", "employment": "employed", "gender": "woman",
        "languages": ["cy"], "competences": ["trauma", "moral_injury", "supervision"],
        "culture_trained_on": date(2026, 3, 12),
    },
    "Idris Mockford": {
        "profession": Profession.NURSE, "grade": "7", "employment": "seconded",
        "seconded_from": "Harbourside Invented NHS Trust", "gender": "man", "languages": ["so", "ar"],
        "competences": ["addictions", "sleep", "faith"],
    },
    "Wren Dummerly": {
        "profession": Profession.OCCUPATIONAL_THERAPIST, "grade": "7", "employment": "employed", "gender": "non_binary",
        "competences": ["exhaustion", "long_covid", "groups"],
    },
    "Dr Ines Pretendham": {
        "profession": Profession.CLINICAL_PSYCHOLOGIST, "grade": "8c", "employment": "employed", "gender": "woman",
        "languages": ["es", "pt"], "competences": ["trauma", "bereavement", "supervision"],
        "culture_trained_on": date(2025, 11, 4),
    },
    "Sable Samplewright": {"profession": Profession.EMPLOYMENT_ADVISER, "grade": "6", "employment": "fixed_term"},
    "Perry Nobodysby": {
        "profession": Profession.COUNSELLING_PSYCHOLOGIST, "grade": "8a", "employment": "returner", "gender": "man",
        "competences": ["bereavement", "lgbt"],
    },
    "Juniper Fauxley": {
        "profession": Profession.CBT_THERAPIST, "grade": "6", "employment": "employed", "gender": "woman",
        "languages": ["pl", "uk"], "competences": ["sleep"],
    },
    "Linden Notreal": {
        "profession": Profession.SOCIAL_WORKER, "grade": "outside", "employment": "seconded",
        "seconded_from": "Northfell Invented Council", "languages": ["ur", "pa"],
        "competences": ["domestic_abuse", "faith"], "culture_trained_on": date(2026, 5, 20),
    },
}  # fmt: skip
SAID_AGO, SIGNED_AGO = timedelta(days=120), timedelta(days=100)
LEARNING = "Juniper Fauxley"
ASSESSING = [
    Profession.CLINICAL_PSYCHOLOGIST, Profession.COUNSELLING_PSYCHOLOGIST, Profession.PSYCHOTHERAPIST,
    Profession.CBT_THERAPIST, Profession.NURSE, Profession.OCCUPATIONAL_THERAPIST, Profession.SOCIAL_WORKER,
]  # fmt: skip
REASONS = (Override.SUPERVISED, Override.ASKED_FOR, Override.SUPERVISED)


def tell(hub: Hub, team: list[Membership], random: Random, *, now: datetime) -> None:
    """Eight profiles, and a rule that admits six."""
    lead = next(member for member in team if member.may(Permission.SETTLE_NAMES))
    for member in team:
        if member.name in PROFILES:
            set_profile(member, seen=None, by=lead, now=now - SAID_AGO, **PROFILES[member.name])
    sign_rule(
        hub, professions=ASSESSING,
        least_band="7", without_band=["medical", "outside"], competences=[], seen_version=0, by=lead,
        now=now - SIGNED_AGO,
    )  # fmt: skip
    learning = next(member for member in team if member.name == LEARNING)
    found = Referral.objects.filter(hub=hub, stage=Stage.ASSESSMENT, closed_at=None).exclude(owner=None)
    able = [each for each in found.select_related("person").order_by("-first_contact_at", "pk")
            if admitted_to(each.person, [learning, lead]) == [learning, lead]]  # fmt: skip
    for referral, why in zip(able, REASONS, strict=False):
        allocate(referral, learning, had=referral.owner_id, override=why, by=lead, now=now - timedelta(hours=3))
