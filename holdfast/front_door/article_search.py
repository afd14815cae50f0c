"""Find articles by what a tired person types: accents, plurals and slips forgiven."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from math import log

LONGEST_QUERY = 200
MOST_WORDS = 12
SHORTEST_GUESS = 4
CLOSE_ENOUGH = 0.8

TITLE, SYNONYM, SUMMARY, BODY = 8.0, 6.0, 3.0, 1.0
BEGINNING, GUESS = 0.7, 0.5

WORD = re.compile(r"\w{2,}")
SMALL_WORDS = frozenset(
    WORD.findall(
        "about all am an and are as at be because been but by can cant do does dont feel feeling for from "
        "get had has have help how if im in is it its ive keep like make me more my need not of off on or "
        "out really so some something that the their them then they this to too up very want was way we what "
        "when where which who why will with you your"
    )
)

Entry = Mapping[str, float]


def entry(*, title: str, words: Iterable[str], summary: str, body: str) -> Entry:
    """Each word of an article with its weight, the highest of the places it stands in."""
    weights: dict[str, float] = {}
    places = ((body, BODY), (summary, SUMMARY), (" ".join(words), SYNONYM), (title, TITLE))
    for text, weight in places:
        weights.update(dict.fromkeys(tokens(text), weight))
    return weights


def rank(query: str, index: Mapping[str, Entry]) -> list[str] | None:
    """The keys that fit, best first: more of the words found, then rarer words in better places.

    Returns:
        None where nothing was typed, and an empty list where nothing fits.
    """
    typed = query[:LONGEST_QUERY].strip("\0 \t\r\n")
    if not typed:
        return None
    found: dict[str, list[float]] = {}
    for word in list(dict.fromkeys(tokens(typed)))[:MOST_WORDS]:
        for key, weight in _scores(word, index).items():
            found.setdefault(key, []).append(weight)
    return sorted(found, key=lambda key: (-len(found[key]), -sum(found[key]), key))


def tokens(text: str) -> list[str]:
    """Words as they are compared: lower case, no accents, no plural s, no small words.

    Where only small words were typed they are kept, so that “help” finds something.
    """
    plain = unicodedata.normalize("NFKD", text.replace("’", "'").replace("'", ""))
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter)).casefold()
    words = WORD.findall(plain)
    telling = [word for word in words if word not in SMALL_WORDS] or words
    return [_singular(word) for word in telling]


def _singular(word: str) -> str:
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def _scores(word: str, index: Mapping[str, Entry]) -> dict[str, float]:
    """What one word is worth to each article that has it; a word that few have is worth more."""
    near = _near(word, index)
    weights = {key: _weight(word, weights, near) for key, weights in index.items()}
    fitting = {key: weight for key, weight in weights.items() if weight}
    rarity = log(1 + len(index) / max(len(fitting), 1))
    return {key: weight * rarity for key, weight in fitting.items()}


def _near(word: str, index: Mapping[str, Entry]) -> list[str]:
    """Words of the articles that a slip of the finger could have meant."""
    known = {other for weights in index.values() for other, weight in weights.items() if weight > BODY}
    if len(word) < SHORTEST_GUESS or word in known:
        return []
    return get_close_matches(word, known, n=3, cutoff=CLOSE_ENOUGH)


def _weight(word: str, weights: Entry, near: Iterable[str]) -> float:
    if word in weights:
        return weights[word]
    if len(word) >= SHORTEST_GUESS:
        begun = [weight for other, weight in weights.items() if other.startswith(word)]
        if begun:
            return BEGINNING * max(begun)
    return GUESS * max((weights.get(other, 0.0) for other in near), default=0.0)
