"""Services of two hubs, added by the real actions."""

import pytest

from holdfast.directory import actions
from holdfast.directory.models import Service
from holdfast.hubs.scope import hub_scope

PLAIN = {
    "name": "Lantern Trauma Service", "run_by": "Lantern Trust", "kinds": ["talking_therapies"],
    "offers": "Therapy after trauma at work", "area": "Northfell", "ways": ["professional"],
}  # fmt: skip


def added(team, *, now, by=None, **known) -> Service:
    """A service, added by the practitioner on duty."""
    with hub_scope(team.hub):
        return actions.add_service(team.hub, by=by or team.nell, now=now, **PLAIN | known)


def found(team, name) -> Service:
    """A service as it stands."""
    with hub_scope(team.hub):
        return Service.objects.select_related("contingency", "confirmed_by__account").get(name=name)


@pytest.fixture
def listed(tidewater, saltpan, now):
    """Three services of Tidewater, and one of the stranger that would fit every search."""
    added(tidewater, now=now)
    added(
        tidewater, now=now, name="Quiet Harbour", run_by="Harbour Friends", kinds=["bereavement", "faith"],
        offers="Someone to talk to after a death", area="Saltmarsh and Tidewater", languages=["pl", "ur"],
        welcomes=["faith"], hows=["in_person"], ways=["self"], telephone="01632 960101",
    )  # fmt: skip
    added(
        tidewater, now=now, name="Open Line", run_by="Open Line", kinds=["crisis"], offers="Listening, day and night",
        area="England", is_national=True, hows=["phone"], ways=["telephone"], recommended="NG225 self-harm",
    )  # fmt: skip
    added(saltpan, now=now, name="Straycanary", area="Northfell Saltmarsh England", kinds=["bereavement"])
    return tidewater
