"""Pages of the desk, read and sent as a member's browser does it."""

import re

import pytest

from tests.builders import browser_of, page


@pytest.fixture(autouse=True)
def _at_now(clock, now):
    clock(now)


@pytest.fixture
def get():
    """The page of a name for a member: `get(member, "desk:terms")`, its words as `.text_shown`."""

    def fetch(member, name, /, *args, query=""):
        return shown(browser_of(member).get(page(name, *args) + query))

    return fetch


@pytest.fixture
def post():
    """What answers a form sent by a member."""

    def send(member, name, /, *args, **fields):
        return shown(browser_of(member).post(page(name, *args), fields, follow=True))

    return send


@pytest.fixture
def sign(post):
    """Look at what would change, then sign it as it was shown."""

    def send(member, name, /, **fields):
        looked = post(member, name, do="check", **fields)
        return post(member, name, do="sign", shown=mark_of(looked), signature=member.name, **fields)

    return send


def mark_of(response) -> str:
    """The mark of what was shown."""
    found = re.search(r'name="shown" value="(\w+)"', response.content.decode())
    return found[1] if found else ""


def shown(response):
    """The response, with its words."""
    body = re.sub(r"<[^>]+>", " ", response.content.decode())
    response.text_shown = " ".join(body.replace("&#39;", "'").split())
    return response
