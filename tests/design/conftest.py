"""The components are rendered as pages render them, with addresses and static files made up."""

from collections.abc import Callable
from pathlib import Path

import pytest
from jinja2 import ChoiceLoader, Environment, FileSystemLoader, PackageLoader

import holdfast.design
from holdfast.design.undefined import StrictNames

TEMPLATES = Path(holdfast.design.__file__).parent / "templates"


@pytest.fixture(scope="session")
def pages() -> Environment:
    loader = ChoiceLoader([FileSystemLoader(TEMPLATES), PackageLoader("nhsuk_frontend_jinja")])
    environment = Environment(
        loader=loader,
        autoescape=True,
        undefined=StrictNames,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.install_null_translations(newstyle=True)
    environment.globals.update(url=lambda name, *args: f"/{name}", static=lambda path: f"/static/{path}")
    return environment


@pytest.fixture
def render(pages) -> Callable[..., str]:
    """Render a line of template in which every one of our components may be named."""

    def rendered(source: str, **context) -> str:
        imports = "{% import 'design/components.html' as ours %}"
        return pages.from_string(imports + source).render(**context)

    return rendered
