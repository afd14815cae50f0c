"""What a second person agrees to, as one word that they read and give back. Pure."""

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

TERMS = ("title", "purpose", "body", "reference", "until_on", "variables")


def digest_of(terms: Mapping[str, Any]) -> str:
    """SHA-256 of everything that was recorded of an approval."""
    said = {name: terms[name] for name in TERMS}
    return sha256(json.dumps(said, sort_keys=True, default=str, ensure_ascii=False).encode()).hexdigest()
