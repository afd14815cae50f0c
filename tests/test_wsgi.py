"""What a request says of its charset is not believed: everything here is UTF-8."""

from io import BytesIO

import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections

from holdfast.wsgi import application, plain_type

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _keep_the_connection():
    """The test's connection outlives its requests, as it does with Django's own client."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def status_of(content_type, *, method="GET", body=b"", query="a=1"):
    said = []
    environ = {
        "REQUEST_METHOD": method, "PATH_INFO": "/help-now/", "QUERY_STRING": query, "SERVER_NAME": "localhost",
        "SERVER_PORT": "80", "HTTP_HOST": "localhost", "wsgi.input": BytesIO(body), "wsgi.url_scheme": "http",
        "CONTENT_TYPE": content_type, "CONTENT_LENGTH": str(len(body)), "REMOTE_ADDR": "127.0.0.1",
    }  # fmt: skip
    b"".join(application(environ, lambda status, headers, *rest: said.append((status, dict(headers)))))
    return said[0]


@pytest.mark.parametrize("charset", ["rot13", "hex", "idna", "unicode_escape", "utf-7", "nonsense", "utf-8"])
def test_a_page_is_served_whatever_the_charset(charset):
    status, headers = status_of(f"text/plain; charset={charset}")

    assert status == "200 OK"
    assert headers["Cache-Control"] == "no-store"
    assert "Content-Security-Policy" in headers


@pytest.mark.parametrize(
    "said",
    ["charset*=utf-8''hex", "x*=nonsense''%41", "x*=a\0b''%41", "charset*0=he; charset*1=x", 'x="; charset=hex"'],
)
def test_a_page_is_served_whatever_else_is_said_of_the_type(said):
    status, headers = status_of(f"text/plain; {said}")

    assert status == "200 OK"
    assert "Content-Security-Policy" in headers


@pytest.mark.parametrize(
    ("said", "plain"),
    [
        ("", ""),
        ("text/plain", "text/plain"),
        ("multipart/form-data; charset=hex; Boundary=xyz; x=y", "multipart/form-data; boundary=xyz"),
        ("multipart/form-data; boundary = \"x; y\"; x*=nonsense''z", 'multipart/form-data; boundary="x; y"'),
        ("multipart/form-data; boundary*=hex''x", "multipart/form-data"),
    ],
)
def test_of_a_type_only_the_kind_and_the_boundary_are_kept(said, plain):
    assert plain_type(said) == plain


def test_the_boundary_of_a_form_is_kept():
    environ_type = "multipart/form-data; charset=utf-7; boundary=xyz"
    status, _ = status_of(environ_type, method="POST", body=b"--xyz--\r\n")

    assert status in {"403 Forbidden", "405 Method Not Allowed"}
