"""The application that the web server calls."""

import os
import re
from collections.abc import Callable, Iterable
from typing import Any

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "holdfast.settings")
CHARSET = re.compile(r";\s*charset\s*=[^;]*", re.IGNORECASE)
served = get_wsgi_application()


def application(environ: dict[str, Any], start_response: Callable) -> Iterable[bytes]:
    """Serve one request. Ours is UTF-8: another charset would be believed before any of our code runs."""
    environ["CONTENT_TYPE"] = CHARSET.sub("", environ.get("CONTENT_TYPE", ""))
    return served(environ, start_response)
