"""What is written from the code: docs/generated, and the check that every template compiles."""

from holdfast.documentation.compiling import templates
from holdfast.documentation.pages import run

__all__ = ["run", "templates"]
