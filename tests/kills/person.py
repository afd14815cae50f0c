"""Somebody who asks for help in a browser, and presses the button again when the page did not come."""

import http.client
import re
import time
from dataclasses import dataclass
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urlsplit

from tests.kills.ground import SLUG

PATIENCE_SECONDS = 30.0
ANSWER_SECONDS = 15.0
PAUSE_SECONDS = 0.15
"""Between seeing that a page did not come and pressing again."""
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
NUMBER = re.compile(r"hf-reference__number[^>]*>([^<]+)<")
REACH = {"ways": "call", "phone": "07700 900123", "voicemail": "no", "times": "pm"}


class Stuck(AssertionError):
    """The person was shown a page that leads nowhere, or none in all their patience."""


@dataclass
class Page:
    """What a browser shows."""

    status: int
    words: str
    location: str


class Person:
    """One browser: its cookies, and the page it shows."""

    def __init__(self, port: int, name: str = "Tansy Madeup") -> None:
        self.port, self.name = port, name
        self.cookies: dict[str, str] = {}
        self.shown = self.path = ""
        self.pressed_again = 0

    def fill_in(self) -> None:
        """Every page up to the one that says when somebody will be there. Nothing is sent yet."""
        self.get("ask/name/")
        self.press("ask/name/", {"name": self.name})
        self.press("ask/reach/", REACH)
        self.press("ask/safe/", {"safe": "no"})

    def send(self) -> str:
        """Press send until the reference number is on the screen."""
        self.press("ask/send/", {})
        return self.number()

    def answer(self) -> str:
        """Answer the question about being better off dead, until help is on the screen. It shows no number."""
        self.get("more/questions/phq9/1/")
        self.press("more/questions/phq9/1/", {"q9": "1"})
        if not self.path.endswith("/more/now/"):
            raise Stuck(f"after a risk answer the page is {self.path}")
        return ""

    def number(self) -> str:
        """The reference number that is shown."""
        found = NUMBER.search(self.shown)
        if not found:
            raise Stuck("no reference number on the page")
        return "".join(found[1].split())

    def get(self, path: str) -> None:
        """Open a page of the hub."""
        self.follow(self.until_it_comes("GET", f"/hub/{SLUG}/{path}", None))

    def press(self, path: str, answers: dict[str, str]) -> None:
        """Send a form of the page that is shown, and go where it leads."""
        token = TOKEN.search(self.shown)
        if not token:
            raise Stuck(f"no form to send to {path}")
        answers = {"csrfmiddlewaretoken": token[1], **answers}
        self.follow(self.until_it_comes("POST", f"/hub/{SLUG}/{path}", answers))

    def follow(self, page: Page) -> None:
        """Go where the answer leads; a reload there is a reload, not a second sending."""
        while page.location:
            self.path = urlsplit(page.location).path
            page = self.until_it_comes("GET", self.path, None)
        self.shown = page.words

    def until_it_comes(self, method: str, path: str, answers: dict[str, str] | None) -> Page:
        """Ask, and ask again after an error of the server or of the line."""
        until, why = time.monotonic() + PATIENCE_SECONDS, ""
        while time.monotonic() < until:
            try:
                page = self.once(method, path, answers)
            except (OSError, http.client.HTTPException) as error:
                why = repr(error)
            else:
                if page.status < 400:
                    return page
                if page.status < 500:
                    raise Stuck(f"{method} {path} answered {page.status}")
                why = str(page.status)
            self.pressed_again += 1
            time.sleep(PAUSE_SECONDS)
        raise Stuck(f"{method} {path} did not come in {PATIENCE_SECONDS:g} s; the last answer: {why}")

    def once(self, method: str, path: str, answers: dict[str, str] | None) -> Page:
        """One request over a connection of its own."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=ANSWER_SECONDS)
        try:
            headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
            if answers is not None:
                headers["Content-Type"] = "application/x-www-form-urlencoded"
            line.request(method, path, urlencode(answers) if answers is not None else None, headers)
            answer = line.getresponse()
            words = answer.read().decode()
            for header in answer.headers.get_all("Set-Cookie", []):
                self.keep(header)
            return Page(answer.status, words, answer.headers.get("Location", ""))
        finally:
            line.close()

    def keep(self, header: str) -> None:
        """Keep or drop a cookie as a browser does."""
        for name, cookie in SimpleCookie(header).items():
            if cookie.value and cookie["max-age"] != "0":
                self.cookies[name] = cookie.value
            else:
                self.cookies.pop(name, None)
