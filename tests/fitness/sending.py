"""How the forms on the page of a concern are sent in a test: from the page, with what it showed."""

import re

from tests.builders import browser_of, page


def shown(member, concern, query="") -> str:
    """The page of a concern, as one of its two reads it."""
    return browser_of(member).get(page("fitness:one", concern.pk) + query).content.decode()


def seen_on(text: str) -> str:
    """The last step that the forms of a page say they have seen."""
    return re.search(r'name="seen" value="([^"]+)"', text)[1]


def send(member, concern, name, sent, *, seen=""):
    """What a form leads to: sent from the page as it is now, or from one that saw another last step."""
    seen = seen or seen_on(shown(member, concern))
    return browser_of(member).post(page(f"fitness:{name}", concern.pk), {**sent, "seen": seen})
