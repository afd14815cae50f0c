"""The return reckoned slowly, for the quick reckoning to be compared with: loops over facts, one function an item.

An item is given the facts of one hub before the end of the period, in order of (at, number) and in UTC, and the two
instants of the period. It answers {(measure, breakdown, category): value}: people, referrals or events counted, minutes
(R4) or days (R7); None where there is nothing to compute. Written from the text of the return, and from no other code.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from holdfast.monitoring.facts import ATTRIBUTES, Fact
from tests.monitoring.counting import (
    Values,
    closed_referrals,
    days,
    each,
    earliest_waits,
    first_assessments,
    first_of_each,
    grouped,
    minutes,
    people,
    spread,
    weeks,
    whole,
)
from tests.monitoring.slow_outcomes import outcomes

NATIONAL = {
    "oh": "D2", "hr": "D1", "wellbeing": "D1", "manager": "D1", "gp": "A1", "support_line": "M2", "hub": "M3",
    "third_sector": "G4", "talking_therapies": "N4",
}  # fmt: skip
"""Local source to national code, from the journey's page; any other service is M6."""
Cells = dict[tuple[str, str, str, str], int | None]


def reckon(facts: Sequence[Fact], hub: str, start: datetime, end: datetime) -> Cells:
    """Every cell of one hub's return from `start` to before `end`, keyed (item, measure, breakdown, category)."""
    start, end = start.astimezone(UTC), end.astimezone(UTC)
    own = [replace(fact, at=fact.at.astimezone(UTC)) for fact in facts if fact.hub == hub]
    known = sorted((fact for fact in own if fact.at < end), key=lambda fact: (fact.at, fact.number))
    cells: Cells = {}
    for item, values_of in ITEMS.items():
        for (measure, breakdown, category), value in values_of(known, start, end).items():
            cells[item, measure, breakdown, category] = value
    return cells


def self_referrals(facts: Sequence[Fact], start: datetime, end: datetime) -> Values:
    """R1."""
    received = [f for f in facts if f.kind == "received" and f.code == "self" and f.at >= start]
    methods = grouped((f.detail, f.person) for f in received)
    return {
        **whole("people", people(received)),
        ("referrals", "", ""): len(received),
        **each("people", "method", methods),
    }


def other_sources(facts: Sequence[Fact], start: datetime, end: datetime) -> Values:
    """R2."""
    received = [f for f in facts if f.kind == "received" and f.code != "self" and f.at >= start]
    sources = grouped((f.code, f.person) for f in received)
    rolled_up = grouped((NATIONAL.get(f.code, "M6"), f.person) for f in received)
    return {
        **whole("people", people(received)),
        ("referrals", "", ""): len(received),
        **each("people", "source", sources),
        **each("people", "national_source", rolled_up),
    }


def assessed(facts: Sequence[Fact], start: datetime, end: datetime) -> Values:
    """R3."""
    firsts = first_assessments(facts, start)
    return {**whole("people", people(firsts)), ("referrals", "", ""): len(firsts)}


def time_to_contact(facts: Sequence[Fact], start: datetime, end: datetime) -> Values:
    """R4. Whoever asked at another hub first was received there: their clock has run since then, towards this hub's
    target, and what this hub did about it is what it did since the request came. Where the other hub had spoken with
    them the first contact of that wait was made: with this hub they wait since this one received them."""
    attempts, contacts, reached, in_target, running, late = [], [], [], 0, 0, 0
    closed, before = closed_referrals(facts), first_of_each(facts, "asked_before", "referral")
    for referral, received in first_of_each(facts, "received", "referral").items():
        asked = before.get(referral, received)
        if asked.kind == "asked_before" and asked.code == "spoke":
            asked = received
        steps = [f for f in facts if f.referral == referral and f.at >= received.at]
        spoken = [f for f in steps if is_successful_contact(f)]
        tries = [f for f in steps if f.kind == "attempted" or f in spoken]
        target = asked.value
        if tries and tries[0].at >= start:
            attempts.append(minutes(asked.at, tries[0].at))
        if spoken and spoken[0].at >= start:
            contacts.append(minutes(asked.at, spoken[0].at))
            reached.append(received)
            in_target += target is not None and contacts[-1] <= target
        if not spoken and referral not in closed:
            running += 1
            late += target is not None and minutes(asked.at, end) > target
    return {
        **spread("attempt", attempts),
        **spread("contact", contacts),
        **whole("contact_people", people(reached)),
        ("contact_in_target", "", ""): in_target,
        ("running_n", "", ""): running,
        ("running_late", "", ""): late,
    }


