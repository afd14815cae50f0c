"""Who would meet whom in a group: whom somebody keeps out of their life here, and who works for the same employer.

What is found is a code, and never who: neither practitioners nor people are told whom it is about.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, TextChoices

from holdfast.hubs.models import Organisation
from holdfast.people.access import same_people
from holdfast.people.identity import name_of, reveal
from holdfast.people.models import MustNotSee, Person
from holdfast.people.names import match_colleagues, normalise
from holdfast.referrals.models import Background

MOST_MERGERS = 4  # an employer that became another one that became another one


class Ask(TextChoices):
    """What is to be asked of each before a place is given."""

    EMPLOYER = "employer", "Somebody who works for the same employer has a place. Ask each before you give it."
    UNKNOWN = "unknown", "It is not known of everybody where they work. Ask each before you give it."
    NAMED = "named", "It is not certain that everybody may meet here. Ask each before you give it."


@dataclass(frozen=True)
class Known:
    """What is known of somebody that others of a group may not be told.

    Attributes:
        names: how they are called, on every record of theirs that is joined.
        employers: marks of the employer: of the organisation and those that it became, of its name; none: not told.
        named: the names of those who must not see them.
    """

    names: frozenset[str]
    employers: frozenset[str]
    named: frozenset[str]


def may_meet(newcomer: Known, others: Iterable[Known]) -> bool:
    """Whether nobody in it named the newcomer, and they named nobody who is in it."""
    return not any(certainly(newcomer, other) or certainly(other, newcomer) for other in others)


def certainly(one: Known, other: Known) -> bool:
    """Whether a name that one of them gave is the other's."""
    return any(match_colleagues(name, {0: called}).resolved is not None for name in one.named for called in other.names)


def possibly(one: Known, other: Known) -> bool:
    """Whether a name that one of them gave could be the other's."""
    return any(match_colleagues(name, {0: called}).possible for name in one.named for called in other.names)


def to_ask(newcomer: Known, others: Sequence[Known]) -> list[str]:
    """What is to be asked before they get a place beside these."""
    found = []
    if any(newcomer.employers & other.employers for other in others):
        found.append(Ask.EMPLOYER)
    elif others and not all(each.employers for each in (newcomer, *others)):
        found.append(Ask.UNKNOWN)
    if any(possibly(newcomer, other) or possibly(other, newcomer) for other in others):
        found.append(Ask.NAMED)
    return [each.value for each in found]


def known_of(hub_id: UUID, people: Collection[Person]) -> dict[UUID, Known]:
    """What is known of these people, and of records joined with theirs. As many statements for all as for one."""
    same = same_people(hub_id, [person.pk for person in people])
    every = set().union(*same.values()) if same else set()
    called = {person.pk: name_of(person) for person in people}
    others = Person.objects.filter(hub_id=hub_id, pk__in=every - called.keys()) if every - called.keys() else ()
    called |= {person.pk: name_of(person) for person in others}
    named, employers = names_of(hub_id, every), employers_of(hub_id, every)
    return {
        person.pk: Known(
            frozenset(called[pk] for pk in same[person.pk]),
            frozenset().union(*(employers[pk] for pk in same[person.pk])),
            frozenset().union(*(named[pk] for pk in same[person.pk])),
        )
        for person in people
    }


def names_of(hub_id: UUID, people: Collection[UUID]) -> dict[UUID, set[str]]:
    """Whom each named: as they wrote it, and as the colleague is called who was meant."""
    rows = MustNotSee.objects.filter(hub_id=hub_id, person_id__in=people, ended_at=None, role="")
    found: dict[UUID, set[str]] = defaultdict(set)
    for row in rows.exclude(status=MustNotSee.Status.POSSIBLE).select_related("person", "member__account"):
        found[row.person_id].add(reveal(row.person, f"named:{row.pk}", row.named_sealed))
        if row.status == MustNotSee.Status.MATCHED and row.member is not None:
            found[row.person_id].add(row.member.name)
    return found


def employers_of(hub_id: UUID, people: Collection[UUID]) -> dict[UUID, set[str]]:
    """Where each works, as they told last."""
    said = Q(organisation__isnull=False) | Q(employer_sealed__isnull=False)
    told = Background.objects.filter(said, hub_id=hub_id, referral__person_id__in=people)
    told = told.select_related("referral__person", "organisation").order_by("referral__person_id", "-told_at", "-pk")
    latest = list(told.distinct("referral__person_id"))
    became = mergers({row.organisation_id for row in latest if row.organisation_id})
    found: dict[UUID, set[str]] = defaultdict(set)
    for row in latest:
        person = row.referral.person
        if row.organisation is not None:
            found[person.pk] = {*became[row.organisation_id], " ".join(normalise(row.organisation.name))}
        elif typed := reveal(person, "employer", row.employer_sealed):
            found[person.pk] = {" ".join(normalise(typed))}
    return found


def mergers(codes: Collection[str]) -> dict[str, set[str]]:
    """The codes of each organisation: its own, and those that came after it."""
    found = {code: {code} for code in codes}
    looked_for = set(codes)
    for _ in range(MOST_MERGERS):
        rows = Organisation.objects.filter(pk__in=looked_for).exclude(successor_code="")
        after = dict(rows.values_list("code", "successor_code")) if looked_for else {}
        for known in found.values():
            known |= {after[code] for code in known if code in after}
        looked_for = set(after.values())
    return found
