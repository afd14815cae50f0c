"""Somebody who was reached, whose GP and channels are known, and letters about them in every state."""

from types import SimpleNamespace

import pytest

from holdfast.hubs.scope import hub_scope
from holdfast.letters import actions, answer_actions
from holdfast.letters.models import Letter
from holdfast.letters.queries import Words, template_of
from holdfast.people.actions import set_details
from tests.appointments.conftest import waits

GP = "Dr Quill Invented, Madeup Lane Surgery"
HOME = "2 Madeup Row, Northfell"
CANARY = "heron-canary-words"
CHANNELS = {"call": "+447700900123", "voicemail": False, "times": [], "email": "tansy@home.example", "letter": HOME}
TO_GP = Words("About Tansy Madeup", f"Dear Dr Invented\n\nTansy has {CANARY}.", "Easy words.", "Dr Quill Invented",
              "Madeup Lane Surgery\nNF1 4AP")  # fmt: skip
TO_TANSY = Words("What happens next", f"Dear Tansy\n\nWe talked about {CANARY}.", "", "Tansy Madeup", HOME)


def drafted(team, referral, *, key="gp-getting-help", words=TO_GP, by=None, is_large=False, now):
    """A letter begun, by the real action."""
    with hub_scope(team.hub):
        template = template_of(team.hub, key)
        return actions.draft(referral, template=template, words=words, is_large=is_large, by=by or team.nell, now=now)


def shown(team, referral, *, now, **how):
    """One that was shown to the person."""
    letter = drafted(team, referral, now=now, **how)
    with hub_scope(team.hub):
        return actions.show(letter, seen=letter.version, by=team.nell, now=now)


def agreed(team, referral, *, now, **how):
    """One to which the person agreed."""
    letter = shown(team, referral, now=now, **how)
    with hub_scope(team.hub):
        return answer_actions.agree(letter, seen=1, now=now)


def stored(team):
    """Every letter of a hub as it stands."""
    with hub_scope(team.hub):
        return list(Letter.objects.select_related("person").order_by("pk"))


@pytest.fixture
def known(tidewater, now):
    """Tansy waits for an assessment by Nell; her GP is known, and a letter reaches her at home."""
    tansy = waits(tidewater, owner=tidewater.nell, now=now, name="Tansy Madeup", channels=CHANNELS)
    with hub_scope(tidewater.hub):
        set_details(tansy.person, details={"born": "1985-03-03", "gp": GP})
    return SimpleNamespace(tansy=tansy)