def is_successful_contact(fact: Fact) -> bool:
    """Whether the hub and the person spoke with each other: they were reached, rang themselves, were assessed, or came
    to an appointment of their own. In a group there are others."""
    if fact.kind == "attempted":
        return fact.code == "spoke"
    if fact.kind == "seen":
        return fact.code != "group"
    return fact.kind in ("assessed", "rang")


def signposted_or_referred(facts: Sequence[Fact], start: datetime, end: datetime) -> Values:
    """R5."""
    signposted = [f for f in facts if f.kind == "signposted" and f.at >= start]
    sent = [f for f in facts if f.kind == "sent" and f.at >= start]
    return {
        **whole("people", people(signposted + sent)),
        **whole("signposted", people(signposted)),
        **whole("sent", people(sent)),
        **each("people", "service", grouped((f.code, f.person) for f in signposted + sent)),
    }


def monitored(facts: Sequence[Fact], start: datetime, end: datetime) -> Values:
    """R6. `began` holds the referrals in a spell at the fact that is looked at."""
    began: dict[str, str] = {}
    ever = set()
    for fact in facts:
        if fact.kind == "monitored":
            began[fact.referral] = fact.person
        if fact.kind in ("supported_again", "closed") and fact.referral in began:
            person = began.pop(fact.referral)
            if fact.at >= start:
                ever.add(person)
    standing = set(began.values())
    return {**whole("standing", standing), **whole("ever", ever | standing)}


def treatment_elsewhere(facts: Sequence[Fact], start: datetime, end: datetime) -> Values:
    """R7."""
    sent = first_of_each(facts, "sent", "subject")
    begun = first_of_each(facts, "begun_there", "subject")
    begun_now = [f for f in begun.values() if f.at >= start]
    sent_now = [f for f in sent.values() if f.at >= start]
    taken = [max(0, days(sent[f.subject].at, f.at)) for f in begun_now if f.subject in sent]
    return {
        **whole("people", people(begun_now)),
        **whole("sent", people(sent_now)),
        **whole("begun_of_sent", people(f for f in sent_now if f.subject in begun)),
        **whole("days_people", people(f for f in begun_now if f.subject in sent)),
        **spread("days", taken),
    }


def experience(facts: Sequence[Fact], start: datetime, end: datetime) -> Values:
    """R12."""
    answered = [f for f in facts if f.kind == "measured" and f.code.startswith("peq") and f.at >= start]
    keys = grouped((f.code, f.person) for f in answered)
    return {**whole("people", people(answered)), **each("people", "questionnaire", keys)}


def waiting(facts: Sequence[Fact], start: datetime, end: datetime) -> Values:
    """R15."""
    elsewhere = earliest_waits(facts, "sent", ("begun_there", "ended_there"))
    here = earliest_waits(facts, "agreed_here", ("begun_here", "ended_here"))
    return {
        **whole("people", set(elsewhere) | set(here)),
        **whole("elsewhere", set(elsewhere)),
        **whole("here", set(here)),
        **each("elsewhere", "weeks", grouped((weeks(days(at, end)), person) for person, at in elsewhere.items())),
        **each("here", "weeks", grouped((weeks(days(at, end)), person) for person, at in here.items())),
    }


def demographics(facts: Sequence[Fact], start: datetime, end: datetime) -> Values:
    """R16."""
    begun_there = first_of_each(facts, "begun_there", "subject").values()
    groups = {
        "received": people(f for f in facts if f.kind == "received" and f.at >= start),
        "assessed": people(first_assessments(facts, start)),
        "here": people(f for f in facts if f.at >= start and helped_here(f)),
        "elsewhere": people(f for f in begun_there if f.at >= start),
    }
    told = {(f.person, f.code): f.detail for f in facts if f.kind == "told"}
    values: Values = {}
    for group, members in groups.items():
        values |= whole(group, members)
        for attribute in ATTRIBUTES:
            categories = grouped((told.get((person, attribute), "not_told"), person) for person in members)
            values |= each(group, attribute, categories)
    return values


def helped_here(fact: Fact) -> bool:
    """Whether it is help at the hub: a course that began, or an appointment of support."""
    return fact.kind == "begun_here" or (fact.kind == "seen" and fact.code in ("support", "group"))


ITEMS = {
    "R1": self_referrals,
    "R2": other_sources,
    "R3": assessed,
    "R4": time_to_contact,
    "R5": signposted_or_referred,
    "R6": monitored,
    "R7": treatment_elsewhere,
    "R11": outcomes,
    "R12": experience,
    "R15": waiting,
    "R16": demographics,
}
