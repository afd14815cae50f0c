"""The program on a loopback port, in a thread of the test, for a real browser."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Thread
from typing import TypeVar

from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.core.wsgi import get_wsgi_application
from django.db import connections

Answer = TypeVar("Answer")


class Quiet(WSGIRequestHandler):
    """Says nothing: the tests read answers, not logs."""

    def log_message(self, format, *args):  # noqa: A002 - the library's name
        """One request was answered."""


@contextmanager
def served() -> Iterator[str]:
    """Serve while the block runs. Gives the address, by name: a passkey does not work for a number."""
    server = ThreadedWSGIServer(("127.0.0.1", 0), Quiet)
    server.set_app(get_wsgi_application())
    server.daemon_threads = False
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://localhost:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def apart(question: Callable[[], Answer]) -> Answer:
    """Ask the database in a thread of its own: the browser's driver runs a loop in the thread of the test."""

    def asked() -> Answer:
        try:
            return question()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as threads:
        return threads.submit(asked).result()
