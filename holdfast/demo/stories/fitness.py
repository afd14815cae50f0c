"""Fitness to practise: one concern that waits for the lead's advice, and one that was told at once and is closed."""

from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from holdfast.accounts.models import Membership
from holdfast.accounts.roles import Permission
from holdfast.demo.stories.care import spoken_with
from holdfast.fitness.actions import Telling, advise, close, raise_concern
from holdfast.hubs.models import Hub

WAITS = {
    "risks": ["patients"],
    "evidence": "Said on Tuesday that he has twice given a double dose at the end of a night shift, and told nobody.",
    "asked": "agreed",
}
URGENT = {
    "risks": ["patients", "colleagues"],
    "evidence": "Rang from the theatre changing room. Slurred. A list was to begin in half an hour.",
    "asked": "refused",
    "urgent": "The list began in half an hour.",
}
TOLD = {
    "body": "employer",
    "body_name": "Moss Placeholder, clinical director on call, Tidewater Infirmary",
    "least": "That she is not fit to operate today. Nothing of why she has come to us.",
    "knows": "yes",
}


def tell(hub: Hub, team: list[Membership], random: Random, *, now: datetime) -> None:
    """Leave these records in the hub. In the hub's scope."""
    lead = next(member for member in team if member.may(Permission.REVIEW_EMERGENCY))
    owner = next(member for member in team if member.has_caseload and member != lead)
    random = Random(f"fitness of {hub.slug}")  # noqa: S311 - what the other stories draw stays as it is
    at = now - timedelta(days=3)
    waits = spoken_with(hub, "Burdock Madeup", owner, random, number=841, at=at)
    raise_concern(waits.person, said=WAITS, second=lead, by=owner, now=now - timedelta(hours=2), mark=drawn(random))
    urgent = spoken_with(hub, "Comfrey Pretend", owner, random, number=842, at=at)
    then = now - timedelta(days=2)
    told = Telling(then - timedelta(minutes=10), {**TOLD, "at": (then - timedelta(minutes=10)).isoformat()})
    found = raise_concern(urgent.person, said=URGENT, second=lead, by=owner, now=then, mark=drawn(random), told=told)
    words = {"words": "It could not wait. The least was told, to the right person."}
    found = advise(found, agrees=True, said=words, by=lead, now=then + timedelta(hours=3))
    outcome = {"words": "She is on leave and has a doctor of her own. Nothing further is to be told.", "knows": "yes"}
    close(found, said=outcome, by=lead, now=now - timedelta(hours=20))


def drawn(random: Random) -> UUID:
    """A mark, the same every time."""
    return UUID(int=random.getrandbits(128))
