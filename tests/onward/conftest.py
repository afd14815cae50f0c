"""A hub that knows services, somebody who was assessed, and onward referrals at every status by the real actions."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest

from holdfast.directory.actions import add_service
from holdfast.hubs.scope import hub_scope
from holdfast.onward import actions, answer_actions, sending_actions, service_actions
from holdfast.onward.models import OnwardReferral
from holdfast.onward.queries import link_of, opens_of
from holdfast.onward.states import Receiving
from tests.coordination.conftest import assessed

CHANNELS = {"call": "+447700900123", "voicemail": False, "times": [], "email": "tansy@home.example"}
CANARY = "heron-canary-words"
PARTS = {"name": "Tansy Madeup", "contact": "Call 07700 900123", "reason": f"Nights on the ward: {CANARY}"}
DAY = timedelta(days=1)
MAILED = "intake@lantern.example"


def service(team, name, *, now, **known):
    """A service as the directory knows it."""
    usual = {
        "run_by": "Lantern Trust (invented)", "kinds": ["talking_therapies"], "offers": "Talking, in plain words",
        "area": "Tidewater", "ways": ["professional"], "route": "email", "route_to": MAILED, "promised_days": 28,
        "agreed_with": "Sable Samplewright", "silent_days": 14, "telephone": "01632 960888",
    }  # fmt: skip
    with hub_scope(team.hub):
        return add_service(team.hub, name=name, by=team.ines, now=now, **(usual | known))


def drafted(team, referral, to, *, now, by=None, parts=PARTS, **more):
    with hub_scope(team.hub):
        return actions.draft(referral, to, parts=parts, by=by or team.nell, now=now, **more)


def shown(team, referral, to, *, now, **more):
    onward = drafted(team, referral, to, now=now, **more)
    with hub_scope(team.hub):
        return actions.show(onward, seen=onward.version, by=team.nell, now=now)


def agreed(team, referral, to, *, now, **more):
    onward = shown(team, referral, to, now=now, **more)
    with hub_scope(team.hub):
        return answer_actions.agree(onward, seen=onward.version, now=now)


def sent(team, referral, to, *, now, **more):
    onward = agreed(team, referral, to, now=now, **more)
    with hub_scope(team.hub):
        return sending_actions.send(onward, seen=onward.version, by=team.nell, now=now)


def heard(team, onward, verb, *, now, by=None, day=None, words="", said_at=None):
    """What the service said: by its link, unless somebody wrote it down."""
    with hub_scope(team.hub):
        return service_actions.hear(
            onward, verb, by=by or Receiving(), said_at=said_at or now, now=now, day=day, words=words
        )


def expected(now, days=20):
    return now.date() + timedelta(days=days)


def stored(team):
    """Every onward referral of a hub as it stands, the earliest first."""
    with hub_scope(team.hub):
        return list(OnwardReferral.objects.select_related("person", "referral", "service", "hub").order_by("pk"))


def opens(team, onward):
    """The token and the code of its link."""
    with hub_scope(team.hub):
        found = opens_of(link_of(onward))
    return found["token"], found["code"]


@pytest.fixture
def world(tidewater, now):
    """Nell has assessed Tansy. Lantern promises 28 days; Harbour takes its place; letters go to the Quay."""
    harbour = service(tidewater, "Harbour Therapies", now=now, route_to="in@harbour.example")
    lantern = service(tidewater, "Lantern Trauma Service", now=now, contingency=harbour)
    quay = service(tidewater, "Quay Advice", now=now, route="letter", route_to="1 Quay Street, Northfell",
                   kinds=["debt"], promised_days=None, agreed_with="")  # fmt: skip
    tansy = assessed(tidewater, owner=tidewater.nell, now=now, name="Tansy Madeup", channels=CHANNELS)
    with hub_scope(tidewater.hub):
        tansy.person.verified_at = now
        tansy.person.save(update_fields=["verified_at"])
    return SimpleNamespace(tansy=tansy, lantern=lantern, harbour=harbour, quay=quay)


NEXT_MONTH = date(2026, 11, 16)
