"""Pages for when something went wrong. Each says what to do and where help is; none needs a database."""

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpResponse
from django.template import loader

from holdfast.accounts.typed import typed_words


def page(request, template: str, status: int, **context) -> HttpResponse:
    """One error page, without asking who is looking."""
    words = loader.get_template(template, using="jinja2").template.render(context)
    return HttpResponse(words, status=status)


def not_found(request, exception=None):
    """404: there is nothing here for you. Whoever sent a form, as it was open to them before, has what they typed
    again; so has whoever sends one to a page that never was, so that nothing can be told from it."""
    return page(request, "front_door/errors/not_found.html", 404, words=typed_words(request))


def failed(request):
    """500: ours is the fault. 503 where the database cannot be reached."""
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        return page(request, "front_door/errors/unavailable.html", 503)
    return page(request, "front_door/errors/failed.html", 500)


def bad_request(request, exception=None):
    """400: the browser sent something that cannot be read."""
    return page(request, "front_door/errors/bad_request.html", 400)


def form_expired(request, reason=""):
    """403 of a form whose cookie is missing or old."""
    return page(request, "front_door/errors/form_expired.html", 403, words=typed_words(request))


def busy(request):
    """429: more came from this address than people can type."""
    return page(request, "front_door/errors/busy.html", 429)
