"""Tell us more: which parts there are, which are done, and what comes next."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil

from django.utils.translation import gettext as _

from holdfast.events.models import Event
from holdfast.hubs.models import Terms
from holdfast.measures.queries import answered_keys
from holdfast.measures.questionnaire import Item, Mode, Questionnaire
from holdfast.measures.questionnaires import find
from holdfast.referrals.models import Referral

ITEMS_ON_A_PAGE = 10


@dataclass(frozen=True)
class Part:
    """One part of telling more."""

    key: str
    title: str
    small: str
    is_questionnaire: bool = False
    items: int = 0


ABOUT = (
    Part("work", "Your work", "Where, what, and whether you are at work"),
    Part("groups", "What you are carrying", "So that we see who is under most strain"),
    Part("needs", "Language and what makes it easier", "Asked once, and kept to"),
    Part("details", "Birth date and GP", "To find the right services"),
    Part("equality", "Questions about equality", "Every one can be skipped"),
)


def questionnaires_of(terms: Terms) -> list[Questionnaire]:
    """The hub's set that may be shown: those whose wording ships."""
    found = [find(key) for key in terms.questionnaires]
    return [questionnaire for questionnaire in found if questionnaire.mode == Mode.TEXT]


def parts_of(terms: Terms) -> list[Part]:
    """Every part, in order. A questionnaire's title says nothing about it."""
    asked = [
        Part(questionnaire.key, f"Questions, part {number}", f"{n} questions", True, n)
        for number, questionnaire in enumerate(questionnaires_of(terms), start=1)
        for n in [len(questionnaire.items)]
    ]
    return [*asked, *ABOUT]


def done_parts(referral: Referral) -> set[str]:
    """The keys of the parts that were told."""
    told = Event.objects.filter(
        hub_id=referral.hub_id,
        person_id=referral.person_id,
        subject_id=referral.pk,
        kind="referral.tell",
        by=None,
    )
    return answered_keys(referral.person) | set(told.values_list("codes__part", flat=True)[:200])


def say_kept(part: Part, done: set[str], counts: Mapping[str, int]) -> str:
    """How much of a part is with us, for its tag in the list; empty where a part without questions waits."""
    if not part.is_questionnaire:
        return _("Saved") if part.key in done else ""
    answered = counts.get(part.key, 0)
    if part.key in done and answered == part.items:
        return _("Saved")
    if answered == 0:
        return _("Not answered")
    return _("%(answered)d of %(items)d answered") % {"answered": answered, "items": part.items}


def next_part(terms: Terms, done: set[str], *, after: str = "") -> Part | None:
    """The first part that is not done, after the one just seen; None when all are."""
    parts = parts_of(terms)
    keys = [part.key for part in parts]
    start = keys.index(after) + 1 if after in keys else 0
    return next((part for part in parts[start:] if part.key not in done), None)


def pages_of(questionnaire: Questionnaire) -> int:
    """How many pages a questionnaire takes."""
    return ceil(len(questionnaire.items) / ITEMS_ON_A_PAGE)


def items_on(questionnaire: Questionnaire, page: int) -> list[tuple[int, Item]]:
    """The items of one page, with their numbers from 1. Pages are as even as they can be."""
    each = ceil(len(questionnaire.items) / pages_of(questionnaire))
    numbered = list(enumerate(questionnaire.items, start=1))
    return numbered[(page - 1) * each : page * each]
