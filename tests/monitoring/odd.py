"""The odd things that real years hold, found by name in the facts of a simulated one."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise

from holdfast.monitoring.facts import Fact
from tests.monitoring.years import BORDERS, CLOCK_CHANGES, SIZES

INSTANT = timedelta(microseconds=1)


def odd_things(facts: list[Fact]) -> set[str]:
    """The names of the odd things that these facts hold."""
    found = {*odd_people(facts), *odd_referrals(facts), *odd_subjects(facts), *odd_talks(facts), *odd_instants(facts)}
    return found - {""}


def odd_people(facts: list[Fact]) -> Iterator[str]:
    for own in by("person", facts).values():
        requests = len({fact.referral for fact in own})
        yield {1: "one request", 2: "came back", 3: "came back twice"}[requests]
        answers = defaultdict(list)
        for fact in own:
            if fact.kind == "told":
                answers[fact.code].append(fact)
        for first, *later in answers.values():
            if later and later[-1].detail != first.detail:
                yield "told twice with another answer"
                yield "told twice in one instant" * (later[-1].at == first.at)
        yield "told nothing" * (not answers)


def odd_referrals(facts: list[Fact]) -> Iterator[str]:
    for own in by("referral", facts).values():
        steps = kinds(own)
        yield "not received" * ("received" not in steps)
        yield "reopened" * ("reopened" in steps)
        yield "closed again" * (steps.count("closed") > 1)
        yield "two spells" * (steps.count("monitored") > 1 and "supported_again" in steps)
        spells = [step for step in steps if step in ("monitored", "supported_again", "closed")]
        yield "monitored in a spell" * (("monitored", "monitored") in pairwise(spells))
        yield "assessed twice" * (steps.count("assessed") > 1)
        yield "never attempted" * ("attempted" not in steps)
        yield "never closed" * ("closed" not in steps)
        if "received" in steps and "attempted" in steps:
            yield "attempted before received" * (steps.index("attempted") < steps.index("received"))


def odd_talks(facts: list[Fact]) -> Iterator[str]:
    """Conversations without a call that was logged, and what came before a request was received here."""
    for own in by("referral", facts).values():
        spoke = ("attempted", "spoke") in {(fact.kind, fact.code) for fact in own}
        steps, came = kinds(own), {fact.code for fact in own if fact.kind == "seen"}
        yield "assessed and never called" * ("received" in steps and "assessed" in steps and not spoke)
        has_rung = "rang" in steps
        is_alone = "received" in steps and not spoke and "assessed" not in steps
        yield "rang and never reached otherwise" * (is_alone and has_rung and not came - {"group"})
        is_alone &= not has_rung
        yield "seen and neither called nor assessed" * (is_alone and bool(came - {"group"}))
        yield "in a group and never by themselves" * (is_alone and came == {"group"})
        yield "asked before elsewhere" * ("asked_before" in steps)
        yield "asked before elsewhere and reached here" * ("asked_before" in steps and spoke)
        elsewhere = ("asked_before", "spoke") in {(fact.kind, fact.code) for fact in own}
        yield "spoken with elsewhere and here" * (elsewhere and spoke)
        if "asked_before" in steps and "received" in steps:
            asked, received = (own[steps.index(kind)].at for kind in ("asked_before", "received"))
            yield "asked in another period than received" * any(asked < border <= received for border in BORDERS)


def odd_subjects(facts: list[Fact]) -> Iterator[str]:
    for own in by("subject", facts).values():
        steps = set(kinds(own))
        yield "sent to two kinds" * (len({f.code for f in own if f.kind == "sent"}) == 2)
        yield "sent and neither begun nor over" * (steps == {"sent"})
        yield "over and never begun there" * (steps == {"sent", "ended_there"})
        yield "begun and never sent" * ("begun_there" in steps and "sent" not in steps)
        yield "begun twice there" * (kinds(own).count("begun_there") == 2)
        yield "agreed and neither begun nor over" * (steps == {"agreed_here"})
        yield "over and never begun here" * (steps == {"agreed_here", "ended_here"})
    for fact in facts:
        if fact.kind == "measured" and fact.code in ("phq9", "gad7"):
            yield "incomplete with points" * (fact.detail == "" and fact.value is not None)
            yield "complete without points" * (fact.detail == "complete" and fact.value is None)
        yield "no target" * (fact.kind == "received" and fact.value is None)


def odd_instants(facts: list[Fact]) -> Iterator[str]:
    for border, name in zip(BORDERS, ("first", "second", "third", "fourth", "last"), strict=True):
        yield f"at the {name} border" * any(fact.at == border for fact in facts)
        yield f"just before the {name} border" * any(fact.at == border - INSTANT for fact in facts)
    for change, name in zip(CLOCK_CHANGES, ("spring", "autumn"), strict=True):
        yield f"just before the change of {name}" * any(fact.at == change - INSTANT for fact in facts)
        yield f"at the change of {name}" * any(fact.at == change for fact in facts)
    yield "closed and reopened in one instant" * at_one_instant(facts, "closed", "reopened")
    yield "monitored and supported again in one instant" * at_one_instant(facts, "monitored", "supported_again")
    for hub in SIZES:
        own = [fact.at for fact in facts if fact.hub == hub]
        yield f"entered late at {hub}" * (own != sorted(own))


def by(field: str, facts: list[Fact]) -> dict[str, list[Fact]]:
    """Facts of each person, referral or subject, in order."""
    groups = defaultdict(list)
    for fact in sorted(facts, key=lambda fact: (fact.hub, fact.at, fact.number)):
        groups[getattr(fact, field)].append(fact)
    return groups


def kinds(facts: list[Fact]) -> list[str]:
    return [fact.kind for fact in facts]


def at_one_instant(facts: list[Fact], *wanted: str) -> bool:
    """Whether somewhere facts of these kinds follow each other at one instant."""
    return any(
        [a.kind, b.kind] == list(wanted) and a.at == b.at
        for own in by("referral", [f for f in facts if f.kind in wanted]).values()
        for a, b in pairwise(own)
    )
