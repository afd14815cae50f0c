"""The world of the fuzz, built once for each process. The benchmarks build their own, and have no tests' database."""

from collections.abc import Iterator

import pytest

from tests.fuzz.serving import kept_connection
from tests.fuzz.world import World, make_world
from tests.standing import stands


@pytest.fixture
def world_of_the_fuzz(django_db_blocker, clock, now) -> Iterator[World]:
    """Two hubs with somebody in every state; what is done to them is taken back."""
    clock(now)
    with stands("fuzz", lambda: make_world(now=now), django_db_blocker) as made, kept_connection():
        yield made
