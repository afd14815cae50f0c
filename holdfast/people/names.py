"""Names of people, in any script: checking, searching, and telling a colleague's name from another.

What was chosen: accents fall away from Latin, Greek and Cyrillic letters, and every other script is kept
as it is. An apostrophe joins (D'Arcy is "darcy") and a hyphen parts (Rhys-Jones is "rhys", "jones");
what else a name can be found by (arcy, rhysjones) is in `index_words`.
"""

import re
import unicodedata
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise
from typing import Generic, TypeVar

LONGEST = 90
SHORTEST_PREFIX, LONGEST_PREFIX = 3, 6
LONGEST_QUERY, MOST_QUERY_WORDS = 200, 8
MOST_CLOSE_WORDS = 40  # of a long answer, the words also compared by spelling
CLOSE = 0.8  # difflib's ratio: Jon and John 0.86, Smith and Smyth 0.8, Anna and Hana 0.75

APOSTROPHES = "'’‘ʼʻ`´"
HYPHENS = "-‐‑–"
PUNCTUATION = set(APOSTROPHES + HYPHENS + ".,()·・")
JOINERS = {"\u200c", "\u200d"}  # part of the spelling in Persian and in Indic scripts
UNSEEN = dict.fromkeys(map(ord, "\u00ad\u200b\u200e\u200f\ufeff"))
LINE_BREAKS = str.maketrans("\t\n\r", "   ")

NO_APOSTROPHES = dict.fromkeys(map(ord, APOSTROPHES))
PLAIN_LETTERS = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h", "ŧ": "t"}
)
ACCENTS = re.compile("[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff]")
AFTER_APOSTROPHE = re.compile(f"[{APOSTROPHES}]")
INITIAL = re.compile("[a-z]")
TITLES = frozenset({"mr", "mrs", "ms", "miss", "mx", "sir", "dame", "lord", "lady", "rev", "reverend"})
TITLES |= {"dr", "doctor", "prof", "professor", "nurse", "sister", "matron"}

