"""Somebody who waits for an assessment by Nell; Wren could write it too; Max has no relationship."""

from types import SimpleNamespace

import pytest

from holdfast.assessments.actions import begin
from holdfast.hubs.scope import hub_scope
from tests.appointments.conftest import waits


@pytest.fixture
def met(tidewater, now):
    """An assessment that Nell has begun."""
    tansy = waits(tidewater, owner=tidewater.nell, now=now, name="Tansy Madeup")
    with hub_scope(tidewater.hub):
        made = begin(tansy, by=tidewater.nell, now=now)
    return SimpleNamespace(tansy=tansy, made=made)
