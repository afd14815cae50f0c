"""The application that the web server calls."""

import os
import re
from collections.abc import Callable, Iterable
from typing import Any

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "holdfast.settings")
BOUNDARY = re.compile(r";\s*boundary\s*=\s*(\"[^\"]*\"|[^;\s\"]+)", re.IGNORECASE)
served = get_wsgi_application()


def application(environ: dict[str, Any], start_response: Callable) -> Iterable[bytes]:
    """Serve one request. What it says of its type is read, and can fail, before any of our code runs."""
    environ["CONTENT_TYPE"] = plain_type(environ.get("CONTENT_TYPE", ""))
    return served(environ, start_response)


def plain_type(said: str) -> str:
    """What kind of thing was sent, and the boundary between its parts. Not its charset: ours is UTF-8."""
    kind, found = said.partition(";")[0], BOUNDARY.search(said)
    return f"{kind}; boundary={found[1]}" if found else kind
