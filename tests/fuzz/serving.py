"""Sends what was made to the site, and takes back whatever it did: each case stands by itself."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from django.core.handlers.wsgi import WSGIRequest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from django.http import HttpResponse
from django.test import Client
from django.test.client import ClientHandler, FakePayload, conditional_content_removal

from holdfast.wsgi import plain_type
from tests.fuzz.shapes import Asked


class Handler(ClientHandler):
    """Serves as Django's test client does, but keeps nothing of a request.

    Django's own connects a signal anew for every one, which is kept for ever, and makes the middleware anew for every
    browser: both would count as growth of the site.
    """

    def __call__(self, environ: dict[str, Any]) -> HttpResponse:
        """The answer to one request."""
        if self._middleware_chain is None:
            self.load_middleware()
        request_started.send(sender=self.__class__, environ=environ)
        request = WSGIRequest(environ)
        request._dont_enforce_csrf_checks = not self.enforce_csrf_checks
        response = self.get_response(request)
        conditional_content_removal(request, response)
        response.wsgi_request = request
        response.close()
        return response


@contextmanager
def kept_connection() -> Iterator[None]:
    """Django closes a connection that it finds inside a transaction after a request: not in this block."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    try:
        yield
    finally:
        for signal in (request_started, request_finished):
            signal.connect(close_old_connections)


@cache
def handler(*, checks_forms: bool) -> Handler:
    """One for all browsers."""
    return Handler(enforce_csrf_checks=checks_forms)


@contextmanager
def taken_back() -> Iterator[None]:
    """Whatever is done in the block is not done, while the site believes that it commits."""
    held = transaction.atomic()
    held._from_testcase = True  # else the scope of a hub would refuse to open inside
    with held:
        try:
            yield
        finally:
            transaction.set_rollback(True)


def send(client: Client, asked: Asked) -> HttpResponse:
    """The answer to one request."""
    given = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in asked.headers.items()}
    if asked.content_type:
        given["CONTENT_TYPE"] = plain_type(asked.content_type)
    return client.request(
        REQUEST_METHOD=asked.method,
        PATH_INFO=asked.path.decode("latin-1"),
        QUERY_STRING=asked.query.decode("latin-1"),
        CONTENT_LENGTH=str(len(asked.body)),
        **{"wsgi.input": FakePayload(asked.body)},
        **given,
    )


def content_of(response: HttpResponse) -> bytes:
    """What came, streamed or not."""
    return b"".join(response.streaming_content) if response.streaming else response.content
