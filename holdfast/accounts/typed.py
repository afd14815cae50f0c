"""What somebody typed in a form that could not be taken: shown to them again, so that nothing typed is lost."""

from django.http import HttpRequest

LONG = 40  # characters: a shorter answer is quickly typed again
NEVER_SHOWN = ("csrf", "password", "pin", "code", "secret", "credential", "again", "token", "key")
MOST = 40


def typed_words(request: HttpRequest) -> list[str]:
    """The longer words of a form that was sent; nothing of what is secret."""
    if request.method != "POST":
        return []
    sent = [(name.lower(), value) for name, values in request.POST.lists() for value in values]
    kept = [value for name, value in sent if not any(word in name for word in NEVER_SHOWN)]
    return [value for value in kept if len(value.strip()) >= LONG][:MOST]
