"""Somebody about whom a concern is written."""

from datetime import timedelta

import pytest

from tests.builders import accept, send_request


@pytest.fixture
def person(tidewater, now):
    """Hazel, whom Nell has."""
    referral = send_request(tidewater, now=now - timedelta(hours=2), name="Hazel Pretend")
    accept(tidewater, referral, owner=tidewater.nell, now=now - timedelta(hours=1))
    return referral.person
