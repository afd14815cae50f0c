"""What waiting says on Today: whom nobody has contacted for longer than the rhythm, who got worse, and whose expected
wait has passed. For one's own people, and for those whom nobody has."""

from typing import Any

from django.urls import reverse

from holdfast.accounts.roles import Permission
from holdfast.people.viewer import Viewer
from holdfast.waiting.queries import Waiting, of_somebody
from holdfast.waiting.words import is_past


def waits(found: Viewer) -> list[dict[str, Any]]:
    """One line for each kind."""
    if not (found.member.may(Permission.CONTACT) and found.member.may(Permission.OPEN_RECORDS)):
        return []
    people = of_somebody(found)
    worse = [each for each in people if each.is_worse and found.member.may(Permission.SEE_CLINICAL)]
    late = [each for each in people if each.next_at < found.now and each not in worse]
    past = [each for each in people if is_past(each, now=found.now)]
    return [
        *line(worse, "got worse while they wait: get in touch", first_of(worse), late=True),
        *line(late, "waits and is to be contacted", f"{reverse('waiting:waiting')}?which=overdue", late=True),
        *line(past, "still waits after the day they were told: say a new one", first_of(past), late=True),
    ]


def first_of(people: list[Waiting]) -> str:
    """The page of the first of them."""
    return reverse("waiting:of_record", args=[people[0].referral.pk]) if people else ""


def line(people: list[Waiting], words: str, href: str, *, late: bool) -> list[dict[str, Any]]:
    """A line, where there is somebody."""
    if not people:
        return []
    text = f"One person {words}" if len(people) == 1 else f"{len(people)} people: each {words}"
    return [{"href": href, "text": text, "is_late": late, "quiet": ""}]
