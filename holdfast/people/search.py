"""Search by name without a readable name: keyed hashes of words and of their beginnings, equality only.

What the hashes can leak is said in docs/adr/0005-search-tokens.md. The key belongs to one hub and rotates: a person's
tokens are all of `search_version`, and a search looks under every version that the keyring holds.
"""

import hashlib
import hmac
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet

from holdfast.hubs.models import Hub
from holdfast.people.models import MatchToken, Person, SearchToken
from holdfast.people.names import LONGEST_PREFIX, SHORTEST_PREFIX, index_words, prefixes, search_words
from holdfast.people.rules import Mark, marks_of

TOKEN_BYTES = 16


def token(hub_id: UUID, word: str, *, version: int) -> bytes:
    """The keyed hash of one word, 16 bytes of HMAC-SHA-256."""
    key = settings.KEYRING.search_key(hub_id, version)
    return hmac.new(key, word.encode(), hashlib.sha256).digest()[:TOKEN_BYTES]


def tokens_of(hub_id: UUID, name: str, *, version: int) -> set[bytes]:
    """Every token under which this name is found: its words, whole and marked so, and their beginnings."""
    words = index_words(name)
    whole = {token(hub_id, f"={word}", version=version) for word in words}
    return whole.union(token(hub_id, part, version=version) for word in words for part in prefixes(word))


def token_rows(person: Person, name: str) -> list[SearchToken]:
    """The rows that make the person's name findable, for the caller to write."""
    return [
        SearchToken(hub_id=person.hub_id, person_id=person.pk, token=found)
        for found in sorted(tokens_of(person.hub_id, name, version=person.search_version))
    ]


def match_rows(person: Person, name: str, channels: Mapping[str, Any], details: Mapping[str, Any]) -> list[MatchToken]:
    """The rows by which another record of the same person is found, for the caller to write."""
    return [
        MatchToken(
            hub_id=person.hub_id, person_id=person.pk, kind=kind,
            token=token(person.hub_id, text, version=person.search_version),
        )
        for kind, text in sorted(marks_of(name, channels, details))
    ]  # fmt: skip


def matching(person: Person, marks: Iterable[Mark]) -> QuerySet[MatchToken]:
    """The rows of others in the hub that agree with one of these marks, under every version of the key."""
    settings.KEYRING.refresh()  # another process may be rotating
    wanted = [
        token(person.hub_id, text, version=version) for _, text in marks for version in list(settings.KEYRING.search)
    ]
    return MatchToken.objects.filter(hub_id=person.hub_id, token__in=wanted).exclude(person=person)


def people_named(hub: Hub, query: str) -> QuerySet[Person]:
    """People of a hub whose name holds every word of the query, or a word that begins with it.

    A word of 3 to 6 letters finds beginnings; a longer one is found whole, or by its first six letters.
    """
    settings.KEYRING.refresh()  # another process may be rotating
    found = Person.objects.filter(hub=hub)
    words = search_words(query)[:6]
    for word in words:
        wanted = [key for version in list(settings.KEYRING.search) for key in looked_up(hub.pk, word, version=version)]
        found = found.filter(pk__in=SearchToken.objects.filter(hub=hub, token__in=wanted).values("person_id"))
    return found if words else found.none()


def looked_up(hub_id: UUID, word: str, *, version: int) -> list[bytes]:
    """The tokens one word of a query is looked up by, under one version of the key."""
    forms = [f"={word}", word] if SHORTEST_PREFIX <= len(word) <= LONGEST_PREFIX else [f"={word}"]
    return [token(hub_id, form, version=version) for form in forms]
