"""Fern, who is supported by Nell, at the moment at which the tests begin: to whom promises are made, kept and lost."""

import pytest

from tests.appointments.conftest import works
from tests.outcomes.conftest import supported


@pytest.fixture
def at_now(clock, now):
    clock(now)


@pytest.fixture
def fern(tidewater, now):
    works(tidewater, tidewater.nell, now=now)
    return supported(tidewater, owner=tidewater.nell, now=now, name="Fern Fictional")
