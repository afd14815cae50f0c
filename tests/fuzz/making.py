"""Makes requests, the same ones for the same seed. It needs no site, and may work in another process."""

from hypothesis import HealthCheck, Phase, given, seed, settings

from tests.fuzz.shapes import Asked, Field
from tests.fuzz.strategies import requests


def make_batch(tried: Field, number: str, size: int) -> list[Asked]:
    """Some requests. Hypothesis remembers what it made within a batch, and forgets it with the batch."""
    made: list[Asked] = []

    @seed(number)
    @settings(
        max_examples=size, database=None, deadline=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(requests(tried))
    def note(asked: Asked) -> None:
        made.append(asked)

    note()
    return made
