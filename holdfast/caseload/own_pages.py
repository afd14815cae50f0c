"""Whether a person can open their own pages, by the event stream: the pages themselves are another face's."""

from datetime import datetime

from holdfast.events.models import Event
from holdfast.hubs.hours import say_moment
from holdfast.people.models import Person

SET, CLOSED = "own_pages.set_pin", "own_pages.close"


def own_pages_since(person: Person) -> datetime | None:
    """When the PIN in force was chosen; None where there is none."""
    steps = Event.objects.filter(hub_id=person.hub_id, person_id=person.pk, kind__in=[SET, CLOSED])
    last = steps.order_by("-occurred_at", "-pk").values_list("kind", "occurred_at").first()
    return last[1] if last and last[0] == SET else None


def own_pages_words(person: Person, *, now: datetime) -> str:
    """The same in a sentence."""
    since = own_pages_since(person)
    return f"Open to them: they chose a PIN {say_moment(since, now)}." if since else "Not open to them."
