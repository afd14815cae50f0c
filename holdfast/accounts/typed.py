"""What somebody typed in a form that could not be taken: shown to them again, so that nothing typed is lost."""

from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import BadRequest, SuspiciousOperation
from django.http import HttpRequest
from django.http.multipartparser import MultiPartParserError
from django.http.request import UnreadablePostError

LONG = 40  # characters: a shorter answer is quickly typed again
NEVER_SHOWN = ("csrf", "password", "pin", "code", "secret", "credential", "again", "token", "key")
SEEN = "seen"  # what a page showed, in one word; in a concern about safety, what somebody saw, in many
NOT_TYPED = {"shown", "facts_seen", "to_be_asked", "beside"}  # a page's own words, sent back with its form
MOST = 40
UNREADABLE = (SuspiciousOperation, BadRequest, MultiPartParserError, UnreadablePostError, LookupError, UnicodeError)


def typed_words(request: HttpRequest) -> list[str]:
    """The longer words of a form of our own pages; nothing of what is secret, or of what cannot be read."""
    if request.method != "POST":
        return []
    try:
        sent = request.POST.lists() if is_from_here(request) else ()
    except UNREADABLE:
        return []
    kept = [value for name, values in sent for value in values if is_typed(name.lower(), value)]
    return [value for value in kept if len(value.strip()) >= LONG][:MOST]


def is_typed(name: str, value: str) -> bool:
    """Whether a field holds what somebody typed and may be shown."""
    last = name.rpartition("-")[2]
    is_ours = last in NOT_TYPED or (last == SEEN and " " not in value.strip())
    return not is_ours and not any(word in name for word in NEVER_SHOWN)


def is_from_here(request: HttpRequest) -> bool:
    """Whether a page of ours sent the form: another site's words are never shown as ours. In doubt none did."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
        return False
    ours = {f"{request.scheme}://{request.get_host()}", *settings.CSRF_TRUSTED_ORIGINS}
    if "Origin" in request.headers:
        return request.headers["Origin"] in ours
    if "Referer" in request.headers:
        try:
            came = urlsplit(request.headers["Referer"])
        except ValueError:
            return False
        return f"{came.scheme}://{came.netloc}" in ours
    return "Sec-Fetch-Site" in request.headers
