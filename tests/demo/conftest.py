"""The demo's routes for the tests that walk its pages."""

import pytest

from tests.demo.site import as_in_the_demo


@pytest.fixture
def demo_site(settings):
    """The site as in the demo."""
    with as_in_the_demo(settings):
        yield