Id = TypeVar("Id", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Match(Generic[Id]):
    """Whom a typed name can mean: one colleague for certain, or those it may be (none when certain)."""

    resolved: Id | None = None
    possible: tuple[Id, ...] = ()


def is_name(text: str) -> str:
    """The name, white space trimmed and collapsed, as it is to be stored.

    Letters and marks of any script, digits (some use one), spaces, apostrophes, hyphens, full stops,
    commas, brackets and middle dots; at least one letter; 1 to 90 characters.

    Raises:
        ValueError: with the sentence for the person who typed it.
    """
    if len(text) > 10 * LONGEST:
        raise ValueError(f"Enter a name of {LONGEST} letters or fewer")
    name = unicodedata.normalize("NFC", _spaced(text).strip())
    if not name:
        raise ValueError("Enter a name")
    if not all(_may_be_in_a_name(letter) for letter in name):
        raise ValueError("Enter a name using only letters, spaces, apostrophes and hyphens")
    if not any(unicodedata.category(letter)[0] == "L" for letter in name):
        raise ValueError("Enter a name that has at least one letter")
    if len(name) > LONGEST:
        raise ValueError(f"Enter a name of {LONGEST} letters or fewer")
    return name


def normalise(name: str) -> list[str]:
    """The words of a name for matching, in order: "Siân ap Rhys-Jones" is sian, ap, rhys, jones."""
    return _words(_plain(name).translate(NO_APOSTROPHES))


def index_words(name: str) -> list[str]:
    """Every word a person can be found by: those of `normalise`, and what people type instead.

    That is the part after an apostrophe (D'Arcy: arcy), both sides of a hyphen as one (Rhys-Jones:
    rhysjones), and an O or D standing alone joined to the next word (O Neill: oneill).
    """
    words = normalise(name)
    parts = [part for chunk in _plain(name).split() for part in _unusual(chunk)]
    particles = [first + second for first, second in pairwise(words) if first in {"o", "d"}]
    return list(dict.fromkeys(words + parts + particles))


def search_words(query: str) -> list[str]:
    """The words to look up, all of which a person must have: no titles, no repeats, no lone initials.

    An initial is kept where there is nothing else. At most 8 words of the first 200 characters.
    """
    words = list(dict.fromkeys(normalise(query[:LONGEST_QUERY])))
    known = [word for word in words if word not in TITLES] or words
    telling = [word for word in known if not INITIAL.fullmatch(word)] or known
    return telling[:MOST_QUERY_WORDS]


def prefixes(word: str) -> list[str]:
    """The first 3 to 6 letters of a word, its own length at most; none for a shorter word."""
    return [word[:length] for length in range(SHORTEST_PREFIX, min(len(word), LONGEST_PREFIX) + 1)]


def split_names(text: str) -> list[str]:
    """The names in an answer that may hold several: by line, semicolon, "and", "&", "/".

    A comma parts two names only where both sides have two words or more ("Sample, Wren" is one name).
    """
    parts = re.split(r"[\n\r;/&]|\band\b", text, flags=re.IGNORECASE)
    names: list[str] = []
    for part in parts:
        sides = [side.strip() for side in part.split(",") if side.strip()]
        names += sides if all(len(side.split()) > 1 for side in sides) else [part.strip()]
    return [name for name in names if normalise(name)]


def match_colleagues(typed: str, names: Mapping[Id, str]) -> Match[Id]:
    """Which of these colleagues a person means by a name they typed.

    Resolved: exactly one whose whole name agrees, titles and the order of words left aside. Otherwise
    everyone who shares a word or the initials, or has a word spelt nearly so (difflib, 0.8 and above),
    in the order given; the record is then held for a lead to settle.
    """
    wanted = _key(typed)
    if not wanted:
        return Match()
    agreeing = [who for who, name in names.items() if _key(name) == wanted]
    if len(agreeing) == 1:
        return Match(resolved=agreeing[0])
    return Match(possible=tuple(who for who, name in names.items() if _may_be(typed, name)))


def _may_be(typed: str, name: str) -> bool:
    if _key(typed) == _key(name) or _same_initials(_untitled(typed), _untitled(name)):
        return True
    said, known = _telling(typed), _telling(name)
    if set(said) & set(known):
        return True
    return any(_is_close(one, other) for one in said[:MOST_CLOSE_WORDS] for other in known)


def _same_initials(said: list[str], known: list[str]) -> bool:
    """ "W S", "W.S." or "WS" for Wren Sample."""
    initials = [word[0] for word in known]
    return len(initials) > 1 and (said == initials or said == ["".join(initials)])


def _is_close(one: str, other: str) -> bool:
    if min(len(one), len(other)) < SHORTEST_PREFIX:
        return False
    return SequenceMatcher(None, one, other, autojunk=False).ratio() >= CLOSE


def _telling(name: str) -> list[str]:
    return [word for word in index_words(name) if word not in TITLES and not INITIAL.fullmatch(word)]


def _untitled(name: str) -> list[str]:
    words = normalise(name)
    return [word for word in words if word not in TITLES] or words


def _key(name: str) -> list[str]:
    return sorted(_untitled(name))


def _plain(name: str) -> str:
    """Small letters without accents; other scripts put together again as they were."""
    small = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", name.translate(UNSEEN)).casefold())
    return unicodedata.normalize("NFC", ACCENTS.sub("", small).translate(PLAIN_LETTERS))


def _words(plain: str) -> list[str]:
    """Runs of letters, marks, digits and joiners."""
    kept = "".join(letter if _is_of_a_word(letter) else " " for letter in plain)
    return [word for word in kept.split() if any(letter.isalnum() for letter in word)]


def _unusual(chunk: str) -> list[str]:
    """Of one part of a plain name: what follows an apostrophe, and a hyphened whole."""
    sides = _words(chunk.translate(NO_APOSTROPHES))
    whole = ["".join(sides)] if len(sides) > 1 and set(chunk) & set(HYPHENS) else []
    tails = [_words(tail)[:1] for tail in AFTER_APOSTROPHE.split(chunk)[1:]]
    return [tail[0] for tail in tails if tail and len(tail[0]) >= SHORTEST_PREFIX] + whole


def _is_of_a_word(letter: str) -> bool:
    return letter in JOINERS or unicodedata.category(letter)[0] in "LMN"


def _may_be_in_a_name(letter: str) -> bool:
    return letter == " " or letter in PUNCTUATION or letter in JOINERS or _is_written(letter)


def _is_written(letter: str) -> bool:
    category = unicodedata.category(letter)
    return category[0] in "LM" or category == "Nd"


def _spaced(text: str) -> str:
    """Every kind of space as a plain one; marks nobody can see removed."""
    shown = text.translate(UNSEEN).translate(LINE_BREAKS)
    return re.sub(" +", " ", "".join(" " if unicodedata.category(c) == "Zs" else c for c in shown))
