"""What no answer may be: a failure of ours, a word that was not theirs to read, markup that came back, another host."""

import traceback
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes, urlsplit

from django.http import HttpResponse

from tests.fuzz.hostile import MARKUP
from tests.fuzz.serving import content_of, send, taken_back
from tests.fuzz.shapes import Asked
from tests.fuzz.world import Actor, World


@dataclass(frozen=True)
class Fault:
    """Something that must not be.

    Attributes:
        kind: by what it counts as one and the same: where, and what.
    """

    kind: str
    told: str


def try_out(world: World, asked: Asked) -> tuple[list[tuple[str, int]], list[Fault]]:
    """The page and the status of each answer, and what was wrong with them. Nothing of it stays done."""
    actor = world.actors[asked.actor]
    with taken_back():
        client = actor.browser(checks_forms=asked.checks_forms)
        response = send(client, asked)
        answers = [(response, actor)]
        if response.status_code == 302 and (path := led_to(response)):
            answers.append((client.get(path), actor))
        if asked.reader is not None:
            reader = world.actors[asked.reader]
            answers.append((reader.browser().get(asked.reads), reader))
        faults = [
            fault for answer, who in answers for fault in faults_of(answer, who, asked, is_first=answer is response)
        ]
    return [(route_of(answer), answer.status_code) for answer, _ in answers], faults


def led_to(response: HttpResponse) -> str:
    """Where on this site a redirect leads."""
    return response.headers["Location"] if not leads_elsewhere(response) else ""


def leads_elsewhere(response: HttpResponse) -> bool:
    """Whether a redirect leads to another site, as a browser reads it; only leaving does."""
    to = response.headers.get("Location", "").replace("\\", "/").strip()
    return bool(urlsplit(to).netloc) and urlsplit(to).netloc not in {"localhost", "www.bbc.co.uk"}


def faults_of(response: HttpResponse, actor: Actor, asked: Asked, *, is_first: bool) -> list[Fault]:
    """Everything that is wrong with one answer."""
    body = content_of(response)
    where = (
        f"{response.wsgi_request.method} {response.wsgi_request.path!r:.200} by {actor.name}: {response.status_code}"
    )
    if response.status_code >= 500:
        return [Fault(why(response), where)]
    found = []
    if is_first or not actor.works_here:
        shown = body.decode(errors="replace") + str(response.headers)
        told = [word for word in sorted(actor.hidden) if word in shown and word.encode() not in said_in(asked)]
        found += [Fault(f"{route_of(response)} shows {word}", where) for word in told]
    if MARKUP.encode() in body and "html" in response.headers.get("Content-Type", ""):
        found.append(Fault(f"{route_of(response)} gives markup back", where))
    if leads_elsewhere(response):
        found.append(Fault(f"{route_of(response)} leads to {response.headers['Location']:.60}", where))
    return found


def said_in(asked: Asked) -> bytes:
    """What the request says itself, which may come back."""
    return unquote_to_bytes((asked.body + asked.query + asked.path).replace(b"+", b" "))


def route_of(response: HttpResponse) -> str:
    """The name of the page."""
    match = getattr(response.wsgi_request, "resolver_match", None)
    return match.view_name if match else "no page"


def why(response: HttpResponse) -> str:
    """The error behind a failure, and where it arose."""
    kind, error, trace = response.exc_info or (None, "no error was raised", None)
    places = [f"{frame.filename}:{frame.lineno}" for frame in traceback.extract_tb(trace)]
    own = [place for place in places if "/holdfast/" in place and "site-packages" not in place]
    at = ", ".join(place.rpartition("/holdfast/")[2] for place in [*own[-1:], *places[-1:]])
    return f"{route_of(response)} fails: {kind.__name__ if kind else ''}: {error!s:.200} ({at})"
