"""R1, R2, R3, R5, R12: each person once of whom something happened in the period."""

import ibis
from ibis import Table

from holdfast.monitoring.counting.expressions import Period, first_of, of_kind, people, rows, together, within
from holdfast.monitoring.facts import Kind
from holdfast.monitoring.sources import NATIONAL, OTHER

OWN = "self"
EXPERIENCE = "peq"


def self_referrals(facts: Table, period: Period) -> Table:
    """R1."""
    found = within(of_kind(facts, Kind.RECEIVED), period)
    own = found.filter(found.code == OWN)
    return together([people(own, "people"), people(own, "people", by="method", category="detail"),
                     rows(own, "referrals")])  # fmt: skip


def other_sources(facts: Table, period: Period) -> Table:
    """R2."""
    found = within(of_kind(facts, Kind.RECEIVED), period)
    others = found.filter(found.code != OWN)
    rolled_up = [(others.code == source, code) for source, code in NATIONAL.items()]
    others = others.mutate(national=ibis.cases(*rolled_up, else_=OTHER))
    return together([
        people(others, "people"), people(others, "people", by="source", category="code"),
        people(others, "people", by="national_source", category="national"), rows(others, "referrals"),
    ])  # fmt: skip


def first_assessed(facts: Table, period: Period) -> Table:
    """The first assessment of each request, where that was in the period."""
    return within(first_of(of_kind(facts, Kind.ASSESSED), "referral"), period)


def assessed(facts: Table, period: Period) -> Table:
    """R3."""
    found = first_assessed(facts, period)
    return together([people(found, "people"), rows(found, "referrals")])


def to_services(facts: Table, period: Period) -> Table:
    """R5."""
    found = within(of_kind(facts, Kind.SIGNPOSTED, Kind.SENT), period)
    return together([
        people(found, "people"), people(found, "people", by="service", category="code"),
        people(of_kind(found, Kind.SIGNPOSTED), "signposted"), people(of_kind(found, Kind.SENT), "sent"),
    ])  # fmt: skip


def experience(facts: Table, period: Period) -> Table:
    """R12."""
    found = within(of_kind(facts, Kind.MEASURED), period)
    told = found.filter(found.code.startswith(EXPERIENCE))
    return together([people(told, "people"), people(told, "people", by="questionnaire", category="code")])
