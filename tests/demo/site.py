"""The site as it is in the demo: its own routes and templates beside everything else."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.urls import clear_url_caches, include, path

import holdfast.demo
from holdfast.urls import handler400, handler403, handler404, handler500  # noqa: F401 - for the error pages
from holdfast.urls import urlpatterns as everywhere

urlpatterns = [*everywhere, path("demo/", include("holdfast.demo.urls"))]


@contextmanager
def as_in_the_demo(settings) -> Iterator[None]:
    """Serve the demo's pages while the block runs."""
    folders = [*settings.TEMPLATES[0]["DIRS"], Path(holdfast.demo.__file__).parent / "templates"]
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": folders}, *settings.TEMPLATES[1:]]
    settings.DEMO, settings.ROOT_URLCONF = True, __name__
    clear_url_caches()
    try:
        yield
    finally:
        clear_url_caches()
