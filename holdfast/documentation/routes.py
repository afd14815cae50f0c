"""Every address of the site, with its name and who may pass: what the URLconf and the gate say."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module

from django.urls import URLPattern, URLResolver

from holdfast.accounts.gate import Who


@dataclass(frozen=True)
class Route:
    """One address. `who` is None where the view declares nobody, and the gate lets nobody pass."""

    name: str
    address: str
    who: Who | None


def site_routes() -> list[Route]:
    """Every route outside the demo."""
    return [route for route in walk(import_module("holdfast.urls").urlpatterns) if not route.name.startswith("demo:")]


def demo_routes() -> list[Route]:
    """The routes that there are in the demo alone."""
    return list(walk(import_module("holdfast.demo.urls").urlpatterns, address="demo/", names="demo:"))


def walk(patterns: list[URLPattern | URLResolver], *, address: str = "", names: str = "") -> Iterator[Route]:
    """The routes under some patterns."""
    for pattern in patterns:
        here = address + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield Route(names + (pattern.name or ""), plain(here), getattr(pattern.callback, "who", None))
        else:
            inner = f"{names}{pattern.namespace}:" if pattern.namespace else names
            yield from walk(pattern.url_patterns, address=here, names=inner)


def plain(address: str) -> str:
    """An address as people write it: `/people/…/` with the names of its parts."""
    return "/" + re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", address)
