"""Sends what was made to the site, and takes back whatever it did: each case stands by itself."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.test.client import FakePayload

from holdfast.wsgi import plain_type
from tests.fuzz.shapes import Asked


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
