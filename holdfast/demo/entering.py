"""Ways into the demo for those who have no account: people with pages of their own, and whoever refers.

Each goes in by the product's own action, so that the door breaks where the product does.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from holdfast.agreements.models import Partner
from holdfast.agreements.queries import about
from holdfast.demo.stories import outcomes, plans, portal, work
from holdfast.demo.stories.portal import PIN
from holdfast.hubs.models import Hub
from holdfast.partners import code_actions
from holdfast.partners.models import Admitted
from holdfast.partners.queries import standing_for
from holdfast.people.identity import name_of
from holdfast.portal import entry_actions
from holdfast.portal.models import Pin
from holdfast.referrals.models import Referral

PEOPLE = portal.PEOPLE | plans.PEOPLE | work.PEOPLE | outcomes.PEOPLE
MOST_PINS = 50  # looked through for the story's people: visitors of the demo choose PINs too
REFERRERS = {
    "oh": ("Occupational Health, who refers", "What they sent, and what each person let them know."),
    "manager": ("A manager", "Names somebody whom the hub then asks, and never hears what comes of it."),
    "gp": ("A GP practice", "Refers a patient, and reads what they approved."),
}
"""By the route of what they refer: the words of the card."""


@dataclass(frozen=True)
class Way:
    """One card: who somebody is, and what is found there."""

    pk: UUID
    title: str
    name: str
    text: str


def people_of(hub: Hub) -> list[Way]:
    """Those of the story who have a PIN in force, in the story's order. In the hub's scope.

    Nothing but names is opened, and it is not logged: the story's log of who looked stays as it was told.
    """
    pins = Pin.objects.filter(hub=hub, ended_at=None).exclude(person__wrapped_key=None)
    found = {name_of(pin.person): pin.person_id for pin in pins.select_related("person").order_by("set_at")[:MOST_PINS]}
    return [Way(found[name], title, name, text) for name, (title, text) in PEOPLE.items() if name in found]


def referrers_of(hub: Hub) -> list[Way]:
    """The first of each kind that may still refer. In the hub's scope."""
    found = {partner.route: partner for partner, _ in reversed(standing(hub))}
    return [
        Way(found[route].pk, title, about(found[route])["name"], text)
        for route, (title, text) in REFERRERS.items()
        if route in found
    ]


def standing(hub: Hub) -> list[tuple[Partner, Admitted]]:
    """Partners whose organisation is admitted, with it, the earliest first: the demo's own come before a visitor's."""
    partners = Partner.objects.filter(hub=hub, route__in=REFERRERS, ended_at=None).select_related("box")
    pairs = [(each, standing_for(hub, each, about(each)["email"])) for each in partners.order_by("since_at", "pk")[:50]]
    return [(partner, admitted) for partner, admitted in pairs if admitted is not None]


@transaction.atomic
def open_own_pages(hub: Hub, person_id: UUID, *, now: datetime) -> tuple[str, str]:
    """Make a link and open it with the story's PIN. In the hub's scope.

    The link is not mailed: it ends as it is opened, and an inbox full of ended links would help nobody.

    Returns:
        The token of the link and the key of the visit. The key is empty where a visitor of the demo has changed the
        PIN or locked it: then the link's own page asks for it.
    """
    referral = Referral.objects.filter(hub=hub, person_id=person_id).select_related("person").latest("received_at")
    token, _, link = entry_actions.new_link(referral, opens_by_code=False, now=now)
    visit = entry_actions.open_link(link, token, PIN, now=now)
    return token, entry_actions.begin(visit, now=now) if visit else ""


def begin_to_refer(hub: Hub, partner_id: UUID, *, now: datetime) -> str:
    """Begin a referrer's visit, as after the code; empty where there is nobody. In the hub's scope."""
    found = next((pair for pair in standing(hub) if pair[0].pk == partner_id), None)
    return code_actions.begin_visit(*found, now=now) if found else ""
