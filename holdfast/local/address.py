"""The address people type: is its port free, does it answer, and opening it for them."""

import contextlib
import http.client
import os
import socket
import sys
import time
import webbrowser
from urllib.parse import urlsplit

from holdfast.local.troubles import PortInUse

PREDECESSOR_SECONDS = 4.0
"""How long a Holdfast that was killed needs at most to give its port back."""
HEALTH_SECONDS = 1.0


def refuse_busy_port(port: int) -> None:
    """Make sure that we can listen on a port of this computer.

    Raises:
        PortInUse: another program listens there, or the system reserves the port.
    """
    until = time.monotonic() + PREDECESSOR_SECONDS
    while not _free(port):
        if time.monotonic() > until:
            raise PortInUse(
                f"Port {port} is used by another program. Choose another one, for instance PORT={_next(port)}"
            )
        time.sleep(0.1)


def _next(port: int) -> int:
    return port + 1 if port < 65535 else 8000


def _free(port: int) -> bool:
    """Whether nobody answers on a port and we may listen there."""
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=0.5):
        return False
    with socket.socket() as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind(("127.0.0.1", port))
        except PermissionError as error:
            raise PortInUse(f"Only root may use port {port}. Choose one from 1024 on.") from error
        except (OSError, OverflowError):
            return False
    return True


def answers(url: str) -> bool:
    """Whether a page of this computer is there; never through a proxy."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "localhost", parts.port, timeout=HEALTH_SECONDS)
    try:
        connection.request("GET", parts.path or "/")
        return connection.getresponse().status < 400
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def open_page(address: str, *, wanted: bool = True) -> bool:
    """Open the address in a browser where somebody sits at a screen; true if one was opened."""
    return wanted and _somebody_is_there() and webbrowser.open(address)


def _somebody_is_there() -> bool:
    screen = sys.platform == "darwin" or "DISPLAY" in os.environ or "WAYLAND_DISPLAY" in os.environ
    return screen and "CI" not in os.environ and sys.stderr.isatty()
