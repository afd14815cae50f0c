"""The components are rendered as pages render them, with addresses and static files made up."""

from collections.abc import Callable
from pathlib import Path

import pytest
from jinja2 import Environment, FileSystemLoader

import holdfast.design
from holdfast.jinja import environment

TEMPLATES = Path(holdfast.design.__file__).parent / "templates"


@pytest.fixture(scope="session")
def pages() -> Environment:
    """The product's own environment, over the design's templates alone."""
    made = environment(loader=FileSystemLoader(TEMPLATES))
    made.globals.update(url=lambda name, *args: f"/{name}", static=lambda path: f"/static/{path}")
    return made


@pytest.fixture
def render(pages) -> Callable[..., str]:
    """Render a line of template in which every one of our components may be named."""

    def rendered(source: str, **context) -> str:
        imports = "{% import 'design/components.html' as ours %}"
        return pages.from_string(imports + source).render(**context)

    return rendered
