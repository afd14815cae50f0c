"""Tests that commit have a database of their own."""

import pytest

from holdfast.hubs.models import Hub
from tests.events.reading import found, new_hub, sealed


@pytest.fixture
def hub(committed) -> Hub:
    """A hub whose reads are committed."""
    return new_hub("tidewater")


@pytest.fixture
def chain(hub):
    """Three links of two reads each."""
    for _ in range(3):
        sealed(hub, 2)
    assert found(hub) == []
    return hub
