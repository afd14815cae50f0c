"""Logs hold no token, whoever writes the line."""

import io
import logging
import logging.config

import pytest
from django.test import Client

from holdfast.environment import log_settings

TOKEN = "Zk3vQ8rTmN5pW1xY7bC2dF4g"


@pytest.fixture
def lines():
    """What the installation's own handler writes, of every logger."""
    written = io.StringIO()
    told = log_settings()
    told["handlers"]["stderr"]["stream"] = written
    root = logging.getLogger()
    before = root.handlers[:], root.level
    logging.config.dictConfig(told)
    yield written.getvalue
    root.handlers[:], level = before
    root.setLevel(level)


@pytest.mark.parametrize(
    ("path", "kept"),
    [
        ("/h/tidewater/{}/", "/h/tidewater/[left out]\n"),
        ("/h/tidewater/{}/x/", "/h/tidewater/[left out]\n"),
        ("/h/tidewater/ {}/", "/h/tidewater/[left out]\n"),
        ("/h/tidewater/named/{}/", "/h/tidewater/[left out]\n"),
        ("/h/nowhere/{}/", "/h/nowhere/[left out]\n"),
        ("/join/{}/", "/join/[left out]\n"),
        ("/JOIN/{}", "/JOIN/[left out]\n"),
    ],
)
def test_a_page_that_is_gone_or_not_there_is_logged_without_its_token(tidewater, lines, path, kept):
    answer = Client().get(path.format(TOKEN))

    assert answer.status_code in (404, 410)
    assert "WARNING django.request" in lines()
    assert kept in lines()
    assert TOKEN not in lines()


@pytest.mark.parametrize("path", ["/h/tidewater/{}/", "/join/{}/"])
def test_a_form_without_its_mark_is_logged_without_the_token(tidewater, lines, path):
    Client(enforce_csrf_checks=True).post(path.format(TOKEN))

    assert "WARNING django.security.csrf Forbidden" in lines()
    assert TOKEN not in lines()


def test_an_error_is_logged_without_the_token_in_its_words_its_arguments_and_its_stack(lines):
    try:
        raise ValueError(f"no page at http://hub.example/h/tidewater/{TOKEN}/")
    except ValueError:
        logging.getLogger("any.library").exception("asked for %s", f"/join/{TOKEN}/", stack_info=True)

    assert "asked for /join/[left out]" in lines()
    assert "ValueError: no page at http://hub.example/h/tidewater/[left out]" in lines()
    assert "Traceback" in lines()
    assert TOKEN not in lines()


def test_other_addresses_are_logged_whole(lines):
    logging.getLogger("any.library").warning("Not Found: %s", "/help-now/nowhere/")

    assert lines().endswith("WARNING any.library Not Found: /help-now/nowhere/\n")
