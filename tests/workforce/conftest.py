"""What the team of a hub is trained for, said by the real actions."""

import pytest

from holdfast.hubs.scope import hub_scope
from holdfast.workforce import actions
from holdfast.workforce.queries import profile_of


def said(team, member, *, now, by=None, **facts):
    """What a member is trained for, beside what was said before."""
    facts = {"profession": "clinical_psych", "grade": "8a"} | facts if by is None else facts
    with hub_scope(team.hub):
        last = profile_of(member)
        return actions.set_profile(member, seen=last.pk if last else None, by=by or team.ines, now=now, **facts)


def signed(team, *, now, **asked):
    """A rule, signed by the lead."""
    nothing = {"professions": [], "least_band": "", "without_band": [], "competences": []}
    with hub_scope(team.hub):
        newest = actions.newest_version(team.hub)
        return actions.sign_rule(team.hub, **nothing | asked, seen_version=newest, by=team.ines, now=now)


@pytest.fixture
def trained(tidewater, now):
    """Nell is a clinical psychologist of band 8a; Wren an occupational therapist of band 6 who speaks Polish."""
    said(tidewater, tidewater.nell, now=now, gender="woman", competences=["trauma"])
    said(tidewater, tidewater.wren, now=now, profession="ot", grade="6", gender="man", languages=["pl"])
    return tidewater
