"""A plan in words, for the record and for the person's own pages."""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from holdfast.coordination.models import HIGHEST, Goal, Rating, Strand
from holdfast.hubs.hours import instant, london_day, say_day
from holdfast.people.identity import reveal
from holdfast.people.models import Person

NOON = time(12)


def words_of(goal: Goal, person: Person) -> str:
    """A goal in their words."""
    return reveal(person, f"goal:{goal.pk}", goal.words_sealed)


def what_of(strand: Strand, person: Person) -> str:
    """What is done."""
    return reveal(person, f"strand:{strand.pk}", strand.what_sealed)


def say_date(day: date, now: datetime) -> str:
    """ "today", "Friday 16 October"."""
    return say_day(instant(day, NOON), now)


def change_words(first: int, last: int) -> str:
    """How it has changed since the first rating. A number, and no judgement."""
    if last == first:
        return _("the same as at first")
    if last > first:
        return ngettext("%(count)d nearer than at first", "%(count)d nearer than at first", last - first) % {
            "count": last - first
        }
    return _("%(count)d further away than at first") % {"count": first - last}


def goal_line(goal: Goal, ratings: Sequence[Rating], person: Person, *, now: datetime) -> dict[str, Any]:
    """A goal with how near they are to it, and how that has changed."""
    line: dict[str, Any] = {"pk": goal.pk, "root": goal.root_id, "words": words_of(goal, person), "value": None}
    if not ratings:
        return line | {"rated": _("Not rated yet")}
    first, last = ratings[0].value, ratings[-1].value
    change = f", {change_words(first, last)}" if len(ratings) > 1 else ""
    rated = _("%(value)d out of %(highest)d") % {"value": last, "highest": HIGHEST}
    return line | {
        "value": last,
        "rated": f"{rated}{change}",
        "when": say_day(ratings[-1].rated_at, now),
        "by_them": ratings[-1].rated_by is None,
        "ratings": [
            {
                "value": each.value,
                "when": say_day(each.rated_at, now),
                "by": each.rated_by.name if each.rated_by else "",
            }
            for each in reversed(ratings)
        ],
    }


def strand_line(strand: Strand, person: Person, *, now: datetime) -> dict[str, Any]:
    """What is done, who does it, and when next."""
    return {
        "pk": strand.pk,
        "kind": Strand.Kind(strand.kind).label,
        "is_onward": strand.kind == Strand.Kind.ONWARD,
        "what": what_of(strand, person),
        "is_theirs": strand.is_theirs,
        "owner": strand.owner.name if strand.owner else "",
        "when": say_date(strand.next_on, now) if strand.next_on else "",
        "next_on": strand.next_on,
        "is_late": strand.next_on is not None and not strand.is_theirs and strand.next_on < london_day(now),
    }
