"""What a second person agrees to, as one word that they read and give back; and which numbers are one. Pure."""

import json
import re
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

TERMS = ("title", "purpose", "body", "reference", "until_on", "variables")


def digest_of(terms: Mapping[str, Any]) -> str:
    """SHA-256 of everything that was recorded of an approval."""
    said = {name: terms[name] for name in TERMS}
    return sha256(json.dumps(said, sort_keys=True, default=str, ensure_ascii=False).encode()).hexdigest()


def is_same_number(one: str, other: str) -> bool:
    """Whether two numbers are of one approval, however they were typed: 26/XX/0001, 26-xx-0001 and 26xx0001 are."""
    return parts_of(one) == parts_of(other)


def parts_of(number: str) -> list[str]:
    """The letters and the digits of a number, as they stand together in it."""
    return re.findall(r"\d+|[^\W\d_]+", number.casefold())
